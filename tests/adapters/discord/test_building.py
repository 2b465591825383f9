from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.discord.building import content, mark
from bot.core.chats import ChatKind
from bot.render.discord import (
    Button,
    Choice,
    Embed,
    Message,
    Option,
    Rule,
    Text,
    View,
    embed_payload,
    payload,
    render,
)
from tests.adapters.discord.answers import NAME, NOTICE, OTHER, PANEL, WORDS, digest

EMBED = Embed("The river", "https://example.com/a", "It **rose**.", "Example · 2026")
ROW = (
    Button("Original", url="https://example.com/a"),
    Button("Again", data="d1:re:0mabc"),
    Button("Delete", data="d1:rm:0mabc", danger=True),
)
MENU = Choice("s1:mode::77", "Mode", (Option("auto", "auto", True), Option("off", "off")))
BLOCKS = (Text("**It rose.**"), Rule(), Text("- a\n- b"), ROW, MENU)
PLAIN = Message(BLOCKS, EMBED)
FRAMED = Message(BLOCKS, EMBED, accent=True)

_SAID_ANYWAY = {
    "id",
    "disabled",
    "divider",
    "max_values",
    "min_values",
    "required",
    "spacing",
    "spoiler",
}
"""What the library says of its own accord: as Discord would take it unsaid."""


@pytest.mark.parametrize(
    "message",
    [
        PLAIN,
        FRAMED,
        *(
            render(answer, View(NAME, "en", kind))
            for answer in (digest(), digest(style="full"), NOTICE, WORDS, PANEL)
            for kind in ChatKind
        ),
    ],
)
async def test_the_librarys_components_say_what_the_renderers_json_says(message: Message) -> None:
    view = content(message, NAME)["view"]
    assert stripped(view.to_components()) == payload(message)["components"]
    assert view.has_components_v2()
    assert view.content_length() <= 4000
    assert sum(1 for _ in view.walk_children()) <= 40


@pytest.mark.parametrize(
    "message", [PLAIN, FRAMED, render(digest(), View(NAME, "en", ChatKind.GROUP))]
)
async def test_the_older_form_is_the_embed_and_its_rows(message: Message) -> None:
    told = content(message, NAME, as_embed=True)
    expected = embed_payload(message)
    embed = {name: value for name, value in told["embed"].to_dict().items() if name != "type"}
    embed.pop("flags", None)
    assert embed == expected["embeds"][0]
    assert stripped(told["view"].to_components()) == expected["components"]
    assert not told["view"].has_components_v2()


async def test_an_embed_without_title_address_and_footer_has_none() -> None:
    message = Message((Text("words"),), Embed("", None, "words", ""))
    told = content(message, NAME, as_embed=True)["embed"].to_dict()
    assert {name for name, value in told.items() if value} <= {"type", "description"}


async def test_the_older_form_has_five_rows_at_most() -> None:
    rows = tuple((Button(str(n), data=f"d1:re:{n}"),) for n in range(7))
    told = content(Message(rows, EMBED), NAME, as_embed=True)
    assert [row["components"][0]["label"] for row in told["view"].to_components()] == [*"01234"]


@pytest.mark.parametrize("message", [PLAIN, FRAMED])
async def test_the_deliverys_number_is_in_the_first_component(message: Message) -> None:
    first, *others = content(message, NAME)["view"].to_components()
    assert first["id"] == mark(NAME)
    assert all(other.get("id") is None for other in others)


def test_the_number_of_a_delivery_is_its_own_and_none_that_discord_counts_off() -> None:
    numbers = {mark(f"{n}") for n in range(3000)} | {mark(NAME), mark(OTHER)}
    assert len(numbers) == 3002
    assert all(2**30 <= number < 2**31 for number in numbers)
    assert mark(NAME) == mark(NAME)


@pytest.mark.parametrize("as_embed", [True, False])
async def test_what_is_built_asks_the_library_to_remember_nothing(as_embed: bool) -> None:
    view = content(FRAMED, NAME, as_embed=as_embed)["view"]
    assert view.is_finished()
    assert view.timeout is None


def stripped(components: Any) -> Any:
    if isinstance(components, list):
        return [stripped(each) for each in components]
    if not isinstance(components, dict):
        return components
    said = {name: value for name, value in components.items() if name not in _SAID_ANYWAY}
    return {name: stripped(value) for name, value in said.items() if value is not False}
