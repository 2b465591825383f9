"""What conversations about daily posts need: a post that is due now, and feeds of all kinds."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.adapters.store import open_ledger
from bot.core.daily.schedule import Hour
from tests.fakes.feeds import encoded, item, rss
from tests.fakes.site import answer, hang, redirect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.chats import Platform
    from bot.core.daily.subscription import Subscription
    from tests.chats.ground import Ground


async def due_now(ground: Ground, platform: Platform, chat: str) -> None:
    """The chat's post is due since this minute began; the program looks when it is stirred."""
    now = int(time.time())
    minute = datetime.fromtimestamp(now, UTC)
    async with await open_ledger(ground.program.folder / "data" / "linkdigest.db") as ledger:
        each = await ledger.subscription(platform, chat)
        assert each is not None
        hour = Hour(minute.hour * 60 + minute.minute, "UTC")
        await ledger.subscribe(replace(each, hour=hour, next_at=now - now % 60))


async def subscription(ground: Ground, platform: Platform, chat: str) -> Subscription | None:
    """How the chat's post is set."""
    async with await open_ledger(ground.program.folder / "data" / "linkdigest.db") as ledger:
        return await ledger.subscription(platform, chat)


@dataclass(frozen=True)
class Feeds:
    """The addresses of feeds on the site, one of each kind."""

    valid: str
    page: str
    broken: str
    slow: str
    huge: str
    picture: str
    moved: str
    gone: str
    bridge: str
    articles: Sequence[str]


def feeds(ground: Ground) -> Feeds:
    """Feeds as they are met: one that is well, and one for each way to be ill."""
    site, now = ground.site, int(time.time())
    number = next(ground._numbers)
    articles = [ground.article() for _ in range(3)]
    walled = site.on(f"/walled/{number}", answer(status="403 Forbidden"))
    text = " ".join(f"The lamp number {n} on the pier burnt {n} hours." for n in range(80))

    def feed(name: str, body: str | bytes, content_type: str = "application/rss+xml") -> str:
        return site.on(f"/{name}/{number}", answer(body, content_type=content_type))

    whole = rss(*(item(n, link=url, at=now - 600 * n) for n, url in enumerate(articles)))
    valid = feed("feed", whole, "application/rss+xml")
    link = f'<link rel="alternate" type="application/rss+xml" href="{valid}">'
    return Feeds(
        valid=valid,
        page=feed("site", f"<html><head>{link}</head><body><p>News</p></body></html>", "text/html"),
        broken=feed("broken", whole[: len(whole) // 2]),
        slow=site.on(f"/slowfeed/{number}", hang),
        huge=feed("huge", b"<rss>" + b" " * (5 << 20)),
        picture=feed("picture", b"\x89PNG\r\n", "image/png"),
        moved=site.on(f"/moved/{number}", redirect(valid, "301 Moved Permanently")),
        gone=site.on(f"/gone/{number}", answer(status="410 Gone")),
        bridge=feed(
            "bridge", rss(item("w", link=walled, at=now - 60, more=encoded(f"<p>{text}</p>")))
        ),
        articles=articles,
    )
