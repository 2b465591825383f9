"""The body of a post as one element, tidied so that the ordinary Markdown writer can read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.html import HTMLParser, document_fromstring

from bot.core.extract.lines import join_wrapped
from bot.core.extract.wechat import script
from bot.core.extract.wechat.markup import without_scripts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ID: Final = "js_content"
_TAG_START: Final = re.compile(r"<\w+\b[^<>]*\bid\s*=\s*[\"']?$")
_LONGEST_TAG: Final = 2000
_LONGEST_BODY: Final = 2_000_000
_BLOCK: Final = re.compile(
    r"<(?:p|section|div|h[1-6]|ul|ol|table|blockquote|figure|pre)\b", re.IGNORECASE
)
_PARAGRAPH_END: Final = re.compile(r"\n[^\S\n]*\n\s*")
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NO_ALT: Final = frozenset({"图片", "image", "img", "cover_image", "undefined"})
_SMILEY_WIDTH: Final = 64  # pixels; the platform's own smileys are 20 to 64 wide
_NOT_TEXT: Final = ("script", "style", "noscript", "mp-style-type", "mp-common-profile")


def position(markup: str) -> int:
    """Where the tag of the body begins; -1 where the page has none."""
    found = markup.find(_ID)
    while found >= 0:
        tag = _TAG_START.search(markup, max(0, found - _LONGEST_TAG), found)
        if tag:
            return tag.start()
        found = markup.find(_ID, found + 1)
    return -1


def body_of(markup: str, post: str) -> HtmlElement:
    """The body, from the post's own text or else from the page; empty where there is none.

    `post` is the script that holds the post's object, "" on pages that have none.
    """
    source = script.field(post, "content_noencode")
    element = _parse(source if _BLOCK.search(source) else _paragraphs(source))
    if not (element.text_content().strip() or source):
        element = _from_page(markup)
    _tidy(element)
    return element


def _from_page(markup: str) -> HtmlElement:
    start = position(markup)
    if start < 0:
        return _parse("")
    tree = _parse(without_scripts(markup[start:])[:_LONGEST_BODY])
    return next(iter(tree.xpath(f"//*[@id='{_ID}']")), tree)


def _paragraphs(text: str) -> str:
    """Markup of a text post: blank lines part paragraphs, single ones may be mere wraps."""
    return "".join(
        f"<p>{'<br>'.join(join_wrapped(part.splitlines()))}</p>"
        for part in _PARAGRAPH_END.split(text)
        if part.strip()
    )


def _parse(source: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    markup = f"<div>{source}</div>".replace("\0", "").encode("utf-8", "replace")
    return document_fromstring(markup, parser=parser)


def _tidy(root: HtmlElement) -> None:
    for element in list(root.iter(*_NOT_TEXT)):
        element.drop_tree()
    for element in list(root.iterdescendants()):
        if _HIDDEN.search(element.get("style", "")) and element.getparent() is not None:
            element.drop_tree()
    for image in root.iter("img"):
        image.set("src", image.get("data-src") or image.get("src") or "")
        if image.get("alt", "").strip().lower() in _NO_ALT:
            image.set("alt", "")
