"""What holds in a chat: its row, its settings over the bot's, and whether we may speak there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.ledger import ChatRow
from bot.core.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.chats import Chat, Person, Platform
    from bot.core.ledger import Ledger
    from bot.core.ports import Clock


SEEN_AGAIN: Final = 5.0
"""Seconds for which a row that was read counts."""

KNOWN_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the bot, as the operator has set it. Entries read "telegram:-100123".

    With nothing allowed by name everybody may, within the budgets.
    """

    chats: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether no list was set."""
        return not self.chats and not self.people

    def owns(self, platform: Platform, person: str | None) -> bool:
        """Whether this person runs the bot."""
        return f"{platform}:{person}" in self.owners


class Rooms:
    """The chats as they are set. `defaults` are the operator's values for the chats' settings.

    A row that was just read is not read again: one link needs it five times over. What another
    program changes is seen `SEEN_AGAIN` seconds later.
    """

    def __init__(
        self, ledger: Ledger, access: Access, defaults: Mapping[str, str], clock: Clock
    ) -> None:
        self.access = access
        self._ledger = ledger
        self._defaults = defaults
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[ChatRow | None, float]] = {}

    async def row(self, chat: Chat) -> ChatRow:
        """What is kept of the chat, or what a new one begins with."""
        return await self._kept(chat) or ChatRow(chat.platform, chat.id, chat.kind)

    async def preferences(self, chat: Chat) -> Preferences:
        """The settings in force."""
        return self.of(await self.row(chat))

    def of(self, row: ChatRow) -> Preferences:
        """The settings in force, of a row that is known."""
        return Preferences(row.own, self._defaults, row.kind)

    def admits(self, row: ChatRow, person: Person) -> bool:
        """Whether `person` may use us in this chat."""
        access = self.access
        if access.owns(row.platform, person.id):
            return True
        if row.is_blocked:
            return False
        if access.is_open or row.is_allowed:
            return True
        return (
            f"{row.platform}:{row.id}" in access.chats
            or f"{row.platform}:{person.id}" in access.people
        )

    async def hear(self, chat: Chat) -> ChatRow:
        """The chat's row, now that it speaks to us: we may write there."""
        kept = await self._kept(chat)
        if kept and (not kept.is_open or kept.kind is not chat.kind):
            kept = replace(kept, is_open=True, kind=chat.kind)
            await self.save(kept)
        return kept or ChatRow(chat.platform, chat.id, chat.kind)

    async def remember(self, row: ChatRow) -> None:
        """Keep the row of a chat that uses us, if it is not kept yet."""
        if await self._kept(row) is None:
            await self.save(row)

    async def set(self, chat: Chat, name: str, value: str) -> None:
        """Keep the chat's own value of a setting."""
        row = await self.row(chat)
        await self.save(replace(row, own={**row.own, name: value}))

    async def close(self, chat: Chat) -> None:
        """We may not write there any more; its settings stay."""
        row = await self.row(chat)
        if row.is_open:
            await self.save(replace(row, is_open=False))

    async def save(self, row: ChatRow) -> None:
        """Keep, in place of what was kept."""
        self.forget(row.platform, row.id)
        await self._ledger.save_chat(row)

    def forget(self, platform: Platform, *ids: str) -> None:
        """Read these rows anew: they were changed elsewhere."""
        for name in ids:
            self._known.pop((platform, name), None)

    async def _kept(self, chat: Chat | ChatRow) -> ChatRow | None:
        place, now = (chat.platform, chat.id), self._clock.monotonic()
        known = self._known.get(place)
        if known and now < known[1] + SEEN_AGAIN:
            return known[0]
        kept = await self._ledger.chat(*place)
        if len(self._known) >= KNOWN_MOST:
            self._known.clear()
        self._known[place] = (kept, now)
        return kept
