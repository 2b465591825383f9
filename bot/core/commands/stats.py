"""`/stats`: what was done, what it cost, what failed; for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import Line, NoticeAnswer, notice
from bot.core.daily.writing import TOLD
from bot.core.delivery.row import State
from bot.core.intake.rows import SHARED
from bot.core.ledger import Scope
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.answers import Answer
    from bot.core.chats import Chat
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery

_NO_FAILURES = {
    State.POSTED, State.SEEN, State.CANCELLED, State.DELETED, State.QUIET, State.ACCEPTED,
    State.READY, State.SENDING, "cached", "limited", "pointer", "not_admin", "too_short",
    "not_article", "not_admitted", "trigger_gone", SHARED, TOLD,
}  # fmt: skip


async def stats(office: Office, row: Delivery) -> Answer:
    """Of this chat: today, or with `week` the last seven days."""
    chat = office.meant(row.chat)
    if not await office.is_admin(chat, row.asker):
        return notice("chat.not_admin")
    days = 7 if row.ask.arguments.strip().lower() in {"week", "本周"} else 1
    since = office.clock.now() - days * DAY
    return NoticeAnswer(await lines(office, chat, since, days))


async def lines(office: Office, chat: Chat, since: int, days: int) -> tuple[Line, ...]:
    """The figures of one chat, and of all within it, since then, a line each."""
    tally = await office.ledger.tally(chat, since)
    cost = await office.ledger.cost(chat, since)
    failed = sum(number for name, number in tally.items() if name not in _NO_FAILURES)
    cached = tally.get("cached", 0)
    found = [
        Line("chat.stats_day" if days == 1 else "chat.stats_week"),
        Line("chat.stats_digests", {"n": tally.get(State.POSTED, 0) + cached}),
        Line("chat.stats_cached", {"n": cached}),
        Line("chat.stats_failed", {"n": failed}),
        Line("chat.stats_cost", {"cost": f"{cost / 1_000_000:.4f}"}),
    ]
    if waiting := await office.ledger.waiting(Scope(chat.platform, whole=chat.id)):
        found.append(Line("chat.stats_waiting", {"n": waiting}))
    return tuple(found)
