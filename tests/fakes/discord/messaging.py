"""What the bot does with messages, where Discord does otherwise than simcord."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from simcord.backend import errors, serializers
from simcord.backend.access import channel_accessible

from tests.fakes.discord import checks
from tests.fakes.discord.requests import Request, Simcord

if TYPE_CHECKING:
    from simcord.backend.models import Message

    from tests.fakes.discord.gateway import Gateway
    from tests.fakes.discord.world import World

NONCE_SECONDS = 300
STRIPPING = frozenset(("flags", "tts", "allowed_mentions"))
"""What a change says that does no more than hide the embeds."""


class Messaging(Simcord):
    """Calls about messages."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        super().__init__(world, gateway)
        self._sent: dict[tuple[int, str], tuple[float, Message]] = {}

    def history(self, request: Request, channel: str) -> Any:
        """`after` begins with the message that follows, not with the last one."""
        world, after = self.world, request.params.get("after")
        if after is None:
            return self.by_simcord(request)
        limit = int(request.params.get("limit", 50))
        if not channel_accessible(world, int(channel), world.bot_user.id):
            raise errors.missing_access()
        later = [number for number in sorted(world.messages[int(channel)]) if number > int(after)]
        shown = [one for one in later if not world.messages[int(channel)][one].is_ephemeral]
        if not shown[limit:]:
            return self.by_simcord(request)
        request.params = {"before": str(shown[limit]), "limit": str(limit)}
        return self.by_simcord(request)

    def send(self, request: Request, channel: str) -> Any:
        """A message; the same nonce again gives the first one back and sends nothing."""
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
            answer = self.by_simcord(request)
        finally:
            world.nonce = None
        if nonce is not None:
            sent = world.messages[room.id][int(answer["id"])]
            self._sent[key] = (time.monotonic(), sent)
        return answer

    def edit(self, request: Request, channel: str, message: str) -> Any:
        """Somebody else's message can be stripped of its embeds, by who may manage messages."""
        world, form = self.world, request.form
        stored = world.get_message(int(channel), int(message))
        room = world.get_channel(int(channel))
        if stored.author_id == world.bot_user.id or not set(form) <= STRIPPING:
            checks.check_thread(world, room)
            return self.by_simcord(request)
        world.require_permissions(room.guild_id, world.bot_user.id, room.id, "manage_messages")
        stored.flags = stored.flags & ~4 | int(form["flags"] or 0) & 4
        world.emit("MESSAGE_UPDATE", world.payload(stored))
        return world.payload(stored)

    def thread(self, request: Request, channel: str, message: str) -> Any:
        """A thread that begins at a message, and has its id."""
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

    def unreact(self, request: Request, channel: str, message: str, sign: str) -> Any:
        """Only a reaction that is there can be taken back."""
        stored = self.world.get_message(int(channel), int(message))
        reaction = stored.reaction_for(sign)
        if reaction is None or self.world.bot_user.id not in reaction.user_ids:
            raise errors.unknown_emoji()
        return self.by_simcord(request)
