"""A street of chats: our own Bot API server, and the real program that serves it, as a process."""

from __future__ import annotations

import tempfile
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chats.program import Program
from tests.fakes.telegram.chats import Room
from tests.fakes.telegram.server import TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fakes.telegram.chats import Message

WARM = 4
PATIENCE = 60.0  # seconds
BY_MODEL = ("AI digest", "AI 摘要")


@dataclass
class Street:
    """Telegram, the program that serves it, and the site whose pages people drop."""

    telegram: TelegramServer
    program: Program
    site: str

    def __post_init__(self) -> None:
        self._rooms = count(1)
        self._pages = count(20_000)
        self._dropped: list[Message] = []

    def room(self) -> int:
        """A new group."""
        number = next(self._rooms)
        chat = -1002000000000 - number
        self.telegram.world.add(Room(chat, "supergroup", f"Chat {number}"))
        return chat

    async def drop(self, chat: int) -> tuple[int, Message]:
        """Drop the link of a page that nobody has seen yet; its number, and the message."""
        page = next(self._pages)
        link = await self.telegram.say(chat, "bob", f"http://{self.site}/page/{page}")
        self._dropped.append(link)
        return page, link

    def posts(self, chat: int) -> list[Message]:
        """The digests in a chat, by a model, in their order there."""
        ours = self.telegram.ours(chat)
        return [post for post in ours if any(words in post.text for words in BY_MODEL)]

    async def warm_up(self) -> None:
        """Let the program load what it loads with the first links."""
        for _ in range(WARM):
            await self.drop(self.room())
        await self.settled()

    async def settled(self) -> None:
        """Wait until all links are answered and no reaction is left; too long, and it is told."""
        rooms = {link.room.id: link.room for link in self._dropped}.values()

        def is_done() -> bool:
            said = sum(len(room.messages) for room in rooms)  # links and answers
            return said >= 2 * len(self._dropped) and not any(m.reactions for m in self._dropped)

        with suppress(AssertionError):  # the figures tell what is missing
            await self.telegram.until(is_done, PATIENCE)


@asynccontextmanager
async def street(site: str, model_ms: int) -> AsyncIterator[Street]:
    """The program at work on an empty database; it must end well, and without a complaint."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer() as telegram:
            environment = {
                "TELEGRAM_BOT_TOKEN": telegram.token,
                "TELEGRAM_BASE_URL": telegram.base_url,
                "OPENAI_BASE_URL": f"http://{site}/model/{model_ms}/v1",
                "OPENAI_MODEL": "bench",
                "LINKDIGEST_FETCH_ALLOW": site,
                "LINKDIGEST_CHAT_PER_HOUR": "0",
                "LINKDIGEST_USER_PER_10MIN": "0",
                "LINKDIGEST_USD_PER_DAY": "0",
                "LINKDIGEST_LOG_LEVEL": "WARNING",
            }
            program = Program(Path(folder), environment)
            try:
                await program.launch()
                await telegram.until(lambda: telegram.feed.polls, 20)
                opened = Street(telegram, program, site)
                await opened.warm_up()
                yield opened
                code = await program.stop()
            finally:
                await program.close()
            if code or program.complaints() or telegram.violations:
                raise RuntimeError(f"{code}: {program.complaints()} {telegram.violations}")
