"""A message as a test looks at it: always as it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.components import walk_components

from tests.fakes.discord.values import Button, Channel, Select
from tests.fakes.discord.world import LOADING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord.backend.models import Message as Stored

    from tests.fakes.discord.world import World

BUTTON, SELECTS, TEXT = 2, (3, 5, 6, 7, 8), 10


class Message:
    """Somebody's message. Two of them are equal if they are the same message."""

    def __init__(self, world: World, stored: Stored) -> None:
        self._world = world
        self._stored = stored
        self.id = stored.id
        self.channel = Channel(stored.channel_id, world.channels[stored.channel_id].guild_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.id == self.id

    def __hash__(self) -> int:
        return self.id

    def __repr__(self) -> str:
        return f"<Message {self.id} by {self._world.users[self.author_id].name}: {self.text!r}>"

    @property
    def author_id(self) -> int:
        return self._stored.author_id

    @property
    def is_ours(self) -> bool:
        return self.author_id == self._world.bot_user.id

    @property
    def content(self) -> str:
        return self._stored.content

    @property
    def text(self) -> str:
        """The content and every text of the layout, a line between them."""
        texts = [part["content"] for part in self.parts if part["type"] == TEXT]
        return "\n".join(text for text in (self.content, *texts) if text)

    @property
    def components(self) -> list[dict[str, Any]]:
        return self._stored.components

    @property
    def parts(self) -> Iterator[dict[str, Any]]:
        """All components, those inside of others too."""
        return walk_components(self._stored.components)

    @property
    def buttons(self) -> list[Button]:
        return [
            Button(part.get("label"), part.get("custom_id"), part.get("url"))
            for part in self.parts
            if part["type"] == BUTTON
        ]

    @property
    def disabled(self) -> list[str | None]:
        """The labels of the buttons that cannot be pressed."""
        found = (part for part in self.parts if part["type"] == BUTTON and part.get("disabled"))
        return [part.get("label") for part in found]

    @property
    def selects(self) -> list[Select]:
        return [_select(part) for part in self.parts if part["type"] in SELECTS]

    @property
    def embeds(self) -> list[dict[str, Any]]:
        return self._stored.embeds

    @property
    def files(self) -> list[tuple[str, bytes]]:
        cdn = self._world.cdn
        return [
            (file["filename"], cdn.get(file["url"]) or b"") for file in self._stored.attachments
        ]

    @property
    def reply_to(self) -> int | None:
        """The id of the message that this one answers."""
        reference = self._stored.reference
        return int(reference["message_id"]) if reference else None

    @property
    def flags(self) -> int:
        return self._stored.flags

    @property
    def is_silent(self) -> bool:
        return bool(self.flags & 1 << 12)

    @property
    def is_ephemeral(self) -> bool:
        return self._stored.is_ephemeral

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & 1 << 15)

    @property
    def is_thinking(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def hides_embeds(self) -> bool:
        return bool(self.flags & 1 << 2)

    @property
    def nonce(self) -> str | int | None:
        return self._world.nonces.get(self.id)

    @property
    def edited(self) -> bool:
        return self._stored.edited_timestamp is not None

    @property
    def deleted(self) -> bool:
        return self.id not in self._world.messages.get(self.channel.id, {})

    @property
    def answers(self) -> int | None:
        """The id of the interaction that this message answers."""
        metadata = self._stored.interaction_metadata
        return int(metadata["id"]) if metadata else None

    @property
    def reactions(self) -> dict[str, list[int]]:
        """Who reacted, by sign."""
        return {sign.emoji: list(sign.user_ids) for sign in self._stored.reactions}

    @property
    def pings(self) -> list[int]:
        """Whom the message has called: people and roles; 0 stands for everybody."""
        everybody = [0] if self._stored.mention_everyone else []
        return [*self._stored.ping_user_ids, *self._stored.ping_role_ids, *everybody]


def _select(part: dict[str, Any]) -> Select:
    options = part.get("options") or []
    return Select(
        part["custom_id"],
        part.get("placeholder"),
        tuple((option["label"], option["value"]) for option in options),
        tuple(option["value"] for option in options if option.get("default")),
    )
