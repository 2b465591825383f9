"""Who is an administrator, and what a chat lets us see."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.adapters.telegram.faults import words
from bot.core.chats import ChatKind
from bot.core.recent import keep_newest

if TYPE_CHECKING:
    from bot.adapters.telegram.bot import TelegramBot
    from bot.core.chats import Chat
    from bot.core.ports import Clock

_log = logging.getLogger(__name__)

KEPT: Final = 300.0
"""Seconds for which an answer of Telegram's counts."""

MOST: Final = 10_000
"""Answers kept; the oldest go first."""

_ADMINS: Final = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
_PRIVACY: Final = ("", "")  # the place of what holds for all chats


class Members:
    """Asks Telegram about members, and remembers what it said for five minutes."""

    def __init__(self, bot: TelegramBot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[bool, float]] = {}

    async def is_admin(self, chat: Chat, person: str) -> bool:
        """Whether `person` may change what we do in `chat`; False where nobody can say.

        In a private chat that is whoever it is with.
        """
        if chat.kind is ChatKind.PRIVATE:
            return person == chat.id
        if chat.kind is ChatKind.GUEST or not person.isdecimal():
            return False
        return await self._is_admin(chat.id, person)

    async def hears_reactions(self, chat: Chat) -> bool:
        """Whether Telegram tells us of reactions there: it tells administrators alone."""
        if chat.kind is ChatKind.GUEST:
            return False
        return chat.kind is ChatKind.PRIVATE or await self._is_admin(chat.id, str(self._bot.id))

    async def sees_everything(self, chat: Chat) -> bool:
        """Whether messages that are not for us reach us there: no privacy mode, or our rank."""
        if chat.kind in {ChatKind.PRIVATE, ChatKind.CHANNEL}:
            return True
        if chat.kind is ChatKind.GUEST:
            return False
        return await self._reads_all() or await self._is_admin(chat.id, str(self._bot.id))

    def forget(self, chat: str) -> None:
        """Ask anew about everybody in `chat`, ourselves too: somebody's rank has changed.

        And about privacy mode: who changes it has to bring us in again for it to count.
        """
        gone = {chat, _PRIVACY[0]}
        self._known = {place: k for place, k in self._known.items() if place[0] not in gone}

    async def _reads_all(self) -> bool:
        if (known := self._recall(_PRIVACY)) is not None:
            return known
        try:
            me = await self._bot.get_me()
        except TelegramError as error:
            _log.warning("whether privacy mode is on is not known: %s", words(error))
            return False
        return self._keep(_PRIVACY, is_so=bool(me.can_read_all_group_messages))

    async def _is_admin(self, chat: str, person: str) -> bool:
        place = (chat, person)
        if (known := self._recall(place)) is not None:
            return known
        try:
            member = await self._bot.get_chat_member(int(chat), int(person))
        except TelegramError as error:
            _log.debug("a member is not known: %s", words(error))
            return await self._is_listed(place)
        return self._keep(place, is_so=member.status in _ADMINS)

    async def _is_listed(self, place: tuple[str, str]) -> bool:
        """Where we are no administrator, Telegram may tell of nobody but the administrators."""
        chat, person = place
        try:
            admins = await self._bot.get_chat_administrators(int(chat))
        except TelegramError as error:
            _log.debug("administrators are not known: %s", words(error))
            return False
        return self._keep(place, is_so=any(str(admin.user.id) == person for admin in admins))

    def _recall(self, place: tuple[str, str]) -> bool | None:
        known, until = self._known.get(place, (False, 0.0))
        return known if self._clock.monotonic() < until else None

    def _keep(self, place: tuple[str, str], *, is_so: bool) -> bool:
        self._known.pop(place, None)
        self._known[place] = (is_so, self._clock.monotonic() + KEPT)
        keep_newest(self._known, MOST)
        return is_so
