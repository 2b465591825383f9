"""A city on loopback: Discord, a news site and a model, and the real program among them.

async with City(folder) as city:
    await city.open()
    channel, bob = city.channel(), city.person("zh-CN")
    link = await city.say(channel, bob, city.article())
    (digest,) = await city.posts(channel)
assert city.faults() == []
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from tests.chats.ground import Ground
from tests.chats.town import Town
from tests.fakes.discord.server import DiscordServer
from tests.fakes.discord.values import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.discord.asked import Asked
    from tests.fakes.discord.messages import Message
    from tests.fakes.discord.values import Channel, Person

TRIGGER = "📝"


class WithDiscord(Ground):
    """What there is of Discord. Servers, channels and people are made fresh for each test."""

    discord: DiscordServer

    @property
    def environment(self) -> dict[str, str]:
        """All that the program is told."""
        return super().environment | {
            "DISCORD_BOT_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
            "DISCORD_GATEWAY_URL": self.discord.gateway_url,
        }

    async def __aenter__(self) -> Self:
        self.discord = DiscordServer()
        await self.discord.__aenter__()
        return await super().__aenter__()

    async def __aexit__(self, *failed: object) -> None:
        await super().__aexit__(*failed)
        await self.discord.__aexit__(*failed)

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        yield from (f"violation: {fault}" for fault in self.discord.violations)


class City(WithDiscord):
    """Everything that a conversation on Discord needs."""

    async def open(self) -> None:
        """Start the program, and wait until people see its commands."""
        await super().open()
        await self.until(lambda: self.discord.commands)

    def channel(self, server: Server | None = None) -> Channel:
        """A channel in a server, by default in a new one."""
        return self.discord.channel(server or self.discord.server())

    def person(self, locale: str = "en-US") -> Person:
        """Somebody new."""
        return self.discord.person(locale)

    def admin(self, channel: Channel, locale: str = "en-US") -> Person:
        """Somebody new who manages the channel's server."""
        person = self.discord.person(locale)
        self.discord.promote(person, self.server_of(channel), "manage_guild")
        return person

    def moderator(self, channel: Channel) -> Person:
        """Somebody new who manages messages in the channel's server."""
        person = self.discord.person()
        self.discord.promote(person, self.server_of(channel), "manage_messages")
        return person

    def server_of(self, channel: Channel) -> Server:
        """The server that a channel is in."""
        assert channel.server_id is not None
        return Server(channel.server_id, "")

    async def say(self, channel: Channel, who: Person, text: str, **more: Any) -> Message:
        return await self.discord.say(channel, who, text, **more)

    async def posts(self, channel: Channel, number: int = 1, seconds: float = 10) -> list[Message]:
        """The bot's messages in a channel, once there are so many."""
        await self.until(lambda: len(self.discord.ours(channel)) >= number, seconds)
        return self.discord.ours(channel)

    async def slash(self, channel: Channel, who: Person, name: str, /, **options: Any) -> Message:
        """Use a command, and wait for what it is answered with."""
        return await self.answer(await self.discord.slash(channel, who, name, **options))

    async def press(self, message: Message, who: Person, button: str) -> Message:
        """Press a button, and wait for what only who pressed it sees."""
        return await self.answer(await self.discord.press(message, who, button))

    async def answer(self, asked: Asked, seconds: float = 10) -> Message:
        """What an interaction is answered with, once it is there."""
        await self.until(lambda: asked.answer and not asked.is_thinking, seconds)
        assert asked.answer
        return asked.answer

    async def until(self, predicate: Callable[[], Any], seconds: float = 10) -> Any:
        return await self.discord.until(predicate, seconds)

    async def cleared(self, message: Message) -> None:
        """Wait until our reaction was put there and taken back."""
        await self.until(lambda: self.discord.signs(message)[-1:] == [""])

    async def marked(self, message: Message, sign: str) -> None:
        """Wait until this is our reaction to the message."""
        await self.until(lambda: self.discord.signs(message)[-1:] == [sign])

    async def quiet(self, channel: Channel, seconds: float = 1.0) -> list[Message]:
        """The bot's messages in a channel, after a while in which more could have come."""
        await asyncio.sleep(seconds)
        return self.discord.ours(channel)


class Twins(WithDiscord, Town):
    """One program that serves both platforms."""
