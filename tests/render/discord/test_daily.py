"""A daily post on Discord: as people see it, and whatever strangers write."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answers import AlsoAt, DailyAnswer, DailyItem
from bot.core.chats import ChatKind
from bot.render.discord import (
    Choice,
    Message,
    Text,
    View,
    embed_payload,
    payload,
    render,
    split_daily,
)
from bot.render.discord.live import looks_like_address
from tests.render.dailies import EN, check_parts, dailies, grown, posts
from tests.render.discord.reading import check_payload, components, units
from tests.render.discord.test_golden import CHANNEL, SERVER, shown, view
from tests.render.discord.test_properties import HOSTILE, taken
from tests.render.golden import golden

JUMP = "https://discord.com/channels/"


def parts(answer: DailyAnswer, where: View) -> list[Message]:
    return [render(part, where) for part in split_daily(answer, where)]


def texts(message: Message) -> list[str]:
    return [block.markdown for block in message.blocks if isinstance(block, Text)]


def menus(message: Message) -> list[Choice]:
    return [block for block in message.blocks if isinstance(block, Choice)]


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("name", list(posts("en", "", "")))
def test_what_a_reader_sees(ui: str, name: str) -> None:
    answer = posts(ui, CHANNEL, "1100000000000000042")[name]
    told = "\n\n════\n\n".join(map(shown, parts(answer, view(ui))))
    golden(f"discord/{name}.{ui}.md", told)


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_what_the_platform_is_sent(ui: str) -> None:
    message = render(posts(ui, CHANNEL, "1100000000000000042")["daily"], view(ui))
    sent = {"components": payload(message), "embed": embed_payload(message)}
    golden(f"discord/sent_daily.{ui}.json", json.dumps(sent, ensure_ascii=False, indent=2))


def test_no_more_than_fifteen_stories_stand_in_a_message_and_two_messages_are_the_most() -> None:
    answer = DailyAnswer("2026-11-22", "en", EN * 11, 33, unread=2)
    first, second = split_daily(answer, view("en"))
    assert [len(first.items), len(second.items)] == [15, 15]
    assert [first.first, second.first] == [1, 16]
    one, two = (texts(render(part, view("en"))) for part in (first, second))
    assert one[0] == "**Daily digest · Sunday, Nov 22 · 33 stories**"
    assert two[0] == "**(2/2)**"
    assert one[-1].startswith("### 15\\. ")
    assert two[-1] == "-# 2 links could not be read"


def test_a_full_message_has_no_more_than_36_components() -> None:
    items = tuple(replace(EN[1], row=f"0mabc{n}") for n in range(15))
    message = render(DailyAnswer("2026-11-22", "en", items, 15, unread=1), view("en"))
    check_payload(payload(message))
    assert len(list(components(payload(message)))) == 20
    (menu,) = menus(message)
    assert [option.value for option in menu.options] == [item.row for item in items]
    assert menu.options[14].text == "15. A county library drops its deposit"


def test_a_story_that_stands_there_twice_is_offered_once_and_one_without_a_row_never() -> None:
    items = (EN[1], replace(EN[2], row=""), EN[1])
    (menu,) = menus(render(DailyAnswer("2026-11-22", "en", items, 3), view("en")))
    assert [option.value for option in menu.options] == [EN[1].row]
    none = DailyAnswer("2026-11-22", "en", (replace(EN[1], row=""),), 1)
    assert menus(render(none, view("en"))) == []


def test_an_option_is_no_longer_than_discord_takes() -> None:
    item = replace(EN[1], title="words " * 99)
    (menu,) = menus(render(DailyAnswer("2026-11-22", "en", (item,), 1), view("en")))
    assert len(menu.options[0].text) <= 100
    assert menu.options[0].text.endswith("…")


@pytest.mark.parametrize(
    ("chat", "post", "server", "has_link"),
    [
        (CHANNEL, "42", SERVER, True),
        (CHANNEL, "", SERVER, False),
        ("x", "42", SERVER, False),
        (CHANNEL, "i42", SERVER, False),
        (CHANNEL, "42", None, False),
    ],
)
def test_the_full_digest_is_linked_where_it_is_a_message_of_the_server(
    chat: str, post: str, server: str | None, has_link: bool
) -> None:
    item = replace(EN[1], chat=chat, post=post)
    message = render(
        DailyAnswer("2026-11-22", "en", (item,), 1), View("1", "en", ChatKind.GROUP, server)
    )
    assert (f"[full digest](<{JUMP}{SERVER}/{CHANNEL}/42>)" in str(message.blocks)) is has_link
    assert str(message.blocks).count("channels/") == has_link


def test_a_story_of_many_signs_loses_the_end_of_its_line_at_a_sentence() -> None:
    address = f"https://e.example/{'%20' * 300}"
    also = (AlsoAt("[*_*]" * 16, address[:300]),) * 4
    item = DailyItem("[*_*] " * 20, address, "**It** rose_. " * 40, "en", also=also)
    answer = DailyAnswer("2026-11-22", "en", (item, EN[2]), 2, unread=1)
    (part,) = split_daily(answer, view("en"))
    _, story, following, _ = texts(render(part, view("en")))
    assert 3000 < units(story) <= 3400
    assert "rose\\_.…\n" in story
    assert "harbour" in following


def test_a_story_whose_addresses_leave_no_room_keeps_its_own() -> None:
    address = f"https://e.example/{'%20' * 330}"
    signs = "::" * 60
    also = (AlsoAt("*_" * 40, f"https://e.example/{'%20' * 94}"),) * 4
    item = DailyItem(signs, address, signs, "en", also=also, author="*" * 80, source="_" * 80)
    (part,) = split_daily(DailyAnswer("2026-11-22", "en", (item,), 1), view("en"))
    _, story = texts(render(part, view("en")))
    assert units(story) <= 3400
    assert f"](<{address}>)\n\\:" in story
    assert story.endswith("\\_")
    assert "Also" not in story


def test_a_part_that_is_too_long_all_the_same_loses_stories_at_its_end() -> None:
    message = render(DailyAnswer("2026-11-22", "en", EN * 30, 90), view("en"))
    found = taken(message)
    assert found[0].text == "Daily digest · Sunday, Nov 22 · 90 stories"
    assert 3 < len(found) <= 17


@settings(deadline=None, max_examples=60)  # the checks take longer than what they check
@given(
    dailies(HOSTILE, 5),
    st.sampled_from((1, 9, 99)),
    st.sampled_from((1, 4, 9)),
    st.sampled_from((SERVER, None)),
)
def test_any_post_is_messages_that_discord_takes(
    answer: DailyAnswer, times: int, copies: int, server: str | None
) -> None:
    answer = grown(answer, times, copies)
    where = View("1k7x", answer.language, ChatKind.GROUP, server)

    def told(part: DailyAnswer) -> list[int]:
        message = render(part, where)
        found = taken(message)
        assert len(list(components(payload(message)))) <= 36
        ours = [a for item in part.items for a in (item.url, *(also.url for also in item.also))]
        for each in (alive for text in found for alive in text.alive):
            assert each.kind == "link"
            assert each.value.startswith(JUMP) or unquote(each.value) in map(unquote, ours)
            assert not looks_like_address(each.text)
        starts = [re.match(r"(\d+)\. ", text.text) for text in found[1:]]
        return [int(start[1]) for start in starts if start]

    check_parts(answer, split_daily(answer, where), told)
