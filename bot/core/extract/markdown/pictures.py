"""The images of a page: their true sources, and which of them are no pictures at all."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.core.extract.markdown.addresses import absolute
from bot.core.extract.markdown.structure import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_LAZY: Final = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-actualsrc",
    "data-original-src",
    "data-lazy",
    "data-echo",
    "data-url",
)
_SETS: Final = ("data-srcset", "data-lazy-srcset", "srcset")
_STAND_IN: Final = re.compile(
    r"^data:|(?:^|[/_.-])(?:blank|spacer|placeholder|pixel|1x1|loading|lazy-?load|transparent)\b",
    re.IGNORECASE,
)
_ORNAMENT: Final = re.compile(
    r"\b(?:avatar|gravatar|emoji|icon|logo|spacer|pixel|sprite|tracking|spinner)\b|wp-smiley",
    re.IGNORECASE,
)
_SMALL: Final = 40  # pixels: below this it is a button, a bullet or a tracker


def picture_of(image: HtmlElement, base: str | None) -> Picture | None:
    """The picture an `<img>` shows, None for an ornament, a tracker or a mere stand-in."""
    if _is_ornament(image):
        return None
    for source in _sources(image):
        if not _STAND_IN.search(source) and (address := absolute(source, base)):
            return Picture(address, " ".join((image.get("alt") or "").split()))
    return None


def emoji_of(image: HtmlElement) -> str:
    """The character an image stands for, "" where it is a picture."""
    alt = (image.get("alt") or "").strip()
    return alt if 0 < len(alt) <= 4 and all(ord(character) > 0x2000 for character in alt) else ""


def _is_ornament(image: HtmlElement) -> bool:
    named = f"{image.get('class') or ''} {image.get('id') or ''} {image.get('role') or ''}"
    return bool(_ORNAMENT.search(named[:300])) or any(
        _is_small(image.get(side)) for side in ("width", "height")
    )


def _is_small(size: str | None) -> bool:
    found = re.match(r"\s*(\d{1,6})(?:px)?\s*$", size or "")
    return bool(found and int(found[1]) < _SMALL)


def _sources(image: HtmlElement) -> Iterator[str]:
    """Addresses of the image, the likeliest first: a lazy page keeps the true one aside."""
    yield from filter(None, (image.get(name) for name in _LAZY))
    yield from _from_set(image)
    yield image.get("src") or ""
    for picture in islice(image.iterancestors("picture"), 1):
        for source in picture.iter("source"):
            yield from _from_set(source)


def _from_set(element: HtmlElement) -> Iterator[str]:
    """The first source of each set: the page's own default size."""
    for name in _SETS:
        words = (element.get(name) or "")[:4000].split(None, 1)
        if words:
            yield words[0].rstrip(",")
