import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.summarize.sentences import LONGEST, sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["今天开会。", "明天休息！", "后天呢？"],
        ["要知道，手机号可是实名制的。。。", "所以起飞了。"],
        ["他问：“怎么办？”", "大家沉默。"],
        ["“你好。”他说。", "“再见。”她走了。"],
        ["面对“怎么办？”的问题，他沉默。"],
        ["他说：“今天很好。我们走吧。”", "然后离开了。"],
        ["《你好，世界！》是一本书。", "很好看。"],
        ["他说……然后走了。"],
        ["转化率达到100％.", "采用新方法.", "效果好"],
        ["他走了。", "Then she left."],
        ["真的?", "他不信。"],
    ],
)
def test_chinese_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Hale met Dr. Fox.", "They left."],
        ["The U.S. Army left.", "It rained."],
        ["He moved to the U.S.", "The rest stayed."],
        ["J. K. Moor wrote it.", "Good."],
        ["It rose 3.5 percent.", "See www.site.example for more."],
        ["“We won.”", "She smiled."],
        ["“Why?” he asked.", "Nobody knew."],
        ['The prompt was: "You are a bot. Be kind."', "It leaked."],
        ['A 5" screen is big.', 'A 6" one is bigger.'],
        ["He waited... and left.", "Fine!"],
        ["1. Wash it.", "2. Peel it."],
        ["Sold by Acme Inc. in May.", "It closed."],
        ["Sold by Acme Inc.", "The end came."],
        ["I had no idea. ’", "He sat down."],
        ["Version 2.0 is out.", "Get it."],
    ],
)
def test_english_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_very_long_quotation_is_divided_into_its_sentences() -> None:
    text = "他说：“" + "我们明天早上出发去海边看日出。" * 20 + "”"
    assert len(sentences(text)) > 10


def test_a_sentence_too_long_to_cite_is_divided_at_a_clause() -> None:
    pieces = sentences("关于预算的讨论持续了很长时间，" * 60)
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert all(piece.endswith("，") for piece in pieces)


def test_a_long_string_without_any_border_is_cut() -> None:
    assert [len(piece) for piece in sentences("x" * 1000)] == [400, 400, 200]


def test_marks_without_a_word_belong_to_the_sentence_before_them() -> None:
    assert sentences("好。 —— 。再来。") == ["好。 —— 。", "再来。"]


def test_marks_before_any_word_belong_to_the_first_sentence() -> None:
    assert sentences("。。。 开始。") == ["。。。 开始。"]


def test_marks_alone_stay_as_they_are() -> None:
    assert sentences("* * *") == ["* * *"]


@given(st.text(alphabet='ab 1.,!?"“”()（）。，；？…Mr.', max_size=900))
def test_nothing_but_white_space_is_lost(paragraph: str) -> None:
    joined = "".join(sentences(paragraph))
    assert "".join(joined.split()) == "".join(paragraph.split())
