"""Makes what a row is owed: the digest of its link or text, the words for its command."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action, DigestAnswer, Line, Moment, NoticeAnswer, notice
from bot.core.delivery.desk import Made
from bot.core.delivery.marks import SILENT
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
    from bot.core.model import Link
    from bot.core.pipeline import Pipeline, Result
    from bot.core.preferences import Preferences


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
    has_model: bool = False

    async def make(self, row: Delivery, on_row: Callable[[Delivery], None], turn: Turn) -> Made:
        """The answer of `row`."""
        if not row.is_digest:
            return Made(await self.commands[row.ask.verb](row), charged=False)
        office = self.office
        preferences = await office.rooms.preferences(row.chat)
        if preferences.value("who") == "admins" and not await self._asks_as_admin(row):
            words = notice("chat.only_admins_ask") if row.trigger.wants_words else None
            return Made(words, "not_admin", charged=False)
        if row.trigger is Trigger.DROPPED and (refusal := await self._not_worth(row)):
            told = {"url": row.ask.key, "outcome": refusal.code, "chat": row.chat.id}
            log.info("passed by", extra=told)
            return Made(None, refusal.code, charged=False)
        poster = office.posters[row.chat.platform]
        watch = Watch(row, poster, office.ledger, office.clock)
        try:
            async with watch.showing(), turn(row):
                result = await self._result(row, watch)
        finally:
            on_row(watch.row)
        return self._told(row, result, preferences)

    async def _asks_as_admin(self, row: Delivery) -> bool:
        return await self.office.is_admin(self.office.meant(row.chat), row.asker)

    async def _result(self, row: Delivery, watch: Watch) -> Result:
        on_part = watch.on_part if row.trigger is Trigger.PRIVATE else None
        ask = row.ask
        if ask.verb == "text":
            return await self.pipeline.digest_text(ask.text, language=ask.language, on_part=on_part)
        return await self.pipeline.digest_link(
            parse(ask.url), language=ask.language, fresh=ask.fresh, on_part=on_part
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

    def _told(self, row: Delivery, result: Result, preferences: Preferences) -> Made:
        outcome = result.outcome
        if isinstance(outcome, Refusal):
            return self._refused(row, outcome)
        is_makeshift = self.has_model and outcome.summarizer.kind == "extract"
        if is_makeshift and _is_by_model(row.answer):
            return Made(_kept(row.answer), "model", charged=False)
        if row.ask.verb == "text":
            outcome = replace(outcome, title="")  # its first words, which nobody need read again
        trouble = "model_busy" if is_makeshift else None
        if not self.has_model and row.ask.language not in {"auto", outcome.language}:
            trouble = "only_quotes"
        answer = DigestAnswer(
            outcome,
            row.ask.style or preferences.style,
            more_links=row.ask.more_links,
            trouble=trouble,
            meta=preferences.is_on("show_meta"),
        )
        cost = 0 if outcome.cached else round((outcome.summarizer.cost or 0) * 1_000_000)
        return Made(answer, cost_micros=cost, charged=not outcome.cached)

    def _refused(self, row: Delivery, refusal: Refusal) -> Made:
        """What stood there stays; else words where somebody asked, a mark where nobody did."""
        words: Answer | None = _kept(row.answer)
        if words is None and row.trigger.wants_words:
            words = _words_for(refusal)
            if row.again:
                again = Line("chat.tried_again", {"time": Moment(self.office.clock.now())})
                words = replace(words, lines=(*words.lines, again))
        return Made(words, refusal.code, charged=False)


def _words_for(refusal: Refusal) -> NoticeAnswer:
    """Why there is no digest, and a button where trying again may help."""
    worth_it = refusal.code in WILL_PASS and refusal.code not in SILENT
    return notice(f"refusal.{refusal.code}", *([Action.RETRY] if worth_it else []))


def _kept(answer: Answer | None) -> Answer | None:
    """A digest that could not be made anew, with a line that says so."""
    return replace(answer, trouble="kept") if isinstance(answer, DigestAnswer) else answer


def _is_by_model(answer: Answer | None) -> bool:
    return isinstance(answer, DigestAnswer) and answer.digest.summarizer.kind == "model"
