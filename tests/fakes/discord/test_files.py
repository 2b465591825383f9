"""Files arrive as they were sent, both ways, over a real line."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from discord import Attachment, File, Interaction, NotFound, app_commands

if TYPE_CHECKING:
    from tests.fakes.discord.conftest import Bot
    from tests.fakes.discord.server import DiscordServer

LIST = ("feeds.opml", "<opml>河</opml>".encode())


def file(name: str = "digest.md", data: bytes = b"# Digest") -> File:
    return File(io.BytesIO(data), name)


async def test_a_file_that_somebody_sends_is_read_from_its_address(
    discord: DiscordServer, bot: Bot
) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    await discord.say(channel, alice, "look", files=(LIST,))
    await discord.until(lambda: bot.heard)
    (found,) = bot.heard[0].attachments
    assert (found.filename, found.size) == ("feeds.opml", len(LIST[1]))
    assert found.url.startswith(discord.api_url.removesuffix("/api/v10"))
    assert await found.read() == LIST[1]
    discord.world.cdn.lose()
    with pytest.raises(NotFound):
        await found.read()


async def test_an_answer_that_waits_becomes_a_file_with_words(
    discord: DiscordServer, bot: Bot
) -> None:
    async def export(asked: Interaction) -> None:
        await asked.response.defer(ephemeral=True)
        for data in (b"old", b"new"):
            await asked.edit_original_response(content="Feeds: 3", attachments=[file(data=data)])

    bot.tree.command(name="export", description="x")(export)
    await bot.tree.sync()
    asked = await discord.slash(discord.channel(discord.server()), discord.person(), "export")
    await discord.until(lambda: asked.answer and asked.answer.files == [("digest.md", b"new")])
    assert asked.answer
    assert (asked.answer.content, asked.answer.is_ephemeral) == ("Feeds: 3", True)
    assert discord.violations == []


async def test_a_command_takes_a_file(discord: DiscordServer, bot: Bot) -> None:
    taken: list[bytes] = []

    async def take(asked: Interaction, given: Attachment) -> None:
        await asked.response.send_message(given.filename)
        taken.append(await given.read())

    take.__annotations__ = {"asked": Interaction, "given": Attachment}
    command: Any = app_commands.Command(name="take", description="x", callback=take)
    bot.tree.add_command(command)
    await bot.tree.sync()
    channel, alice = discord.channel(discord.server()), discord.person()
    asked = await discord.slash(channel, alice, "take", given=LIST)
    await discord.until(lambda: taken)
    assert taken == [LIST[1]]
    assert asked.answer
    assert asked.answer.content == "feeds.opml"
