from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.document import Document


def tree_text(markup: str) -> str:
    return " ".join(str(Document(None, markup).tree.text_content()).split())


def test_the_tree_is_parsed_once() -> None:
    document = Document(None, "<p>Lamps</p>")

    assert document.tree is document.tree


def test_broken_nesting_is_mended_as_browsers_do() -> None:
    tree = Document(None, "<aside><div><p>Menu</aside><p>Lamps").tree

    assert [str(p.text_content()) for p in tree.findall("body/p")] == ["Lamps"]


@pytest.mark.parametrize("markup", ["", " ", "\0", "<!-- only a comment", "<", "</p>", "<?xml?>"])
def test_a_page_of_nothing_has_an_empty_body(markup: str) -> None:
    assert Document(None, markup).tree.find("body") is not None


def test_comments_and_nul_characters_are_gone() -> None:
    assert tree_text("<p>La\0mps<!-- secret --> lit</p>") == "Lamps lit"


def test_no_entity_is_resolved_but_html_s_own() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]><p>&a;&b;&amp;'

    assert tree_text(laughs).endswith("&a;&b;&")


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "deep",
        "<b>" * 200_000 + "x",
        "<table><tr><td>" * 20_000 + "x",
        "<p>a" * 200_000,
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x</p>",
        '<p title="' + "a" * 8_000_000 + '">x</p>',
        "<!--" + "x" * 2_000_000,
        "<" * 200_000,
        "<p>" + "word " * 500_000,
        "".join(f"<i a={number}>" for number in range(3_000)) + "<p>a" * 3_000,
    ],
    ids=["divs", "bs", "tables", "siblings", "attributes", "long", "comment", "lt", "text", "rank"],
)
def test_a_monster_becomes_a_bounded_tree(markup: str) -> None:
    tree = Document(None, markup).tree

    assert sum(1 for _ in tree.iter()) <= 70_000
    assert len(str(tree.text_content())) <= 6_000_000


def test_an_image_written_out_in_its_tag_stays() -> None:
    source = "data:image/png;base64," + "A" * 30_000
    image = Document(None, f'<img alt="x" src="{source}"><p>Lamps').tree.find(".//img")

    assert image is not None
    assert image.get("src") == source


def test_a_flooded_tag_keeps_its_text_and_loses_its_attributes() -> None:
    flood = " ".join(f"a{number}" for number in range(20_000))
    paragraph = Document(None, f"<p {flood}>Lamps</p><p>lit").tree.find("body/p")

    assert paragraph is not None
    assert (paragraph.text, dict(paragraph.attrib)) == ("Lamps", {})


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ("", "https://a.example/x/y"),
        ('<base href="/z/">', "https://a.example/z/"),
        ('<base href="https://b.example/">', "https://b.example/"),
        ('<base href="javascript:x">', None),
        ("<base target=_top>", None),
    ],
)
def test_relative_addresses_hang_on_the_page_s_base(head: str, base: str | None) -> None:
    document = Document("https://a.example/x/y", f"<head>{head}</head><p>Lamps")

    assert document.base == base


@given(st.text(alphabet="<>/abdivp \"'=&;!-[]\0\u4e00", max_size=200))
def test_no_markup_raises(markup: str) -> None:
    assert Document(None, markup).tree.tag == "html"
