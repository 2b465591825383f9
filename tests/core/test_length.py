"""How much text there is, in scripts with and without spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.length import length_of, too_short, too_short_for_digest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", (0, 0)),
        ("The river rose.", (0, 3)),
        ("今天早上，积水。", (6, 0)),
        ("新的iPhone卖完了", (5, 1)),
        ("don't stop–never 3.5 %", (0, 3)),
        ("きょうは한국어", (7, 0)),
    ],
)
def test_a_text_has_cjk_characters_and_other_words(text: str, length: tuple[int, int]) -> None:
    assert length_of(text) == length


@pytest.mark.parametrize(
    ("short", "least"), [(too_short, (20, 10)), (too_short_for_digest, (60, 30))]
)
def test_enough_of_either_script_is_enough(
    short: Callable[[str], bool], least: tuple[int, int]
) -> None:
    cjk, words = least
    assert not short("字" * cjk)
    assert not short("word " * words)
    assert short("字" * (cjk - 1) + " word" * (words - 1))
