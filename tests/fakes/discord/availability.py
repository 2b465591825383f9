"""Which commands a person is offered, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend.command_access import command_access

if TYPE_CHECKING:
    from tests.fakes.discord.values import Channel, Person
    from tests.fakes.discord.world import World

IN_SERVER, WITH_BOT, PRIVATE = 0, 1, 2
FOR_SERVER, FOR_PERSON = 0, 1


def find_command(
    world: World, name: str, kind: int, channel: Channel, person: Person
) -> dict[str, Any]:
    """The command that a person would call, by its name or what it is called in their language.

    Raises:
        LookupError: they are not offered any of that name.
    """
    scopes = (channel.server_id, None)
    for scope in scopes:
        for command in world.commands.get(scope, {}).values():
            is_named = name in (command["name"], _local_name(command, person.locale))
            if (
                is_named
                and command["type"] == kind
                and _is_offered(world, command, channel, person)
            ):
                return command
    names = [key[0] for scope in world.commands.values() for key in scope]
    raise LookupError(f"{person.name} is not offered {name!r} here; registered are {names}")


def _local_name(command: dict[str, Any], locale: str) -> str:
    names: dict[str, str] = command.get("name_localizations") or {}
    return names.get(locale, str(command["name"]))


def _is_offered(world: World, command: dict[str, Any], channel: Channel, person: Person) -> bool:
    stored = world.get_channel(channel.id)
    installs = command.get("integration_types") or [FOR_SERVER]
    if not world.is_foreign(stored):
        # A private chat with the bot serves both kinds of installation.
        serves = FOR_SERVER in installs or channel.server_id is None
        access = command_access(world, command, user_id=person.id, channel_id=channel.id)
        return serves and access.allowed
    contexts = command.get("contexts")
    place = IN_SERVER if channel.server_id is not None else PRIVATE
    return FOR_PERSON in installs and (contexts is None or place in contexts)
