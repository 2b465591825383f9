"""One soak: links at a steady rate while model, site and platforms fail; then the reckoning."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.bench.table import Row, at_least, at_most, percentile
from tests.chats.city import Twins
from tests.chats.program import free_port
from tests.soak.crowd import Crowd, Link
from tests.soak.measure import Measured, about, lag_within, watch_loop, watch_memory
from tests.soak.model import FALSE, FaultyModel
from tests.soak.troubles import trouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterable
    from pathlib import Path
    from typing import Any

WARM_UP: Final = 0.1
"""The share of the time after which memory is read for the first time: caches fill until then."""

WINDOW: Final = 0.05
"""The share of the time over which the median of the memory is taken."""

PATIENCE: Final = 120.0
"""Seconds until what is still not answered is lost."""

GROWTH: Final = 5.0
EXPECTED: Final = ("model", "left alone", "Discord", "Telegram", "discord", "telegram")
"""What the log may complain of: a model and platforms that fail."""

SETTINGS: Final = {
    "LINKDIGEST_CHAT_PER_HOUR": "0",
    "LINKDIGEST_USER_PER_10MIN": "0",
    "LINKDIGEST_USD_PER_DAY": "0",
    "LINKDIGEST_MODEL_TIMEOUT": "10",
}


@dataclass(frozen=True, slots=True)
class Load:
    """For how many seconds, how many links a second, by which dice."""

    seconds: float
    rate: float
    seed: int


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: the table, and what else is worth a look."""

    rows: list[Row]
    remarks: list[str]


class Place(Twins):
    """Both platforms, and a model that is often wrong."""

    def __init__(self, folder: Path, dice: random.Random, **settings: str) -> None:
        super().__init__(folder, **settings)
        self.model: FaultyModel = FaultyModel(dice)


async def soak(folder: Path, load: Load) -> Told:
    """Run it all in `folder`, which is empty."""
    port = free_port()
    dice = random.Random(load.seed)
    settings = SETTINGS | {"LINKDIGEST_HTTP": f"127.0.0.1:{port}"}
    struck: Counter[str] = Counter()
    measured = Measured()
    async with Place(folder, random.Random(load.seed + 1), **settings) as place:
        place.telegram.limit()
        place.discord.forgive(0)
        await place.open()
        await place.discord.until(lambda: place.discord.commands, 20)
        crowd, began = Crowd(place, dice), time.monotonic()
        pid = place.program.running.pid
        async with beside(
            watch_memory(pid, measured, began),
            watch_loop(port, measured, began),
        ):
            async with beside(trouble(place, random.Random(load.seed + 2), struck)):
                await _talk(crowd, load)
            place.model.calm()
            settled = await _settled(place, crowd)
        late = await lag_within(port, 0.99)
        code = await place.program.stop()
        reckoned = _reckoned(place, crowd)
        rows = [
            *_answers(crowd, reckoned),
            *_memory(measured, load.seconds),
            at_most("loop lag, p99, told by the program", late, 250, "ms at most"),
            *_lag(measured),
            at_most("exit code", code, 0, ""),
        ]
        faults = [fault for fault in place.faults() if not _is_expected(fault)]
        remarks = [
            f"answered by: {told(reckoned.by_answer)}",
            f"rows: {told(reckoned.states)}",
            f"the model: {told(place.model.played)}",
            f"platforms: {told(struck)}",
            f"MB of the program, minute by minute: {_by_the_minute(measured, load.seconds)}",
            f"the last answer came {settled:.0f} s after the last link",
            *(f"not answered: {link}" for link in crowd.links if not link.is_answered),
            *(f"answered twice: {link}" for link in crowd.links if _is_doubled(link)),
            *(f"amiss: {fault}" for fault in faults[:20]),
        ]
        return Told([*rows, at_most("faults in log and manners", len(faults), 0, "")], remarks)


async def _talk(crowd: Crowd, load: Load) -> None:
    """Give links at the rate: what is late is made up for."""
    began = time.monotonic()
    for turn in range(int(load.seconds * load.rate)):
        await asyncio.sleep(max(0.0, began + turn / load.rate - time.monotonic()))
        await crowd.act()


async def _settled(place: Place, crowd: Crowd) -> float:
    """Wait until all is answered, or patience ends; for how many seconds."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if all(link.is_answered for link in crowd.links) and not await asyncio.to_thread(
            _owed, place
        ):
            break
        await asyncio.sleep(0.5)
    return time.monotonic() - began


@asynccontextmanager
async def beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do this as long as the block runs. A fault of it is the block's."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


# The reckoning


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the database tells at the end, and how the links were answered."""

    accepted: int
    unknown: int
    states: Counter[str]
    waits: list[float]
    by_answer: Counter[str]
    strays: int


def _rows(place: Place, sql: str) -> list[tuple[Any, ...]]:
    path = place.program.folder / "data" / "linkdigest.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(sql).fetchall()


def _owed(place: Place) -> bool:
    unfinished = "SELECT count(*) FROM delivery WHERE state IN ('accepted', 'ready', 'sending')"
    return bool(_rows(place, unfinished)[0][0])


def _reckoned(place: Place, crowd: Crowd) -> Reckoned:
    rows = _rows(place, "SELECT state, code, accepted_at, posted_at FROM delivery")
    states = Counter(f"{state} {code}".strip() for state, code, _, _ in rows)
    waits = [float(posted - accepted) for _, _, accepted, posted in rows if posted]
    unknown = sum(state == "unknown" for state, _, _, _ in rows)
    kinds = Counter(_kind(link.answers) for link in crowd.links)
    strays = _strays(place) + _strays_on_discord(place, crowd)
    return Reckoned(len(rows), unknown, states, waits, kinds, strays)


def _kind(answers: Iterable[str]) -> str:
    text = " ".join(answers)
    for name, words in {
        "digest": ("AI digest", "AI 摘要"),
        "extract": ("extract, no model", "摘录"),
        "pointer": ("Digested here already", "摘要过"),
    }.items():
        if any(word in text for word in words):
            return name
    return "words" if text else "sign"


def _strays(place: Place) -> int:
    """Messages of ours that answer nobody."""
    rooms = place.telegram.world.rooms.values()
    return sum(
        post.is_ours and not post.deleted and post.reply_to is None
        for room in rooms
        for post in room.messages.values()
    )


def _strays_on_discord(place: Place, crowd: Crowd) -> int:
    """Messages of ours in channels that answer neither a message nor a command."""
    ours = (post for channel in crowd.channels for post in place.discord.ours(channel))
    return sum(post.reply_to is None and post.answers is None for post in ours)


def _is_doubled(link: Link) -> bool:
    """Whether there are two answers to it, or a whole one where a pointer is due."""
    again = link.how == "again" and _kind(link.answers) in ("digest", "extract")
    return again or len(link.answers) > 1


def _is_false(link: Link) -> bool:
    """Whether the answer tells what the model made up or said in the wrong language."""
    return any(words in text for text in link.answers for words in FALSE)


def _answers(crowd: Crowd, reckoned: Reckoned) -> list[Row]:
    given, links = len(crowd.links), crowd.links
    answered = sum(link.is_answered for link in links)
    doubled = sum(map(_is_doubled, links))
    slow = percentile(reckoned.waits, 0.99) if reckoned.waits else 0.0
    return [
        at_least("accepted", reckoned.accepted, given, "links"),
        at_least("answered", answered, given, "links"),
        at_most("doubled", doubled + reckoned.strays, 0, "links"),
        at_most("lost", given - answered, 0, "links"),
        at_most("false", sum(map(_is_false, links)), 0, "links"),
        at_most("of which nobody knows whether they arrived", reckoned.unknown, given, "posts"),
        at_most("from a link to its answer, p99", slow, 60, "s"),
    ]


def _by_the_minute(measured: Measured, seconds: float) -> str:
    """The median of every minute of the load: a level that is reached, or a slope."""
    minutes = range(max(1, int(seconds // 60)))
    return " ".join(f"{about(measured.main, 60 * n, 60 * (n + 1)):.1f}" for n in minutes)


def _memory(measured: Measured, seconds: float) -> list[Row]:
    """Both readings are taken under the same load."""
    warm, window = seconds * WARM_UP, max(seconds * WINDOW, 2.0)
    rows = []
    for name, readings in (("program", measured.main), ("readers of pages", measured.readers)):
        start = about(readings, warm, warm + window)
        end = about(readings, seconds - window, seconds)
        grown = 100 * (end / start - 1) if start else 0.0
        note = f" ({start:.1f} to {end:.1f} MB)"
        rows.append(at_most(f"growth of the {name}", grown, GROWTH, "%", note))
    return rows


def _lag(measured: Measured) -> list[Row]:
    waits = [took for _, took in measured.answers]
    own = f" (asked by a loop that was {percentile(measured.own_lag, 0.99):.1f} ms late itself)"
    return [at_most("loop lag, p99, seen from outside", percentile(waits, 0.99), 250, "ms", own)]


def _is_expected(fault: str) -> bool:
    return fault.startswith("log: ") and any(word in fault for word in EXPECTED)


def told(counted: Counter[str]) -> str:
    """A count in one line, the most frequent first."""
    return ", ".join(f"{number} {name}" for name, number in counted.most_common())
