"""What every platform says of a daily post, in the terminal and in the file of what is left."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answers import DailyAnswer, DailyItem
from bot.render import daily
from bot.render.address import web_address
from bot.render.daily_note import render_daily_note
from bot.render.daily_text import render_daily_text
from tests.render.dailies import EN, ZH, dailies, posts
from tests.render.discord.test_properties import FRAGMENTS
from tests.render.golden import golden

HOSTILE = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("name", ["daily", "daily_late", "daily_preview"])
def test_what_is_printed(ui: str, name: str) -> None:
    golden(f"text/{name}.{ui}.txt", render_daily_text(posts(ui, "", "")[name]).rstrip("\n"))


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_what_the_file_of_the_rest_says(ui: str) -> None:
    items = ZH if ui == "zh" else EN
    odd = replace(
        items[1],
        title="#1 <b>Signs</b> [a](b) *c* _d_",
        one_line="- 5% of 1. https://e.example & www.e.example",
    )
    note = render_daily_note("2026-11-22", ui, (*items, odd))
    golden(f"notes/daily.{ui}.md", note.rstrip("\n"))


def test_in_colour_titles_are_bold_and_what_stands_below_is_dim() -> None:
    text = render_daily_text(posts("en", "", "")["daily"], colour=True)
    assert text.startswith("\x1b[1mDaily digest · Sunday, Nov 22 · 3 stories\x1b[0m\n")
    assert "\x1b[2mChestnut · shared by Alice\x1b[0m\n" in text


@pytest.mark.parametrize(
    ("names", "number", "en", "zh"),
    [
        ((), 0, "", ""),
        ((), 1, "", ""),
        ((), 3, "shared by 3 people", "3 人分享"),
        (("Al",), 0, "shared by Al", "Al 分享"),
        (("Al",), 1, "shared by Al", "Al 分享"),
        (("Al",), 2, "shared by Al and 1 more", "Al 和另外 1 人分享"),
        (("Al", "Bo"), 2, "shared by Al, Bo", "Al、Bo 分享"),
        (("Al", "Bo"), 3, "shared by Al, Bo and 1 more", "Al、Bo 和另外 1 人分享"),
        (("Al", "Bo", "Cy"), 3, "shared by Al, Bo, Cy", "Al、Bo、Cy 分享"),
        (("Al", "Bo", "Cy"), 5, "shared by Al, Bo and 3 more", "Al、Bo 和另外 3 人分享"),
        (("Al", "Bo", "Cy", "Di"), 4, "shared by Al, Bo and 2 more", "Al、Bo 和另外 2 人分享"),
        ((" ", "\u200b"), 2, "shared by 2 people", "2 人分享"),
    ],
)
def test_who_shared_a_story_is_said_in_words(
    names: tuple[str, ...], number: int, en: str, zh: str
) -> None:
    item = daily.tidy_item(DailyItem("T", "", "", "en", sharers=names, shared_by=number))
    assert ["".join(daily.facts(item, ui)) for ui in ("en", "zh")] == [en, zh]


def test_a_name_that_is_long_is_cut_and_one_that_comes_twice_is_said_once() -> None:
    item = DailyItem("T", "", "", "en", author="The News", source="The  News", sharers=("x" * 99,))
    assert list(daily.facts(daily.tidy_item(item), "en")) == [
        "The News",
        f"shared by {'x' * 31}…",
    ]


def test_an_extract_is_quoted_once_and_cut_within_its_quotation_marks() -> None:
    item = DailyItem("T", "", "It rose. And fell.", "zh", is_extract=True)
    assert daily.tidy_item(item).one_line == "“It rose. And fell.”"
    quoted = replace(item, one_line="“It rose. And fell.”")
    assert daily.tidy_item(quoted).one_line == "“It rose. And fell.”"
    assert daily.tidy_item(item, 14).one_line == "“It rose.…”"
    assert daily.tidy_item(item, 0).one_line == ""


@pytest.mark.parametrize(
    ("part", "parts", "header", "unread"),
    [
        (1, 1, "Daily digest · Sunday, Nov 22 · 6 stories · due 08:30", "1 link could not be read"),
        (1, 2, "Daily digest · Sunday, Nov 22 · 6 stories · due 08:30", ""),
        (2, 2, "(2/2)", "1 link could not be read"),
    ],
)
def test_the_header_stands_in_the_first_message_and_what_was_not_read_in_the_last(
    part: int, parts: int, header: str, unread: str
) -> None:
    answer = DailyAnswer("2026-11-22", "en", EN, 6, part=part, parts=parts, late="08:30", unread=1)
    assert (daily.header(answer), daily.unread(answer)) == (header, unread)


@given(st.integers(0, 40), st.integers(1, 20))
def test_a_post_is_split_into_at_most_two_parts_of_at_most_fifteen(number: int, room: int) -> None:
    answer = DailyAnswer("2026-11-22", "en", (EN[0],) * number, number)
    sizes = [len(part.items) for part in daily.split(answer, lambda part: len(part.items) <= room)]
    most = min(room, 15)
    assert sizes == [size for size in (min(number, most), min(max(0, number - most), most)) if size]


@settings(deadline=None)
@given(dailies(HOSTILE, 4))
def test_whatever_strangers_write_every_link_of_the_file_is_ours(answer: DailyAnswer) -> None:
    note = render_daily_note(answer.day, answer.language, answer.items)
    bare = re.sub(r"\\.", "", note)
    found = re.findall(r"\[[^\[\]]*\]\(<([^<>]*)>\)", bare)
    given = [a for item in answer.items for a in (item.url, *(also.url for also in item.also))]
    assert {address for address in found if not web_address(address)} == set()
    assert len(found) <= len(given)
    rest = re.sub(r"\[[^\[\]]*\]\(<[^<>]*>\)", "", bare)
    assert not re.search(r"[\[\]<>*_`]|://", rest)
    assert len(re.findall(r"(?m)^## ", bare)) == len(answer.items)
    assert len(re.findall(r"(?m)^# ", bare)) == 1


@settings(deadline=None)
@given(dailies(HOSTILE, 4))
def test_nothing_printed_is_an_escape_or_a_line_of_a_strangers(answer: DailyAnswer) -> None:
    text = render_daily_text(answer)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200b\u202e]", text)
    assert len(re.findall(r"\n\n\d+\. ", text)) == len(answer.items)
