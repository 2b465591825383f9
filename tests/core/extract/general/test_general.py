from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.extract import general
from bot.core.extract.document import Document
from bot.core.extract.general import candidates
from bot.core.model import Article
from tests.fakes.pages import EN, ZH

URL = "https://harbour.example/2026/03/05/lamps"
MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/n>News</a><li><a href=/s>Sport</a></ul></nav>"
FOOTER = "<footer><p>© 2026 Harbour News</p><a href=/imprint>Imprint</a></footer>"
SHARE = "<div class=share-buttons><a href=/f>Share on Facebook</a> <a href=/t>Tweet</a></div>"
RELATED = (
    "<aside class=related-articles><h2>Read more</h2><ul><li><a href=/1>Bridge closed again</a>"
    "<li><a href=/2>Ferry late for the third time</a><li><a href=/3>Fish is dear</a></ul></aside>"
)
COMMENTS = (
    "<section id=comments class=comments><h2>Comments</h2><div class=comment><p>I was there and it"
    " was not half as bright as they say it was, believe me.</p></div></section>"
)


def prose(*sentences: str) -> str:
    return "".join(f"<p>{sentence}{sentence[:-2]} indeed.</p>" for sentence in sentences or EN)


def page(body: str, title: str = "Lamps on the dike") -> str:
    return (
        f"<html lang=en><head><title>{title} | Harbour News</title></head><body>{MENU}"
        f"<main><article><h1>{title}</h1>{SHARE}{body}</article></main>{RELATED}{COMMENTS}{FOOTER}"
    )


def read(markup: str, url: str | None = URL) -> Article:
    return general.read(Document(url, markup))


def test_an_article_is_read_without_what_surrounds_it() -> None:
    article = read(page(prose()))

    assert article.title == "Lamps on the dike"
    assert article.text.count("\n\n") == len(EN) - 1
    assert article.text.startswith(EN[0].strip())
    for foreign in ("Home", "Share", "Read more", "Ferry", "believe me", "Imprint", "Lamps on the"):
        assert foreign not in article.text
        assert foreign not in article.markdown


def test_what_the_page_tells_about_itself_comes_along() -> None:
    article = read(page(prose()))

    assert article.url == URL
    assert article.language == "en"
    assert article.published == date(2026, 3, 5)
    assert article.source == "harbour.example"
    assert (article.author, article.topics) == (None, ())


def test_the_structure_of_the_article_survives() -> None:
    article = read(
        page(
            prose(*EN[:2])
            + "<h2>What it costs</h2><ul><li>The current, for a whole year<ul><li>and the cables"
            "</ul><li>A new post after each storm</ul>"
            + prose(EN[2])
            + "<blockquote><p>We never meant to run a power station, and yet here we are.</p>"
            "</blockquote><pre class=language-sh>lamps --on\nsleep 9h</pre>"
            "<table><tr><th>Year<th>Lamps<tr><td>2024<td>380<tr><td>2025<td>400</table>"
            "<figure><img src=/dike.jpg alt='The dike'><figcaption>The dike at nine</figcaption>"
            "</figure>" + prose(*EN[3:])
        )
    )

    for part in (
        "## What it costs\n\n- The current, for a whole year\n  - and the cables\n- A new post",
        "> We never meant to run a power station",
        "```sh\nlamps --on\nsleep 9h\n```",
        "| Year | Lamps |\n| --- | --- |\n| 2024 | 380 |\n| 2025 | 400 |",
        "![The dike](https://harbour.example/dike.jpg)\n\n*The dike at nine*",
    ):
        assert part in article.markdown
    assert "What it costs\n\nThe current, for a whole year\n\nand the cables" in article.text
    assert "The dike at nine" not in article.text


def test_a_chinese_article_is_read_too() -> None:
    body = "".join(f"<p>{sentence * 2}</p>" for sentence in ZH)
    article = read(
        f"<title>河堤上的灯_晚报</title>{MENU}<div><h1>河堤上的灯</h1>{body}</div>{FOOTER}"
    )

    assert article.title == "河堤上的灯"
    assert article.text.split("\n\n") == [sentence * 2 for sentence in ZH]
    assert article.language == "zh"


def test_a_hidden_twin_of_the_text_is_read_once() -> None:
    twin = "<div style='display:none'>" + prose() + "</div>"

    assert read(page(prose() + twin)).text == read(page(prose())).text


def test_a_notice_about_cookies_is_not_part_of_the_article() -> None:
    notice = "<div id=cookie-consent>" + prose("We use cookies to make your visit a delight. ") * 2

    assert "cookies" not in read(f"{notice}</div>{page(prose())}").text


def test_links_that_lead_away_before_and_after_the_prose_are_cut() -> None:
    links = "".join(
        f"<p><a href=/{number}>Another story of the harbour, number {number}</a></p>"
        for number in range(4)
    )

    assert "Another story" not in read(page(links + prose() + links)).text


def test_links_within_the_prose_stay() -> None:
    link = "<p>See <a href=/x>the minutes of the council meeting</a> for the whole debate.</p>"

    assert "minutes of the council" in read(page(prose(*EN[:3]) + link + prose(*EN[3:]))).text


def test_replies_are_the_text_of_a_thread() -> None:
    replies = "".join(
        f"<div class='comment-body'><p>Reply {number}: {sentence * 2}</p></div>"
        for number, sentence in enumerate(EN[1:])
    )
    markup = f"<title>Which lamps?</title><h1>Which lamps?</h1>{prose(EN[0])}{replies}"

    article = read(markup, "https://forum.example/threads/which-lamps.7/")

    assert article.text.count("Reply") == len(EN) - 1


@pytest.mark.parametrize(
    "markup", ["", "<p></p>", "<frameset><frame src=x></frameset>", "<img src=x>"]
)
def test_a_page_without_words_has_no_article(markup: str) -> None:
    article = read(markup)

    assert (article.text, article.title) == ("", "")


def test_a_page_of_headings_alone_is_still_read() -> None:
    body = "".join(f"<h3>{sentence}</h3>" for sentence in EN)

    assert EN[-1].strip() in read(f"<title>Lamps</title><div>{body}</div>").text


def test_images_of_other_stories_do_not_come_along() -> None:
    other = (
        "<div class=card><img src=/other.jpg><a href=/o>The other story that nobody reads</a></div>"
    )
    article = read(
        page(
            "<figure><img src=/lead.jpg></figure>"
            + prose(*EN[:4])
            + other
            + prose(*EN[4:])
            + "<img src=/end.jpg>"
        )
    )

    assert "lead.jpg" in article.markdown
    assert "other.jpg" not in article.markdown
    assert "end.jpg" not in article.markdown


def test_a_monstrous_page_is_read_by_one_extractor_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "_MOST_ELEMENTS", 10)

    assert EN[0].strip() in read(page(prose())).text


def test_what_one_extractor_cannot_read_is_left_to_the_others() -> None:
    assert EN[0].strip() in read(page(prose()).replace("<html", "<html hidden")).text


@pytest.mark.parametrize("line", ["The lamps", "灯" * 100])
def test_a_text_without_a_title_lends_its_beginning(line: str) -> None:
    title = read(f"<main><p>{line}</p>{prose()}</main>", None).title

    assert line.startswith(title.rstrip("…")[:9])
    assert 9 <= len(title) <= 80


def test_an_image_alone_is_no_article() -> None:
    assert read("<main><img src=/a.jpg></main>").markdown == ""


@settings(deadline=None)
@given(st.text(alphabet="<>/abdhilmnprtuv1 =\"'.,\n灯。", max_size=300))
def test_no_markup_raises(markup: str) -> None:
    assert isinstance(read(markup), Article)
