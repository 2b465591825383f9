from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.clean import clean, cut, cut_sentence, units

FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\u2028c", "a b c"),
        ("标题\u3000\u3000\xa0尾", "标题 尾"),
        ("\u202eabc\u202c", "abc"),
        ("a\u200b\ufeff\u2060b", "ab"),
        ("\ud83dx\ude00", "x"),
        ("\x1b[31m\x07", "[31m"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("\u0301\u0301a", "a"),
        ("\u0301\n- \u0301a", "- \u0301a"),
        ("\u0301 \u0301 a", "a"),
        ("हिन्दी ไทย กรุณา", "हिन्दी ไทย กรุณา"),
        ("1️⃣ ❤️ 🇨🇳", "1️⃣ ❤️ 🇨🇳"),
        (FAMILY, FAMILY),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", None),
        ("🏴\U000e0068\U000e0069\U000e007f", "🏴"),
    ],
)
def test_what_cannot_be_seen_goes_and_what_is_part_of_a_sign_stays(
    text: str, expected: str | None
) -> None:
    assert clean(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("短文", 2, "短文"),
        ("一二三四五", 4, "一二三…"),
        (FAMILY * 3, 25, f"{FAMILY * 2}…"),
        ("🇨🇳🇺🇸🇫🇷", 8, "🇨🇳…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👍🏽👍🏽", 7, "👍🏽…"),
        ("a b c", 3, "a…"),
        ("1️⃣2️⃣", 5, "1️⃣…"),
    ],
)
def test_a_cut_never_goes_through_a_sign(text: str, most: int, expected: str) -> None:
    assert cut(text, most) == expected


def test_a_chain_that_is_no_sign_is_cut_all_the_same() -> None:
    assert units(cut("👩\u200d" * 500, 100)) <= 100


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("一句。二句。三句很长很长。", 8, "一句。二句。…"),
        ("It cost 3.5 million. And then more of it came.", 30, "It cost 3.5 million.…"),
        ("没有句号只有一直往下说的话", 6, "没有句号只…"),
        ("他说：“好。”然后走了很远。", 9, "他说：“好。”…"),
    ],
)
def test_a_text_is_cut_behind_a_sentence_where_one_ends_late_enough(
    text: str, most: int, expected: str
) -> None:
    assert cut_sentence(text, most) == expected


@given(st.text(max_size=300), st.integers(2, 200))
def test_a_cut_text_is_short_enough_and_its_beginning(text: str, most: int) -> None:
    tidy = clean(text)
    for shorter in (cut(tidy, most), cut_sentence(tidy, most)):
        assert units(shorter) <= most
        assert shorter == tidy or tidy.startswith(shorter.removesuffix("…"))


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\n" not in clean(text)
