"""What people in chats wait for, with the real program.

`rows` is for a process of its own: what else is measured must not hold up the Bot API server, by
whose clock all of this is told. The program, the site and the model have their own processes too.
"""

from __future__ import annotations

import asyncio
import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.flow import answered_at, loop_lag, resident
from tests.bench.street import street
from tests.bench.table import Row, at_least, at_most, percentile

if TYPE_CHECKING:
    from tests.bench.street import Street
    from tests.fakes.telegram.chats import Message

LINKS, EVERY = 50, 0.25  # seconds: nobody waits for the answer to somebody else
CHATS, LINKS_EACH = 30, 10
BURST = CHATS * LINKS_EACH
REST = 2.0  # seconds: what comes after the last post


def rows(site: str) -> list[Row]:
    """All figures of the chat side."""
    return asyncio.run(_rows(site))


async def _rows(site: str) -> list[Row]:
    async with street(site, model_ms=200) as quiet:
        found = await _waits(quiet)
    async with street(site, model_ms=500) as busy:
        return found + await _bursts(busy)


async def _waits(place: Street) -> list[Row]:
    """From the update to the reaction, and from the model's answer to the digest."""
    links: dict[int, Message] = {}
    async with loop_lag() as lags:
        for _ in range(LINKS):
            number, link = await place.drop(place.room())
            links[number] = link
            await asyncio.sleep(EVERY)
        await place.settled()
    answers = await asyncio.to_thread(answered_at, place.site)
    seen = [1000 * (_reacted_at(place, link) - link.at) for link in links.values()]
    posted = [1000 * (_posted_at(place, k) - answers.get(n, 0.0)) for n, k in links.items()]
    own = f" (the server itself late by {percentile(lags, 0.99):.1f} ms, p99)"
    return [
        at_most("reaction after the update, median", statistics.median(seen), 200, "ms", own),
        at_most("reaction after the update, p90", percentile(seen, 0.9), 500, "ms"),
        at_most("digest after the model's answer, median", statistics.median(posted), 100, "ms"),
        at_most("digest after the model's answer, p90", percentile(posted, 0.9), 250, "ms"),
    ]


def _reacted_at(place: Street, link: Message) -> float:
    for call in place.telegram.calls_of("setMessageReaction"):
        there = (call.params["chat_id"], call.params["message_id"])
        if there == (link.room.id, link.id) and call.params.get("reaction"):
            return call.at
    return math.inf


def _posted_at(place: Street, link: Message) -> float:
    """When the call came in that brought the chat's only digest."""
    if [post.reply_to for post in place.posts(link.room.id)] != [link]:
        return math.inf
    calls = place.telegram.calls_of("sendMessage")
    return next(call.at for call in calls if call.params["chat_id"] == link.room.id)


@dataclass(frozen=True, slots=True)
class _Burst:
    """What became of 300 links: digests, chats that kept their order, and how long it took."""

    answered: int
    in_order: int
    seconds: float


async def _bursts(place: Street) -> list[Row]:
    """The same twice: what the first one brings into memory stays, more than that must not."""
    place.telegram.limit()
    chats = [place.room() for _ in range(CHATS)]
    pid = place.program.running.pid
    first = await _burst(place, chats)
    before, all_before = resident(pid)
    second = await _burst(place, chats)
    after, all_after = resident(pid)
    name = f"{BURST} links from {CHATS} chats at once"
    took = f" ({first.seconds:.1f} s, then {second.seconds:.1f} s)"
    main, whole = f" ({before:.1f} to {after:.1f} MB)", f" ({all_before:.1f} to {all_after:.1f} MB)"
    grown, all_grown = 100 * (after / before - 1), 100 * (all_after / all_before - 1)
    return [
        at_least(f"{name}, answered", min(first.answered, second.answered), BURST, ""),
        at_least(f"{name}, chats in order", min(first.in_order, second.in_order), CHATS, ""),
        at_most(f"{name}, throttled by Telegram", place.telegram.throttled, 0, ""),
        at_most(f"{name}, time", max(first.seconds, second.seconds), 25, "s", took),
        at_most(f"{name}, memory after as many again", grown, 5, "%", main),
        at_most(f"{name}, the same with its readers of pages", all_grown, 5, "%", whole),
    ]


async def _burst(place: Street, chats: list[int]) -> _Burst:
    said: dict[int, list[Message]] = {chat: [] for chat in chats}
    for _ in range(LINKS_EACH):
        for chat in chats:
            said[chat].append((await place.drop(chat))[1])
    links = [link for there in said.values() for link in there]
    await place.settled()
    posts = {chat: [p for p in place.posts(chat) if p.reply_to in said[chat]] for chat in chats}
    last = max((post.at for there in posts.values() for post in there), default=math.inf)
    await asyncio.sleep(REST)
    return _Burst(
        sum(len(there) for there in posts.values()),
        sum([post.reply_to for post in posts[chat]] == said[chat] for chat in chats),
        last - links[0].at,
    )
