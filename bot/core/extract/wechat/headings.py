"""Section titles: the editor knows no headings, so authors write short bold lines instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
BOLD: Final = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LARGE: Final = re.compile(r"font-size\s*:\s*(?:1[89]|[2-9]\d)(?:\.\d+)?px", re.IGNORECASE)
_LONGEST: Final = 32  # characters; a bold line that says more is a sentence
_ORDINAL: Final = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:[、.．:：]|章|节|部分)|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|0?\d{1,2}(?:[、.．:：]|\s)\s*\D|part\.?\s*\d)",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[。，、；！？!?,;….~]$")


def raise_heading(block: HtmlElement) -> None:
    """Make `block`, which holds no other block, a heading if it is one."""
    if block.tag not in HEADINGS and not _is_heading(block):
        return
    block.tag = block.tag if block.tag in HEADINGS else "h2"
    for strong in list(block.iter("strong", "b")):
        strong.drop_tag()


def _is_heading(block: HtmlElement) -> bool:
    """A short line, wholly bold, that is numbered or large and no part of a list or quotation."""
    text = str(block.text_content()).strip()
    if not 1 < len(text) <= _LONGEST or _SENTENCE_END.search(text):
        return False
    if any(each.tag in ("blockquote", "td", "li") for each in block.iterancestors()):
        return False
    return bool(_ORDINAL.match(text) or _is_large(block)) and _is_bold(block)


def _is_large(block: HtmlElement) -> bool:
    return any(_LARGE.search(each.get("style") or "") for each in block.iter())


def _is_bold(block: HtmlElement) -> bool:
    """Whether every word of `block` is bold."""
    bold = sum(
        length_of(each)
        for each in block.iter()
        if _makes_bold(each) and not any(map(_makes_bold, _ancestors(each, block)))
    )
    return 0 < bold == length_of(block)


def _makes_bold(element: HtmlElement) -> bool:
    return element.tag in ("strong", "b") or bool(BOLD.search(element.get("style") or ""))


def _ancestors(element: HtmlElement, top: HtmlElement) -> Iterator[HtmlElement]:
    """The ancestors of `element` up to `top` itself."""
    while element is not top and (parent := element.getparent()) is not None:
        yield parent
        element = parent


def length_of(element: HtmlElement) -> int:
    """Characters of `element` that are not white space."""
    return len("".join(str(element.text_content()).split()))
