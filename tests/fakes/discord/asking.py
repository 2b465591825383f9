"""Playing people: they call commands, press buttons, choose from menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord import interactions as builders
from simcord.backend.models import EPHEMERAL_FLAG

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.availability import find_command
from tests.fakes.discord.messages import BUTTON, SELECTS, Message
from tests.fakes.discord.payloads import MENU, slash_data, tell_place
from tests.fakes.discord.talking import Talking

if TYPE_CHECKING:
    from tests.fakes.discord.values import Channel, Person

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5


class Asking(Talking):
    """All that is an interaction. Each gives what became of it; wait `until` it is there."""

    def unanswered(self) -> list[Asked]:
        """The interactions that the bot has not answered, be it in time or not."""
        return [asked for asked in self.asked if not asked.responded]

    async def slash(
        self,
        channel: Channel,
        person: Person,
        name: str,
        /,
        *,
        locale: str | None = None,
        **options: Any,
    ) -> Asked:
        """Call a command; the name of one in a group has both words."""
        self.join(person, channel.server_id)
        data = slash_data(self.world, channel, person, name, options, partial=False)
        return self._ask(COMMAND, channel, person, data, locale=locale)

    async def autocomplete(
        self,
        channel: Channel,
        person: Person,
        name: str,
        focused: str,
        /,
        *,
        locale: str | None = None,
        **options: Any,
    ) -> Asked:
        """Begin to write an option of a command: `choices` has what is offered."""
        self.join(person, channel.server_id)
        data = slash_data(self.world, channel, person, name, options, partial=True)
        leaf = data["options"]
        while leaf and leaf[0].get("options"):
            leaf = leaf[0]["options"]
        for option in leaf:
            option["focused"] = option["name"] == focused
        return self._ask(AUTOCOMPLETE, channel, person, data, locale=locale)

    async def menu(
        self, message: Message, person: Person, name: str, *, locale: str | None = None
    ) -> Asked:
        """Call a command on a message: Apps > name."""
        self.join(person, message.channel.server_id)
        command = find_command(self.world, name, MENU, message.channel, person)
        target = self._payload(message)
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": MENU,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): target}},
        }
        return self._ask(COMMAND, message.channel, person, data, locale=locale)

    async def press(
        self, message: Message, person: Person, button: str, *, locale: str | None = None
    ) -> Asked:
        """Press a button, by its label or its custom id."""
        part = self._part(message, person, (BUTTON,), button)
        return self._touch(message, person, part, locale, {})

    async def select(
        self,
        message: Message,
        person: Person,
        custom_id: str,
        *values: str,
        locale: str | None = None,
    ) -> Asked:
        """Choose values from a menu."""
        part = self._part(message, person, SELECTS, custom_id)
        offered = [option["value"] for option in part.get("options") or []]
        if unknown := [value for value in values if offered and value not in offered]:
            raise LookupError(f"{unknown} are not offered, but {offered}")
        return self._touch(message, person, part, locale, {"values": list(values)})

    async def submit(self, asked: Asked, locale: str | None = None, **fields: str) -> Asked:
        """Send the form that opened, its fields by custom id."""
        if asked.modal is None:
            raise LookupError("no form has opened")
        rows = [
            {"type": 1, "components": [{"type": 4, "custom_id": key, "value": value}]}
            for key, value in fields.items()
        ]
        data = {"custom_id": asked.modal["custom_id"], "components": rows}
        return self._ask(FORM, asked.channel, asked.person, data, locale=locale)

    def _part(
        self, message: Message, person: Person, kinds: tuple[int, ...], name: str
    ) -> dict[str, Any]:
        stored = self.world.get_message(message.channel.id, message.id)
        if not stored.visible_to(person.id):
            raise LookupError(f"{person.name} does not see this message")
        parts = [part for part in message.parts if part["type"] in kinds and "custom_id" in part]
        for part in parts:
            if name in (part["custom_id"], part.get("label")) and not part.get("disabled"):
                return part
        there = [(part["custom_id"], part.get("label"), part.get("disabled")) for part in parts]
        raise LookupError(f"no {name!r} to press, only {there}")

    def _touch(
        self,
        message: Message,
        person: Person,
        part: dict[str, Any],
        locale: str | None,
        more: dict[str, Any],
    ) -> Asked:
        self.join(person, message.channel.server_id)
        payload = self._payload(message)
        data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
        return self._ask(
            COMPONENT, message.channel, person, data | more, source=payload, locale=locale
        )

    def _payload(self, message: Message) -> dict[str, Any]:
        payload = self.world.payload(self.world.get_message(message.channel.id, message.id))
        payload.pop("guild_id", None)
        return payload

    def _ask(
        self,
        kind: int,
        channel: Channel,
        person: Person,
        data: dict[str, Any],
        *,
        source: dict[str, Any] | None = None,
        locale: str | None = None,
    ) -> Asked:
        world = self.world
        record, payload = builders.base_payload(
            world,
            type=kind,
            channel_id=channel.id,
            guild_id=channel.server_id,
            user_id=person.id,
            data=data,
        )
        payload["locale"] = locale or person.locale
        tell_place(world, channel, payload, person)
        world.owners[record.id] = payload["authorizing_integration_owners"]
        if source is not None:
            record.source_message_id = int(source["id"])
            payload["message"] = source
            record.ephemeral = bool(source["flags"] & EPHEMERAL_FLAG)
        asked = Asked(world, record, person)
        self.asked.append(asked)
        world.emit("INTERACTION_CREATE", payload)
        return asked

    def expire(self, asked: Asked) -> None:
        """Make the token of an interaction older than it may be."""
        self.world.interactions[asked.id].expires_at = self.world.iso_after(-1)
