"""A chat platform as the program runs it: what there is to start, to speak through and to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.app.chats import Chats
    from bot.core.chats import Platform
    from bot.core.ports import Poster
    from bot.settings import Settings


def model_of(settings: Settings) -> str:
    """The model that digests are made by, in words for whoever starts the program."""
    return settings.openai_model or "none: digests are extracts"


class Side(Protocol):
    """One platform. Neither knows of the other, and neither waits for the other."""

    name: Platform

    @property
    def poster(self) -> Poster:
        """What the core speaks through."""

    def join(self, chats: Chats) -> None:
        """Take the core's doors; nothing is heard yet."""

    @property
    def is_connected(self) -> bool:
        """Whether the platform hears us and we hear it."""

    @property
    def bot_name(self) -> str:
        """What people call us there, "" before we have connected."""

    async def run(self) -> None:
        """Connect, take up what is owed there, and hear until `stop`.

        Raises:
            PlatformError: it turned us away for good.
        """

    def stop(self) -> None:
        """Hear nothing more; what is to be said can still be said."""

    async def close(self) -> None:
        """Let go of the connection."""
