from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import CheckedPoint, Digest, Summarizer
from bot.render.text import render_text

ZH = Digest(
    url="https://example.com/a",
    canonical_url="https://example.com/a",
    title="县城图书馆取消了借书押金",
    author="沈听澜",
    source="栗树周刊",
    published=date(2026, 10, 8),
    language="zh",
    one_line="取消押金一年，办证读者增至3.1万人。",
    key_points=tuple(CheckedPoint(f"要点{n}", f"事实{n}。", ()) for n in range(1, 6)),
    risks=(CheckedPoint("补贴", "补贴只批到明年六月。", ()),),
    topics=(),
    summarizer=Summarizer("model", "m", parts=1),
)
EN = replace(
    ZH,
    title="A harbour town",
    author="Maren Oyelaran",
    source=None,
    published=None,
    language="en",
    one_line="2,300 homes are heated from the fjord.",
    key_points=(
        CheckedPoint("", "The plant cost 41 million euros.", ()),
        CheckedPoint("", "“We set out to be cheap,”", ()),
    ),
    risks=(),
    summarizer=Summarizer("extract"),
)


def test_a_model_digest_has_three_parts_under_headings_of_its_language() -> None:
    assert render_text(ZH) == (
        "一句话总结\n取消押金一年，办证读者增至3.1万人。\n\n"
        "关键要点\n• 要点1：事实1。\n• 要点2：事实2。\n• 要点3：事实3。\n"
        "• 要点4：事实4。\n• 要点5：事实5。\n\n"
        "风险与不足\n• 补贴：补贴只批到明年六月。\n\n"
        "县城图书馆取消了借书押金\n沈听澜 · 栗树周刊 · 2026-10-08 · AI 摘要\nhttps://example.com/a\n"
    )


def test_an_extract_has_two_parts_in_quotation_marks_and_says_what_it_is() -> None:
    assert render_text(EN) == (
        "In one line\n“2,300 homes are heated from the fjord.”\n\n"
        "Key points\n• “The plant cost 41 million euros.”\n• “We set out to be cheap,”\n\n"
        "A harbour town\nMaren Oyelaran · extract, no model\nhttps://example.com/a\n"
    )


def test_the_sentence_that_is_the_one_line_is_not_shown_twice() -> None:
    again = replace(EN, key_points=(*EN.key_points, CheckedPoint("", EN.one_line, ())))
    assert render_text(again) == render_text(EN)
    alone = replace(EN, key_points=(CheckedPoint("", EN.one_line, ()),))
    assert render_text(alone).count("2,300 homes") == 2


def test_short_shows_three_points_and_says_what_is_left_out() -> None:
    text = render_text(ZH, style="short")
    assert "要点3" in text
    assert "要点4" not in text
    assert "补贴" not in text
    assert "完整内容见 --style full（还有 2 条要点，1 条风险）" in text


def test_short_says_nothing_where_nothing_is_left_out() -> None:
    assert "more" not in render_text(EN, style="short")


def test_a_long_article_read_in_parts_or_not_wholly_read_says_so() -> None:
    parts = replace(ZH, summarizer=replace(ZH.summarizer, parts=4), partial=True)
    assert "AI 摘要，分 4 部分读完 · 未读完全文" in render_text(parts)


def test_an_author_who_is_the_source_is_named_once() -> None:
    assert render_text(replace(ZH, source=ZH.author)).count("沈听澜") == 1


def test_a_digest_without_title_or_address_still_has_a_source_line() -> None:
    assert render_text(replace(EN, title="", url=None)).endswith(
        "Untitled\nMaren Oyelaran · extract, no model\n"
    )


def test_colour_weighs_headings_and_labels() -> None:
    assert "\x1b[1m关键要点\x1b[0m\n• \x1b[1m要点1\x1b[0m：事实1。" in render_text(ZH, colour=True)


@given(st.text())
def test_text_of_the_page_brings_neither_escapes_nor_lines_of_its_own(hostile: str) -> None:
    digest = replace(ZH, title=hostile, one_line=hostile, author=hostile)
    text = render_text(digest)
    assert "\x1b" not in text
    assert len(text.splitlines()) <= len(render_text(ZH).splitlines())


@pytest.mark.parametrize("hostile", ["\x1b]0;owned\x07", "a\rb", "a\u202eb", "a\u2028b", "\x9b31m"])
def test_terminal_sequences_and_turned_text_lose_their_power(hostile: str) -> None:
    text = render_text(replace(ZH, title=hostile))
    assert not set("\x1b\x07\r\u202e\u2028\x9b") & set(text)
