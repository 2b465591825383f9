"""`/forget`: what is kept of a person, of a link or of a chat is removed, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import Action, notice
from bot.core.commands.hello import is_somebody
from bot.core.links import find

if TYPE_CHECKING:
    from bot.core.answers import Answer
    from bot.core.commands.office import Office
    from bot.core.delivery.row import Delivery


async def forget(office: Office, row: Delivery) -> Answer:
    """`/forget me`, `/forget <link>`; for admins `chat` or `server`, and it asks once more."""
    what = row.ask.arguments.strip()
    if what.lower() in {"me", "我"}:
        return await _person(office, row)
    if what.lower() in {"chat", "本群", "server"}:
        if not await office.is_admin(office.meant(row.chat), row.asker):
            return notice("chat.not_admin")
        return notice("chat.forget_confirm", Action.CONFIRM_FORGET, Action.CLOSE)
    links = find(what)
    if len(links) != 1:
        return notice("chat.forget_usage")
    return await _link(office, row, links[0].key)


async def forget_chat(office: Office, row: Delivery) -> Answer:
    """Remove every row of the chat."""
    chat = office.meant(row.chat)
    if row.ask.arguments.strip().lower() == "server" and chat.within:
        chat = await office.chat_named(chat, chat.whole) or chat
    number = await office.ledger.forget_chat(chat, office.clock.now())
    return notice("chat.forgot_chat", n=number)


async def _person(office: Office, row: Delivery) -> Answer:
    if not is_somebody(row):
        return notice("chat.only_people")
    platform = row.chat.platform
    digests, shares = await office.ledger.forget_person(platform, row.asker, row.id)
    office.rooms.forget(platform, row.asker)
    if not digests and not shares:
        return notice("chat.forgot_nothing")
    return notice("chat.forgot", digests=digests, shares=shares)


async def _link(office: Office, row: Delivery, key: str) -> Answer:
    """An admin may remove any link's rows, everybody what they asked for or brought."""
    chat = office.meant(row.chat)
    rows = await office.ledger.digests_in(chat, key, 0)
    is_admin = await office.is_admin(chat, row.asker)
    whose = None if is_admin else row.asker
    number = await office.ledger.forget_key(chat, key, office.clock.now(), whose)
    if rows and not number and not is_admin:
        return notice("chat.not_yours")
    return notice("chat.forgot_url", n=number) if number else notice("chat.forgot_nothing")
