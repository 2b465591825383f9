"""Makes what a row is owed: the digest of its link or text, the words for its command."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import OVER_BUDGET, Action, DigestAnswer, Line, Moment, NoticeAnswer, notice
from bot.core.chats import Person
from bot.core.delivery.desk import Made
from bot.core.delivery.marks import NOT_ADMITTED, SILENT
from bot.core.delivery.row import Trigger
from bot.core.delivery.watch import Watch
from bot.core.length import worth_a_digest
from bot.core.links import parse
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.answers import Answer
    from bot.core.commands.office import Office
    from bot.core.delivery.desk import Turn
    from bot.core.delivery.row import Delivery, Verb
    from bot.core.model import Digest, Link
    from bot.core.pipeline import Pipeline, Result
    from bot.core.preferences import Preferences
    from bot.core.spending import Spending

log = logging.getLogger(__name__)

WILL_PASS: Final = frozenset(
    {
        RefusalCode.WECHAT_CHECK,
        RefusalCode.FETCH_TIMEOUT,
        RefusalCode.FETCH_FAILED,
        RefusalCode.TOO_BIG,
        RefusalCode.NOT_FOUND,
    }
)
"""Refusals after which it is worth trying again."""


@dataclass(frozen=True, slots=True)
class AnswerMaker:
    """Implements `desk.Maker`. `has_model`: an extract is a makeshift, and is told as one."""

    pipeline: Pipeline
    office: Office
    commands: Mapping[Verb, Callable[[Delivery], Awaitable[Answer | None]]]
    spending: Spending
    has_model: bool = False

    async def make(self, row: Delivery, on_row: Callable[[Delivery], None], turn: Turn) -> Made:
        """The answer of `row`."""
        if not row.is_digest:
            return Made(await self.commands[row.ask.verb](row), charged=False)
        office = self.office
        room = await office.rooms.row(row.chat)
        if not await office.rooms.admits(room, Person(row.asker)):
            words = notice("chat.not_allowed") if row.trigger.wants_words else None
            return Made(words, NOT_ADMITTED, charged=False)
        preferences = office.rooms.of(room)
        if preferences.value("who") == "admins" and not await self._asks_as_admin(row):
            words = notice("chat.only_admins_ask") if row.trigger.wants_words else None
            return Made(words, "not_admin", charged=False)
        if row.trigger is Trigger.DROPPED and (refusal := await self._not_worth(row)):
            told = {"url": row.ask.key, "outcome": refusal.code}
            log.info("passed by", extra=told | asked_in(row))
            return Made(None, refusal.code, charged=False)
        poster = office.posters[row.chat.platform]
        watch = Watch(row, poster, office.ledger, office.clock)
        try:
            async with watch.showing(), turn(row):
                result, line = await self._within_budget(row, watch)
        finally:
            on_row(watch.row)
        return self._told(row, result, line, preferences)

    async def _asks_as_admin(self, row: Delivery) -> bool:
        return await self.office.is_admin(self.office.meant(row.chat), row.asker)

    async def _within_budget(self, row: Delivery, watch: Watch) -> tuple[Result, Line | None]:
        """The digest; or where a budget has no room for it what costs nothing, and why."""
        work = f"{row.ask.key or row.id} {row.ask.language}"
        while True:
            if await self._is_known(row):
                return await self._result(row, watch, is_free=True), None
            line = await self.spending.take(row.id, work, row.chat, row.asker)
            if line is None:
                return await self._result(row, watch), None
            if not await self.spending.ended(work):  # else it may be known by now
                return await self._result(row, watch, is_free=True), line

    async def _is_known(self, row: Delivery) -> bool:
        ask = row.ask
        if ask.verb != "digest" or ask.fresh:
            return False
        return bool(await self.pipeline.known(parse(ask.url), language=ask.language))

    async def _result(self, row: Delivery, watch: Watch, *, is_free: bool = False) -> Result:
        on_part = watch.on_part if row.trigger is Trigger.PRIVATE and not is_free else None
        ask = row.ask
        if ask.verb == "text":
            return await self.pipeline.digest_text(
                ask.text,
                language=ask.language,
                is_free=is_free,
                on_part=on_part,
                told=asked_in(row),
            )
        return await self.pipeline.digest_link(
            parse(ask.url),
            language=ask.language,
            fresh=ask.fresh and not is_free,
            is_free=is_free,
            on_part=on_part,
            told=asked_in(row),
        )

    async def _not_worth(self, row: Delivery) -> Refusal | None:
        """Why a dropped link gets no digest; its page is read, but no model is asked."""
        link: Link = parse(row.ask.url)
        article = await self.pipeline.article(link)
        if isinstance(article, Refusal):
            return article
        if worth_a_digest(article.text):
            return None
        return Refusal(RefusalCode.TOO_SHORT, "for a dropped link")

    def _told(
        self, row: Delivery, result: Result, line: Line | None, preferences: Preferences
    ) -> Made:
        outcome = result.outcome
        if isinstance(outcome, Refusal):
            return self._refused(row, outcome)
        is_extract = outcome.summarizer.kind == "extract"
        if self.has_model and is_extract and _is_by_model(row.answer):
            return Made(_kept(row.answer, line), "model", result.use, charged=False)
        if row.ask.verb == "text":
            outcome = replace(outcome, title="")  # its first words, which nobody need read again
        answer = DigestAnswer(
            outcome,
            row.ask.style or preferences.style,
            more_links=row.ask.more_links,
            trouble=self._trouble(row, line, outcome),
            meta=preferences.is_on("show_meta"),
            limit=line,
        )
        return Made(answer, use=result.use, charged=not outcome.cached)

    def _trouble(self, row: Delivery, line: Line | None, digest: Digest) -> str | None:
        """Why this is not what was asked for, None where it is."""
        if digest.summarizer.kind == "model":
            return "kept" if line else None
        if self.has_model:
            return OVER_BUDGET if line else "model_busy"
        return "only_quotes" if row.ask.language not in {"auto", digest.language} else None

    def _refused(self, row: Delivery, refusal: Refusal) -> Made:
        """What stood there stays; else words where somebody asked, a mark where nobody did."""
        words: Answer | None = _kept(row.answer)
        if words is None and row.trigger.wants_words:
            words = _words_for(refusal)
            if row.again:
                again = Line("chat.tried_again", {"time": Moment(self.office.clock.now())})
                words = replace(words, lines=(*words.lines, again))
        return Made(words, refusal.code, charged=False)


def asked_in(row: Delivery) -> dict[str, object]:
    """What a line in the log says of where it was asked, and why; nothing of who asked."""
    chat = row.chat
    return {"platform": chat.platform, "chat": chat.id, "row": row.id, "trigger": row.trigger}


def _words_for(refusal: Refusal) -> NoticeAnswer:
    """Why there is no digest, and a button where trying again may help."""
    worth_it = refusal.code in WILL_PASS and refusal.code not in SILENT
    return notice(f"refusal.{refusal.code}", *([Action.RETRY] if worth_it else []))


def _kept(answer: Answer | None, line: Line | None = None) -> Answer | None:
    """A digest that could not be made anew, with a line that says so, and one that says why."""
    if not isinstance(answer, DigestAnswer):
        return answer
    return replace(answer, trouble="kept", limit=line)


def _is_by_model(answer: Answer | None) -> bool:
    return isinstance(answer, DigestAnswer) and answer.digest.summarizer.kind == "model"
