from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import Article, CheckedPoint, Digest, Summarizer
from bot.core.note import Note, NoteSummary, digest_of, read_note
from bot.render.note import render_note, write_note

TESTS = Path(__file__).parents[1]
LAMPS = (TESTS / "data/notes/lamps.zh.md").read_text("utf-8")

ARTICLE = Article(
    url="https://news.example/lamps",
    title="Lamps on the dike",
    text="The lamps on the dike were lit at nine.",
    markdown="The lamps on the *dike* were lit at nine.\n\n![A lamp](https://news.example/a.png)",
    language="en",
    author="A. Bridge",
    source="Harbour News",
    published=date(2026, 3, 5),
)
DIGEST = Digest(
    url="https://news.example/lamps",
    canonical_url="https://news.example/lamps",
    title="Lamps on the dike",
    author="A. Bridge",
    source="Harbour News",
    published=date(2026, 3, 5),
    language="en",
    one_line="Forty households lit the dike again.",
    key_points=(
        CheckedPoint("Who", "Forty households pay for the current.", ("…",)),
        CheckedPoint("How", "They mend the cables themselves.", ()),
        CheckedPoint("When", "After twenty dark years.", ()),
    ),
    risks=(CheckedPoint("Heirs", "Nobody has been trained.", ()),),
    topics=("towns", "light"),
    summarizer=Summarizer("model", "m", "p"),
)


def test_a_note_that_was_not_changed_gives_back_its_bytes() -> None:
    odd = "\ufeff---\r\ntitle: '灯'\r\n---\r\n\r\n正文  \r\n\r\n"

    assert write_note(read_note(LAMPS)) == LAMPS
    assert write_note(read_note(odd)) == odd


def test_a_note_written_from_its_parts_gives_back_its_bytes() -> None:
    assert write_note(replace(read_note(LAMPS), raw=None)) == LAMPS


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_digest_and_its_article_make_a_note(language: str) -> None:
    golden = TESTS / f"golden/notes/lamps.{language}.md"

    assert render_note(replace(DIGEST, language=language), ARTICLE) == golden.read_text("utf-8")


def test_what_is_not_known_is_left_out() -> None:
    digest = replace(
        DIGEST, author=None, source=None, url=None, published=None, risks=(), topics=()
    )
    note = render_note(digest, ARTICLE)

    assert note.startswith('---\ntitle: "Lamps on the dike"\n---\n\n## Summary\n')
    assert "Risks" not in note
    assert "Related" not in note


def test_an_extract_is_written_as_bare_bullets() -> None:
    point = CheckedPoint("", "The lamps were lit at nine.", ("The lamps were lit at nine.",))
    note = render_note(replace(DIGEST, key_points=(point,), risks=()), ARTICLE)

    assert "\n**2) Key points**\n*   The lamps were lit at nine.\n\n## Article\n" in note


def test_strings_are_quoted_so_that_yaml_reads_them_back() -> None:
    title = 'Yes: "no" \\ # 2026-01-01 \u2028 [x] \x07 é 😀'
    note = render_note(replace(DIGEST, title=title, author="[[A]]"), ARTICLE)
    read = read_note(note)

    assert read.title == 'Yes: "no" \\ # 2026-01-01 [x] \x07 é 😀'
    assert read.author == "A"


def test_links_of_the_body_end_up_in_the_one_section_for_them() -> None:
    article = replace(ARTICLE, markdown="Text.\n\n## Related\n\n- [[light]]\n- [[sea]]\n")
    note = render_note(DIGEST, article)

    assert note.endswith(
        "Text.\n\n## Related topics\n\n- [[A. Bridge]]\n- [[towns]]\n- [[light]]\n- [[sea]]\n"
    )


def test_a_digest_survives_its_note() -> None:
    digest = digest_of(read_note(render_note(DIGEST, ARTICLE)))
    plain = [replace(point, quotes=()) for point in (*DIGEST.key_points, *DIGEST.risks)]

    assert digest is not None
    assert [*digest.key_points, *digest.risks] == plain
    assert (digest.one_line, digest.topics) == (DIGEST.one_line, DIGEST.topics)


words = st.text(max_size=30) | st.sampled_from(
    [
        "风险",
        "无",
        "1) 关键要点",
        "## 正文",
        "## 关联主题\n- [[x]]",
        "[[a]]",
        "**b**：c",
        "a：",
        "- x",
        '"q"',
        "---",
        "\\",
        "#",
    ]
)
points = st.lists(
    st.builds(
        CheckedPoint,
        st.text(max_size=9) | st.sampled_from(["a：", "**", "风险"]),
        words,
        st.just(()),
    ),
    max_size=3,
).map(tuple)
notes = st.builds(
    Note,
    title=words,
    body=st.lists(words, max_size=5).map("\n".join),
    url=st.none() | words,
    author=st.none() | words,
    source=st.none() | words,
    published=st.none() | st.dates(),
    summary=st.none() | st.builds(NoteSummary, words, points, points),
    links=st.lists(words, max_size=3).map(tuple),
    language=st.sampled_from(["zh", "en"]),
)


@given(notes)
@example(
    Note("", "\r\n## 正文\r## 摘要", summary=NoteSummary("## x", (CheckedPoint("", "y", ()),)))
)
def test_what_was_written_and_read_is_written_the_same(note: Note) -> None:
    written = write_note(note)

    assert write_note(replace(read_note(written), raw=None)) == written
