import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.summarize.centrality import centrality, similarity, vectors

TEXTS = [
    "The harbour board closed the fish market.",
    "The fish market in the harbour was old.",
    "Traders of the fish market will appeal.",
    "A comet passed the moon.",
]


def test_the_sentence_most_like_the_others_is_the_most_central() -> None:
    ranks = centrality(vectors(TEXTS))
    assert max(ranks[:3]) > ranks[3]


def test_what_no_other_sentence_shares_is_least_central() -> None:
    ranks = centrality(vectors(TEXTS))
    assert min(ranks) == ranks[3] == pytest.approx(0.15)


def test_a_text_is_wholly_similar_to_itself_and_not_to_one_without_terms() -> None:
    one, empty = vectors([TEXTS[0], "it was"])
    assert similarity(one, one) == pytest.approx(1.0)
    assert similarity(one, empty) == 0.0


def test_nothing_is_central_to_nothing() -> None:
    assert centrality(vectors([])) == []


@given(st.lists(st.text(alphabet="abcdef 图书馆罚款", max_size=30), max_size=12))
def test_ranks_are_positive_and_equal_texts_rank_equally(texts: list[str]) -> None:
    ranks = centrality(vectors([*texts, *texts]))
    assert all(rank > 0 for rank in ranks)
    assert ranks[: len(texts)] == pytest.approx(ranks[len(texts) :])
