"""The bot hears what is said, and what it says stands in its channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import TextChannel
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

if TYPE_CHECKING:
    from tests.fakes.discord.conftest import Bot
    from tests.fakes.discord.server import DiscordServer
    from tests.fakes.discord.values import Channel


def card(text: str = "# Title", label: str = "Delete") -> LayoutView:
    view = LayoutView(timeout=None)
    row: ActionRow[LayoutView] = ActionRow(
        Button(label=label, custom_id="del:1"), Button(label="Page", url="https://example.com/a")
    )
    view.add_item(Container(TextDisplay(text), TextDisplay("- point")))
    view.add_item(row)
    return view


def here(bot: Bot, channel: Channel) -> TextChannel:
    found = bot.get_channel(channel.id)
    assert isinstance(found, TextChannel)
    return found


async def test_it_logs_in_and_hears_a_message(discord: DiscordServer, bot: Bot) -> None:
    server = discord.server()
    channel, alice = discord.channel(server), discord.person("zh-CN")
    said = await discord.say(channel, alice, "https://example.com/a")
    await discord.until(lambda: bot.heard)
    assert (bot.heard[0].id, bot.heard[0].content) == (said.id, "https://example.com/a")
    assert bot.heard[0].author.id == alice.id
    assert [guild.id for guild in bot.events("join")] == [server.id]
    assert discord.violations == []


async def test_it_answers_in_components(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    said = await discord.say(channel, alice, "https://example.com/a")
    await discord.until(lambda: bot.heard)
    await bot.heard[0].reply(view=card(), silent=True, mention_author=False)
    (answer,) = discord.ours(channel)
    assert answer.text == "# Title\n- point"
    assert answer.buttons == [
        ("Delete", "del:1", None),
        ("Page", None, "https://example.com/a"),
    ]
    assert (answer.is_v2, answer.is_silent, answer.reply_to) == (True, True, said.id)
    assert discord.violations == []
