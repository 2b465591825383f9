from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.adapters.discord.menus import build_tree, publish
from bot.core.errors import StoreError
from bot.core.preferences import setting_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.discord.conftest import Place

CHINESE = ("zh-CN", "zh-TW")
SERVERS, DIRECT, ANYWHERE = [0], [0, 1], [0, 1, 2]


def commands(place: Place) -> dict[str, Any]:
    return {command["name"]: command for command in place.asked("PUT", "/commands")[-1].json or ()}


def all_options(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The options of a command, and those of its verbs."""
    for option in command.get("options", ()):
        yield option
        yield from all_options(option)


async def test_these_are_the_commands_that_people_see(place: Place) -> None:
    kinds = {name: command["type"] for name, command in commands(place).items()}
    words = {"digest", "settings", "stats", "forget", "optout", "optin", "privacy", "help", "owner"}
    words |= {"daily", "feed"}
    assert kinds == {**dict.fromkeys(words, 1), "Digest": 3, "Digest (only me)": 3}


async def test_all_but_what_concerns_a_chat_can_be_used_anywhere(place: Place) -> None:
    of_chats = {"settings", "stats", "daily", "feed"}
    contexts = {**dict.fromkeys(of_chats, DIRECT), "owner": [1]}
    for name, command in commands(place).items():
        assert command["contexts"] == contexts.get(name, ANYWHERE), name
        assert command["integration_types"] == ([0] if name in of_chats else [0, 1]), name


async def test_only_who_manages_the_server_is_shown_what_it_costs(place: Place) -> None:
    manage = str(discord.Permissions(manage_guild=True).value)
    for name, command in commands(place).items():
        permissions = command["default_member_permissions"]
        assert str(permissions or "") == (manage if name == "stats" else ""), name


async def test_everything_is_said_in_chinese_too_but_the_names_that_one_types(place: Place) -> None:
    for name, command in commands(place).items():
        is_menu = command["type"] == 3
        said = command["name_localizations" if is_menu else "description_localizations"]
        assert set(said) == set(CHINESE), name
        assert is_menu or not command.get("name_localizations")
        for option in all_options(command):
            assert set(option["description_localizations"]) == set(CHINESE), (name, option["name"])
            assert not option.get("name_localizations")
    languages = commands(place)["digest"]["options"][1]["choices"]
    assert [choice["value"] for choice in languages] == ["auto", "zh", "en"]
    assert all(set(choice["name_localizations"]) == set(CHINESE) for choice in languages)


async def test_every_setting_can_be_chosen(place: Place) -> None:
    (_, name, _) = commands(place)["settings"]["options"]
    assert [choice["value"] for choice in name["choices"]] == list(setting_names("discord"))
    assert len(name["choices"]) <= 25


@pytest.mark.parametrize(
    ("name", "options", "verb", "arguments"),
    [
        ("digest", {"url": "https://a.com"}, "digest", "https://a.com"),
        (
            "digest",
            {"url": "a.com b.com", "language": "zh", "style": "full", "fresh": True},
            "digest",
            "a.com b.com zh full fresh",
        ),
        ("settings", {}, "settings", ""),
        ("settings", {"name": "mode", "value": "off"}, "settings", "mode off"),
        ("settings", {"value": "off"}, "settings", ""),
        ("settings", {"where": "channel", "name": "mode"}, "settings", "mode"),
        ("settings", {"where": "server"}, "settings", "@{server}"),
        ("settings", {"where": "server", "name": "who"}, "settings", "@{server} who"),
        ("forget", {}, "forget", ""),
        ("forget", {"what": "me"}, "forget", "me"),
        ("forget", {"what": "link"}, "forget", ""),
        ("forget", {"what": "link", "url": "https://a.com"}, "forget", "https://a.com"),
        ("forget", {"what": "server"}, "forget", "server"),
        ("optout", {}, "optout", ""),
        ("optin", {}, "optin", ""),
        ("privacy", {}, "privacy", ""),
        ("help", {}, "help", ""),
        ("daily show", {}, "daily", "show"),
        ("daily off", {"where": "server"}, "daily", "@{server} off"),
        ("daily now", {}, "daily", "now"),
        ("daily here", {}, "daily", "here"),
        ("daily on", {}, "daily", "on"),
        (
            "daily on",
            {"time": "8:30 pm", "timezone": "New York", "days": "mon - fri", "notify": "loud"},
            "daily",
            "on 8:30pm New_York mon-fri loud",
        ),
        (
            "daily on",
            {"where": "server", "language": "zh", "most": 7, "include": "feeds"},
            "daily",
            "on server zh max=7 feeds",
        ),
        ("feed list", {}, "feed", "list"),
        ("feed add", {"feed": "example.com"}, "feed", "add example.com"),
        ("feed remove", {"feed": "2"}, "feed", "remove 2"),
        ("feed test", {"feed": "2", "where": "server"}, "feed", "@{server} test 2"),
        ("feed export", {}, "feed", "export"),
    ],
)
async def test_a_command_asks_the_core_in_its_own_words(
    place: Place, name: str, options: dict[str, Any], verb: str, arguments: str
) -> None:
    await place.bob.slash(place.channel, name, **options)
    (said,) = place.front.messages
    assert said.command == verb
    assert said.arguments == arguments.format(server=place.guild.id)


async def test_a_daily_post_can_go_to_any_channel(place: Place) -> None:
    other = place.guild.create_text_channel("news")
    await place.bob.slash(place.channel, "daily on", time="8:30", channel=other)
    assert place.front.messages[-1].arguments == f"on 8:30 #{other.id}"


async def test_time_zones_are_offered_while_one_types(place: Place) -> None:
    async def offered(typed: str) -> list[str]:
        told = await place.bob.autocomplete(place.channel, "daily on", "timezone", typed)
        return [choice["value"] for choice in told]

    assert (await offered("shang"))[0] == "Asia/Shanghai"
    assert (await offered("new york"))[0] == "America/New_York"
    assert len(await offered("")) == 25


async def test_who_manages_the_server_can_ask_what_it_costs(place: Place) -> None:
    owner = place.guild.create_role("boss", permissions=discord.Permissions(manage_guild=True))
    alice = place.guild.add_member(place.env.create_user("alice"), roles=[owner])
    await alice.slash(place.channel, "stats", range="week")
    await alice.slash(place.channel, "stats")
    assert [said.arguments for said in place.front.messages] == ["week", ""]


async def test_the_owner_asks_in_direct_messages(place: Place) -> None:
    for options in ({}, {"what": "status"}, {"what": "allow", "id": "4711"}):
        await place.bob.user.slash("owner", **options)
    assert [said.command for said in place.front.messages] == ["owner"] * 3
    assert [said.arguments for said in place.front.messages] == ["", "status", "allow 4711"]


async def test_the_server_is_no_place_to_set_in_direct_messages(place: Place) -> None:
    await place.bob.user.slash("settings", where="server", name="mode")
    assert place.front.messages[-1].arguments == "mode"


async def test_what_is_known_already_is_not_published_again(place: Place) -> None:
    assert len(place.asked("PUT", "/commands")) == 1
    tree = place.host.platform._tree
    assert tree
    known = place.front.ledger.facts["discord menu"]
    assert await publish(tree, known) == known
    await place.env.restart_bot(place.client)
    await place.host.heard()
    assert len(place.asked("PUT", "/commands")) == 1


async def test_what_has_changed_is_published(place: Place) -> None:
    tree = place.host.platform._tree
    assert tree
    known = place.front.ledger.facts["discord menu"]
    tree.remove_command("help")
    assert await publish(tree, known) != known
    assert len(place.asked("PUT", "/commands")) == 2
    assert "help" not in commands(place)


@pytest.mark.parametrize("known", [None, "", "what was before"])
async def test_what_discord_refused_is_published_another_time(
    place: Place, known: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    tree = place.host.platform._tree
    assert tree
    place.env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    assert await publish(tree, known) is None
    assert "commands are not up to date" in caplog.text
    assert await publish(tree, known) == place.front.ledger.facts["discord menu"]


async def test_before_a_log_in_nothing_is_published() -> None:
    client = discord.Client(intents=discord.Intents.none())

    async def ask(*_: object, **__: object) -> None:
        raise AssertionError

    assert await publish(build_tree(client, ask), "known") is None


async def test_a_store_that_fails_does_not_end_what_is_done_on_connecting(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.front.ledger.faults.append(StoreError("full"))
    place.host.platform.connected(place.client)
    await place.host.heard()
    assert "commands are not noted: full" in caplog.text
    assert len(place.asked("PUT", "/commands")) == 1
