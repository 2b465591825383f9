"""`/stats`: what was done, what it cost, what failed; for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.answers import Line, NoticeAnswer, notice
from bot.core.ledger import Scope
from bot.core.retention import DAY
from bot.core.spark import spark
from bot.core.statistics import statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers import Answer
    from bot.core.chats import Chat
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery
    from bot.core.statistics import Statistics

SPANS: Final = {
    **dict.fromkeys(("week", "本周", "7"), 7),
    **dict.fromkeys(("month", "本月", "30"), 30),
}
"""Days, by the words for them."""

_HEADS: Final = {1: "chat.stats_day", 7: "chat.stats_week", 30: "chat.stats_month"}


async def stats(office: Office, row: Delivery) -> Answer:
    """Of this chat: today, or with `week` or `month` the last seven or thirty days."""
    chat = office.meant(row.chat)
    if not await office.is_admin(chat, row.asker):
        return notice("chat.not_admin")
    days = SPANS.get(row.ask.arguments.strip().lower(), 1)
    since = office.clock.now() - days * DAY
    return NoticeAnswer(await lines(office, chat, since, days))


async def lines(office: Office, chat: Chat, since: int, days: int) -> tuple[Line, ...]:
    """The figures of one chat, and of all within it, since then, a line each."""
    sums = statistics(await office.ledger.figures(chat, since), days)
    found = [Line(_HEADS[days]), *_digests(sums, days), *_failures(sums), _cost(sums)]
    if waiting := await office.ledger.waiting(Scope(chat.platform, whole=chat.id)):
        found.append(Line("chat.stats_waiting", {"n": waiting}))
    return tuple(found)


def _digests(sums: Statistics, days: int) -> Iterator[Line]:
    made, cached = sum(sums.digests), sum(sums.cached)
    yield Line("chat.stats_digests", {"n": made})
    if days > 1:
        yield Line("chat.stats_days", {"spark": spark(sums.digests)})
    yield Line("chat.stats_cached", {"n": cached})
    if sums.saved_micros:
        key = "chat.stats_saved_some" if sums.unpriced else "chat.stats_saved"
        yield Line(key, {"saved": usd(sums.saved_micros), "n": sums.unpriced})


def _failures(sums: Statistics) -> Iterator[Line]:
    yield Line("chat.stats_failed", {"n": sum(sums.failures)})
    for kind, number in sums.kinds.items():
        yield Line(f"chat.stats_failed_{kind}", {"n": number})


def _cost(sums: Statistics) -> Line:
    return Line("chat.stats_cost", {"cost": usd(sum(sums.cost_micros))})


def usd(micros: int) -> str:
    """Millionths of a USD as USD."""
    return f"{micros / 1_000_000:.4f}"
