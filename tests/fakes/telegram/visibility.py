"""What of a chat the bot is told: membership, administrators, privacy mode.

The rules are those of core.telegram.org/bots/features#privacy-mode, and one that stands nowhere:
in a basic group a bot in privacy mode does not see the message that a command answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.telegram.entities import cut

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Message, Room
    from tests.fakes.telegram.world import World


def is_member(room: Room) -> bool:
    return room.status not in ("left", "kicked")


def reads_everything(world: World, room: Room) -> bool:
    """Whether messages that are not for the bot reach it there."""
    return not room.is_group or room.status == "administrator" or world.reads_all


def hears(world: World, message: Message) -> bool:
    """Whether the bot is told of a message."""
    room = message.room
    if not is_member(room) or (room.type == "channel" and room.status != "administrator"):
        return False
    if reads_everything(world, room) or message.is_service:
        return True
    is_via_us = message.extra.get("via_bot", {}).get("id") == world.bot.id
    answers_us = message.reply_to is not None and message.reply_to.is_ours
    return is_via_us or answers_us or _commands(world, message)


def shows_reply(world: World, message: Message) -> bool:
    """Whether the bot is also told what the message answers."""
    room, answered = message.room, message.reply_to
    hidden = room.type == "group" and not reads_everything(world, room)
    return not hidden or answered is None or answered.is_ours


def hears_reactions(room: Room) -> bool:
    return room.status == "administrator" or (room.type == "private" and is_member(room))


def _commands(world: World, message: Message) -> bool:
    """A command by name, or any while no other bot has written since ours."""
    for entity in message.all_entities:
        if entity.type == "bot_command":
            _, at, name = cut(message.text, entity.offset, entity.length).partition("@")
            if (
                (name.lower() == world.bot.username.lower())
                if at
                else message.room.last_bot_is_ours
            ):
                return True
    return False
