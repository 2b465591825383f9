"""Discord, as the program runs it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bot.app.side import model_of

if TYPE_CHECKING:
    from bot.adapters.discord import Discord
    from bot.app.chats import Chats
    from bot.core.chats import Platform
    from bot.core.ports import Clock
    from bot.settings import Settings

log = logging.getLogger(__name__)

PERMISSIONS: Final = 309237763136
"""View Channel, Send Messages, Send in Threads, Create Public Threads, Embed Links, Attach Files,
Read Message History, Add Reactions: all that we ever need."""

INVITE: Final = (
    "https://discord.com/oauth2/authorize?client_id={id}"
    f"&scope=bot+applications.commands&permissions={PERMISSIONS}"
)


class DiscordSide:
    """Implements `Side`."""

    name: Platform = "discord"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        from bot.adapters.discord import DiscordBot, DiscordPoster  # noqa: PLC0415 - a second
        from bot.adapters.discord.bot import Shards  # noqa: PLC0415

        token = settings.discord_bot_token
        self._settings = settings
        self._clock = clock
        self._bot = DiscordBot(
            token.reveal() if token else "",
            clock,
            shards=Shards(settings.discord_shard_count, settings.discord_shard_ids),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
        )
        self.poster = DiscordPoster(self._bot, clock)
        self._discord: Discord
        self._chats: Chats

    def join(self, chats: Chats) -> None:
        """Take the core's doors."""
        from bot.adapters.discord import Discord  # noqa: PLC0415 - a second

        self._chats = chats
        self._discord = Discord(
            self._bot, chats.front, self.poster.members, self._clock, chats.background
        )

    @property
    def is_connected(self) -> bool:
        """Whether the gateway tells us what happens."""
        return self._discord.is_connected

    @property
    def bot_name(self) -> str:
        """Our user name."""
        user = self._bot.client.user
        return user.name if user else ""

    async def run(self) -> None:
        """Connect, take up what is owed, hear until `stop`.

        Raises:
            PlatformError: Discord turned us away for good.
        """
        await self._discord.run(self._begin)

    def stop(self) -> None:
        """Hear nothing more."""
        self._discord.stop()

    async def close(self) -> None:
        """Let go of the connection."""
        await self._bot.close()

    async def _begin(self) -> None:
        await self._chats.desk.resume(self.name)
        self._chats.dailies.scheduler.stir()
        log.info("running", extra=self._told())

    def _told(self) -> dict[str, object]:
        """What whoever starts the program wants to know first."""
        return {
            "platform": self.name,
            "bot": self.bot_name,
            "invite": INVITE.format(id=self._bot.client.application_id or self._bot.id),
            "sees_links_in_channels": self._bot.sees_content,
            "model": model_of(self._settings),
        }
