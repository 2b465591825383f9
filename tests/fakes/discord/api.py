"""The HTTP API: what simcord does otherwise or not at all is done here, the rest by it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import checks, commands
from tests.fakes.discord.errors import token_too_old
from tests.fakes.discord.messaging import Messaging
from tests.fakes.discord.values import FirstAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.discord.gateway import Gateway
    from tests.fakes.discord.requests import Request
    from tests.fakes.discord.world import World

EPHEMERAL = 1 << 6
CHAT_ANSWERS = (4, 5)


class Api(Messaging):
    """Does what the bot asks for; gives the answer, None for an empty one."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        super().__init__(world, gateway)
        self.syncs = 0
        """How often all commands were registered."""
        self.starts_left = 999
        """Sessions that may still be begun today."""
        message = r"/channels/(\d+)/messages"
        self._own: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", r"/gateway(?:/bot)?", self._gateway),
            ("GET", r"/(?:oauth2/)?applications/@me", self._application),
            ("GET", message, self.history),
            ("POST", message, self.send),
            ("PATCH", rf"{message}/(\d+)", self.edit),
            ("POST", rf"{message}/(\d+)/threads", self.thread),
            ("DELETE", rf"{message}/(\d+)/reactions/([^/]+)/@me", self.unreact),
            ("PUT", r"/applications/\d+(?:/guilds/\d+)?/commands", self._register),
            ("POST", r"/interactions/(\d+)/[^/]+/callback", self._answer),
            ("*", r"/webhooks/\d+/([^/]+)(?:/.*)?", self._webhook),
        ]

    def perform(self, request: Request) -> Any:
        """Do it.

        Raises:
            ApiError: it cannot be done.
        """
        if place := re.match(r"/(channels|guilds)/(\d+)", request.path):
            checks.enter(self.world, place[1], int(place[2]))
        checks.check_buttons(request.form)
        for method, pattern, handler in self._own:
            found = re.fullmatch(pattern, request.path)
            if found and method in ("*", request.method):
                return handler(request, *found.groups())
        return self.by_simcord(request)

    def _gateway(self, request: Request) -> Any:
        limit = {
            "total": 1000,
            "remaining": self.starts_left,
            "reset_after": 0,
            "max_concurrency": 1,
        }
        return {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    def _application(self, request: Request) -> Any:
        request.path = "/oauth2/applications/@me"
        return self.by_simcord(request) | self.gateway.application

    def _register(self, request: Request) -> Any:
        commands.check(request.body if isinstance(request.body, list) else [])
        answer = self.by_simcord(request)
        self.syncs += 1
        return answer

    def _answer(self, request: Request, interaction: str) -> Any:
        record = self.world.interactions.get(int(interaction))
        was_answered = record is not None and record.responded
        answer = self.by_simcord(request)
        if record is not None and not was_answered:
            flags = int((request.form.get("data") or {}).get("flags") or 0)
            kind = int(request.form["type"])
            is_ephemeral = kind in CHAT_ANSWERS and bool(flags & EPHEMERAL)
            first = FirstAnswer(time.monotonic(), kind, is_ephemeral)
            self.world.first_answers[record.id] = first
        resource = answer.get("resource") or {}
        self.complete(resource.get("message"))
        return answer if request.params.get("with_response") in ("1", "true") else None

    def _webhook(self, request: Request, token: str) -> Any:
        record = self.world.interactions.get(self.world.interaction_tokens.get(token, 0))
        if record and record.expires_at and self.world.now_iso() >= record.expires_at:
            raise token_too_old()
        here = self.world.messages.get(record.channel_id, {}) if record else {}
        if record and record.loading and record.message_id not in here:
            record.complete_deferred()  # the answer was deleted: what follows is a new message
        return self.by_simcord(request)
