"""Commands, buttons and menus arrive, and what answers them is seen by whom it should be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from discord import HTTPException, Interaction, Locale, Message, Permissions, app_commands
from discord.app_commands import (
    AppCommandContext,
    AppInstallationType,
    Choice,
    ContextMenu,
    Translator,
    locale_str,
)
from discord.ui import ActionRow, Button, LayoutView, Modal, Select, TextDisplay, TextInput

from tests.fakes.discord.conftest import Bot, running

if TYPE_CHECKING:
    from tests.fakes.discord.asked import Asked
    from tests.fakes.discord.messages import Message as Seen
    from tests.fakes.discord.server import DiscordServer

    Ask = Interaction[Bot]

EVERYWHERE = {
    "allowed_contexts": AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    "allowed_installs": AppInstallationType(guild=True, user=True),
}


def view(text: str, *items: Any) -> LayoutView:
    made = LayoutView(timeout=None)
    made.add_item(TextDisplay(text))
    for item in items:
        row: ActionRow[LayoutView] = ActionRow(item)
        made.add_item(row)
    return made


async def offer(bot: Bot, **commands: Any) -> list[Ask]:
    """Register slash commands that take an address; give the interactions that come."""
    asked: list[Ask] = []

    def add(name: str, answer: Any) -> None:
        async def callback(ask: Ask, url: str = "") -> None:
            asked.append(ask)
            await answer(ask, url)

        callback.__annotations__ = {"ask": Interaction, "url": str}
        command: Any = app_commands.Command(name=name, description=name, callback=callback)
        command.allowed_contexts = EVERYWHERE["allowed_contexts"]
        command.allowed_installs = EVERYWHERE["allowed_installs"]
        bot.tree.add_command(command)

    for name, answer in commands.items():
        add(name, answer)
    await bot.tree.sync()
    return asked


async def answer_to(discord: DiscordServer, asked: Asked) -> Seen | None:
    return await discord.until(lambda: asked.answer)


async def until_more(discord: DiscordServer, things: list[Any], before: int) -> None:
    await discord.until(lambda: len(things) > before)


async def thinks(ask: Ask, url: str) -> None:
    await ask.response.defer()
    await asyncio.sleep(0.05)
    await ask.edit_original_response(view=view(f"digest of {url}"))


async def whispers(ask: Ask, url: str) -> None:
    await ask.response.send_message(view=view("only you"), ephemeral=True)
    await ask.followup.send(view=view("and more"), ephemeral=True)


async def test_a_command_is_answered_later(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server(locale="fr")), discord.person("zh-CN")
    asks = await offer(bot, digest=thinks)
    asked = await discord.slash(channel, alice, "digest", url="https://example.com/")
    await discord.until(lambda: asked.is_thinking)
    assert (asked.deferred, asked.ephemeral, asked.answer) == (True, False, None)
    assert discord.ours(channel) == []
    answer = await discord.until(lambda: asked.answer)
    assert answer
    assert answer.text == "digest of https://example.com/"
    assert (answer.answers, discord.ours(channel)) == (asked.id, [answer])
    assert asked.latency
    assert 0 < asked.latency < 1
    assert [str(asks[0].locale), str(asks[0].guild_locale)] == ["zh-CN", "fr"]
    assert asks[0].is_guild_integration()
    assert [command["name"] for command in discord.commands] == ["digest"]
    assert discord.syncs == 1
    assert len(asked.token) > 200
    assert discord.unanswered() == []
    assert discord.violations == []


async def test_an_ephemeral_answer_is_seen_by_one_person(discord: DiscordServer, bot: Bot) -> None:
    channel = discord.channel(discord.server())
    alice, carol = discord.person(), discord.person()
    await offer(bot, digest=whispers)
    asked = await discord.slash(channel, alice, "digest")
    await discord.until(lambda: len(asked.messages) == 2)
    assert [message.text for message in asked.messages] == ["only you", "and more"]
    assert all(message.is_ephemeral for message in asked.messages)
    assert discord.ours(channel) == []
    assert len(discord.seen(channel, alice)) == 2
    assert discord.seen(channel, carol) == []
    assert asked.ephemeral
    assert not asked.deferred
    assert bot.heard == []


async def test_who_takes_the_answer_back_can_whisper(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()

    async def changes_its_mind(ask: Ask, url: str) -> None:
        await ask.response.defer()
        await ask.delete_original_response()
        await ask.followup.send("not for all", ephemeral=True)

    await offer(bot, digest=changes_its_mind)
    asked = await discord.slash(channel, alice, "digest")
    answer = await discord.until(lambda: asked.answer)
    assert answer
    assert (answer.text, answer.is_ephemeral) == ("not for all", True)
    assert discord.messages(channel) == [answer]
    assert discord.violations == []


async def test_a_command_reaches_it_where_it_is_no_member(discord: DiscordServer, bot: Bot) -> None:
    server = discord.server(has_bot=False)
    alice, bob = discord.person(), discord.person()
    places = [discord.channel(server), discord.private(alice, bob), discord.dm(alice)]
    asks = await offer(bot, digest=thinks)
    for place in places:
        await discord.say(place, alice, "https://example.com/")
        asked = await discord.slash(place, alice, "digest", url="x")
        answer = await answer_to(discord, asked)
        assert discord.ours(place) == [answer]
    context = [ask.context for ask in asks]
    assert [one.guild for one in context] == [True, False, False]
    assert [one.private_channel for one in context] == [False, True, False]
    assert [one.dm_channel for one in context] == [False, False, True]
    assert [ask.is_user_integration() for ask in asks] == [True, True, False]
    assert len(bot.heard) == 1  # only what was said to it in private
    assert discord.violations == []


async def test_a_command_must_be_offered(discord: DiscordServer, bot: Bot) -> None:
    alice = discord.person()
    command: Any = app_commands.Command(name="stats", description="x", callback=_stats)
    command.default_permissions = Permissions(manage_guild=True)
    command.guild_only = True
    bot.tree.add_command(command)
    await bot.tree.sync()
    server = discord.server()
    channel, chief = discord.channel(server), discord.person(manage_server=server)
    with pytest.raises(LookupError, match="not offered 'stats'"):
        await discord.slash(channel, alice, "stats")
    with pytest.raises(LookupError, match="not offered"):
        await discord.slash(discord.dm(alice), alice, "stats")
    with pytest.raises(LookupError, match="not offered"):
        await discord.slash(discord.channel(discord.server(has_bot=False)), alice, "stats")
    asked = await discord.slash(channel, chief, "stats")
    await discord.until(lambda: asked.answer)


async def _stats(ask: Interaction) -> None:
    assert ask.permissions.manage_guild
    await ask.response.send_message("fine")


class Chinese(Translator):
    async def translate(self, string: locale_str, locale: Locale, context: Any) -> str | None:
        return "摘要" if locale is Locale.chinese else None


async def test_a_message_can_be_asked_about(discord: DiscordServer) -> None:
    bot, seen = Bot(content=False), []

    async def callback(ask: Interaction, message: Message) -> None:
        seen.append(message)
        await ask.response.send_message(view=view("digest"), ephemeral=True)

    bot.tree.add_command(ContextMenu(name=locale_str("Digest"), callback=callback))
    async with running(bot, discord.token):
        await bot.tree.set_translator(Chinese())
        await bot.tree.sync()
        channel, alice = discord.channel(discord.server()), discord.person("zh-CN")
        said = await discord.say(channel, alice, "look: https://example.com/")
        asked = await discord.menu(said, alice, "摘要")
        await discord.until(lambda: asked.answer)
    assert bot.heard[0].content == ""  # without the intent
    assert (seen[0].id, seen[0].content) == (said.id, "look: https://example.com/")


async def test_buttons_and_menus_of_a_layout_work(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    got: list[tuple[str, Any]] = []

    class Press(Button[LayoutView]):
        async def callback(self, ask: Interaction) -> Any:
            assert ask.message
            got.append(("press", ask.message.id))
            await ask.response.edit_message(view=view("changed", choice))

    class Choose(Select[LayoutView]):
        async def callback(self, ask: Interaction) -> Any:
            got.append(("select", self.values))
            await ask.response.defer()
            await ask.edit_original_response(view=view("chosen"))

    choice: Choose = Choose(custom_id="pick")
    choice.add_option(label="One", value="1")
    choice.add_option(label="Two", value="2", default=True)
    await discord.say(channel, alice, "hi")
    await discord.until(lambda: bot.heard)
    await bot.heard[0].channel.send(view=view("card", Press(label="Go", custom_id="go:1")))
    (card,) = discord.ours(channel)
    with pytest.raises(LookupError, match="no 'Stop' to press"):
        await discord.press(card, alice, "Stop")
    pressed = await discord.press(card, alice, "Go")
    assert await discord.until(lambda: pressed.answer) == card
    assert card.text == "changed"
    assert card.selects[0].options == (("One", "1"), ("Two", "2"))
    assert card.selects[0].chosen == ("2",)
    selected = await discord.select(card, alice, "pick", "1")
    await discord.until(lambda: card.text == "chosen")
    assert (selected.deferred, selected.messages) == (True, [])
    assert got == [("press", card.id), ("select", ["1"])]
    assert discord.violations == []


async def test_buttons_work_where_it_is_no_member(discord: DiscordServer, bot: Bot) -> None:
    class Press(Button[LayoutView]):
        async def callback(self, ask: Interaction) -> Any:
            await ask.response.defer()
            await ask.edit_original_response(view=view("pressed"))
            await ask.followup.send("only you", ephemeral=True)

    async def answer(ask: Ask, url: str) -> None:
        await ask.response.send_message(view=view("card", Press(label="Go", custom_id="go")))

    await offer(bot, digest=answer)
    server = discord.server(has_bot=False)
    channel, alice = discord.channel(server), discord.person()
    place = discord.thread(channel)
    asked = await discord.slash(place, alice, "digest")
    card = await discord.until(lambda: asked.answer)
    assert card
    pressed = await discord.press(card, discord.person(), "Go")
    await discord.until(lambda: pressed.answer)
    assert (card.text, discord.ours(place)) == ("pressed", [card])
    assert pressed.answer
    assert pressed.answer.text == "only you"
    assert discord.violations == []


async def test_what_one_person_sees_has_buttons_too(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    got: list[Any] = []

    class Press(Button[LayoutView]):
        async def callback(self, ask: Interaction) -> Any:
            assert ask.message
            got.append((ask.message.flags.ephemeral, ask.message.interaction_metadata))
            await ask.response.send_message(view=view("done"), ephemeral=True)

    async def answer(ask: Ask, url: str) -> None:
        await ask.response.send_message(
            view=view("card", Press(label="Go", custom_id="go")), ephemeral=True
        )

    await offer(bot, settings=answer)
    asked = await discord.slash(channel, alice, "settings")
    card = await discord.until(lambda: asked.answer)
    assert card
    with pytest.raises(LookupError, match="does not see"):
        await discord.press(card, discord.person(), "Go")
    pressed = await discord.press(card, alice, "go")
    await discord.until(lambda: pressed.answer)
    ((is_ephemeral, metadata),) = got
    assert is_ephemeral
    assert (metadata.id, metadata.user.id) == (asked.id, alice.id)


async def test_options_are_completed(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()

    async def complete(ask: Interaction, now: str) -> list[Choice[str]]:
        return [Choice(name=f"{now}!", value=now)]

    async def callback(ask: Interaction, zone: str, name: str = "") -> None:
        await ask.response.send_message(zone + name)

    command: Any = app_commands.Command(name="daily", description="x", callback=callback)
    command.autocomplete("zone")(complete)
    bot.tree.add_command(command)
    await bot.tree.sync()
    asked = await discord.autocomplete(channel, alice, "daily", "zone", zone="Asi")
    assert await discord.until(lambda: asked.choices) == [{"name": "Asi!", "value": "Asi"}]


async def test_a_form_can_be_sent(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()

    class Form(Modal, title="Zone"):
        zone: TextInput[Any] = TextInput(label="Zone", custom_id="zone")

        async def on_submit(self, ask: Interaction) -> None:
            await ask.response.send_message(f"zone {self.zone.value}", ephemeral=True)

    async def answer(ask: Ask, url: str) -> None:
        await ask.response.send_modal(Form())

    await offer(bot, daily=answer)
    asked = await discord.slash(channel, alice, "daily")
    await discord.until(lambda: asked.modal)
    sent = await discord.submit(asked, zone="Asia/Tokyo")
    answer_to = await discord.until(lambda: sent.answer)
    assert answer_to
    assert answer_to.text == "zone Asia/Tokyo"


async def test_an_answer_comes_in_time_and_once(discord: DiscordServer, bot: Bot) -> None:
    channel, alice = discord.channel(discord.server()), discord.person()
    caught: list[HTTPException] = []

    async def twice(ask: Ask, url: str) -> None:
        await ask.response.send_message("one")
        ask.response._response_type = None
        with pytest.raises(HTTPException) as error:
            await ask.response.send_message("two")
        caught.append(error.value)

    async def late(ask: Ask, url: str) -> None:
        record = discord.world.interactions[ask.id]
        record.initial_response_deadline = discord.world.iso_after(-1)
        with pytest.raises(HTTPException) as error:
            await ask.response.defer()
        caught.append(error.value)

    async def old(ask: Ask, url: str) -> None:
        await ask.response.defer()
        discord.expire(asked)
        with pytest.raises(HTTPException) as error:
            await ask.edit_original_response(content="too late")
        caught.append(error.value)

    await offer(bot, twice=twice, late=late, old=old)
    for name in ("twice", "late", "old"):
        asked, before = await discord.slash(channel, alice, name), len(caught)
        await until_more(discord, caught, before)
    found = [(error.status, error.code) for error in caught]
    assert found == [(400, 40060), (404, 10062), (401, 50027)]
    assert [fault.split(": ")[1][:9] for fault in discord.violations] == ["400 40060", "404 10062"]
