"""What holds in a chat: its row, its settings over the bot's, and whether we may speak there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.core.ledger import ChatRow
from bot.core.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.chats import Chat, Person, Platform
    from bot.core.ledger import Ledger


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


@dataclass(frozen=True, slots=True)
class Rooms:
    """The chats as they are set. `defaults` are the operator's values for the chats' settings."""

    ledger: Ledger
    access: Access = field(default_factory=Access)
    defaults: Mapping[str, str] = field(default_factory=dict)

    async def row(self, chat: Chat) -> ChatRow:
        """What is kept of the chat, or what a new one begins with."""
        kept = await self.ledger.chat(chat.platform, chat.id)
        return kept or ChatRow(chat.platform, chat.id, chat.kind)

    async def preferences(self, chat: Chat) -> Preferences:
        """The settings in force."""
        return self.of(await self.row(chat))

    def of(self, row: ChatRow) -> Preferences:
        """The settings in force, of a row that is known."""
        return Preferences(row.own, self.defaults, row.kind)

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

    async def set(self, chat: Chat, name: str, value: str) -> None:
        """Keep the chat's own value of a setting."""
        row = await self.row(chat)
        await self.ledger.save_chat(replace(row, own={**row.own, name: value}))

    async def remember(self, row: ChatRow) -> None:
        """Keep the row of a chat that uses us, if it is not kept yet."""
        if await self.ledger.chat(row.platform, row.id) is None:
            await self.ledger.save_chat(row)

    async def close(self, chat: Chat) -> None:
        """We may not write there any more; its settings stay."""
        row = await self.row(chat)
        if row.is_open:
            await self.ledger.save_chat(replace(row, is_open=False))

    async def open(self, chat: Chat) -> None:
        """We hear from the chat: we may write there again."""
        row = await self.ledger.chat(chat.platform, chat.id)
        if row and (not row.is_open or row.kind is not chat.kind):
            await self.ledger.save_chat(replace(row, is_open=True, kind=chat.kind))
