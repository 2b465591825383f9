from hypothesis import given
from hypothesis import strategies as st

from bot.core.check.twins import are_twins


def test_one_thing_said_twice_is_a_pair_of_twins() -> None:
    assert are_twins("市图书馆宣布取消逾期罚款", "图书馆宣布取消逾期罚款。")
    assert are_twins("The library dropped late fees", "The library has dropped its late fees")


def test_the_same_form_with_other_figures_is_no_twin() -> None:
    assert not are_twins("甲公司营收增长14%", "甲公司营收增长20%")


def test_different_things_are_no_twins() -> None:
    assert not are_twins("图书馆取消逾期罚款", "议员担心热门书借不到")


def test_texts_without_terms_are_twins_only_if_equal() -> None:
    assert are_twins("It was", "it was")
    assert not are_twins("It was", "so what")


@given(st.text(), st.text())
def test_being_twins_is_mutual(one: str, other: str) -> None:
    assert are_twins(one, other) == are_twins(other, one)
