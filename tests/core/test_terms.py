from hypothesis import given
from hypothesis import strategies as st

from bot.core.terms import share, terms


def test_function_words_and_figures_are_no_terms() -> None:
    assert terms("The library has lent 412 books to them") == ["libra", "lent", "book"]


def test_chinese_text_is_taken_in_bigrams_that_hold_no_function_character() -> None:
    assert terms("图书馆的罚款") == ["图书", "书馆", "罚款"]


def test_forms_of_one_word_are_one_term() -> None:
    assert set(terms("compiler compilers compiling")) == {"compi"}


def test_hangul_and_kanji_are_taken_in_bigrams_too() -> None:
    assert "도서" in terms("도서관")
    assert "東京" in terms("東京では")


def test_the_share_of_no_terms_is_nothing() -> None:
    assert share([], {"a"}) == 0.0
    assert share(["a", "b"], {"a"}) == 0.5


@given(st.text())
def test_a_text_has_all_of_its_own_terms(text: str) -> None:
    found = terms(text)
    assert share(found, frozenset(found)) in (0.0, 1.0)
