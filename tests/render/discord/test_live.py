from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.discord.live import DAMP, defuse, looks_like_address, stretches

ALIVE = [
    ("问 <@123> 吧", ["<@123>"]),
    ("<@&9><#8>", ["<@&9><#8>"]),
    ("@everyone and @here", ["@everyone", "@here"]),
    ("so <a:blob:12>", ["<a:blob:12>"]),
    ("at <t:1:R>.", ["<t:1:R>"]),
    ("run </digest set:42> now", ["</digest set:42>"]),
    ("(see https://a.example/b).", ["https://a.example/b"]),
    ("<https://a.example>", ["<https://a.example>"]),
    ("见https://a.example/b，然后", ["https://a.example/b"]),
    ("https://a.example/b(c) d", ["https://a.example/b(c)"]),
    ("join discord.gg/abc!", ["discord.gg/abc"]),
    ("steam://run/1", ["steam://run/1"]),
]
DEAD = [
    "涨了3.5%，约1.2亿元 12:30 @全体成员 me@mail.example",
    "<vector> List<String> a < b > c <第一章> </b>",
    "example.com README.md #话题 /digest $USD",
]


@pytest.mark.parametrize(("text", "expected"), ALIVE)
def test_what_would_come_to_life_is_found(text: str, expected: list[str]) -> None:
    assert [part for part, is_live in stretches(text) if is_live] == expected


@pytest.mark.parametrize("text", DEAD)
def test_prose_is_left_alone(text: str) -> None:
    assert list(stretches(text)) == [(text, False)]


@given(st.text() | st.lists(st.sampled_from([*"<@:#/>a1.", "://", "@here"])).map("".join))
def test_the_parts_make_up_the_text_and_defusing_adds_only_the_unseen(text: str) -> None:
    assert "".join(part for part, _ in stretches(text)) == text
    assert all(part for part, _ in stretches(text))
    assert defuse(text).replace(DAMP, "") == text.replace(DAMP, "")


@pytest.mark.parametrize(
    "text", ["Node.js 入门", "3.5%", "e.g. this", "结束了.然后", "C++", "", "v2.10"]
)
def test_a_title_with_a_dot_in_it_is_no_address(text: str) -> None:
    assert not looks_like_address(text)
