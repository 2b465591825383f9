"""`/owner`: for who runs the bot, in their private chat: state, chats, who may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.accounts import ALL
from bot.core.answers import Line, NoticeAnswer, notice
from bot.core.chats import Chat, ChatKind
from bot.core.ledger import Scope
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.answers import Answer, Field
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery

CHATS_MOST: Final = 40


async def owner(office: Office, row: Delivery) -> Answer:
    """`status`, `chats`, `allow <id>`, `block <id>`."""
    chat = row.chat
    if chat.kind is not ChatKind.PRIVATE or not office.rooms.access.owns(chat.platform, row.asker):
        return notice("chat.owner_only")
    verb, _, name = row.ask.arguments.strip().partition(" ")
    match verb.lower():
        case "status" | "":
            return await _status(office, row)
        case "chats":
            return await _chats(office, row)
        case "allow" | "block" if name.strip().lstrip("-").isalnum():
            return await _admit(office, row, name.strip(), is_allowed=verb.lower() == "allow")
        case _:
            return notice("chat.owner_usage")


async def _status(office: Office, row: Delivery) -> Answer:
    now = office.clock.now()
    today = now // DAY
    use = await office.ledger.spent(today, today, ALL)
    chats = await office.ledger.chats(row.chat.platform)
    fields: dict[str, Field] = {
        "chats": sum(chat.is_open for chat in chats),
        "waiting": await office.ledger.waiting(Scope()),
        "unknown": await office.ledger.in_doubt(now - 7 * DAY),
        "today": use.digests,
        "cost": f"{use.cost_micros / 1_000_000:.4f}",
    }
    return NoticeAnswer((Line("chat.owner_status", fields), *await _health(office)))


async def _health(office: Office) -> list[Line]:
    """Whether the model answers, and how much of the budgets for all is used up."""
    lines = []
    if office.model_up:
        lines.append(Line("chat.owner_model_up" if office.model_up() else "chat.owner_model_down"))
    for (_, period), share in (await office.budget_shares()).items():
        lines.append(Line(f"chat.owner_budget_{period}", {"share": f"{share:.0%}".rstrip("%")}))
    return lines


async def _chats(office: Office, row: Delivery) -> Answer:
    chats = await office.ledger.chats(row.chat.platform)
    lines = tuple(
        Line(
            "chat.owner_chat",
            {
                "chat": chat.id,
                "kind": chat.kind,
                "mode": office.rooms.of(chat).mode,
                "state": "blocked" if chat.is_blocked else "open" if chat.is_open else "closed",
            },
        )
        for chat in chats[:CHATS_MOST]
    )
    return NoticeAnswer(lines or (Line("chat.owner_no_chats"),))


async def _admit(office: Office, row: Delivery, name: str, *, is_allowed: bool) -> Answer:
    await office.rooms.admit(Chat(row.chat.platform, name, ChatKind.GROUP), is_allowed=is_allowed)
    return notice("chat.owner_allowed" if is_allowed else "chat.owner_blocked", chat=name)
