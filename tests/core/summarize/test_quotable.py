import pytest

from bot.core.model import Passage
from bot.core.summarize.quotable import quotable

STORY = [
    "The harbour board voted on Tuesday to close the old fish market.",
    "Traders said that nobody had asked them about the decision.",
    "The mayor promised to hear both sides before the end of the year.",
]


def kept(text: str, language: str = "en") -> bool:
    passages = [Passage(number, told) for number, told in enumerate([*STORY, text], 1)]
    return any(passage.text == text for passage in quotable(passages, passages, language))


@pytest.mark.parametrize(
    "text",
    [
        "Ships of all sizes may enter from May, the board said.",
        "One trader said: “We will appeal, and we will win.”",
        "The report names Node.js and 14 other projects.",
    ],
)
def test_a_whole_statement_can_be_quoted(text: str) -> None:
    assert kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "The history of the harbour",
        "and so the market was closed for good.",
        "Too short.",
        "Who will pay for all of this in the end?",
        "“We were never asked about any of this at all.”",
        "“We will appeal,” said one trader, “and we will win.”",
        "She said: “We were never asked about any of this at all.",
        "Photo: the fish market on its very last day of trade.",
        "Sign up for our newsletter to read more of this.",
        "Visit promo.example today for a discount on fish.",
        "See https://promo.example/x for the whole decision of the board.",
        "Write to the board at board@harbour.example about the market.",
        "The market code is AB12CD34EF for all of its traders.",
        "# The harbour board voted on Tuesday.",
        "| The harbour board | voted on Tuesday. |",
        "港务委员会周二投票决定永久关闭老鱼市。",
        "x" * 600 + ".",
    ],
)
def test_what_is_no_whole_statement_of_the_story_is_not_quoted(text: str) -> None:
    assert not kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "欢迎关注我们的公众号，获取更多内容。",
        "图1：老鱼市的最后一个营业日，摄于周二。",
        "责任编辑：张三，本文版权归原作者所有。",
        "如果喜欢这篇文章，请点赞并转发给朋友。",
    ],
)
def test_what_stands_around_a_chinese_story_is_not_quoted(text: str) -> None:
    story = ["港务委员会周二投票决定关闭老鱼市。", "摊贩们说没有人征求过他们的意见。"] * 2
    passages = [Passage(number, told) for number, told in enumerate([*story, text], 1)]
    assert text not in [passage.text for passage in quotable(passages, passages, "zh")]


def test_the_rest_of_a_sentence_that_was_divided_is_not_quoted() -> None:
    head = "Nobody knew what the board had meant, " * 9
    passages = [
        Passage(number, text)
        for number, text in enumerate([*STORY, head.strip(), "and that was all there was."], 1)
    ]
    assert len(quotable(passages, passages, "en")) == 3


def test_where_statements_are_few_the_bar_is_lowered() -> None:
    lines = ["今夜的港口没有船", "只有一盏灯还亮着", "鱼市的门关上了", "谁还会回来呢？"]
    passages = [Passage(number, line) for number, line in enumerate(lines, 1)]
    assert [passage.text for passage in quotable(passages, passages, "zh")] == lines


def test_a_language_guessed_wrong_costs_no_sentence() -> None:
    passages = [Passage(number, told) for number, told in enumerate(STORY, 1)]
    assert quotable(passages, passages, "zh") == passages


def test_even_then_no_link_is_quoted() -> None:
    passages = [Passage(1, "see https://promo.example/x")]
    assert quotable(passages, passages, "en") == []
