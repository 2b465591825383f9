"""2,000 daily posts that are due in the same minute, with the real program and our Bot API server.

`rows` is for a process of its own, as those of `chats` are.
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.adapters.store import open_ledger
from bot.core.answers import DigestAnswer
from bot.core.chats import Chat, ChatKind
from bot.core.daily.schedule import Hour
from bot.core.daily.subscription import Subscription
from bot.core.delivery.ids import Ids
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from tests.bench.flow import resident
from tests.bench.street import street
from tests.bench.table import Row, at_least, at_most
from tests.fakes.naps import NappingClock
from tests.fakes.rows import DIGEST

if TYPE_CHECKING:
    from bot.adapters.store.ledger import SqlLedger
    from tests.bench.street import Street

CHATS, LINKS = 2000, 5
AHEAD = 8.0
"""Seconds at least from the last row written to the hour: the scheduler looks every twenty."""

PATIENCE = 240.0
LIMIT = 28
"""Messages a second: what Telegram takes of one bot, less two for people."""


def rows(site: str) -> list[Row]:
    """All figures of a minute in which everything is due."""
    return asyncio.run(_rows(site))


async def _rows(site: str) -> list[Row]:
    async with street(site, model_ms=0) as place:
        path = place.program.folder / "data" / "linkdigest.db"
        async with await open_ledger(path) as ledger:
            rooms = [place.room() for _ in range(CHATS)]
            await _fill(ledger, rooms)
            place.telegram.limit()
            return await _measured(place, ledger, await _due(ledger, rooms), rooms)


async def _fill(ledger: SqlLedger, rooms: list[int]) -> None:
    """Let each chat have digests that were posted today."""
    now, ids = int(time.time()), Ids(NappingClock(time.time() - 60))
    for room in rooms:
        chat = Chat("telegram", str(room), ChatKind.GROUP)
        posted = [_posted(ids.next(), chat, number, now) for number in range(LINKS)]
        await ledger.accept("bench", posted[0].id, posted, now)


def _posted(name: str, chat: Chat, number: int, now: int) -> Delivery:
    url = f"https://example.com/{chat.id}/{number}"
    digest = replace(DIGEST, title=f"Story {number} of {chat.id}", url=url)
    return Delivery(
        id=name,
        chat=chat,
        message=f"{number}",
        slot=url,
        trigger=Trigger.DROPPED,
        ui="en",
        ask=Ask("digest", url, url),
        accepted_at=now,
        expires_at=now + 86_400,
        state=State.POSTED,
        poster="7",
        poster_name="Reader",
        answer=DigestAnswer(digest),
        post=f"{100 + number}",
        posted_at=now,
    )


async def _due(ledger: SqlLedger, rooms: list[int]) -> int:
    """Let all of them be due at the next full minute; when that is."""
    moment = int(time.time() + AHEAD) // 60 * 60 + 60
    at = datetime.fromtimestamp(moment, UTC)
    hour = Hour(at.hour * 60 + at.minute, "UTC")
    for room in rooms:
        chat = Chat("telegram", str(room), ChatKind.GROUP)
        await ledger.subscribe(Subscription(chat, chat, hour, next_at=moment, since=moment - 3600))
    return moment


async def _measured(place: Street, ledger: SqlLedger, due: int, rooms: list[int]) -> list[Row]:
    pid = place.program.running.pid
    before = resident(pid)[0]
    claimed = asyncio.create_task(_claimed_at(ledger, due))
    sent = len(place.telegram.calls_of("sendMessage"))
    seen: list[tuple[int, float]] = []
    while time.time() < due + PATIENCE and (not seen or seen[-1][0] < CHATS):
        seen.append((len(place.telegram.calls_of("sendMessage")) - sent, resident(pid)[0]))
        await asyncio.sleep(0.5)
    posts = [post for room in rooms for post in place.telegram.ours(room)]
    first, last = min(post.at for post in posts), max(post.at for post in posts)
    early = max(held for number, held in seen if number <= CHATS / 10)
    peak = max(held for _, held in seen)
    name = f"{CHATS} daily posts due in one minute"
    took = f" ({len(posts) / (last - first):.1f} a second)"
    held = f" ({before:.1f} MB before, {early:.1f} after a tenth, {peak:.1f} at most)"
    return [
        at_most(f"{name}, all rows claimed after", await claimed - due, 2, "s"),
        at_least(f"{name}, posted once", len(posts) * (len(posts) == CHATS), CHATS, ""),
        at_most(f"{name}, throttled by Telegram", place.telegram.throttled, 0, ""),
        at_most(f"{name}, sending", last - first, 1.15 * CHATS / LIMIT, "s", took),
        at_most(f"{name}, memory grown while sending", 100 * (peak / early - 1), 5, "%", held),
    ]


async def _claimed_at(ledger: SqlLedger, due: int) -> float:
    """When all days were claimed, looked at every 50 ms."""
    while time.time() < due + PATIENCE:
        sql = "SELECT count(*) FROM daily_post"
        if (await ledger._database.rows(sql))[0][0] >= CHATS:
            return time.time()
        await asyncio.sleep(0.05)
    return math.inf
