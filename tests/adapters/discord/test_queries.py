from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.adapters.discord import queries
from bot.core.chats import Chat, ChatKind, Way
from bot.core.commands.buttons import Toast
from bot.core.errors import PlatformError, PostUnsentError, StoreError
from tests.adapters.discord.answers import DAILY, NAME, PANEL, digest, group, placing, private
from tests.adapters.discord.asking import COMPONENT, Asked, command, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.chats import Incoming
    from bot.core.commands.buttons import Press
    from tests.adapters.discord.conftest import Place

    Doing = Callable[[Place, discord.Message], Awaitable[Any]]

CALLBACK = "/callback"
LINK = "https://example.com/a"
THINKING, CHANGING, EPHEMERAL = 5, 6, 64


def here(place: Place) -> Chat:
    return group(place.channel.id, place.guild.id)


def aside_of(place: Place, interaction: object) -> Chat:
    within = (str(place.channel.id), str(place.guild.id))
    return Chat("discord", str(interaction), ChatKind.ASIDE, within=within)


async def posted(place: Place) -> discord.Message:
    """A digest of ours, with its buttons."""
    await place.poster.post(here(place), digest(), placing())
    message = place.channel.last_message
    assert message is not None
    return message


async def panel(place: Place) -> discord.Message:
    await place.poster.post(here(place), PANEL, placing())
    message = place.channel.last_message
    assert message is not None
    return message


def last(place: Place) -> Incoming:
    return place.front.messages[-1]


def pressed(place: Place) -> Press:
    press: Press = place.front.of("press")[-1]
    return press


DOINGS: dict[str, Doing] = {
    "digest": lambda place, _: place.bob.slash(place.channel, "digest", url=LINK),
    "private": lambda place, _: place.bob.slash(place.channel, "digest", url=LINK, private=True),
    "settings": lambda place, _: place.bob.slash(place.channel, "settings"),
    "forget": lambda place, _: place.bob.slash(place.channel, "forget", what="me"),
    **{
        verb: lambda place, _, verb=verb: place.bob.slash(place.channel, verb)  # type: ignore[misc]
        for verb in ("optout", "optin", "privacy", "help")
    },
    "menu": lambda place, on: place.bob.context_menu(place.channel, "Digest", on),
    "own menu": lambda place, on: place.bob.context_menu(place.channel, "Digest (only me)", on),
    "direct": lambda place, _: place.bob.user.slash("digest", url=LINK),
    "button": lambda place, on: place.bob.click(on, label="Again"),
    "aside button": lambda place, on: place.bob.click(on, label="All points"),
}


@pytest.mark.parametrize("name", DOINGS)
async def test_discord_is_answered_while_the_core_has_not_begun(place: Place, name: str) -> None:
    message = await posted(place)
    place.front.gate = asyncio.Event()
    doing = asyncio.ensure_future(DOINGS[name](place, message))
    await until(lambda: place.asked("POST", CALLBACK))
    assert place.front.told == []
    place.front.gate.set()
    await doing
    assert place.front.told
    (answered,) = place.asked("POST", CALLBACK)
    assert answered.json["type"] == (CHANGING if name == "button" else THINKING)  # type: ignore[index]


async def test_a_choice_in_a_menu_is_answered_at_once_too(place: Place) -> None:
    message = await panel(place)
    place.front.gate = asyncio.Event()
    doing = asyncio.ensure_future(place.bob.select(message, ["off"]))
    await until(lambda: place.asked("POST", CALLBACK))
    assert place.front.told == []
    place.front.gate.set()
    await doing
    assert pressed(place).data == "s1:mode:off:77"


async def test_a_story_chosen_below_a_daily_post_is_asked_for_aside(place: Place) -> None:
    await place.poster.post(here(place), DAILY, placing())
    message = place.channel.last_message
    assert message is not None
    result = await place.bob.select(message, ["0mabc12345679"])
    assert result.ephemeral
    assert (last(place).command, last(place).arguments) == ("start", "d_0mabc12345679")
    assert last(place).chat == aside_of(place, result._interaction.id)
    assert len(last(place).places) == 4
    assert place.front.of("press") == []


@pytest.mark.parametrize("values", [[], ["d_0mabc"], ["0m:abc"], ["字"], ["x" * 33], [""]])
async def test_a_choice_that_no_menu_of_ours_offers_leads_nowhere(
    place: Place, values: list[str]
) -> None:
    await place.poster.post(here(place), DAILY, placing())
    message = place.channel.last_message
    assert message is not None
    data = {"custom_id": "d1:dg", "component_type": 3, "values": values}
    await Asked(place, data, kind=COMPONENT).send(message=raw(place, message))
    assert place.front.messages == []
    assert pressed(place).data == "d1:dg"


@pytest.mark.parametrize("name", ["private", "settings", "help", "own menu", "aside button"])
async def test_what_is_for_one_alone_is_answered_aside(place: Place, name: str) -> None:
    result = await DOINGS[name](place, await posted(place))
    assert result.ephemeral
    assert last(place).chat == aside_of(place, result._interaction.id)
    assert len(last(place).places) == 4


@pytest.mark.parametrize("name", ["digest", "menu"])
async def test_what_is_for_everybody_stands_in_the_channel(place: Place, name: str) -> None:
    result = await DOINGS[name](place, await posted(place))
    assert not result.ephemeral
    assert last(place).chat == here(place)
    assert len(last(place).places) == 1
    assert last(place).way is Way.COMMAND


async def test_in_direct_messages_nothing_is_aside(place: Place) -> None:
    result = await place.bob.user.slash("digest", url=LINK, private=True)
    assert not result.ephemeral
    assert last(place).chat == private(place.bob.id)


async def test_in_a_thread_the_answer_belongs_to_the_thread(place: Place) -> None:
    message = await place.bob.send(place.channel, "hello")
    await message.create_thread(name="t")
    (made,) = place.channel.threads
    await place.bob.slash(made, "digest", url=LINK)
    within = (str(place.channel.id), str(place.guild.id))
    assert last(place).chat == Chat("discord", str(made.id), ChatKind.THREAD, within=within)


async def test_who_asked_and_when_is_told(place: Place) -> None:
    asked = command(place, "help")
    await asked.send(locale="zh-CN")
    said = last(place)
    assert said.written.author.id == str(place.bob.id)
    assert said.written.author.language == "zh-CN"
    assert said.update == said.written.id == f"i{asked.id}"
    assert said.sent_at == int(discord.utils.snowflake_time(int(asked.id)).timestamp())
    assert place.front.of("receive")[-1][0] == place.source


async def test_a_message_that_is_pointed_at_comes_with_the_command(place: Place) -> None:
    theirs = await place.bob.send(place.channel, f"||{LINK}||")
    await place.bob.context_menu(place.channel, "Digest", theirs)
    replied = last(place).replied
    assert replied is not None
    assert (replied.id, replied.text.strip()) == (str(theirs.id), LINK)
    assert not replied.is_ours
    await place.bob.context_menu(place.channel, "Digest", await posted(place))
    assert last(place).replied.is_ours  # type: ignore[union-attr]


async def test_where_we_are_no_member_we_are_a_guest(place: Place) -> None:
    asked = command(place, "digest", url=LINK)
    elsewhere = {"id": "4711", "locale": "en-US", "features": []}
    await asked.send(guild_id="4711", guild=elsewhere)
    assert last(place).chat == Chat("discord", asked.id, ChatKind.GUEST)
    assert last(place).way is Way.GUEST
    assert len(last(place).places) == 4


async def test_aside_where_we_are_no_member_lies_within_nothing(place: Place) -> None:
    asked = command(place, "help")
    await asked.send(guild_id="4711", guild={"id": "4711", "locale": "en-US", "features": []})
    assert last(place).chat == Chat("discord", asked.id, ChatKind.ASIDE)


async def test_between_two_people_we_are_a_guest(place: Place) -> None:
    asked = command(place, "digest", direct=True, url=LINK)
    await asked.send(context=2)
    assert last(place).chat == Chat("discord", asked.id, ChatKind.GUEST)


async def test_a_button_that_leads_aside_is_a_command_of_its_own(place: Place) -> None:
    message = await posted(place)
    result = await place.bob.click(message, label="All points")
    assert last(place).command == "start"
    assert last(place).arguments == f"f_{NAME}"
    assert last(place).chat == aside_of(place, result._interaction.id)
    assert place.front.of("press") == []
    assert place.channel.history() == [message]


async def test_a_press_is_told_with_what_it_was_made_on(place: Place) -> None:
    message = await posted(place)
    await place.bob.click(message, label="Again")
    press = pressed(place)
    assert press.chat == here(place)
    assert press.post == press.message == str(message.id)
    assert press.person == str(place.bob.id)
    assert press.data == f"d1:re:{NAME}"
    assert press.is_vouched
    assert place.front.of("is_new")[0][0] == place.source


async def test_a_press_below_an_answer_aside_can_change_it(place: Place) -> None:
    result = await place.bob.slash(place.channel, "digest", url=LINK, private=True)
    await place.poster.edit(last(place).chat, last(place).places[0], digest(), placing())
    (message,) = place.channel.history(viewer=place.bob)
    second = await place.bob.click(message, label="Again")
    press = pressed(place)
    assert press.chat == aside_of(place, result._interaction.id)
    assert press.place.startswith(f"@{second._interaction.id}.0.")


async def test_a_press_in_direct_messages_is_made_there(place: Place) -> None:
    await place.poster.post(private(place.bob.id), digest(), placing())
    message = place.bob.user.dm_channel.last_message
    assert message is not None
    await place.bob.user.click(message, label="Again")
    assert pressed(place).chat == private(place.bob.id)
    assert pressed(place).place == ""


async def test_a_press_where_we_may_not_see_the_channel_can_change_its_message(
    place: Place,
) -> None:
    message = await posted(place)
    asked = Asked(place, {"custom_id": f"d1:re:{NAME}", "component_type": 2}, kind=COMPONENT)
    await asked.send(app_permissions="0", message=raw(place, message))
    assert pressed(place).chat == here(place)
    assert pressed(place).place.startswith(f"@{asked.id}.0.")


async def test_a_press_where_we_are_no_member_is_made_on_one_message(place: Place) -> None:
    message = await posted(place)
    asked = Asked(place, {"custom_id": f"d1:re:{NAME}", "component_type": 2}, kind=COMPONENT)
    shown = {**raw(place, message), "interaction_metadata": origin(place)}
    await asked.send(guild_id="4711", guild={"id": "4711", "features": []}, message=shown)
    assert pressed(place).chat == Chat("discord", "99", ChatKind.GUEST)
    assert pressed(place).place.startswith(f"@{asked.id}.0.")


async def test_a_press_on_nothing_has_expired(place: Place) -> None:
    asked = Asked(place, {"custom_id": f"d1:re:{NAME}", "component_type": 2}, kind=COMPONENT)
    await asked.send()
    assert place.front.told == []
    assert "expired" in told(place)


async def test_a_press_that_came_before_is_not_done_again(place: Place) -> None:
    message = await posted(place)
    asked = Asked(place, {"custom_id": f"d1:re:{NAME}", "component_type": 2}, kind=COMPONENT)
    place.front.seen.add(f"i{asked.id}")
    await asked.send(message=raw(place, message))
    assert place.front.of("press") == []
    assert told(place) == ""


async def test_what_a_press_came_to_is_told_to_who_pressed_alone(place: Place) -> None:
    place.front.toast = Toast("toast.again")
    await place.bob.click(await posted(place), label="Again")
    (entry,) = place.asked("POST", "/webhooks/")
    assert entry.json["flags"] == EPHEMERAL  # type: ignore[index]
    assert told(place) == "Making it anew…"


@pytest.mark.parametrize("key", ["", *sorted(queries._SEEN_ANYWAY)])
async def test_what_the_message_itself_shows_is_not_told(place: Place, key: str) -> None:
    place.front.toast = Toast(key)
    await place.bob.click(await posted(place), label="Again")
    assert told(place) == ""


@pytest.mark.parametrize(
    "fault",
    [PostUnsentError("no"), PlatformError("no"), StoreError("full"), ValueError("odd")],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_press_that_fails_is_answered(place: Place, fault: Exception) -> None:
    place.front.faults.append(fault)
    await place.bob.click(await posted(place), label="Again")
    assert told(place) == "That didn't work just now. Please try again."


async def test_a_toast_that_discord_does_not_take_is_let_go(place: Place) -> None:
    place.front.toast = Toast("toast.again")
    place.env.inject_error("POST", "/webhooks/*", status=404, code=10062)
    await place.bob.click(await posted(place), label="Again")
    assert place.front.of("press")


@pytest.mark.parametrize("name", ["digest", "private", "help"])
async def test_a_command_that_fails_is_answered(place: Place, name: str) -> None:
    place.front.faults.append(ValueError("odd"))
    result = await DOINGS[name](place, await posted(place))
    assert "That didn't work just now" in shown(result)


@pytest.mark.parametrize("name", ["digest", "private", "help"])
async def test_a_command_that_nothing_is_owed_for_says_that_we_are_busy(
    place: Place, name: str
) -> None:
    place.front.owed = False
    result = await DOINGS[name](place, await posted(place))
    assert "Too many requests" in shown(result)


async def test_busy_words_that_discord_does_not_take_are_let_go(place: Place) -> None:
    place.front.owed = False
    place.env.inject_error("PATCH", "/webhooks/*", status=404, code=10062)
    await place.bob.slash(place.channel, "help")
    assert place.front.messages


async def test_a_command_waits_for_the_store(place: Place) -> None:
    place.front.faults += [StoreError("full"), StoreError("full")]
    result = await place.bob.slash(place.channel, "help")
    assert len(place.front.messages) == 1
    assert result.response is not None
    assert not result.response.components


async def test_a_command_that_came_too_late_is_answered_in_the_channel(place: Place) -> None:
    place.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await place.bob.slash(place.channel, "digest", url=LINK)
    assert last(place).chat == here(place)
    assert last(place).places == ()


async def test_what_came_too_late_to_be_said_aside_is_not_said(place: Place) -> None:
    place.env.inject_error("POST", "/interactions/*", status=404, code=10062, times=None)
    message = await posted(place)
    await place.bob.slash(place.channel, "help")
    await place.bob.click(message, label="All points")
    await place.bob.click(message, label="Again")
    await command(place, "digest", url=LINK).send(guild_id="4711", guild={"id": "4711"})
    assert place.front.told == []


async def test_an_acknowledgement_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(**_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(queries, "SECONDS", 0.01)
    asked: Any = SimpleNamespace(response=SimpleNamespace(defer=hang))
    assert not await queries._acknowledged(asked)
    assert not await queries._acknowledged(asked, aside=True)


@pytest.mark.parametrize(
    ("data", "values", "told"),
    [
        ("s1:mode::77", ["off"], "s1:mode:off:77"),
        ("s1:mode:auto:77", ["off"], "s1:mode:off:77"),
        ("s1:mode", ["off"], "s1:mode:off:"),
        ("s1:close::77", [], "s1:close::77"),
        ("d1:re:0m", ["off"], "d1:re:0m"),
    ],
)
async def test_the_value_that_was_chosen_stands_in_the_data(
    place: Place, data: str, values: list[str], told: str
) -> None:
    message = await posted(place)
    chosen = {"custom_id": data, "component_type": 3, "values": values}
    await Asked(place, chosen, kind=COMPONENT).send(message=raw(place, message))
    assert pressed(place).data == told


def told(place: Place) -> str:
    """What was said to who pressed."""
    return "".join(
        str(entry.json.get("content")) for entry in place.asked("POST", "/webhooks/") if entry.json
    )


def shown(result: Any) -> str:
    return str(result.response.components)


def raw(place: Place, message: discord.Message) -> dict[str, Any]:
    from simcord.backend import serializers  # noqa: PLC0415

    stored = place.env.backend.get_message(message.channel.id, message.id)
    return dict(serializers.message_payload(place.env.backend, stored))


def origin(place: Place) -> dict[str, Any]:
    user = {"id": str(place.bob.id), "username": "bob", "discriminator": "0", "avatar": None}
    return {"id": "99", "type": 2, "user": user, "authorizing_integration_owners": {}}
