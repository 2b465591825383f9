import pytest

from bot.core.summarize.paragraphs import columns, gap, paragraphs

LATIN_WRAPPED = """The harbour board voted on Tuesday to close the old fish market for good after
a long dispute over repairs. Traders said that nobody had asked them and that
they would appeal, and the mayor promised to hear both sides before the end of
the year."""

CHINESE_WRAPPED = """港务委员会周二投票决定永久关闭老鱼市，此前双方就维修费用争论
了很长时间。摊贩们说没有人征求过他们的意见，他们将提出申诉
，市长则承诺在年底前听取双方的陈述，并在三月之前作出最后的决
定。"""


@pytest.mark.parametrize("text", [LATIN_WRAPPED, CHINESE_WRAPPED])
def test_a_text_wrapped_at_a_column_is_one_paragraph(text: str) -> None:
    assert len(paragraphs(text)) == 1


def test_rejoined_chinese_lines_get_no_space_and_latin_ones_do() -> None:
    assert paragraphs("今天的会议，\n没有结果。") == ["今天的会议，没有结果。"]
    assert paragraphs("the meeting,\nwhich failed") == ["the meeting, which failed"]


def test_a_latin_name_alone_on_its_line_stays_inside_its_sentence() -> None:
    text = "很多人说\nOpenLab\n不稳，再说那就是旧版的\nOpenLab\n，于是走了。"
    assert paragraphs(text) == ["很多人说OpenLab不稳，再说那就是旧版的OpenLab，于是走了。"]


def test_full_stops_on_lines_of_their_own_go_to_the_sentence_before() -> None:
    assert paragraphs("走吧，朋友。\n。\n。\n（笑）") == ["走吧，朋友。。。", "（笑）"]


@pytest.mark.parametrize(
    "text",
    [
        "第一段说完了。\n第二段开始",
        "市场背景\n随着需求增加，价格上涨。",
        "Prices rose.\nWages did not.",
        "原因如下：\n成本上升",
        "一、背景\n二、结果",
        "- apples,\n- pears",
        "1. Wash,\n2. Peel",
        "# Title\nand text",
        "| a | b |\n| c | d |",
        "City library drops late fees\nThe head librarian announced it.",
        "图书馆取消罚款\nUse the side door until June.",
    ],
)
def test_lines_that_are_paragraphs_stay_apart(text: str) -> None:
    assert paragraphs(text) == text.split("\n")


def test_a_blank_line_always_divides() -> None:
    assert paragraphs("没有说完，\n \n下一段") == ["没有说完，", "下一段"]


def test_pictures_are_left_out() -> None:
    text = "之前。\n\n![图](https://img.example/a_(1).png)\n\n之后![](b.png)。"
    assert paragraphs(text) == ["之前。", "之后。"]


def test_what_nobody_can_see_is_left_out() -> None:
    assert paragraphs("a\u200bb\ufeff") == ["ab"]


def test_nothing_has_no_paragraphs() -> None:
    assert paragraphs(" \n\n \n") == []


def test_a_hyphenated_word_is_joined_without_a_space() -> None:
    assert gap("inter-", "national") == ""


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert columns("ab图，") == 6
