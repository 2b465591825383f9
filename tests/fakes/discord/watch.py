"""Looking at what happened: channels as they stand, requests that were made, the wait for more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.discord.api import Api
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.limits import Limits
from tests.fakes.discord.messages import Message
from tests.fakes.discord.troubles import Troubles, matches
from tests.fakes.discord.values import Channel, Person
from tests.fakes.discord.world import LOADING, TALK, World
from tests.fakes.waiting import Waiting

if TYPE_CHECKING:
    from tests.fakes.discord.asked import Asked
    from tests.fakes.discord.values import Call, Refusal

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GTest_.token-of-the-fake-discord-service"


class Watch(Waiting):
    """The state of the fake, for a test to read and to bend.

    `calls` holds every request; `refused` those that were refused, for whatever reason;
    `violations` what a good bot would not have done.
    """

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.world = World(self._tell)
        self.violations: list[str] = []
        self.gateway = Gateway(self.world, token, self.violations.append)
        self.api = Api(self.world, self.gateway)
        self.limits = Limits()
        self.troubles = Troubles()
        self.calls: list[Call] = []
        self.refused: list[Refusal] = []
        self.forgiven: set[int] = set()
        self.asked: list[Asked] = []

    def _tell(self, event: str, payload: dict[str, Any]) -> None:
        self.gateway.tell(event, payload)
        self.changed()

    def _story(self) -> str:
        calls = [f"{call.method} {call.path[:80]} {call.status}" for call in self.calls[-12:]]
        return f"last calls {calls}, refused {self.refused[-5:]}, violations {self.violations}"

    # The bot

    @property
    def bot(self) -> Person:
        return Person(self.world.bot_user.id, self.world.bot_user.name)

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The commands that are registered everywhere; `syncs` tells how often they were."""
        return list(self.world.commands.get(None, {}).values())

    @property
    def syncs(self) -> int:
        return self.api.syncs

    @property
    def is_connected(self) -> bool:
        """Whether a session of the bot has a line."""
        return any(session.line for session in self.gateway.sessions.values())

    # Messages

    def messages(self, channel: Channel) -> list[Message]:
        """All that was written in a channel and is there, the ephemeral too."""
        found = self.world.messages.get(channel.id, {}).values()
        return [Message(self.world, one) for one in found if one.type in TALK]

    def ours(self, channel: Channel) -> list[Message]:
        """The bot's messages that everybody sees; one that it still thinks about is none."""
        return [
            one
            for one in self.messages(channel)
            if one.is_ours and not one.is_ephemeral and not one.flags & LOADING
        ]

    def seen(self, channel: Channel, person: Person) -> list[Message]:
        """All messages that a person sees, those for their eyes only among them."""
        here = self.world.messages.get(channel.id, {})
        return [one for one in self.messages(channel) if here[one.id].visible_to(person.id)]

    def message(self, channel: Channel, message_id: int) -> Message:
        return Message(self.world, self.world.get_message(channel.id, message_id))

    def signs(self, message: Message) -> list[str]:
        """The bot's reactions to a message after each change of them; "" took the last back."""
        return self.world.signs.get(message.id, [])

    # Requests

    def calls_of(self, method: str, pattern: str) -> list[Call]:
        """The requests that fit: `*` stands for one part of the path, `**` for any number."""
        return [
            call
            for call in self.calls
            if method in ("*", call.method) and matches(pattern, call.path)
        ]
