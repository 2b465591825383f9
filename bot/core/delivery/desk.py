"""The desk: takes rows that are owed an answer, has the answer made, hands it to the outbox."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bot.core.answers import Action, DigestAnswer, notice
from bot.core.delivery.persist import persist, surely
from bot.core.delivery.row import State
from bot.core.delivery.turns import Turns
from bot.core.ledger import NOTHING
from bot.core.meter import NOBODY

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.core.answers import Answer, NoticeAnswer
    from bot.core.background import Background
    from bot.core.chats import Platform
    from bot.core.delivery.marks import Marks
    from bot.core.delivery.outbox import Outbox
    from bot.core.delivery.places import Places
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger, Use
    from bot.core.meter import Meter
    from bot.core.ports import Clock
    from bot.core.spending import Spending

T = TypeVar("T")

log = logging.getLogger(__name__)

JOB_SECONDS: Final = 118.0
"""Longest from acceptance, or from a restart, until an answer is ready or given up."""


@dataclass(frozen=True, slots=True)
class Made:
    """What work came to: an answer, or none and why (`code`). `use` is what is to be paid for it.

    `charged`: it was a digest that was not there before.
    """

    answer: Answer | None
    code: str = ""
    use: Use = NOTHING
    charged: bool = True


Turn = Callable[["Delivery"], AbstractAsyncContextManager[None]]


class Maker(Protocol):
    """Makes the answer of a row: the digest of a link, the text of a command."""

    async def make(self, row: Delivery, on_row: Callable[[Delivery], None], turn: Turn) -> Made:
        """The answer; what takes long is done in a `turn`.

        `on_row` is told when the row changes meanwhile (a placeholder).
        """
        ...


@dataclass(slots=True)
class Desk:
    """Rows under work. At most `links_at_once` digests are; words of ours wait for nothing."""

    ledger: Ledger
    maker: Maker
    outbox: Outbox
    places: Places
    marks: Marks
    spending: Spending
    clock: Clock
    background: Background
    links_at_once: int = 40
    meter: Meter = NOBODY
    _turns: Turns = field(init=False)
    _tasks: dict[str, asyncio.Task[None]] = field(init=False, default_factory=dict)
    _resumed: set[str] = field(init=False, default_factory=set)
    _early: set[tuple[str, str]] = field(init=False, default_factory=set)
    _is_open: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        self._turns = Turns(self.links_at_once)

    def take(self, row: Delivery) -> None:
        """Begin what the row is owed; returns at once."""
        if not self._is_open or row.id in self._tasks:
            return
        if row.chat.platform not in self._resumed:
            self._early.add((row.chat.platform, row.id))
        if row.state is State.ACCEPTED:
            self.outbox.expect(row)
            task = self.background.spawn(self._work(row))
            self._tasks[row.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(row.id, None))
        else:
            self.outbox.put(row)

    async def resume(self, platform: Platform | None = None) -> None:
        """Take up all that an earlier run has left; what has ended gets its last mark.

        Of one platform, or of all: each does so once it can speak. What this run has taken up by
        itself meanwhile is none of it.

        Raises:
            StoreError: not all is taken up; it is to be called again.
        """
        rows = [
            row
            for row in await self.ledger.unfinished()
            if platform in {None, row.chat.platform} and not self._is_early(row)
        ]
        for row in rows:
            if row.state is State.ACCEPTED:
                self.outbox.expect(row)
        for row in rows:
            found = await self._found_placeholder(row)
            if not self._is_early(row):
                self.take(found)
        if rows:
            log.info("resumed", extra={"rows": len(rows)})
        await self.settle_marks(platform)
        self._resumed |= {platform} if platform else set(self.places.posters)
        self._early = {place for place in self._early if place[0] not in self._resumed}

    def _is_early(self, row: Delivery) -> bool:
        """Whether this run has taken up the row by itself before it took up what was owed."""
        return (row.chat.platform, row.id) in self._early

    def cancel(self, row_id: str) -> bool:
        """Stop the work on a row, if it is still under way."""
        task = self._tasks.pop(row_id, None)  # once: what its end needs must not be cut off too
        return bool(task and task.cancel())

    async def stop(self, seconds: float) -> None:
        """Take nothing new, wait for what runs; after `seconds` the rest stays owed."""
        self._is_open = False
        running = set(self._tasks.values())
        if running:
            await asyncio.wait(running, timeout=seconds)
        self.outbox.close()

    async def _work(self, row: Delivery) -> None:
        try:
            await self._make(row)
        except asyncio.CancelledError:
            if self._is_open:
                await asyncio.shield(self._cancelled(row))
            raise

    async def _make(self, row: Delivery) -> None:
        current = row

        def changed(new: Delivery) -> None:
            nonlocal current
            current = new

        try:
            made = await self._made(row, changed)
        except asyncio.CancelledError:
            self.spending.give_back(row.id)
            raise
        ready = replace(
            current,
            state=State.READY if made.answer else State.QUIET,
            answer=made.answer or current.answer,
            code=made.code,
            cost_micros=current.cost_micros + made.use.cost_micros,
            charged=made.charged,
            ask=replace(current.ask, text=""),  # what was pasted is kept no longer than needed
        )
        # A step of its own: once it is written that an answer is owed, it is also on its way.
        await asyncio.shield(self.background.spawn(self._hand_over(ready, made)))

    async def _hand_over(self, ready: Delivery, made: Made) -> None:
        is_wanted = await self._surely(lambda: self._keep(ready, made))
        self.spending.give_back(ready.id)
        if ready.is_digest and is_wanted:
            self.meter.requested(ready.chat.platform, ready.trigger, _outcome(made))
        if made.answer and is_wanted:
            self.outbox.put(ready)
            return
        self.outbox.leave(ready)
        if ready.placeholder and not await self._surely(lambda: self.places.holds_answer(ready)):
            placed = await self._surely(lambda: self.places.placed(ready))
            await self.places.withdraw(placed or ready)
        await self._surely(lambda: self.marks.settle(ready))

    async def _keep(self, ready: Delivery, made: Made) -> bool:
        """Write what was made, with its bill; False if nobody wants it any more."""
        bill = await self.spending.bill(ready.chat, ready.asker, made.use)
        if bill is None:
            return await self.ledger.save_made(ready, None)
        async with self.spending.paying(ready.id):
            return await self.ledger.save_made(ready, bill)

    async def _made(self, row: Delivery, changed: Callable[[Delivery], None]) -> Made:
        """What the maker makes, or words for why it made nothing.

        Who asked waits from now on; for a dropped link time begins with its turn.
        """
        try:
            if row.trigger.wants_words:
                async with asyncio.timeout(JOB_SECONDS):
                    return await self._tried(row, changed, self._turns.turn)
            async with self._turns.turn(row), asyncio.timeout(JOB_SECONDS):
                return await self._tried(row, changed, _no_wait)
        except TimeoutError:
            log.warning("given up", extra={"row": row.id, "url": row.ask.key})
            return _sorry(row, "timeout", notice("chat.timeout", Action.RETRY))
        except Exception:  # the outer edge of one row's work
            ref = secrets.token_hex(3)
            log.exception("unforeseen fault", extra={"row": row.id, "ref": ref})
            return _sorry(row, "internal", notice("chat.internal", Action.RETRY, ref=ref))

    async def _tried(self, row: Delivery, changed: Callable[[Delivery], None], turn: Turn) -> Made:
        """What the maker makes; again while the store fails."""
        return await persist(
            self.clock, "an answer waits", lambda: self.maker.make(row, changed, turn)
        )

    async def drop(self, row: Delivery) -> None:
        """Nobody wants the row's answer any more, whether it is made or waits to be posted."""
        if self.cancel(row.id):
            return
        await self._cancelled(row)

    async def _cancelled(self, row: Delivery) -> None:
        self.outbox.leave(row)
        kept = await self._surely(lambda: self.ledger.delivery(row.id)) or row
        state = State.POSTED if kept.posted_at else State.CANCELLED
        cancelled = replace(kept, state=state, charged=False, ask=replace(kept.ask, text=""))
        ended = replace(cancelled, placeholder="")  # what a reply is reached by is kept no longer
        owed = {State.ACCEPTED, State.READY}
        if await self._surely(lambda: self.ledger.save(ended, owed)):
            placed = await self._surely(lambda: self.places.placed(cancelled))
            await self.places.withdraw(placed or cancelled)
        await self._surely(lambda: self.marks.settle(cancelled))

    async def _found_placeholder(self, row: Delivery) -> Delivery:
        """The row with the placeholder that was just being posted when the program ended."""
        placed = await self.places.placed(row)
        if placed is not row:
            await self.ledger.save(placed)
        return placed

    async def settle_marks(self, platform: Platform | None = None) -> None:
        """See to the reactions that could not be taken back so far.

        Raises:
            StoreError: which these are is not known.
        """
        ended = {
            (row.chat.id, row.message): row
            for row in await self.ledger.unmarked()
            if platform in {None, row.chat.platform}
        }
        for row in ended.values():
            await self.marks.settle(row)

    async def _surely(self, act: Callable[[], Awaitable[T]]) -> T | None:
        return await surely(self.clock, "a row waits", act)


def _outcome(made: Made) -> str:
    """What became of a link, in a word out of a short list."""
    if made.code or not isinstance(made.answer, DigestAnswer):
        return made.code or "none"
    return made.answer.digest.summarizer.kind if made.charged else "cached"


def _no_wait(_: Delivery) -> AbstractAsyncContextManager[None]:
    return nullcontext()


def _sorry(row: Delivery, code: str, words: NoticeAnswer) -> Made:
    """Words for a failure where somebody asked; nothing where nobody did.

    What stood there before it was asked for once more stays.
    """
    if row.answer:
        return Made(row.answer, code, charged=False)
    if not row.is_digest:
        words = replace(words, actions=())
    return Made(words if row.trigger.wants_words else None, code, charged=False)
