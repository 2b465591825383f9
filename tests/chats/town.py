"""A town on loopback: Telegram, a news site and a model, and the real program among them.

async with Town(folder) as town:
    await town.open()
    chat, bob = town.group(), town.person("zh-hans")
    link = await town.say(chat, bob, town.article())
    (digest,) = await town.posts(chat)
assert town.faults() == []
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from tests.chats import pages
from tests.chats.program import Program
from tests.fakes.honest import honest_digest
from tests.fakes.model_server import Asked, ModelServer, Play, says, streams
from tests.fakes.site import Site, answer
from tests.fakes.telegram.chats import Message, Person, Room
from tests.fakes.telegram.entities import cut
from tests.fakes.telegram.server import TelegramServer
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from asyncio import StreamWriter
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

    from tests.fakes.telegram.asked import Press
    from tests.fakes.telegram.chats import Status
    from tests.fakes.telegram.watch import Call

KEY = "sk-test-0123456789abcdef"
NAMES = "digest settings optout optin forget privacy stats help start owner"
MEANT = frozenset((*(f"/{name}" for name in NAMES.split()), "@BotFather"))
"""What our own words may bring to life."""
SEEN, FAILED, LIMITED, TRIGGER = "👀", "🤷", "😴", "✍"


def digest_for(prompt: str) -> dict[str, Any]:
    """An honest digest, in words of its own where the article has another language."""
    digest = honest_digest(prompt)
    wanted = "zh" if "Write in Simplified Chinese" in prompt else "en"
    if wanted == ("zh" if digest["one_line"][-1] == "。" else "en"):
        return digest
    words = pages.IN_OTHER_WORDS[wanted]
    points = [*digest["key_points"], *digest["risks"]]
    for point, (label, fact) in zip(points, words, strict=False):
        point.update(label=label, fact=fact)
    return {**digest, "one_line": words[-1][1]}


HONEST = Play(pieces=(b"an honest digest of what was asked",))


class Model(ModelServer):
    """Honest, or whatever it is told to `play`; in pieces `pace` seconds apart where asked for."""

    pace = 0.0

    def play(self, *plays: Play) -> None:
        """Answer so from now on, the last of them for ever."""
        self._plays = list(plays)

    async def _stream(self, play: Play, writer: StreamWriter) -> bool:
        if play is not HONEST:
            return await super()._stream(play, writer)
        asked = self.asked[-1]
        if asked.body.get("stream"):
            return await super()._stream(self._in_pieces(asked), writer)
        body = json.dumps(says(digest_for(asked.text)).body).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        writer.write(f"{head}\r\n\r\n".encode() + body)
        await writer.drain()
        return True

    def _in_pieces(self, asked: Asked) -> Play:
        whole = streams(digest_for(asked.text), size=150)
        pieces: list[bytes | asyncio.Event] = []
        for number, piece in enumerate(whole.pieces):
            pause = asyncio.Event()
            asyncio.get_running_loop().call_later(number * self.pace, pause.set)
            pieces += [pause, piece]
        return replace(whole, pieces=tuple(pieces))


class Town:
    """Everything a conversation needs. Chats and people are made fresh for each test."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.telegram = TelegramServer()
        self.site = Site()
        self.model = Model(HONEST)
        self.talks: dict[str, asyncio.Future[None]] = {}
        self._told: set[str] = set()
        self._settings = settings
        self._folder = folder
        self._numbers = count(1)
        self.program: Program

    async def __aenter__(self) -> Self:
        await self.telegram.__aenter__()
        await self.site.__aenter__()
        await self.model.__aenter__()
        self.program = Program(self._folder, self.environment | self._settings)
        return self

    async def __aexit__(self, *failed: object) -> None:
        await self.program.close()
        await self.model.__aexit__(*failed)
        await self.site.__aexit__(*failed)
        await self.telegram.__aexit__(*failed)

    async def open(self) -> None:
        """Start the program."""
        await self.program.start()
        assert self.program.is_alive, self.program.text

    @property
    def environment(self) -> dict[str, str]:
        """All that the program is told."""
        return {
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_BASE_URL": self.telegram.base_url,
            "LINKDIGEST_FETCH_ALLOW": f"127.0.0.1:{self.site.port}",
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": self.model.url,
            "OPENAI_MODEL": "fake-1",
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

    # The site

    def article(self, language: str = "") -> str:
        """The address of a new article: one that was written, or one that counts."""
        number = next(self._numbers)
        body = pages.article(language) if language else pages.numbered(number)
        return self.site.on(f"/{language or 'n'}/{number}", answer(body))

    def slow_article(self) -> tuple[str, asyncio.Event]:
        """An article that comes once the event is set."""
        number, come = next(self._numbers), asyncio.Event()

        async def script(writer: StreamWriter) -> None:
            await come.wait()
            writer.write(answer(pages.numbered(number)))
            await writer.drain()

        return self.site.on(f"/slow/{number}", script), come

    def broken(self, *scripts: bytes) -> str:
        """An address that answers so, by default that there is nothing."""
        path = f"/broken/{next(self._numbers)}"
        return self.site.on(path, *(scripts or (answer(status="404 Not Found"),)))

    def fetched(self, url: str) -> int:
        """How often the page was asked for."""
        path = url.partition(f":{self.site.port}")[2]
        return sum(request.split(" ")[1] == path for request in self.site.requests)

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

    def faults(self) -> list[str]:
        """All that must not be and was not told yet: by the service's rules, and the log's."""
        found = [fault for fault in self._faults() if fault not in self._told]
        self._told.update(found)
        return found

    def _faults(self) -> list[str]:
        found = [f"violation: {fault}" for fault in self.telegram.violations]
        found += [f"log: {complaint}" for complaint in self.program.complaints()]
        for message in self._all_ours():
            found += [f"live: {piece!r} in {message.text!r}" for piece in _alive(message)]
            found += [f"leads to {url}" for url in _leads(message) if not self._may_lead(url)]
        return found

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
