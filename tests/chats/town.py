"""A town on loopback: Telegram, a news site and a model, and the real program among them.

async with Town(folder) as town:
    await town.open()
    chat, bob = town.group(), town.person("zh-hans")
    link = await town.say(chat, bob, town.article())
    (digest,) = await town.posts(chat)
assert town.faults() == []
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from tests.chats.ground import FAILED, HONEST, KEY, LIMITED, SEEN, Ground, digest_for
from tests.fakes.telegram.chats import Message, Person, Room
from tests.fakes.telegram.entities import cut
from tests.fakes.telegram.server import TelegramServer
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from pathlib import Path

    from tests.fakes.telegram.asked import Press
    from tests.fakes.telegram.chats import Status
    from tests.fakes.telegram.watch import Call

__all__ = ["FAILED", "HONEST", "KEY", "LIMITED", "SEEN", "TRIGGER", "Town", "digest_for"]

NAMES = "digest daily feed settings optout optin forget privacy stats help start owner"
MEANT = frozenset((*(f"/{name}" for name in NAMES.split()), "@BotFather"))
"""What our own words may bring to life."""
TRIGGER = "✍"


class Town(Ground):
    """Everything a conversation needs. Chats and people are made fresh for each test."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, **settings)
        self.telegram = TelegramServer()

    async def __aenter__(self) -> Self:
        await self.telegram.__aenter__()
        return await super().__aenter__()

    async def __aexit__(self, *failed: object) -> None:
        await super().__aexit__(*failed)
        await self.telegram.__aexit__(*failed)

    @property
    def environment(self) -> dict[str, str]:
        """All that the program is told."""
        return super().environment | {
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_BASE_URL": self.telegram.base_url,
        }

    # Chats and people

    def person(self, language: str = "en") -> int:
        """Somebody new, who has not written to the bot yet."""
        number = next(self._numbers)
        world, who = self.telegram.world, 5000 + number
        world.people[who] = Person(who, f"Reader {number}", f"reader_{number}", language)
        world.add(Room(who, "private", f"Reader {number}", status="left"))
        return who

    def group(
        self,
        kind: str = "supergroup",
        status: Status = "member",
        topics: dict[int, bool] | None = None,
    ) -> int:
        """A new chat that Alice made; the program has heard nothing of it."""
        number = next(self._numbers)
        chat = -5000 - number if kind == "group" else -1002000000000 - number
        self.telegram.world.add(Room(chat, kind, f"Chat {number}", status=status, topics=topics))
        return chat

    # Talk

    async def say(self, chat: int, who: int | str | None, text: str, **more: Any) -> Message:
        return await self.telegram.say(chat, who, text, **more)

    async def posts(self, chat: int, number: int = 1, seconds: float = 10) -> list[Message]:
        """The bot's messages in a chat, once there are so many."""
        await self.telegram.until(lambda: len(self.telegram.ours(chat)) >= number, seconds)
        return self.telegram.ours(chat)

    async def ask(self, chat: int, who: int | str | None, text: str, **more: Any) -> Message:
        """Say something, and wait for the next message of ours there."""
        before = len(self.telegram.ours(chat))
        await self.say(chat, who, text, **more)
        return (await self.posts(chat, before + 1))[-1]

    async def press(self, message: Message, button: str, who: int | str) -> Press:
        """Press a button, and wait for the toast."""
        press = await self.telegram.press(message.room.id, message.id, button, who)
        await self.telegram.until(lambda: press.answer)
        return press

    async def toast(self, message: Message, button: str, who: int | str) -> str:
        """What pressing a button is answered with."""
        press = await self.press(message, button, who)
        assert press.answer
        return press.answer.text

    async def cleared(self, message: Message) -> None:
        """Wait until our reaction was put there and taken back."""
        await self.telegram.until(lambda: self.signs(message)[-1:] == [""])

    async def marked(self, message: Message, sign: str) -> None:
        await self.telegram.until(lambda: message.reactions == [sign])

    async def until(self, predicate: Callable[[], Any], seconds: float = 10) -> None:
        await self.telegram.until(predicate, seconds)

    def signs(self, message: Message) -> list[str]:
        """Our reactions to a message, one after the other; "" took one back."""
        return [
            "".join(reaction["emoji"] for reaction in call.params.get("reaction", []))
            for call in self.reactions_to(message)
        ]

    def reactions_to(self, message: Message) -> list[Call]:
        """The calls that put them there."""
        place = (message.room.id, message.id)
        calls = self.telegram.calls_of("setMessageReaction")
        return [
            call
            for call in calls
            if call.status == 200 and (call.params["chat_id"], call.params["message_id"]) == place
        ]

    async def set_mode(self, chat: int, mode: str) -> None:
        """Let Alice, who made the chat, set its mode."""
        said = await self.ask(chat, ALICE, f"/settings mode {mode}")
        assert mode in said.text or said.text

    @asynccontextmanager
    async def unreachable(self) -> AsyncIterator[None]:
        """Let Telegram refuse every connection, and break off those that are open."""
        runner = self.telegram._runner
        for site in list(runner.sites):
            await site.stop()
        assert runner.server
        for line in list(runner.server.connections):
            line.force_close()
        yield
        await web.TCPSite(runner, "127.0.0.1", self.telegram.port, reuse_address=True).start()

    # The end of every conversation

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        yield from (f"violation: {fault}" for fault in self.telegram.violations)
        for message in self._all_ours():
            yield from (f"live: {piece!r} in {message.text!r}" for piece in _alive(message))
            yield from (f"leads to {url}" for url in _leads(message) if not self._may_lead(url))

    def _all_ours(self) -> Iterable[Message]:
        for room in self.telegram.world.rooms.values():
            yield from (message for message in room.messages.values() if message.is_ours)
        yield from self.telegram.inline_messages.values()

    def _may_lead(self, url: str) -> bool:
        return url.startswith((f"http://127.0.0.1:{self.site.port}/", "https://t.me/"))


def _alive(message: Message) -> list[str]:
    """What came to life by itself and was not meant to."""
    pieces = (cut(message.text, entity.offset, entity.length) for entity in message.live)
    return [piece for piece in pieces if piece not in MEANT]


def _leads(message: Message) -> list[str]:
    return [entity.url for entity in message.entities if entity.type == "text_link" and entity.url]
