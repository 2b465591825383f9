"""Interactions that the stand-in's people cannot make: where we are no member, or asked twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from simcord.interactions import base_payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.adapters.discord.conftest import Place

COMMAND, COMPONENT = 2, 3


class Asked:
    """An interaction as Discord would tell it; `send` does."""

    def __init__(
        self, place: Place, data: dict[str, Any], *, kind: int = COMMAND, direct: bool = False
    ) -> None:
        user = place.bob.user
        self.place = place
        self.record, self.payload = base_payload(
            place.env.backend,
            type=kind,
            channel_id=user.dm_channel.id if direct else place.channel.id,
            guild_id=None if direct else place.guild.id,
            user_id=user.id,
            data=data,
        )

    @property
    def id(self) -> str:
        return str(self.record.id)

    async def send(self, **more: Any) -> None:
        self.place.env.backend.emit("INTERACTION_CREATE", {**self.payload, **more})
        await self.place.env.settle()
        await self.place.host.heard()


def command(place: Place, name: str, *, direct: bool = False, **options: Any) -> Asked:
    """A command of ours; its options are words, or yes and no."""
    given = [
        {"name": option, "type": 5 if isinstance(value, bool) else 3, "value": value}
        for option, value in options.items()
    ]
    data = {"id": "1", "name": name, "type": 1, "options": given}
    return Asked(place, data, direct=direct)


async def until(holds: Callable[[], object]) -> None:
    """Wait for what others do meanwhile."""
    for _ in range(10_000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come about")
