"""Playing people: they write, edit, delete and react."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcord.backend.models import AllowedMentions

from tests.fakes.discord.messages import Message
from tests.fakes.discord.people import People

if TYPE_CHECKING:
    from tests.fakes.discord.values import Channel, Person


class Talking(People):
    """All that people do with messages."""

    async def say(
        self,
        channel: Channel,
        person: Person,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: tuple[tuple[str, bytes], ...] = (),
    ) -> Message:
        """Write a message; `ping`: a reply calls whom it answers."""
        self.join(person, channel.server_id)
        reference = None
        if reply_to:
            reference = {"channel_id": str(channel.id), "message_id": str(reply_to.id)}
        stored = self.world.create_message(
            channel.id,
            person.id,
            text,
            reference=reference,
            attachments=self.world.store_attachments(channel.id, files),
            allowed_mentions=AllowedMentions(replied_user=ping),
        )
        return Message(self.world, stored)

    async def direct(self, person: Person, text: str, **more: Any) -> Message:
        """Write to the bot in private."""
        return await self.say(self.dm(person), person, text, **more)

    async def edit(self, message: Message, text: str) -> None:
        self.world.edit_message(message.channel.id, message.id, {"content": text})

    def unfurl(self, message: Message, url: str = "https://example.com/") -> None:
        """Let Discord look at a link: an embed appears, and nobody has edited anything."""
        stored = self.world.get_message(message.channel.id, message.id)
        stored.embeds = [{"type": "link", "url": url, "title": "Example"}]
        self.world.emit("MESSAGE_UPDATE", self.world.payload(stored))

    async def delete(self, message: Message) -> None:
        """Delete anybody's message."""
        self.world.delete_message(message.channel.id, message.id)

    async def delete_many(self, messages: list[Message]) -> None:
        """Delete messages of one channel at once."""
        ids = [message.id for message in messages]
        self.world.bulk_delete_messages(messages[0].channel.id, ids)

    async def react(self, message: Message, person: Person, sign: str) -> None:
        self._react(message, person, sign, on=True)

    async def unreact(self, message: Message, person: Person, sign: str) -> None:
        self._react(message, person, sign, on=False)

    def _react(self, message: Message, person: Person, sign: str, *, on: bool) -> None:
        self.join(person, message.channel.server_id)
        self.world.set_reaction(message.channel.id, message.id, sign, person.id, on)
