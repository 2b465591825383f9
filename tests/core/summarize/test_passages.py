from hypothesis import given
from hypothesis import strategies as st

from bot.core.invisible import strip_invisible
from bot.core.model import Article
from bot.core.summarize.passages import passages


def article(text: str) -> Article:
    return Article(None, "", text, text, "zh")


def test_sentences_are_numbered_from_one_across_paragraphs() -> None:
    found = passages(article("标题\n\n今天开会。明天休息。\n\n# 小结\n没有结果。"))
    assert [(passage.number, passage.text) for passage in found] == [
        (1, "标题"),
        (2, "今天开会。"),
        (3, "明天休息。"),
        (4, "# 小结"),
        (5, "没有结果。"),
    ]


def test_an_article_without_text_has_no_passages() -> None:
    assert passages(article("")) == ()


@given(st.text(alphabet=st.characters(exclude_characters="!")))
def test_the_passages_hold_the_whole_text_but_white_space_and_what_is_hidden(text: str) -> None:
    joined = "".join(passage.text for passage in passages(article(text)))
    assert "".join(joined.split()) == "".join(strip_invisible(text).split())


@given(st.text())
def test_no_passage_is_empty_or_has_a_line_break(text: str) -> None:
    for passage in passages(article(text)):
        assert passage.text.strip()
        assert "\n" not in passage.text
