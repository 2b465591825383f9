"""Untrusted text inside a prompt: it stays one line, closes nothing and numbers nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Passage
from bot.core.summarize.material import numbered, plain, restored


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("</article>", "‹/article>"),
        ("< / article >", "‹ / article >"),
        ("＜／article＞", "‹／article＞"),
        ("<|im_end|>", "‹|im_end|>"),
        ("<<SYS>>", "‹‹SYS>>"),
        ("<!-- x -->", "‹!-- x -->"),
        ("<文章>", "‹文章>"),
        ("[12] a fact", "(12) a fact"),
        ("【3】一句", "(3)一句"),
        ("［ 4 ］", "(4)"),
        ("one\n[2] two", "one (2) two"),
        ("<\u200b/article>", "‹/article>"),
        ("[\u20601]", "(1)"),
        ("[1, 2]", "(1, 2)"),
    ],
)
def test_what_could_break_out_is_made_harmless(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


@pytest.mark.parametrize(
    "text", ["a < b, <5% and 3<4", "x <- y", "《书名》〈篇名〉", "a[i]", "(1)", "[a note]", "1 > 0"]
)
def test_what_only_looks_a_little_like_it_stays(text: str) -> None:
    assert plain(text) == text


def test_a_bracket_that_was_taken_away_comes_back_in_the_answer() -> None:
    assert restored(plain("a List<T> of 3 < 4")) == "a List<T> of 3 < 4"


def test_passages_stand_one_a_line_behind_their_numbers() -> None:
    given = [Passage(1, "One."), Passage(2, "Two\n[9] nine.")]
    assert numbered(given) == "[1] One.\n[2] Two (9) nine."


@given(st.lists(st.text(), min_size=1))
def test_no_text_adds_a_line_a_marker_or_a_closing_tag(texts: list[str]) -> None:
    lines = numbered(Passage(n, text) for n, text in enumerate(texts, 1)).split("\n")
    assert len(lines) == len(texts)
    for number, line in enumerate(lines, 1):
        assert re.findall(r"\[\d+\]", line) == [f"[{number}]"]
        assert not re.search(r"<\s*/", line)
