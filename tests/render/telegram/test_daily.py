"""A daily post on Telegram: as people see it, and whatever strangers write."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answers import DailyAnswer, DailyItem
from bot.core.chats import ChatKind
from bot.render.address import web_address
from bot.render.telegram import Message, View, render, split_daily
from tests.render.dailies import EN, check_parts, dailies, grown, posts
from tests.render.golden import golden
from tests.render.telegram.reading import read_html, units
from tests.render.telegram.test_golden import shown, view
from tests.render.telegram.test_properties import HOSTILE, taken

SUPERGROUP = "-1001234567890"


def parts(answer: DailyAnswer, where: View) -> list[Message]:
    return [render(part, where) for part in split_daily(answer, where)]


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("name", list(posts("en", "", "")))
def test_what_a_reader_sees(ui: str, name: str) -> None:
    answer = posts(ui, SUPERGROUP, "42")[name]
    where = view(ui, ChatKind.CHANNEL if name == "daily_channel" else ChatKind.GROUP)
    told = "\n\n════\n\n".join(map(shown, parts(answer, where)))
    golden(f"telegram/{name}.{ui}.html", told)


def test_no_more_than_fifteen_stories_stand_in_a_message_and_two_messages_are_the_most() -> None:
    answer = DailyAnswer("2026-11-22", "en", EN * 11, 33, unread=2)
    first, second = split_daily(answer, view("en"))
    assert [len(first.items), len(second.items)] == [15, 15]
    assert [first.first, second.first] == [1, 16]
    one, two = (read_html(render(part, view("en")).html).text for part in (first, second))
    assert one.startswith("Daily digest")
    assert two.startswith("(2/2)\n\n16. ")
    assert "could not be read" not in one
    assert two.endswith("\n\n2 links could not be read")


def test_stories_that_say_much_share_two_messages_and_none_is_cut_in_two() -> None:
    long = replace(EN[0], title="A long title " * 9, one_line="So it went on. " * 26)
    answer = DailyAnswer("2026-11-22", "en", (long,) * 30, 30)
    pair = split_daily(answer, view("en"))
    assert len(pair) == 2
    for part in pair:
        assert 3 < len(part.items) < 15
        html = render(part, view("en")).html
        assert html.count("</b> <a") == html.count("Estuary TV</a>") == len(part.items)
        assert units(read_html(html).text) > 3000


def test_one_story_alone_is_never_too_long_and_its_line_ends_with_a_sentence() -> None:
    item = replace(EN[1], one_line="It went on and on. " * 500)
    (message,) = parts(DailyAnswer("2026-11-22", "en", (item,), 1), view("en"))
    assert "It went on and on.…\n" in message.html


def test_signs_that_would_come_to_life_cost_no_story_its_place() -> None:
    item = DailyItem("#a @bob /go " * 9, "https://e.example/x", "#a @bob /go " * 20, "en")
    (part,) = split_daily(DailyAnswer("2026-11-22", "en", (item,) * 8, 8), view("en"))
    assert len(part.items) == 8
    assert len(read_html(render(part, view("en")).html).entities) <= 90


def test_a_part_that_is_too_long_all_the_same_loses_stories_at_its_end() -> None:
    answer = DailyAnswer("2026-11-22", "en", EN * 30, 90)
    text = taken(render(answer, view("en")))
    assert text.startswith("Daily digest · Sunday, Nov 22 · 90 stories\n\n1. Two retired")


@pytest.mark.parametrize(
    ("chat", "post", "row", "bot", "address"),
    [
        (SUPERGROUP, "42", "0mabc", "digest_bot", "https://t.me/c/1234567890/42"),
        ("-55", "42", "0mabc", "digest_bot", "https://t.me/digest_bot?start=d_0mabc"),
        ("", "", "0mabc", "digest_bot", "https://t.me/digest_bot?start=d_0mabc"),
        ("", "", "0mabc", "", None),
        ("", "", "0m abc", "digest_bot", None),
        ("", "", "", "digest_bot", None),
    ],
)
def test_the_full_digest_is_where_it_stands_or_in_private(
    chat: str, post: str, row: str, bot: str, address: str | None
) -> None:
    item = replace(EN[1], chat=chat, post=post, row=row)
    where = View("1", "en", ChatKind.GROUP, bot)
    html = render(DailyAnswer("2026-11-22", "en", (item,), 1), where).html
    assert ("full digest" in html) == bool(address)
    assert not address or f' · <a href="{address}">full digest</a>' in html


@settings(deadline=None, max_examples=60)  # the checks take longer than what they check
@given(
    dailies(HOSTILE, 5),
    st.sampled_from((1, 9, 99)),
    st.sampled_from((1, 4, 9)),
    st.sampled_from(("digest_bot", "")),
)
def test_any_post_is_messages_that_telegram_takes(
    answer: DailyAnswer, times: int, copies: int, bot: str
) -> None:
    answer = grown(answer, times, copies)
    where = View("1k7x", answer.language, ChatKind.GROUP, bot)

    def told(part: DailyAnswer) -> list[int]:
        message = render(part, where)
        text, read = taken(message), read_html(message.html)
        assert read.units <= 3900
        assert len(read.entities) <= 90
        ours = [web_address(a) for i in part.items for a in (i.url, *(x.url for x in i.also))]
        for entity in read.entities:
            assert entity.kind != "a" or entity.value in ours or "//t.me/" in entity.value
        return [int(number) for number in re.findall(r"\n\n(\d+)\. ", text)]

    check_parts(answer, split_daily(answer, where), told)
