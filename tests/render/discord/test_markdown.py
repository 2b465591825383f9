from __future__ import annotations

import pytest

from bot.render.discord.live import DAMP
from bot.render.discord.markdown import Line, Span, titled, write


@pytest.mark.parametrize(
    ("spans", "markdown"),
    [
        ((Span("a*b"), Span("_c")), r"a\*b\_c"),
        ((Span("a", "b"), Span("b", "b")), "**ab**"),
        ((Span("a", "i"), Span(" "), Span("b", "b")), "*a* **b**"),
        ((Span(" ", "b"),), " "),
        ((Span("x y", "code"),), "`x y`"),
        ((Span("x`y", "code"),), r"x\`y"),
        ((Span("<@"), Span("1>")), "`<@1>`"),
        ((Span("see `"), Span("https://a.example")), f"see \\`{DAMP}`https://a.example`"),
        ((Span("x", "code"), Span("@here")), f"`x`{DAMP}`@here`"),
        ((Span("https://a`b"),), f"https:{DAMP}//a\\`b"),
        ((Span("<t:1:R>", "time"),), "<t:1:R>"),
        ((Span("a", "link", "https://a.example"),), "[a](<https://a.example>)"),
        ((), ""),
    ],
)
def test_spans_are_written_so_that_each_stays_what_it_is(
    spans: tuple[Span, ...], markdown: str
) -> None:
    assert write([Line(spans)]) == markdown


def test_lines_keep_what_they_begin_with_apart_from_their_words() -> None:
    lines = [Line((Span("# a"),), "- "), Line((Span("1. b"),), "### "), Line((Span("- c"),))]
    assert write(lines) == "- \\# a\n### 1\\. b\n\\- c"


def test_a_title_is_the_link_unless_it_looks_like_another_address() -> None:
    assert titled("A title", None, "Original") == (Span("A title"),)
    (link,) = titled("A title", "https://a.example", "Original")
    assert link == Span("A title", "link", "https://a.example")
    assert titled("b.example", "https://a.example", "Original")[-1].text == "Original"
