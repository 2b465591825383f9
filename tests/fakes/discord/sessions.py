"""A session of the gateway: what the bot is told, in order, whether its line holds or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.discord.visibility import guild_of, project, shard_of

if TYPE_CHECKING:
    import asyncio

    import discord

    from tests.fakes.discord.world import World


class Session:
    """It outlives its line: what happens meanwhile is told to the one that resumes it."""

    def __init__(
        self, world: World, name: str, intents: discord.Intents, shard: tuple[int, int]
    ) -> None:
        self.name = name
        self.intents = intents
        self.shard = shard
        self.line: asyncio.Queue[dict[str, Any]] | None = None
        self.last = 0
        self._told: list[dict[str, Any]] = []
        self._world = world

    def tell(self, event: str, payload: dict[str, Any]) -> None:
        """Tell of an event if it concerns this session."""
        if shard_of(guild_of(event, payload), self.shard[1]) != self.shard[0]:
            return
        told = project(self._world, self.intents, event, payload)
        if told is not None:
            self.push(event, told)

    def push(self, event: str, payload: dict[str, Any]) -> None:
        self.last += 1
        entry = {"op": 0, "t": event, "s": self.last, "d": payload}
        self._told.append(entry)
        if self.line is not None:
            self.line.put_nowait(entry)

    def resume(self, line: asyncio.Queue[dict[str, Any]], last: int) -> None:
        """Go on with another line, after the last event that came through."""
        self.line = line
        for entry in self._told[last:]:
            line.put_nowait(entry)
        self.push("RESUMED", {})
