"""Who and what exists: simcord's backend, completed with what it leaves out.

Added here: wall-clock time, nonces, ids of the parts of plain messages, what the metadata of an
interaction's messages tells, servers without the bot, and private chats between others.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from copy import deepcopy
from hashlib import sha512
from typing import TYPE_CHECKING, Any

from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.components import walk_components

from tests.fakes.discord.cdn import Cdn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simcord.backend.models import Channel, Interaction, Message

    from tests.fakes.discord.values import FirstAnswer

LOADING = 1 << 7
TALK = frozenset((0, 19, 20, 23))
"""Types of messages that somebody wrote; all others are notes of the service."""


class WallClock(Clock):
    """The time of day, so that messages are as old as they look."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.elapsed)


class World(Backend):
    """All servers and people of a test; each event goes to `tell`."""

    def __init__(self, tell: Callable[[str, dict[str, Any]], None]) -> None:
        self.tell = tell
        self.is_quiet = False
        """Nothing is told while a server is being made."""
        super().__init__(clock=WallClock())
        self.cdn: Cdn = Cdn()
        self.bot_user.name = "Digest"
        self.nonces: dict[int, str | int] = {}
        self.nonce: str | int | None = None
        """That of the message that is being sent."""
        self.first_answers: dict[int, FirstAnswer] = {}
        self.owners: dict[int, dict[str, str]] = {}
        """By interaction: for whom the app is installed that was called."""
        self.closed_to_bot: set[int] = set()
        """People who take no messages from the bot."""
        self.signs: dict[int, list[str]] = {}
        """By message: the bot's reactions after each change of them."""

    def existed(self, number: int) -> bool:
        """Whether this was ever the id of something."""
        return number in self._reserved_ids

    def has_bot(self, guild_id: int) -> bool:
        guild = self.guilds.get(guild_id)
        return guild is not None and self.bot_user.id in guild.members

    def is_foreign(self, channel: Channel) -> bool:
        """The bot takes no part there: it may answer when it is called, and no more."""
        if channel.guild_id is not None:
            return not self.has_bot(channel.guild_id)
        return channel.id not in self.dm_channels.values()

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        if self.is_quiet:
            return
        told = deepcopy(dict(payload))
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            self.complete(told)
            self._name_member(told)
        if event.startswith("MESSAGE_REACTION_") and told.get("user_id") == str(self.bot_user.id):
            self._note_signs(told)
        self.tell(event, told)

    def new_interaction(
        self,
        type: int,  # noqa: A002 - simcord's name
        channel_id: int,
        user_id: int,
        guild_id: int | None,
    ) -> Interaction:
        """Its token is as long as Discord's."""
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        del self.interaction_tokens[record.token]
        secret = sha512(str(record.id).encode()).hexdigest()
        record.token = b64encode(f"interaction:{record.id}:{secret}".encode()).decode().rstrip("=")
        self.interaction_tokens[record.token] = record.id
        return record

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        if self.nonce is not None:
            self.nonces[message.id] = self.nonce
        if message.interaction_metadata is not None:
            self._complete_metadata(message, message.interaction_metadata)
        return super().commit_message(message, broadcast=broadcast)

    def payload(self, message: Message) -> dict[str, Any]:
        """The message as everybody is told of it."""
        return self.complete(deepcopy(dict(serializers.message_payload(self, message))))

    def complete(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Add to a message what simcord leaves out; give it back."""
        nonce = self.nonces.get(int(payload["id"]))
        payload.pop("nonce", None)
        if nonce is not None:
            payload["nonce"] = nonce
        for number, part in enumerate(walk_components(payload.get("components") or []), start=1):
            part["id"] = part.get("id") or number
        if isinstance(answered := payload.get("referenced_message"), dict):
            self.complete(answered)
        elif payload.get("type") == 19:
            payload["referenced_message"] = None
        if int(payload["id"]) in self.channels:
            payload["flags"] |= 1 << 5  # there is a thread about it
        return payload

    def _name_member(self, payload: dict[str, Any]) -> None:
        guild = self.guilds.get(int(payload.get("guild_id") or 0))
        member = guild and guild.members.get(int(payload["author"]["id"]))
        if guild and member:
            told = serializers.member_payload(self, guild, member, with_user=False)
            payload["member"] = dict(told)

    def _complete_metadata(self, message: Message, metadata: dict[str, Any]) -> None:
        record = self.interactions[int(metadata["id"])]
        metadata["authorizing_integration_owners"] = self.owners.get(record.id, {})
        if record.source_message_id is not None:
            metadata["interacted_message_id"] = str(record.source_message_id)
        if record.responded and record.message_id not in (None, message.id):
            metadata["original_response_message_id"] = str(record.message_id)

    def _note_signs(self, told: dict[str, Any]) -> None:
        message = self.messages[int(told["channel_id"])].get(int(told["message_id"]))
        if message:
            bot = self.bot_user.id
            ours = [sign.emoji for sign in message.reactions if bot in sign.user_ids]
            self.signs.setdefault(message.id, []).append("".join(ours))

    def answers_to(self, record: Interaction) -> list[Message]:
        """What the bot wrote in answer to an interaction and is still there."""
        first = None if record.message_id == record.source_message_id else record.message_id
        here = self.messages.get(record.channel_id, {})
        ids = [first, *record.followup_ids]
        return [here[number] for number in ids if number is not None and number in here]
