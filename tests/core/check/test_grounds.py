from bot.core.check.grounds import (
    cites_for,
    is_another_article,
    least_support,
    support_of,
)
from tests.core.check.articles import FERRY, LIBRARY, evidence

HONEST = ["Norlink tries a hydrogen engine on a ferry", "Extra cost is 2.4 million kroner a month"]
FOREIGN = [
    "市图书馆馆长宣布不再收取逾期罚款",
    "三家分馆试点归还率上升",
    "议员担心热门书长期借不到",
    "预约超过十人的书加购复本",
]


def test_support_is_the_share_of_terms_that_the_article_has() -> None:
    assert support_of("The ferry carries bananas", evidence()) == 2 / 3
    assert support_of("It was so", evidence()) == 1.0


def test_a_point_must_have_as_much_support_as_its_neighbours_suggest() -> None:
    assert least_support([], evidence()) == 0.25
    assert least_support(HONEST, evidence()) > 0.25


def test_support_asks_nothing_across_languages() -> None:
    assert least_support(FOREIGN, evidence(asked="zh")) == 0.0


def test_a_summary_of_another_article_is_known_as_a_whole() -> None:
    battery = "沃塔拉公司在根特的电池工厂投产，雇用四百一十二人，设计年产能为九吉瓦时。"
    assert is_another_article(FOREIGN, evidence(battery, language="zh"))
    assert not is_another_article(FOREIGN, evidence(LIBRARY, language="zh"))


def test_a_long_article_that_has_all_words_but_nowhere_together_is_another_one() -> None:
    words = ("harbour", "market", "closes", "traders", "repairs", "council", "appeal", "mayor")
    scattered = " ".join(f"The {word} number {at} is unlike it." for at, word in enumerate(words))
    summary = ["harbour market closes traders", "repairs council appeal mayor"] * 2
    assert is_another_article([f"{text} again today" for text in summary], evidence(FERRY))
    assert not is_another_article(summary, evidence(f"{summary[0]}. {summary[1]}."))
    assert is_another_article(
        ["harbour market closes traders repairs council appeal mayor"] * 4, evidence(scattered)
    )


def test_two_sentences_are_too_few_to_judge_as_a_whole() -> None:
    assert not is_another_article(FOREIGN[:2], evidence(FERRY, language="zh"))


def test_across_languages_names_tell_another_article() -> None:
    other = ["公司Voltara在Ghent建厂，负责人Moran与Kern Research的Aiko表示乐观"]
    own = ["Norlink在Bodo与Moskenes之间的Sigrun号上试用氢发动机"]
    assert is_another_article(other, evidence(asked="zh"))
    assert not is_another_article(own, evidence(asked="zh"))


def test_cites_that_have_something_of_the_point_stay_in_their_order() -> None:
    assert cites_for("Norlink tries hydrogen", [1, 2, 1], evidence()) == (1, 2)


def test_cites_of_no_passage_are_left_out() -> None:
    assert cites_for("Norlink tries hydrogen", [0, 1, 99], evidence()) == (1,)
    assert cites_for("Norlink tries hydrogen", [99], evidence()) == ()


def test_a_point_that_cites_the_wrong_passages_gets_those_that_say_it() -> None:
    assert cites_for("A single truck brings the fuel", [1], evidence()) == (5,)


def test_a_point_that_no_passage_says_has_no_cites() -> None:
    assert cites_for("Bananas ripen slowly", [1], evidence()) == ()


def test_across_languages_a_point_without_names_keeps_its_cites() -> None:
    assert cites_for("渡轮试用新发动机", [1], evidence(asked="zh")) == (1,)
    assert cites_for("Norlink公司的渡轮试用", [4], evidence(asked="zh")) == (1,)


def test_a_point_without_terms_keeps_its_cites() -> None:
    assert cites_for("It was so", [2], evidence()) == (2,)
