"""What Discord sends, as the library makes it of its JSON; nothing is connected."""

from __future__ import annotations

from typing import Any

import discord

US, ALICE, BOB, SERVER, CHANNEL, THREAD, DIRECT = 9, 71, 72, 500, 601, 701, 801
BEGAN = "2026-01-01T00:00:00.000000+00:00"


def user(number: int, *, bot: bool = False) -> dict[str, Any]:
    return {
        "id": str(number),
        "username": f"u{number}",
        "discriminator": "0",
        "avatar": None,
        "bot": bot,
    }


class Wire:
    """A client that has never logged in, with a server, a thread and direct messages."""

    def __init__(self, locale: str = "en-US") -> None:
        self.client = discord.Client(intents=discord.Intents.default())
        self.state: Any = self.client._connection
        self.state.user = discord.ClientUser(state=self.state, data=user(US, bot=True))  # type: ignore[arg-type]
        data: Any = {
            "id": str(SERVER),
            "name": "S",
            "owner_id": str(ALICE),
            "preferred_locale": locale,
            "roles": [{"id": str(SERVER), "name": "@everyone", "permissions": "0"}],
            "channels": [{"id": str(CHANNEL), "type": 0, "name": "links", "position": 0}],
            "threads": [self.thread_data()],
        }
        self.guild = discord.Guild(state=self.state, data=data)
        self.state._add_guild(self.guild)

    @staticmethod
    def thread_data() -> Any:
        return {
            "id": str(THREAD),
            "type": 11,
            "guild_id": str(SERVER),
            "parent_id": str(CHANNEL),
            "owner_id": str(BOB),
            "name": "t",
            "message_count": 1,
            "member_count": 1,
            "rate_limit_per_user": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 60,
                "archive_timestamp": BEGAN,
            },
        }

    def direct(self) -> discord.DMChannel:
        data: Any = {"id": str(DIRECT), "type": 1, "recipients": [user(BOB)]}
        return discord.DMChannel(me=self.state.user, state=self.state, data=data)

    def message(
        self,
        content: str = "",
        *,
        at: Any = CHANNEL,
        by: int = BOB,
        number: int = 1000,
        **more: Any,
    ) -> discord.Message:
        """A message in the channel, the thread, or in `at`."""
        channel: Any = self.guild.get_channel_or_thread(at) if isinstance(at, int) else at
        where = {"guild_id": str(SERVER)} if isinstance(at, int) else {}
        data: Any = {**self.data(content, by=by, number=number), **where, **more}
        return discord.Message(state=self.state, channel=channel, data=data)

    @staticmethod
    def data(content: str, *, by: int = BOB, number: int = 1000, **more: Any) -> dict[str, Any]:
        return {
            "id": str(number),
            "channel_id": str(CHANNEL),
            "type": 0,
            "content": content,
            "author": user(by),
            "attachments": [],
            "embeds": [],
            "components": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "edited_timestamp": None,
            "timestamp": BEGAN,
            "flags": 0,
            **more,
        }
