"""What a reader cannot see goes, what shapes the seen stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.invisible import strip_invisible


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b", "\u200c\u200d", "\ufeff", "\u2060", "\xad", "\u202e", "\u2066", "\u061c",
        "\U000e0049\U000e0067", "\u3164", "\uffa0", "\u115f", "\u2800", "\ufe01", "\ufe0f",
        "\U000e0101", "\x00", "\x1b", "\x9b", "\ud800", "\uffff",
    ],
)  # fmt: skip
def test_characters_nobody_sees_are_taken_out(hidden: str) -> None:
    assert strip_invisible(f"plain{hidden} text") == "plain text"


@pytest.mark.parametrize("breaks", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_a_line_feed(breaks: str) -> None:
    assert strip_invisible(f"one{breaks}two") == "one\ntwo"


@pytest.mark.parametrize(
    "seen", ["می‌خواهم", "क्‍ष", "👩‍💻", "❤️", "1️⃣", "🏳️‍🌈", "中文，English\tand 123", "é", "한국어"]
)
def test_what_shapes_the_seen_text_stays(seen: str) -> None:
    assert strip_invisible(seen) == seen


def test_a_message_in_zero_width_bits_leaves_nothing() -> None:
    assert strip_invisible("Mild." + "\u200b\u200c" * 40 + " End.") == "Mild. End."


@given(st.text())
def test_stripping_twice_is_stripping_once(text: str) -> None:
    once = strip_invisible(text)
    assert strip_invisible(once) == once
