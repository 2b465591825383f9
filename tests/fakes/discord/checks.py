"""What Discord refuses to do with messages and threads, where simcord would let it pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend import errors, permissions
from simcord.components import walk_components
from simcord.enums import ChannelType

from tests.fakes.discord.errors import (
    bad_form,
    cannot_write_to_person,
    no_history,
    thread_archived,
    thread_exists,
    unknown_reply,
)
from tests.fakes.discord.world import TALK

if TYPE_CHECKING:
    from simcord.backend.models import Channel

    from tests.fakes.discord.world import World

NONCE_LENGTH = 25
NAME_LENGTH = 100
BUTTON, PREMIUM = 2, 6
SCHEMES = ("http://", "https://", "discord://")


def may(world: World, channel: Channel, permission: str) -> bool:
    """Whether the bot has a permission in a channel; in private it has all."""
    if channel.guild_id is None:
        return True
    granted = world.compute_permissions(channel.guild_id, world.bot_user.id, channel.id)
    return bool(granted & permissions.flag(permission))


def enter(world: World, kind: str, number: int) -> None:
    """The channel or server of a call.

    Raises:
        ApiError: there is none, or the bot takes no part in it.
    """
    if kind == "channels":
        is_foreign = world.is_foreign(world.get_channel(number))
    else:
        is_foreign = not world.has_bot(world.get_guild(number).id)
    if is_foreign:
        raise errors.missing_access()


def check_new(
    world: World, channel: Channel, body: dict[str, Any], *, has_files: bool = False
) -> None:
    """A message that is about to be sent into a channel.

    Raises:
        ApiError: it cannot be.
    """
    if channel.type == ChannelType.DM and set(channel.recipient_ids) & world.closed_to_bot:
        raise cannot_write_to_person()
    if len(str(body.get("nonce") or "")) > NONCE_LENGTH:
        message = f"Must be {NONCE_LENGTH} or fewer in length."
        raise bad_form("nonce", "BASE_TYPE_MAX_LENGTH", message)
    check_thread(world, channel)
    if has_files and not may(world, channel, "attach_files"):
        raise errors.missing_permissions()
    reference = body.get("message_reference")
    if reference and reference.get("type", 0) == 0:
        _check_reply(world, channel, body, reference)


def check_thread(world: World, channel: Channel) -> None:
    """Writing wakes a thread that sleeps, unless it is locked."""
    state = channel.thread_metadata
    if state is None or not state.archived:
        return
    if state.locked and not may(world, channel, "manage_threads"):
        raise thread_archived()
    world.edit_channel(channel.id, {}, thread_metadata={"archived": False})


def check_buttons(form: dict[str, Any]) -> None:
    """The buttons of a message, or of an answer to an interaction.

    Raises:
        ApiError: 400, one says nothing or leads nowhere.
    """
    said = form.get("data") if isinstance(form.get("data"), dict) else form
    for part in walk_components((said or {}).get("components") or []):
        if part.get("type") != BUTTON or part.get("style") == PREMIUM:
            continue
        if not part.get("label") and not part.get("emoji"):
            raise bad_form("components", "BUTTON_COMPONENT_LABEL_REQUIRED", "A label is required")
        if part.get("url") and not str(part["url"]).startswith(SCHEMES):
            message = f"Scheme must be one of {SCHEMES}: {part['url']}"
            raise bad_form("components", "URL_TYPE_INVALID_SCHEME", message)


def _check_reply(
    world: World, channel: Channel, body: dict[str, Any], reference: dict[str, Any]
) -> None:
    if not may(world, channel, "read_message_history"):
        raise no_history()
    answered = world.messages.get(channel.id, {}).get(int(reference.get("message_id") or 0))
    if answered is None:
        if reference.get("fail_if_not_exists", True):
            raise unknown_reply()
        del body["message_reference"]
    elif answered.type not in TALK:
        code = "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE"
        raise bad_form("message_reference", code, "Cannot reply to a system message")


def check_new_thread(world: World, message_id: int, name: Any) -> None:
    """A thread that is about to begin at a message.

    Raises:
        ApiError: it cannot be.
    """
    if message_id in world.channels:
        raise thread_exists()
    if not isinstance(name, str) or not 1 <= len(name) <= NAME_LENGTH:
        message = f"Must be between 1 and {NAME_LENGTH} in length."
        raise bad_form("name", "BASE_TYPE_BAD_LENGTH", message)
