"""The buttons below our messages: what a press does, and the few words it is answered with."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.core.answers import (
    Action,
    DigestAnswer,
    Line,
    NoticeAnswer,
    PointerAnswer,
    SettingsAnswer,
)
from bot.core.chats import Chat, ChatKind, Person
from bot.core.commands.forget import forget_chat
from bot.core.commands.settings import panel
from bot.core.delivery.row import Ask, Delivery, State, Trigger
from bot.core.errors import PostRejectedError
from bot.core.ports import Placing
from bot.core.preferences import CHOICES, UNSET
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from bot.core.accounts import Accounts
    from bot.core.answers import Answer, Field
    from bot.core.commands.office import Office
    from bot.core.delivery.desk import Desk
    from bot.core.delivery.ids import Ids
    from bot.core.spending import Spending

AGAIN_MOST: Final = 2
"""So often a digest is made anew by its button."""

RETRIES_MOST: Final = 5
"""So often a page is asked for again that could not be read."""

_ALWAYS: Final = {Action.DELETE, Action.CLOSE, Action.CANCEL, Action.ASK_OWNER, Action.HELP_ADMIN}
"""What does not use us, but keeps us quiet, or asks to be let in."""

_DATA: Final = re.compile(r"d1:(?P<op>[a-z]{2}):(?P<id>[0-9a-z]+)(?::(?P<arg>\w+))?")
_SETTING: Final = re.compile(r"s1:(?P<name>\w+):(?P<value>\w*):(?P<chat>-?\w+)")


@dataclass(frozen=True, slots=True)
class Press:
    """A press on a button with `data` below our message `post`; `ui`: the presser's language.

    `place` is how that message can be changed now, if not by its id. `is_vouched`: the platform has
    made sure that the message has this button, so that its row need not be asked.
    """

    chat: Chat
    post: str
    person: str
    data: str
    ui: str
    place: str = ""
    is_vouched: bool = False

    @property
    def message(self) -> str:
        """How the message is to be named to the platform."""
        return self.place or self.post


@dataclass(frozen=True, slots=True)
class Toast:
    """What the presser alone sees; `is_alert`: until they put it away. Without a key: nothing."""

    key: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    is_alert: bool = False


_Act = Callable[[Press, Delivery, str], Coroutine[Any, Any, Toast]]


@dataclass(frozen=True, slots=True)
class Buttons:
    """Acts on presses. `begin` takes rows that are owed something anew.

    `corrected` answers a `/daily` anew with the zone that was meant.
    """

    office: Office
    spending: Spending
    accounts: Accounts
    desk: Desk
    ids: Ids
    begin: Callable[[Delivery], None]
    corrected: Callable[[Delivery], Awaitable[Answer]]

    async def press(self, press: Press) -> Toast:
        """Do what the button says; what is to be told to who pressed it.

        A client may send what no button of ours says: only what the pressed message itself could
        ask for is done.

        Raises:
            StoreError, PostError: it could not be done.
        """
        rooms = self.office.rooms
        is_admitted = await rooms.admits(await rooms.row(press.chat), Person(press.person))
        if found := _SETTING.fullmatch(press.data):
            return await self._setting(press, found["name"], found["value"], found["chat"])
        found = _DATA.fullmatch(press.data)
        row = await self.office.ledger.delivery(found["id"]) if found else None
        act = self._acts().get(found["op"]) if found else None
        if found is None or row is None or act is None or not _is_below(press, row):
            return Toast("toast.expired")
        if not is_admitted and found["op"] not in _ALWAYS:
            return Toast("chat.not_allowed")
        return await act(press, row, found["arg"] or "")

    def _acts(self) -> Mapping[str, _Act]:
        return {
            Action.AGAIN: self._again,
            Action.RETRY: self._retry,
            Action.DELETE: self._delete,
            Action.TRANSLATE: self._translate,
            Action.EVIDENCE: self._evidence,
            Action.BACK: self._back,
            Action.CANCEL: self._cancel,
            Action.CLOSE: self._close,
            Action.CONFIRM_FORGET: self._forget_chat,
            Action.MODE_ASK: self._mode_ask,
            Action.HELP_ADMIN: self._how_admin,
            Action.ASK_OWNER: self._ask_owner,
            Action.ZONE: self._zone,
        }

    async def _again(self, press: Press, row: Delivery, _: str) -> Toast:
        if not await self.office.may_change(row, press.person):
            return Toast("toast.not_yours")
        if row.again >= AGAIN_MOST:
            return Toast("toast.again_limit")
        if not isinstance(row.answer, DigestAnswer | PointerAnswer):
            return Toast("toast.expired")
        ask = replace(row.ask, fresh=True)
        return await self._anew(press, replace(row, ask=ask, again=row.again + 1), "toast.again")

    async def _retry(self, press: Press, row: Delivery, _: str) -> Toast:
        if not await self.office.may_change(row, press.person):
            return Toast("toast.not_yours")
        if row.again >= RETRIES_MOST or not isinstance(row.answer, NoticeAnswer):
            return Toast("toast.again_limit")
        ask = replace(row.ask, fresh=True)  # what was refused a moment ago is asked for again
        tried = replace(row, ask=ask, answer=None, again=row.again + 1)
        return await self._anew(press, tried, "toast.again")

    async def _translate(self, press: Press, row: Delivery, language: str) -> Toast:
        if not press.chat.kind.is_for_one or language not in {"zh", "en"}:
            return Toast("toast.expired")
        # After one that failed the model is asked again, whatever stands in for it meanwhile.
        failed = isinstance(row.answer, DigestAnswer) and row.answer.trouble == "kept"
        ask = replace(row.ask, language="zh" if language == "zh" else "en", fresh=failed)
        return await self._anew(press, replace(row, ask=ask), "toast.language")

    async def _anew(self, press: Press, row: Delivery, toast: str) -> Toast:
        """Owe the row's answer once more; it takes the place of the one that stands there."""
        if row.ask.verb != "digest":
            return Toast("toast.expired")  # the text that was pasted is not kept
        if spent := await self.spending.over(press.chat, press.person):
            return Toast(spent.key, spent.fields, is_alert=True)
        place = press.place or row.post
        again = replace(row, state=State.ACCEPTED, placeholder=place, charged=True, code="")
        if not await self.office.ledger.save(again, {State.POSTED}):
            return Toast("toast.nothing")
        self.begin(again)
        return Toast(toast)

    async def _delete(self, press: Press, row: Delivery, _: str) -> Toast:
        return await self._taken_away(press, row, "toast.deleted")

    async def _close(self, press: Press, row: Delivery, _: str) -> Toast:
        return await self._taken_away(press, row, "toast.closed")

    async def _taken_away(self, press: Press, row: Delivery, toast: str) -> Toast:
        """Delete the message; if it is just being made anew, that ends first."""
        if not await self.office.may_change(row, press.person):
            return Toast("toast.not_yours")
        self.desk.cancel(row.id)
        await self.office.ledger.save(replace(row, state=State.DELETED))
        try:
            await self.office.posters[press.chat.platform].delete(press.chat, press.message)
        except PostRejectedError:
            return Toast("toast.too_old")
        return Toast(toast)

    async def _evidence(self, press: Press, row: Delivery, _: str) -> Toast:
        return await self._turned(press, row, evidence=True)

    async def _back(self, press: Press, row: Delivery, _: str) -> Toast:
        return await self._turned(press, row, evidence=False)

    async def _turned(self, press: Press, row: Delivery, *, evidence: bool) -> Toast:
        """The digest with, or without, the article's own sentences, in place."""
        if not isinstance(row.answer, DigestAnswer) or not press.chat.kind.is_for_one:
            return Toast("toast.expired")
        # A view, not a change: the row keeps what it is that is viewed.
        await self._edit(press, row, replace(row.answer, evidence=evidence))
        return Toast()

    async def _cancel(self, press: Press, row: Delivery, _: str) -> Toast:
        if not await self.office.may_change(row, press.person):
            return Toast("toast.not_yours")
        return Toast("toast.cancelled" if self.desk.cancel(row.id) else "toast.nothing")

    async def _forget_chat(self, press: Press, row: Delivery, _: str) -> Toast:
        if not await self.office.is_admin(self.office.meant(row.chat), press.person):
            return Toast("toast.not_admin")
        await self._edit(press, row, await forget_chat(self.office, row))
        return Toast("toast.deleted")

    async def _mode_ask(self, press: Press, row: Delivery, _: str) -> Toast:
        if not await self.office.is_admin(row.chat, press.person):
            return Toast("toast.not_admin")
        await self.office.rooms.set(row.chat, "mode", "react")
        return Toast("toast.saved_mode")

    async def _zone(self, press: Press, row: Delivery, _: str) -> Toast:
        """The time zone that was meant: the command is carried out with it."""
        if row.ask.verb != "daily":
            return Toast("toast.expired")
        if not await self.office.is_admin(self.office.meant(row.chat), press.person):
            return Toast("toast.not_admin")
        answer = await self.corrected(replace(row, asker=press.person))
        await self._edit(press, row, answer)
        return Toast("toast.saved")

    async def _how_admin(self, _: Press, __: Delivery, ___: str) -> Toast:
        return Toast("chat.how_admin", is_alert=True)

    async def _ask_owner(self, press: Press, _: Delivery, __: str) -> Toast:
        """Tell the owners, once a day for each chat."""
        now = self.office.clock.now()
        platform = press.chat.platform
        owners = self.office.rooms.access.owners_on(platform)
        if not owners:
            return Toast("toast.no_owner")
        wanted = await self._asked_for(press)
        update = await self.accounts.veil(f"request {wanted}")
        rows = [self._request(press, wanted, owner, update, now) for owner in owners]
        for row in await self.office.ledger.accept(f"{platform} requests", update, rows, now):
            self.begin(row)
        return Toast("chat.owner_request_sent")

    async def _asked_for(self, press: Press) -> str:
        """What the owner is to let in: what they have shut out, else the outermost chat.

        Outside of our chats that is wherever somebody is themselves.
        """
        if press.chat.kind.is_one_message and not press.chat.within:
            return press.person
        room = await self.office.rooms.row(press.chat)
        shut = [row.id for row in (room, *room.around) if row.is_blocked]
        return shut[0] if shut else press.chat.whole

    def _request(self, press: Press, wanted: str, owner: str, update: str, now: int) -> Delivery:
        line = Line("chat.owner_request", {"chat": wanted, "who": press.person})
        return Delivery(
            id=self.ids.next(),
            chat=Chat(press.chat.platform, owner, ChatKind.PRIVATE),
            message=f"request@{update}",
            slot="request",
            trigger=Trigger.COMMAND,
            ui=press.ui,
            ask=Ask("notice"),
            accepted_at=now,
            expires_at=now + 30 * DAY,
            state=State.READY,
            asker=owner,
            answer=NoticeAnswer((line,)),
            charged=False,
        )

    async def _setting(self, press: Press, name: str, value: str, chat_id: str) -> Toast:
        """A button of the panel: set, and show the panel anew."""
        poster = self.office.posters[press.chat.platform]
        held = await self.office.ledger.holding(press.chat, press.post)
        if held is None or not isinstance(held.answer, SettingsAnswer):
            return Toast("toast.expired")
        if held.answer.chat != chat_id:
            return Toast("toast.expired")
        if name == "close":
            return await self._taken_away(press, held, "toast.closed")
        chat = await self.office.chat_named(press.chat, chat_id)
        if chat is None or not await self.office.is_admin(chat, press.person):
            return Toast("toast.not_admin")
        if value not in (*CHOICES.get(name, ()), UNSET):
            return Toast("toast.expired")
        if value == UNSET:
            await self.office.rooms.unset(chat, name)
        else:
            await self.office.rooms.set(chat, name, value)
        answer = await panel(self.office, chat, press.person)
        preferences = await self.office.rooms.preferences(chat)
        placing = Placing("", preferences.ui or press.ui)
        await poster.edit(press.chat, press.message, answer, placing)
        return Toast("toast.saved")

    async def _edit(self, press: Press, row: Delivery, answer: Answer) -> None:
        placing = Placing(row.id, row.spoken)
        poster = self.office.posters[press.chat.platform]
        await poster.edit(press.chat, press.message, answer, placing)


def _is_below(press: Press, row: Delivery) -> bool:
    """Whether the pressed message is the row's: any client can send us any data."""
    if press.is_vouched:
        return True
    return row.chat.id == press.chat.id and press.post in {row.post, row.placeholder} - {""}
