"""The pictures of a body: their late addresses, their names, and those that show nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.html import Element

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_ALT: Final = frozenset({"图片", "image", "img", "cover_image", "undefined", "null"})
_SMILEY: Final = re.compile(r"^https?://res\.wx\.qq\.com/.*(?:emoji|emotion|smiley)")
_WIDTH: Final = re.compile(r"(?<![\w-])width\s*:\s*(\d+)(?:\.\d+)?px", re.IGNORECASE)
_SMILEY_WIDTH: Final = 64  # pixels; wider pictures show something


def tidy_pictures(body: HtmlElement) -> None:
    """Each picture once, on a line of its own, under the address that the page loads late.

    A smiley is read as its name. A picture that comes again is an ornament between paragraphs.
    """
    seen: set[str] = set()
    for image in list(body.iter("img")):
        alt = (image.get("alt") or "").strip()
        source = image.get("data-src") or image.get("src") or ""
        image.set("src", source)
        image.set("alt", "" if alt.lower() in _NO_ALT else alt)
        if _is_smiley(image):
            image.tail = f"{image.get('alt')}{image.tail or ''}"
        if source in seen or _is_smiley(image):
            image.drop_tree()
        else:
            _set_apart(image)
        seen.add(source)


def _is_smiley(image: HtmlElement) -> bool:
    widths = (image.get("data-w") or "", *_WIDTH.findall(image.get("style") or ""))
    is_small = any(width.isdigit() and int(width) <= _SMILEY_WIDTH for width in widths)
    return is_small or bool(_SMILEY.search(image.get("src") or ""))


def _set_apart(image: HtmlElement) -> None:
    """Break the line before and after `image`."""
    after = Element("br")
    after.tail, image.tail = image.tail, None
    image.addprevious(Element("br"))
    image.addnext(after)
