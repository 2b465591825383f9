"""`/start`, `/help`, `/privacy`, `/optout`, `/optin`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import Line, NoticeAnswer, notice
from bot.core.chats import ChatKind
from bot.core.retention import DAY

if TYPE_CHECKING:
    from bot.core.answers import Answer
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery
    from bot.core.retention import Keeping

HELP = tuple(Line(f"chat.help_{number}") for number in range(1, 7))


async def start(_: Office, __: Delivery) -> Answer:
    """A welcome, and what we do."""
    return NoticeAnswer((Line("chat.start"), Line("chat.start_help")))


async def help_(_: Office, __: Delivery) -> Answer:
    """What we do, in a few lines."""
    return NoticeAnswer(HELP)


async def privacy(office: Office, row: Delivery) -> Answer:
    """What we see, what is stored, where text goes, how it is forgotten."""
    chat = office.meant(row.chat)
    sees = await office.posters[chat.platform].sees_everything(chat)
    days = int((await office.rooms.preferences(chat)).value("retention"))
    facts = office.facts
    lines = [
        Line("chat.privacy_sees_all" if sees else "chat.privacy_sees_commands"),
        Line("chat.privacy_stores", {"days": days, **_kept(facts.keeping)}),
        Line("chat.privacy_not_stored"),
        Line("chat.privacy_model", {"host": facts.model_host})
        if facts.model_host
        else Line("chat.privacy_no_model"),
        Line("chat.privacy_forget", {"days": days}),
    ]
    if facts.contact:
        lines.append(Line("chat.privacy_contact", {"contact": facts.contact}))
    return NoticeAnswer(tuple(lines))


async def optout(office: Office, row: Delivery) -> Answer:
    """From now on the links that this person drops are left alone."""
    if not is_somebody(row):
        return notice("chat.only_people")
    await office.ledger.opt_out(row.chat.platform, row.asker, office.clock.now())
    return notice("chat.optout")


async def optin(office: Office, row: Delivery) -> Answer:
    """Take that back."""
    if not is_somebody(row):
        return notice("chat.only_people")
    await office.ledger.opt_in(row.chat.platform, row.asker)
    return notice("chat.optin")


def _kept(keeping: Keeping) -> dict[str, int]:
    """The days of `privacy_stores` that hold for all chats."""
    return {"body": keeping.article // DAY, "digest": keeping.digest // DAY}


def is_somebody(row: Delivery) -> bool:
    """Whether a person asks: not a channel, nor an administrator who goes by the group's name."""
    return bool(row.asker) and (row.asker != row.chat.id or row.chat.kind is ChatKind.PRIVATE)
