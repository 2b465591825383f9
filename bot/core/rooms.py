"""What holds in a chat: its row, its settings over the bot's, and whether we may speak there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.chats import Chat, ChatKind, Person
from bot.core.ledger import ChatRow
from bot.core.preferences import Preferences
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.chats import Platform
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

    def owners_on(self, platform: Platform) -> tuple[str, ...]:
        """The ids of who runs the bot on a platform."""
        names = (name.partition(":") for name in sorted(self.owners))
        return tuple(person for on, _, person in names if on == platform)


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
        self._changing = asyncio.Lock()  # what is read, changed and written, is so by one at a time
        self._changes = 0

    async def row(self, chat: Chat) -> ChatRow:
        """What is kept of the chat, or what a new one begins with; the rows around it too."""
        return await self._joined(await self._kept(chat), chat)

    async def preferences(self, chat: Chat) -> Preferences:
        """The settings in force."""
        return self.of(await self.row(chat))

    def of(self, row: ChatRow) -> Preferences:
        """The settings in force, of a row that is known."""
        around: dict[str, str] = {}
        for outer in reversed(row.around):
            around.update(outer.own)
        return Preferences(row.own, self._defaults, row.kind, around)

    async def admits(self, row: ChatRow, person: Person) -> bool:
        """Whether `person` may use us in this chat. What the owner said of them holds everywhere.

        Raises:
            StoreError: it is not known.
        """
        access = self.access
        if access.owns(row.platform, person.id):
            return True
        rows = [row, *row.around]
        if person.id and person.id != row.id:
            own = await self._kept(Chat(row.platform, person.id, ChatKind.PRIVATE))
            rows += [own] if own else []
        if any(each.is_blocked for each in rows):
            return False
        if access.is_open or any(each.is_allowed for each in rows):
            return True
        names = {f"{row.platform}:{name}" for name in (row.id, *row.within)}
        return bool(names & access.chats) or f"{row.platform}:{person.id}" in access.people

    async def serves(self, chat: Chat) -> bool:
        """Whether the chat may use us, whoever of it asks.

        Raises:
            StoreError: it is not known.
        """
        row = await self.row(chat)
        return await self.admits(row, Person(row.id if row.kind is ChatKind.PRIVATE else None))

    async def hear(self, chat: Chat) -> ChatRow:
        """The chat's row, now that it speaks to us: we may write there."""
        kept = await self._kept(chat)
        if kept and not (kept.is_open and (kept.kind, kept.within) == (chat.kind, chat.within)):
            return await self._change(
                chat,
                lambda row: replace(row, is_open=True, kind=chat.kind, within=chat.within),
            )
        return await self._joined(kept, chat)

    async def remember(self, row: ChatRow) -> None:
        """Keep the row of a chat that uses us, if it is not kept yet."""
        chat = Chat(row.platform, row.id, row.kind, within=row.within)
        if await self._kept(chat) is None:
            await self._change(chat, lambda kept: kept)

    async def set(self, chat: Chat, name: str, value: str) -> None:
        """Keep the chat's own value of a setting."""
        row = await self._change(chat, lambda row: replace(row, own={**row.own, name: value}))
        await self._bound(chat, row, name)

    async def unset(self, chat: Chat, name: str) -> None:
        """Drop the chat's own value: that of the chat around it holds, or the bot's."""
        row = await self._change(
            chat,
            lambda row: replace(row, own={k: v for k, v in row.own.items() if k != name}),
        )
        await self._bound(chat, row, name)

    async def _bound(self, chat: Chat, row: ChatRow, name: str) -> None:
        """What is kept already goes by the new value, too, where that is a shorter time."""
        if name == "retention":
            await self._ledger.bound_rows(chat, int(self.of(row).value(name)) * DAY)

    async def close(self, chat: Chat) -> None:
        """We may not write there any more; its settings stay."""
        if chat.kind.is_one_message:
            return
        await self._change(chat, lambda row: replace(row, is_open=False))

    async def welcome(self, chat: Chat, now: int) -> None:
        """The chat has been told how we work, or is about to be."""
        await self._change(chat, lambda row: replace(row, onboarded_at=now))

    async def admit(self, chat: Chat, *, is_allowed: bool) -> None:
        """The owner lets the chat use us, or does not."""
        await self._change(
            chat, lambda row: replace(row, is_allowed=is_allowed, is_blocked=not is_allowed)
        )

    async def _change(self, chat: Chat, change: Callable[[ChatRow], ChatRow]) -> ChatRow:
        async with self._changing:
            self.forget(chat.platform, chat.id)
            row = change(await self.row(chat))
            await self._ledger.save_chat(row)
            self.forget(chat.platform, chat.id)
            return row

    async def _joined(self, kept: ChatRow | None, chat: Chat) -> ChatRow:
        row = kept or ChatRow(chat.platform, chat.id, chat.kind, within=chat.within)
        if not row.within:
            return row
        outer = [await self._kept(Chat(chat.platform, name, ChatKind.GROUP)) for name in row.within]
        return replace(row, around=tuple(filter(None, outer)))

    def forget(self, platform: Platform, *ids: str) -> None:
        """Read these rows anew: they were changed elsewhere."""
        self._changes += 1
        for name in ids:
            self._known.pop((platform, name), None)

    async def _kept(self, chat: Chat) -> ChatRow | None:
        place, now = (chat.platform, chat.id), self._clock.monotonic()
        known = self._known.get(place)
        if known and now < known[1] + SEEN_AGAIN:
            return known[0]
        changes = self._changes
        kept = await self._ledger.chat(*place)
        if len(self._known) >= KNOWN_MOST:
            self._known.clear()
        if changes == self._changes:  # else it may be old by now
            self._known[place] = (kept, now)
        return kept
