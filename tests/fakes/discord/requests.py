"""A request of the bot, and simcord's answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcord.http import router, routes

if TYPE_CHECKING:
    from tests.fakes.discord.gateway import Gateway
    from tests.fakes.discord.world import World

ROUTES = routes
"""Importing them puts them into the router's table."""


@dataclass(slots=True)
class Request:
    """A request as it came in."""

    method: str
    path: str
    params: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: list[Any] = field(default_factory=list)
    reason: str | None = None

    @property
    def form(self) -> dict[str, Any]:
        return self.body if isinstance(self.body, dict) else {}


class Simcord:
    """Answers as simcord does, completed with what it leaves out."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    def by_simcord(self, request: Request) -> Any:
        """Do what is asked for.

        Raises:
            ApiError: it cannot be done.
        """
        answer = router.dispatch(
            self.world,
            request.method,
            request.path,
            json=request.body,
            params=dict(request.params),
            files=request.files,
            reason=request.reason,
            message_content_access="message_content" in self.gateway.granted,
        )
        return self.complete(answer)

    def complete(self, answer: Any) -> Any:
        """Add to the messages of an answer what simcord leaves out."""
        if isinstance(answer, list):
            return [self.complete(item) for item in answer]
        if isinstance(answer, dict) and "author" in answer and "channel_id" in answer:
            return self.world.complete(answer)
        return answer
