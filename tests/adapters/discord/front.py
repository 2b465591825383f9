"""A front that notes what it is given, and answers, fails or keeps waiting as a test tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.commands.buttons import Toast

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from bot.core.chats import Chat, Incoming, Person
    from bot.core.commands.buttons import Press


class FakeLedger:
    """Keeps facts."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.faults: list[Exception] = []

    async def fact(self, name: str) -> str | None:
        if self.faults:
            raise self.faults.pop(0)
        return self.facts.get(name)

    async def keep_fact(self, name: str, value: str) -> None:
        self.facts[name] = value


class FakeFront:
    """Stands in for `Front`. `told` holds what came, as (method, what it was given).

    `faults` are raised, one a call; while `gate` is shut every call waits; `owed`: what `receive`
    says; `toast`: what `press` says.
    """

    def __init__(self) -> None:
        self.ledger = FakeLedger()
        self.told: list[tuple[str, Any]] = []
        self.faults: list[Exception] = []
        self.gate: asyncio.Event | None = None
        self.owed = True
        self.toast = Toast()
        self.seen: set[str] = set()

    def of(self, method: str) -> list[Any]:
        return [given for name, given in self.told if name == method]

    @property
    def messages(self) -> list[Incoming]:
        return [incoming for _, incoming in self.of("receive")]

    async def is_new(self, source: str, update: str) -> bool:
        await self._note("is_new", (source, update))
        is_new = update not in self.seen
        self.seen.add(update)
        return is_new

    async def receive(self, source: str, incoming: Incoming) -> bool:
        await self._note("receive", (source, incoming))
        return self.owed

    async def react(self, chat: Chat, message: str, person: Person) -> None:
        await self._note("react", (chat, message, person))

    async def press(self, press: Press) -> Toast:
        await self._note("press", press)
        return self.toast

    async def joined(self, source: str, update: str, chat: Chat, person: Person) -> None:
        await self._note("joined", (source, update, chat, person))

    async def left(self, chat: Chat) -> None:
        await self._note("left", chat)

    async def removed(self, chat: Chat, message: str) -> None:
        await self._note("removed", (chat, message))

    async def _note(self, method: str, given: object) -> None:
        if self.gate:
            await self.gate.wait()
        if self.faults:
            raise self.faults.pop(0)
        self.told.append((method, given))

    def __getattr__(self, name: str) -> Coroutine[Any, Any, Any]:
        raise AssertionError(f"the adapter uses {name}, which is not the front's to give")
