"""The HTTP API: what simcord does otherwise or not at all is done here, the rest by it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcord.backend import errors, serializers
from simcord.backend.access import channel_accessible
from simcord.http import router, routes

from tests.fakes.discord import checks, commands
from tests.fakes.discord.errors import token_too_old
from tests.fakes.discord.values import FirstAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcord.backend.models import Message

    from tests.fakes.discord.gateway import Gateway
    from tests.fakes.discord.world import World

ROUTES = routes
"""Importing them puts them into the router's table."""
NONCE_SECONDS = 300
EPHEMERAL = 1 << 6
CHAT_ANSWERS = (4, 5)
STRIPPING = frozenset(("flags", "tts", "allowed_mentions"))
"""What a change says that does no more than hide the embeds."""


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


class Api:
    """Does what the bot asks for; gives the answer, None for an empty one."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.syncs = 0
        """How often all commands were registered."""
        self._sent: dict[tuple[int, str], tuple[float, Message]] = {}
        message = r"/channels/(\d+)/messages"
        self._own: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", r"/gateway(?:/bot)?", self._gateway),
            ("GET", r"/(?:oauth2/)?applications/@me", self._application),
            ("GET", message, self._history),
            ("POST", message, self._send),
            ("PATCH", rf"{message}/(\d+)", self._edit),
            ("POST", rf"{message}/(\d+)/threads", self._thread),
            ("DELETE", rf"{message}/(\d+)/reactions/([^/]+)/@me", self._unreact),
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
        return self._by_simcord(request)

    def _by_simcord(self, request: Request) -> Any:
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
        return self._complete(answer)

    def _complete(self, answer: Any) -> Any:
        if isinstance(answer, list):
            return [self._complete(item) for item in answer]
        if isinstance(answer, dict) and "author" in answer and "channel_id" in answer:
            return self.world.complete(answer)
        return answer

    def _gateway(self, request: Request) -> Any:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    def _application(self, request: Request) -> Any:
        request.path = "/oauth2/applications/@me"
        return self._by_simcord(request) | self.gateway.application

    def _history(self, request: Request, channel: str) -> Any:
        """`after` begins with the message that follows, not with the last one."""
        world, after = self.world, request.params.get("after")
        if after is None:
            return self._by_simcord(request)
        limit = int(request.params.get("limit", 50))
        if not channel_accessible(world, int(channel), world.bot_user.id):
            raise errors.missing_access()
        later = [number for number in sorted(world.messages[int(channel)]) if number > int(after)]
        shown = [one for one in later if not world.messages[int(channel)][one].is_ephemeral]
        if not shown[limit:]:
            return self._by_simcord(request)
        request.params = {"before": str(shown[limit]), "limit": str(limit)}
        return self._by_simcord(request)

    def _send(self, request: Request, channel: str) -> Any:
        world, form = self.world, request.form
        room = world.get_channel(int(channel))
        checks.check_new(world, room, form, has_files=bool(request.files))
        nonce = form.get("nonce")
        key = (room.id, str(nonce))
        if nonce is not None and form.get("enforce_nonce") and key in self._sent:
            at, first = self._sent[key]
            if time.monotonic() - at < NONCE_SECONDS:
                return world.payload(first)
        world.nonce = nonce
        try:
            answer = self._by_simcord(request)
        finally:
            world.nonce = None
        if nonce is not None:
            sent = world.messages[room.id][int(answer["id"])]
            self._sent[key] = (time.monotonic(), sent)
        return answer

    def _edit(self, request: Request, channel: str, message: str) -> Any:
        """Somebody else's message can be stripped of its embeds, by who may manage messages."""
        world, form = self.world, request.form
        stored = world.get_message(int(channel), int(message))
        room = world.get_channel(int(channel))
        if stored.author_id == world.bot_user.id or not set(form) <= STRIPPING:
            checks.check_thread(world, room)
            return self._by_simcord(request)
        world.require_permissions(room.guild_id, world.bot_user.id, room.id, "manage_messages")
        stored.flags = stored.flags & ~4 | int(form["flags"] or 0) & 4
        world.emit("MESSAGE_UPDATE", world.payload(stored))
        return world.payload(stored)

    def _thread(self, request: Request, channel: str, message: str) -> Any:
        world, bot = self.world, self.world.bot_user.id
        room = world.get_channel(int(channel))
        world.require_permissions(room.guild_id, bot, room.id, "create_public_threads")
        stored = world.get_message(room.id, int(message))
        if room.guild_id is None or room.is_thread:
            raise errors.cannot_execute_on_channel_type()
        name = request.form.get("name")
        checks.check_new_thread(world, stored.id, name)
        archive = int(request.form.get("auto_archive_duration") or 1440)
        thread = world.create_thread(
            room.id,
            str(name),
            bot,
            message_id=stored.id,
            auto_archive_duration=archive,
            broadcast=False,
        )
        world.announce_thread_create(thread)
        world.emit("MESSAGE_UPDATE", world.payload(stored))
        return dict(serializers.thread_payload(world, thread))

    def _unreact(self, request: Request, channel: str, message: str, sign: str) -> Any:
        stored = self.world.get_message(int(channel), int(message))
        reaction = stored.reaction_for(sign)
        if reaction is None or self.world.bot_user.id not in reaction.user_ids:
            raise errors.unknown_emoji()
        return self._by_simcord(request)

    def _register(self, request: Request) -> Any:
        commands.check(request.body if isinstance(request.body, list) else [])
        self.syncs += 1
        return self._by_simcord(request)

    def _answer(self, request: Request, interaction: str) -> Any:
        record = self.world.interactions.get(int(interaction))
        was_answered = record is not None and record.responded
        answer = self._by_simcord(request)
        if record is not None and not was_answered:
            flags = int((request.form.get("data") or {}).get("flags") or 0)
            kind = int(request.form["type"])
            is_ephemeral = kind in CHAT_ANSWERS and bool(flags & EPHEMERAL)
            first = FirstAnswer(time.monotonic(), kind, is_ephemeral)
            self.world.first_answers[record.id] = first
        resource = answer.get("resource") or {}
        self._complete(resource.get("message"))
        return answer if request.params.get("with_response") in ("1", "true") else None

    def _webhook(self, request: Request, token: str) -> Any:
        record = self.world.interactions.get(self.world.interaction_tokens.get(token, 0))
        if record and record.expires_at and self.world.now_iso() >= record.expires_at:
            raise token_too_old()
        here = self.world.messages.get(record.channel_id, {}) if record else {}
        if record and record.loading and record.message_id not in here:
            record.complete_deferred()  # the answer was deleted: what follows is a new message
        return self._by_simcord(request)
