"""Makes the digests that daily posts need and nobody has asked for: the cheapest first."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

from bot.core.chats import ChatKind
from bot.core.errors import StoreError
from bot.core.length import worth_a_digest
from bot.core.model import Digest, Page, Refusal
from bot.core.recent import keep_newest
from bot.core.retention import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.background import Background
    from bot.core.chats import Chat
    from bot.core.daily.gather import Candidate
    from bot.core.ledger import Ledger
    from bot.core.model import AskedLanguage
    from bot.core.pipeline import Pipeline, Result
    from bot.core.ports import Clock
    from bot.core.spending import Spending

    Outcome = Digest | Refusal

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""Articles that are read, and digests that are made, at one time: people who wait go first."""

REFUSED_FOR: Final = HOUR
"""What could not be read while a post was prepared is not tried again at its hour."""

REFUSED_MOST: Final = 5000


@dataclass(slots=True)
class Preparer:
    """One for all chats, so that all of them together are in nobody's way."""

    pipeline: Pipeline
    ledger: Ledger
    spending: Spending
    clock: Clock
    background: Background
    _reading: asyncio.Semaphore = field(init=False)
    _making: asyncio.Semaphore = field(init=False)
    _names: Iterator[int] = field(init=False, default_factory=count)
    _refused: dict[str, tuple[Refusal, float]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._reading = asyncio.Semaphore(AT_ONCE)
        self._making = asyncio.Semaphore(AT_ONCE)

    async def digests(
        self,
        chat: Chat,
        candidates: Sequence[Candidate],
        language: AskedLanguage,
        seconds: float,
    ) -> dict[str, Outcome]:
        """The digest of each candidate by its key, or why there is none.

        What is not made within `seconds`, or is not worth a digest, is left out. Known ones cost
        nothing, the others are made in the order of their length as long as budgets allow; after
        that, and for nothing, their extracts.
        """
        outcomes: dict[str, Outcome] = {}
        lacking = [each for each in candidates if not each.unread]
        lacking = [each for each in lacking if not await self._is_known(each, language, outcomes)]
        # What was begun goes on when the time is over: it is paid for, and remembered.
        work = self.background.spawn(self._read_all(chat, lacking, language, outcomes))
        await asyncio.wait({work}, timeout=max(seconds, 0))
        if not work.done():
            told = {"chat": chat.id, "wanted": len(candidates), "have": len(outcomes)}
            log.info("not all of a daily post was prepared in time", extra=told)
        return dict(outcomes)

    async def _is_known(
        self, each: Candidate, language: AskedLanguage, outcomes: dict[str, Outcome]
    ) -> bool:
        """Whether what becomes of it is known already; then `outcomes` has it.

        An extract that there was no budget for is better than nothing, and not known.
        """
        key = each.link.key
        if each.is_stopgap and each.digest:
            digest = await self.pipeline.known(each.link, language=language)
            outcomes[key] = digest or each.digest
            return digest is not None
        if each.digest and language in {"auto", each.digest.language}:
            outcomes[key] = each.digest
        elif digest := await self.pipeline.known(each.link, language=language):
            outcomes[key] = digest
        elif each.digest and each.digest.summarizer.kind == "extract":
            outcomes[key] = each.digest
        elif self._is_refused(each):
            outcomes[key] = self._refused[key][0]
        return key in outcomes

    def _is_refused(self, each: Candidate) -> bool:
        """Whether it could not be read a while ago; another feed may bring the article itself."""
        refused = self._refused.get(each.link.key)
        return bool(refused and not each.body and self.clock.monotonic() < refused[1])

    async def _read_all(
        self,
        chat: Chat,
        lacking: Sequence[Candidate],
        language: AskedLanguage,
        outcomes: dict[str, Outcome],
    ) -> None:
        lengths = await asyncio.gather(*map(self._length, lacking))
        by_length = sorted(zip(lengths, lacking, strict=True), key=lambda pair: pair[0])
        wanted = [each for length, each in by_length if length]
        async with asyncio.TaskGroup() as tasks:
            for each in wanted:  # they get their turns in this order
                tasks.create_task(self._make(chat, each, language, outcomes))

    async def _length(self, each: Candidate) -> int:
        """How much there is to read; 0: not enough to be told of unasked."""
        try:
            async with self._reading:
                article = await self.pipeline.article(each.link)
        except Exception:  # one article must not cost the others their place
            log.exception("unforeseen fault", extra={"url": each.link.key})
            return 0
        if isinstance(article, Refusal):
            return max(1, len(each.body))
        is_worth = each.is_feed or bool(each.digest) or worth_a_digest(article.text)
        return len(article.text) if is_worth else 0

    async def _make(
        self,
        chat: Chat,
        each: Candidate,
        language: AskedLanguage,
        outcomes: dict[str, Outcome],
    ) -> None:
        try:
            async with self._making:
                outcome = await self._made(chat, each, language)
        except StoreError as fault:
            log.warning("a digest for a daily post waits: %s", fault)
            return
        except Exception:  # one article must not cost the others their place
            log.exception("unforeseen fault", extra={"url": each.link.key})
            return
        if not (each.is_stopgap and isinstance(outcome, Refusal)):
            outcomes[each.link.key] = outcome
        if isinstance(outcome, Refusal):
            until = self.clock.monotonic() + REFUSED_FOR
            self._refused[each.link.key] = outcome, until
            keep_newest(self._refused, REFUSED_MOST)

    async def _made(self, chat: Chat, each: Candidate, language: AskedLanguage) -> Outcome:
        name, person = f"daily {next(self._names)}", _person(chat)
        try:
            work = f"{each.link.key} {language}"
            if await self.spending.take(name, work, chat, person):
                free = await self.pipeline.digest_link(each.link, language=language, is_free=True)
                return free.outcome
            result = await self._result(each, language)
            if bill := await self.spending.bill(chat, person, result.use):
                async with self.spending.paying(name):
                    await self.ledger.charge(bill)
            return result.outcome
        finally:
            self.spending.give_back(name)

    async def _result(self, each: Candidate, language: AskedLanguage) -> Result:
        result = await self.pipeline.digest_link(each.link, language=language)
        if isinstance(result.outcome, Refusal) and each.body:
            # The feed brings what the site does not show us.
            page = Page(each.link.url, each.body.encode(), "text/html; charset=utf-8")
            return await self.pipeline.digest_page(
                page, key=each.link.key, title=each.title or None, language=language
            )
        return result


def _person(chat: Chat) -> str:
    """Whose budget it is, too: in a private chat that of its person."""
    return chat.id if chat.kind is ChatKind.PRIVATE else ""
