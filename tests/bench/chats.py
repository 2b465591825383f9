"""What people in chats wait for: the real program, and our own Bot API server beside it.

`rows` is for a process of its own: what else is measured must not hold up the server, by whose
clock all of this is told. The program, the site and the model have processes of their own too.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import tempfile
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.flow import answered_at, loop_lag, resident
from tests.bench.table import Row, at_least, at_most, percentile
from tests.chats.program import Program
from tests.fakes.telegram.chats import Room
from tests.fakes.telegram.server import TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fakes.telegram.chats import Message

LINKS, EVERY = 50, 0.25  # seconds: nobody waits for the answer to somebody else
WARM = 4
CHATS, LINKS_EACH = 30, 10
BURST = CHATS * LINKS_EACH
PATIENCE = 60.0  # seconds
REST = 2.0  # seconds: what comes after the last post
BY_MODEL = ("AI digest", "AI 摘要")


@dataclass
class Street:
    """Telegram, the program that serves it, and the site whose pages people drop."""

    telegram: TelegramServer
    program: Program
    site: str

    def __post_init__(self) -> None:
        self._rooms = count(1)
        self._pages = count(20_000)
        self._dropped: list[Message] = []

    def room(self) -> int:
        """A new group."""
        number = next(self._rooms)
        chat = -1002000000000 - number
        self.telegram.world.add(Room(chat, "supergroup", f"Chat {number}"))
        return chat

    async def drop(self, chat: int) -> tuple[int, Message]:
        """Drop the link of a page that nobody has seen yet; its number, and the message."""
        page = next(self._pages)
        link = await self.telegram.say(chat, "bob", f"http://{self.site}/page/{page}")
        self._dropped.append(link)
        return page, link

    def posts(self, chat: int) -> list[Message]:
        """The digests in a chat, by a model, in their order there."""
        ours = self.telegram.ours(chat)
        return [post for post in ours if any(words in post.text for words in BY_MODEL)]

    async def warm_up(self) -> None:
        """Let the program load what it loads with the first links."""
        for _ in range(WARM):
            await self.drop(self.room())
        await self.settled()

    async def settled(self) -> None:
        """Wait until all links are answered and no reaction is left; too long, and it is told."""
        rooms = {link.room.id: link.room for link in self._dropped}.values()

        def is_done() -> bool:
            said = sum(len(room.messages) for room in rooms)  # links and answers
            return said >= 2 * len(self._dropped) and not any(m.reactions for m in self._dropped)

        with suppress(AssertionError):  # the figures tell what is missing
            await self.telegram.until(is_done, PATIENCE)


@asynccontextmanager
async def street(site: str, model_ms: int) -> AsyncIterator[Street]:
    """The program at work on an empty database; it must end well, and without a complaint."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer() as telegram:
            environment = {
                "TELEGRAM_BOT_TOKEN": telegram.token,
                "TELEGRAM_BASE_URL": telegram.base_url,
                "OPENAI_BASE_URL": f"http://{site}/model/{model_ms}/v1",
                "OPENAI_MODEL": "bench",
                "LINKDIGEST_FETCH_ALLOW": site,
                "LINKDIGEST_CHAT_PER_HOUR": "0",
                "LINKDIGEST_USER_PER_10MIN": "0",
                "LINKDIGEST_USD_PER_DAY": "0",
                "LINKDIGEST_LOG_LEVEL": "WARNING",
            }
            program = Program(Path(folder), environment)
            try:
                await program.launch()
                await telegram.until(lambda: telegram.feed.polls, 20)
                opened = Street(telegram, program, site)
                await opened.warm_up()
                yield opened
                code = await program.stop()
            finally:
                await program.close()
            if code or program.complaints() or telegram.violations:
                raise RuntimeError(f"{code}: {program.complaints()} {telegram.violations}")


def rows(site: str) -> list[Row]:
    """All figures of the chat side."""
    return asyncio.run(_rows(site))


async def _rows(site: str) -> list[Row]:
    async with street(site, model_ms=200) as quiet:
        found = await _waits(quiet)
    async with street(site, model_ms=500) as busy:
        return found + await _bursts(busy)


async def _waits(street: Street) -> list[Row]:
    """From the update to the reaction, and from the model's answer to the digest."""
    links: dict[int, Message] = {}
    async with loop_lag() as lags:
        for _ in range(LINKS):
            number, link = await street.drop(street.room())
            links[number] = link
            await asyncio.sleep(EVERY)
        await street.settled()
    answers = await asyncio.to_thread(answered_at, street.site)
    seen = [1000 * (_reacted_at(street, link) - link.at) for link in links.values()]
    posted = [1000 * (_posted_at(street, link) - answers[n]) for n, link in links.items()]
    own = f" (the server itself late by {percentile(lags, 0.99):.1f} ms, p99)"
    return [
        at_most("reaction after the update, median", statistics.median(seen), 200, "ms", own),
        at_most("reaction after the update, p90", percentile(seen, 0.9), 500, "ms"),
        at_most("digest after the model's answer, median", statistics.median(posted), 100, "ms"),
        at_most("digest after the model's answer, p90", percentile(posted, 0.9), 250, "ms"),
    ]


def _reacted_at(street: Street, link: Message) -> float:
    for call in street.telegram.calls_of("setMessageReaction"):
        there = (call.params["chat_id"], call.params["message_id"])
        if there == (link.room.id, link.id) and call.params.get("reaction"):
            return call.at
    return math.inf


def _posted_at(street: Street, link: Message) -> float:
    """When the call came in that brought the chat's only digest."""
    if [post.reply_to for post in street.posts(link.room.id)] != [link]:
        return math.inf
    calls = street.telegram.calls_of("sendMessage")
    return next(call.at for call in calls if call.params["chat_id"] == link.room.id)


@dataclass(frozen=True, slots=True)
class _Burst:
    """What became of 300 links: digests, chats that kept their order, and how long it took."""

    answered: int
    in_order: int
    seconds: float


async def _bursts(street: Street) -> list[Row]:
    """The same twice: what the first one brings into memory stays, more than that must not."""
    street.telegram.limit()
    chats = [street.room() for _ in range(CHATS)]
    pid = street.program.running.pid
    first = await _burst(street, chats)
    before, all_before = resident(pid)
    second = await _burst(street, chats)
    after, all_after = resident(pid)
    name = f"{BURST} links from {CHATS} chats at once"
    took = f" (again: {second.seconds:.1f} s)"
    main, whole = f" ({before:.1f} to {after:.1f} MB)", f" ({all_before:.1f} to {all_after:.1f} MB)"
    return [
        at_least(f"{name}, answered", min(first.answered, second.answered), BURST, ""),
        at_least(f"{name}, chats in order", min(first.in_order, second.in_order), CHATS, ""),
        at_most(f"{name}, throttled by Telegram", street.telegram.throttled, 0, ""),
        at_most(f"{name}, time", first.seconds, 25, "s", took),
        at_most(f"{name}, memory after as many again", 100 * (after / before - 1), 5, "%", main),
        at_most(
            "the same with its readers of pages", 100 * (all_after / all_before - 1), 5, "%", whole
        ),
    ]


async def _burst(street: Street, chats: list[int]) -> _Burst:
    said: dict[int, list[Message]] = {chat: [] for chat in chats}
    for _ in range(LINKS_EACH):
        for chat in chats:
            said[chat].append((await street.drop(chat))[1])
    links = [link for there in said.values() for link in there]
    await street.settled()
    posts = {chat: [p for p in street.posts(chat) if p.reply_to in said[chat]] for chat in chats}
    last = max((post.at for there in posts.values() for post in there), default=math.inf)
    await asyncio.sleep(REST)
    return _Burst(
        sum(len(there) for there in posts.values()),
        sum([post.reply_to for post in posts[chat]] == said[chat] for chat in chats),
        last - links[0].at,
    )
