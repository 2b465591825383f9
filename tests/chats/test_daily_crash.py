"""Daily posts of a program that is killed over and over: none comes twice, none is lost.

But for one window, which Telegram leaves open: it has no way to tell a message that was sent again
from another. A program that dies between sending and hearing the answer does not send again.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.store import open_ledger
from bot.core.chats import Chat, ChatKind
from bot.core.daily.schedule import Hour
from bot.core.daily.subscription import Subscription
from bot.core.delivery.ids import Ids
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.links import parse
from tests.fakes.naps import NappingClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.store.ledger import SqlLedger
    from tests.chats.ground import Ground
    from tests.chats.together import Builder, Founder

pytestmark = pytest.mark.asyncio(loop_scope="session")

KILLS = 100
"""Of each platform."""

LONGEST = 0.9
"""Seconds from the moment that the program runs to its end; one in ten lives thrice as long."""

ITEMS = 16
"""One more than a message holds."""

OWED = 6
"""Chats whose post is owed while the program is killed; when fewer are, more are added."""


@dataclass
class Posts:
    """Chats whose daily posts are due, and what became of these."""

    ground: Ground
    ledger: SqlLedger
    chat: Callable[[], Chat]
    received: Callable[[Chat], list[str]]
    chats: list[Chat] = field(default_factory=list)
    _done: set[str] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._pages = [self.ground.article() for _ in range(ITEMS)]
        self._ids = Ids(NappingClock(time.time()))

    async def owe(self) -> None:
        """See that some posts are owed: chats that shared links which nobody asked about."""
        while len(self.chats) - len(self._done) < OWED:
            await self._add()
        await self._look()

    async def _add(self) -> None:
        chat, now = self.chat(), int(time.time())
        pages = self._pages
        if next(self._numbers) % 4 == 0:  # now and then there is something to be digested
            pages = [*pages[1:], self.ground.article()]
        rows = [self._seen(chat, url, now) for url in pages]
        await self.ledger.accept("test", rows[0].id, rows, now)
        minute = now - now % 60
        at = datetime.fromtimestamp(minute, UTC)
        hour = Hour(at.hour * 60 + at.minute, "UTC")
        await self.ledger.subscribe(
            Subscription(chat, chat, hour, most=30, next_at=minute, since=now - 3600)
        )
        self.chats.append(chat)

    def _seen(self, chat: Chat, url: str, now: int) -> Delivery:
        link = parse(url)
        return Delivery(
            id=self._ids.next(),
            chat=chat,
            message=f"{next(self._numbers)}",
            slot=link.key,
            trigger=Trigger.DROPPED,
            ui="en",
            ask=Ask("digest", link.url, link.key),
            accepted_at=now,
            expires_at=now + 86_400,
            state=State.SEEN,
            charged=False,
        )

    async def _look(self) -> None:
        """Note whose post has ended."""
        for chat in self.chats:
            if chat.id not in self._done and await self._has_ended(chat):
                self._done.add(chat.id)

    async def _has_ended(self, chat: Chat) -> bool:
        return len(await self.messages(chat)) == 2 and not any(
            row.is_open for row in await self.messages(chat)
        )

    async def messages(self, chat: Chat) -> list[Delivery]:
        """The rows of the post's messages."""
        days = await self.ledger.days(chat.platform, chat.id, 0)
        name = f"daily@{days[0].day.isoformat()}@{chat.id}" if days else ""
        rows = await self.ledger.of_message(chat, name)
        return [row for row in rows if not row.ask.key]

    async def all_done(self) -> None:
        async with asyncio.timeout(60):
            while len(self._done) < len(self.chats):
                await self._look()
                await asyncio.sleep(0.2)

    async def outcome(self) -> dict[str, int]:
        """What became of the messages; none may have come twice, or in the place of another."""
        told = {"posted": 0, "arrived": 0, "lost": 0}
        for chat in self.chats:
            received = self.received(chat)
            rows = await self.messages(chat)
            assert [row.slot for row in rows] == ["1", "2"]
            for row, sign in zip(rows, ("Daily digest", "(2/2)"), strict=True):
                times = sum(text.startswith(sign) for text in received)
                assert times <= 1, f"twice in {chat.id}: {received}"
                if row.state is State.POSTED:
                    assert times == 1, f"posted, and not there: {chat.id} {row}"
                    told["posted"] += 1
                else:
                    assert row.state is State.UNKNOWN, row
                    told["arrived" if times else "lost"] += 1
            assert len(received) <= 2
        return told


async def killed(posts: Posts, dice: random.Random) -> int:
    """Let the program live for a short while, again and again; how many chats had their post."""
    program = posts.ground.program
    await posts.owe()
    await program.start()
    await posts.all_done()  # what is digested now is known from here on
    await program.kill()
    for number in range(KILLS):
        await posts.owe()
        await program.start()
        life = dice.uniform(0, LONGEST) * (3 if number % 10 == 0 else 1)
        await asyncio.sleep(life)
        await program.kill()
    await program.start()
    await posts.all_done()
    assert await program.stop() == 0
    return len(posts.chats)


def told(posts: Posts, outcome: dict[str, int]) -> str:
    """What was seen, for who reads the end of the run."""
    windows = sorted(
        line["sending_ms"]
        for line in posts.ground.program.log
        if line.get("trigger") == "daily" and "sending_ms" in line
    )
    return (
        f"{KILLS} kills, {len(posts.chats)} daily posts of 2 messages: {outcome['posted']} posted"
        f" once, 0 twice; {outcome['arrived'] + outcome['lost']} killed within the window,"
        f" {outcome['lost']} of them lost. The window (row SENDING to the platform's answer):"
        f" median {median(windows)} ms, longest {windows[-1]} ms of {len(windows)}"
    )


async def ledger_of(ground: Ground) -> SqlLedger:
    """The database of the program, which another process may use beside it."""
    return await open_ledger(ground.program.folder / "data" / "linkdigest.db")


async def on_telegram(found: Founder) -> str:
    """No post comes twice, and none is lost but in the window."""
    async with found(opened=False) as town, await ledger_of(town) as ledger:
        posts = Posts(
            town,
            ledger,
            lambda: Chat("telegram", str(town.group()), ChatKind.GROUP),
            lambda chat: [post.text for post in town.telegram.ours(int(chat.id))],
        )
        await killed(posts, random.Random(20261128))
        return f"Telegram: {told(posts, await posts.outcome())}"


async def on_discord(founded: Builder) -> str:
    """Every post comes exactly once."""
    async with founded(opened=False) as city:
        channels: dict[str, Any] = {}

        def chat() -> Chat:
            channel = city.channel()
            name, server = str(channel.id), str(channel.server_id)
            channels[name] = channel
            return Chat("discord", name, ChatKind.GROUP, within=(server,))

        def received(chat: Chat) -> list[str]:
            texts = [post.text for post in city.discord.ours(channels[chat.id])]
            return [text.replace("**", "").lstrip() for text in texts]

        async with await ledger_of(city) as ledger:
            posts = Posts(city, ledger, chat, received)
            await killed(posts, random.Random(20261129))
            outcome = await posts.outcome()
        assert outcome["lost"] == outcome["arrived"] == 0
        return f"Discord: {told(posts, outcome)}"


@pytest.mark.timeout(800)
async def test_killed_200_times_no_daily_post_comes_twice_and_none_is_lost_but_in_the_window(
    found: Founder, founded: Builder, record_property: Callable[[str, object], None]
) -> None:
    """Of both platforms at the same time: each waits for its program to start, most of all."""
    for line in await asyncio.gather(on_telegram(found), on_discord(founded)):
        record_property("told", line)
