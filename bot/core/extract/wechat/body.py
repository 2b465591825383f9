"""The body of a post as one element."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from lxml.html import HTMLParser, document_fromstring

from bot.core.extract.wechat import script
from bot.core.extract.wechat.markup import without_scripts
from bot.core.extract.wechat.tidy import tidy
from bot.core.lines import join_wrapped

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
_PICTURE: Final = re.compile(
    r"height:\s*'\d*'\s*\*\s*1,\s*cdn_url:\s*(?:JsDecode\(\s*)?'([^']+)'", re.DOTALL
)


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
    source = script.field(post, "content_noencode") or script.field(markup, "content_noencode")
    element = _parse(source if _BLOCK.search(source) else _paragraphs(source))
    if not str(element.text_content()).strip():
        element = _from_page(markup)
    if not str(element.text_content()).strip():
        element = _parse(_paragraphs(html.unescape(script.field(post, "desc"))))
    tidy(element)
    pictures = _pictures(markup) if next(element.iter("img"), None) is None else []
    for number, address in enumerate(pictures, 1):
        element.append(_parse(f'<p><img src="{html.escape(address)}" alt="图{number}"></p>'))
    return element


def _from_page(markup: str) -> HtmlElement:
    start = position(markup)
    if start < 0:
        return _parse("")
    tree = _parse(without_scripts(markup[start:])[:_LONGEST_BODY])
    return next(iter(tree.xpath(f"//*[@id='{_ID}']")), tree)


def _pictures(markup: str) -> list[str]:
    """Addresses of a picture post's pictures, which its text refers to by number.

    Articles list the pictures of their body there too.
    """
    start = markup.find("picture_page_info_list = [")
    if start < 0:
        return []
    listed = _PICTURE.findall(markup, start, markup.find("</script", start))
    addresses = (html.unescape(html.unescape(script.unescape(each))) for each in listed)
    return list(dict.fromkeys(address for address in addresses if address.startswith("http")))


def _paragraphs(text: str) -> str:
    """Markup of a text post: blank lines part paragraphs, single ones may be mere wraps."""
    return "".join(
        f"<p>{'<br>'.join(join_wrapped(part.split(chr(10))))}</p>"
        for part in _PARAGRAPH_END.split(text)
        if part.strip()
    )


def _parse(source: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    markup = f"<div>{source}</div>".replace("\0", "").encode("utf-8", "replace")
    return document_fromstring(markup, parser=parser)
