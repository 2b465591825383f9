"""The same link again: a pointer to the digest that the chat has, not a second wall of text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import DigestAnswer, PointerAnswer
from bot.core.delivery.row import State, Trigger
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.answers import Answer
    from bot.core.delivery.row import Delivery
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock

POINTER: Final = "pointer"
"""The code of a row whose answer leads to an earlier one."""

SAME_AGAIN: Final = 7 * DAY
"""So long a chat gets a pointer to the digest it has, not the digest anew."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Knows what a chat has already; asked when an answer is about to be posted, and not before.

    So it holds also for a link that was asked for twice within the same second.
    """

    ledger: Ledger
    clock: Clock

    async def pointed(self, delivery: Delivery) -> Delivery:
        """The row with a pointer in the digest's place, where the chat has this digest already."""
        answer = delivery.answer
        if (
            not isinstance(answer, DigestAnswer)
            or answer.evidence
            or delivery.ask.fresh
            or delivery.posted_at  # it takes its own place
            or delivery.trigger is Trigger.GUEST
            or not delivery.ask.key
        ):
            return delivery
        since = self.clock.now() - SAME_AGAIN
        for row in await self.ledger.digests_in(delivery.chat, delivery.ask.key, since):
            if row.id != delivery.id and row.state is State.POSTED and _same(row.answer, answer):
                pointer = PointerAnswer(
                    answer.digest.title, row.posted_at, delivery.chat.id, row.post
                )
                return replace(delivery, answer=pointer, charged=False, code=POINTER)
        return delivery

    async def digest_behind(self, delivery: Delivery) -> Delivery | None:
        """The row with the digest itself, where the message that its pointer names is gone."""
        if not isinstance(delivery.answer, PointerAnswer):
            return None
        for row in await self.ledger.digests_in(delivery.chat, delivery.ask.key, 0):
            if row.post == delivery.answer.post and row.answer:
                await self.ledger.save(replace(row, state=State.DELETED))
                return replace(delivery, answer=row.answer)
        return None


def _same(one: Answer | None, other: DigestAnswer) -> bool:
    return (
        isinstance(one, DigestAnswer)
        and one.digest.language == other.digest.language
        and one.style == other.style
        and one.digest.summarizer.kind == other.digest.summarizer.kind
    )
