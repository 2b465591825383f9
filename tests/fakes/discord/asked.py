"""What a person asked the bot for by a command or a button, and what became of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.messages import Message
from tests.fakes.discord.values import Channel

if TYPE_CHECKING:
    from simcord.backend.models import Interaction

    from tests.fakes.discord.values import FirstAnswer, Person
    from tests.fakes.discord.world import World

DEFERRED, DEFERRED_UPDATE, UPDATE = 5, 6, 7


class Asked:
    """One interaction: always as it stands now."""

    def __init__(self, world: World, record: Interaction, person: Person) -> None:
        self._world = world
        self._record = record
        self.id = record.id
        self.token = record.token
        self.person = person
        self.channel = Channel(record.channel_id, record.guild_id)
        self.at = time.monotonic()

    def __repr__(self) -> str:
        return f"<Asked {self.id}: {self.first}, {self.messages}>"

    @property
    def first(self) -> FirstAnswer | None:
        """How the bot first answered."""
        return self._world.first_answers.get(self.id)

    @property
    def responded(self) -> bool:
        return self.first is not None

    @property
    def latency(self) -> float | None:
        """Seconds until the first answer."""
        return self.first.at - self.at if self.first else None

    @property
    def deferred(self) -> bool:
        """The first answer was that there will be one."""
        return self.first is not None and self.first.kind in (DEFERRED, DEFERRED_UPDATE)

    @property
    def ephemeral(self) -> bool:
        """The first answer is for this person's eyes only."""
        return self.first is not None and self.first.ephemeral

    @property
    def is_thinking(self) -> bool:
        """The person sees that the bot is thinking."""
        return self._record.loading and any(one.is_thinking for one in self._all)

    @property
    def _all(self) -> list[Message]:
        return [Message(self._world, one) for one in self._world.answers_to(self._record)]

    @property
    def messages(self) -> list[Message]:
        """The answer and all that followed it, as this person sees them."""
        return [one for one in self._all if not one.is_thinking]

    @property
    def answer(self) -> Message | None:
        """The first of the messages; where the bot changed the pressed message instead, that."""
        if self.messages or self.first is None or self.first.kind != UPDATE:
            return next(iter(self.messages), None)
        source = self._record.source_message_id
        stored = self._world.messages.get(self.channel.id, {}).get(source or 0)
        return Message(self._world, stored) if stored else None

    @property
    def choices(self) -> list[dict[str, Any]] | None:
        """What is offered to complete an option."""
        return self._record.autocomplete_choices

    @property
    def modal(self) -> dict[str, Any] | None:
        """The form that opened."""
        return self._record.modal
