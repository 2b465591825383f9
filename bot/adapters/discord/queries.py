"""Commands and presses. Each is acknowledged before anything else: Discord waits three seconds."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.adapters.discord import updates
from bot.adapters.discord.building import content
from bot.adapters.discord.faults import ACKNOWLEDGED, HANDLED, code_of, words
from bot.adapters.discord.replies import FOLLOW_UPS, Reply, places_of
from bot.core.answers import notice
from bot.core.chats import Chat, ChatKind, Incoming, Way, Written
from bot.core.commands.buttons import Press, Toast
from bot.core.delivery.persist import surely
from bot.core.errors import PlatformError, PostError, StoreError
from bot.render.discord import FULL, View, render, toast_text
from bot.render.phrases import ui_language

if TYPE_CHECKING:
    from bot.adapters.discord.members import Members
    from bot.core.front import Front
    from bot.core.ports import Clock

    Asked = discord.Interaction[Any]

log = logging.getLogger(__name__)

GO: Final = "go:"
"""How the data of a button begins that leads aside, as a link into private does elsewhere."""

_ROW: Final = re.compile("[0-9a-z]{1,32}")

SECONDS: Final = 10.0
"""Longest for an acknowledgement: after three Discord does not want it any more."""

_SEEN_ANYWAY: Final = frozenset(
    {"toast.deleted", "toast.closed", "toast.cancelled", "toast.saved", "toast.expired_view"}
)
"""What the message itself shows by changing, or by being gone."""


class Queries:
    """Answers interactions; each runs beside all others."""

    def __init__(self, front: Front, members: Members, clock: Clock) -> None:
        self._front = front
        self._members = members
        self._clock = clock

    async def ask(
        self,
        asked: Asked,
        verb: str,
        arguments: str = "",
        *,
        aside: bool = True,
        target: discord.Message | None = None,
        file: str = "",
    ) -> None:
        """A command: a reply stands there at once and waits for the answer.

        Where it came too late for a reply, what everybody was to see is posted all the same.
        """
        chat = _chat(asked, aside=aside)
        in_time = await _acknowledged(asked, aside=chat.kind is ChatKind.ASIDE)
        if not in_time and chat.kind.is_one_message:
            return
        self._members.note(asked.user)
        us = asked.client.user.id if asked.client.user else 0
        follow_ups = FOLLOW_UPS if chat.kind.is_one_message else 0
        arrived = Incoming(
            chat=chat,
            written=Written(
                f"i{asked.id}",
                author=updates.person_of(asked.user, str(asked.locale)),
                file=file,
            ),
            sent_at=int(asked.created_at.timestamp()),
            way=Way.GUEST if chat.kind is ChatKind.GUEST else Way.COMMAND,
            update=f"i{asked.id}",
            command=verb,
            arguments=arguments,
            replied=updates.written(target, us) if target else None,
            places=places_of(asked, follow_ups=follow_ups) if in_time else (),
        )
        source = f"discord:{us}"
        is_owed = await surely(
            self._clock, "a command waits", lambda: self._front.receive(source, arrived)
        )
        if not is_owed and in_time:
            await self._say(asked, "toast.failed" if is_owed is None else "chat.busy")

    async def press(self, pressed: Asked) -> None:
        """A button or a menu below one of our messages: whatever happens, Discord is answered."""
        data = _data(pressed)
        if data.startswith(GO):
            await self.ask(pressed, "start", data.removeprefix(GO))
            return
        if not await _acknowledged(pressed):
            return
        self._members.note(pressed.user)
        ui = ui_language(str(pressed.locale))
        toast = await self._pressed(pressed, data, ui)
        if not toast.key or toast.key in _SEEN_ANYWAY:
            return
        try:
            text = toast_text(toast.key, toast.fields, ui)
            await pressed.followup.send(text, ephemeral=True)
        except HANDLED as error:
            log.info("press not answered: %s", words(error))

    async def _pressed(self, pressed: Asked, data: str, ui: str) -> Toast:
        message = pressed.message
        if message is None:
            return Toast("toast.expired")
        chat = _chat_below(pressed, message)
        # What we may not see we can change by way of the press alone.
        is_out_of_reach = pressed.guild_id and not pressed.app_permissions.view_channel
        is_by_press = chat.kind.is_one_message or is_out_of_reach
        place = Reply(pressed.id, pressed.token) if is_by_press else ""
        press = Press(
            chat,
            str(message.id),
            str(pressed.user.id),
            data,
            ui,
            place=str(place),
            is_vouched=True,
        )
        source = f"discord:{message.author.id}"
        try:
            if not await self._front.is_new(source, f"i{pressed.id}"):
                return Toast()
            return await self._front.press(press)
        except (PostError, PlatformError, StoreError) as fault:
            log.warning("press failed: %s", fault)
        except Exception:  # the outer edge of one press
            log.exception("unforeseen fault")
        return Toast("toast.failed")

    async def _say(self, asked: Asked, key: str) -> None:
        ui = ui_language(str(asked.locale))
        message = render(notice(key), View("", ui, ChatKind.ASIDE))
        try:
            await asked.edit_original_response(**content(message, str(asked.id)))
        except HANDLED as error:
            log.info("command not answered: %s", words(error))


async def _acknowledged(asked: Asked, *, aside: bool | None = None) -> bool:
    """Tell Discord that we are at it; False: it would not hear it any more.

    `aside` says who will see the answer to a command; None: a message that is there may change.
    """
    try:
        async with asyncio.timeout(SECONDS):
            if aside is None:
                await asked.response.defer()
            else:
                await asked.response.defer(ephemeral=aside, thinking=True)
    except HANDLED as error:
        if code_of(error) == ACKNOWLEDGED:
            return True  # the library asked twice, as the first answer got lost
        log.warning("an interaction could not be acknowledged: %s", words(error))
        return False
    return True


def _chat(asked: Asked, *, aside: bool) -> Chat:
    """Where the answer to a command stands."""
    here = _here(asked)
    if aside and (here is None or here.kind is not ChatKind.PRIVATE):
        return _aside(str(asked.id), here)
    return here or Chat(updates.PLATFORM, str(asked.id), ChatKind.GUEST)


def _chat_below(pressed: Asked, message: discord.Message) -> Chat:
    """The chat that a pressed message is, or stands in."""
    here = _here(pressed)
    metadata = message.interaction_metadata
    origin = str(metadata.id if metadata else message.id)
    if message.flags.ephemeral:
        return _aside(origin, here)
    return here or Chat(updates.PLATFORM, origin, ChatKind.GUEST)


def _aside(interaction: str, here: Chat | None) -> Chat:
    """The answer to an interaction `here` that one person sees alone."""
    within = (here.id, *here.within) if here else ()
    return Chat(updates.PLATFORM, interaction, ChatKind.ASIDE, within=within)


def _here(asked: Asked) -> Chat | None:
    """The chat of ours that an interaction happens in; None where we are no member."""
    if asked.guild_id is None:
        is_ours = isinstance(asked.channel, discord.DMChannel) and not asked.context.private_channel
        return updates.private_chat(asked.user.id) if is_ours else None
    if asked.client.get_guild(asked.guild_id) is None or asked.channel_id is None:
        return None
    return updates.channel_chat(asked.channel, asked.channel_id, asked.guild_id)


def _data(pressed: Asked) -> str:
    """What the button or menu sends us; the value that was chosen stands in its place."""
    given: dict[str, Any] = dict(pressed.data or {})
    data, values = str(given.get("custom_id", "")), given.get("values") or ()
    if data.startswith(FULL) and values and _ROW.fullmatch(str(values[0])):
        return f"{GO}d_{values[0]}"
    if not values or not data.startswith("s1:"):
        return data
    sign, name, _, chat = (*data.split(":", 3), "", "", "")[:4]
    return f"{sign}:{name}:{values[0]}:{chat}"
