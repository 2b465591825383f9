from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.general.tiling import coverage


def shares(page: list[str], kept: str) -> list[float]:
    return coverage([run.split() for run in page], kept.split())


def test_a_run_is_covered_by_the_share_of_its_words_that_were_kept() -> None:
    page = ["Home News Sport", "the lamps on the dike were lit", "at nine they went to bed"]

    assert shares(page, "the lamps on the dike were lit at nine") == [0.0, 1.0, 2 / 6]


def test_a_short_run_counts_together_with_its_neighbours() -> None:
    assert shares(["Lamps", "lit at nine in town"], "Lamps lit at nine in town") == [1.0, 1.0]


def test_each_kept_word_counts_once_and_where_the_longest_run_is() -> None:
    title = "lamps on the dike"

    assert shares([title, "menu", title, "were lit"], f"{title} were lit") == [0.0, 0.0, 1.0, 1.0]


def test_the_order_of_the_kept_text_does_not_matter() -> None:
    page = ["a b c d e", "f g h i j"]

    assert shares(page, "f g h i j a b c d e") == [1.0, 1.0]


def test_texts_shorter_than_a_tile_are_compared_whole() -> None:
    assert shares(["a b"], "a b") == [1.0]
    assert shares(["a"], "a b") == [1.0]
    assert shares(["a b"], "") == [0.0]
    assert shares([], "a b") == []


WORDS = st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=6)


@given(WORDS, st.lists(st.sampled_from("abc"), max_size=40))
def test_shares_are_shares_and_no_word_is_covered_twice(
    page: list[list[str]], kept: list[str]
) -> None:
    found = coverage(page, kept)

    assert all(0 <= share <= 1 for share in found)
    covered = sum(round(share * len(run)) for share, run in zip(found, page, strict=True))
    assert covered <= len(kept)


@given(WORDS)
def test_a_text_covers_itself_but_for_what_is_shorter_than_a_tile(page: list[list[str]]) -> None:
    words = [word for run in page for word in run]

    assert sum(
        round(share * len(run)) for share, run in zip(coverage(page, words), page, strict=True)
    ) == len(words)
