"""OPML: lists of feeds, as readers of feeds hand them to one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from bot.core.daily.entries import ILLEGAL, address_of
from bot.core.invisible import strip_invisible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST: Final = 500

_ROOT: Final = re.compile(r"<opml[\s>]", re.IGNORECASE)
_STRAY_AMPERSAND: Final = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_WRAPPED: Final = re.compile(r"feed:(?://)?(?=https?:)", re.IGNORECASE)
_OLD_SCHEME: Final = re.compile(r"feed:(?=//)", re.IGNORECASE)


def read_opml(text: str) -> tuple[str, ...]:
    """The feeds' addresses in their order, once each, at most 500, however deep they lie.

    Raises:
        ValueError: it is no OPML.
    """
    root = _ROOT.search(text[:65_536])
    if root is None:
        raise ValueError("no OPML: there is no <opml> in it")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    # From the root on: a document type, and with it any entity of its own, is left behind.
    markup = _STRAY_AMPERSAND.sub("&amp;", ILLEGAL.sub("", text[root.start() :]))
    try:
        tree = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise ValueError("no OPML: it cannot be read")
    return tuple(dict.fromkeys(_addresses(tree)))[:MOST]


def _addresses(tree: etree._Element) -> Iterator[str]:
    for outline in tree.iter("outline"):
        for name, value in outline.items():
            if name.lower() == "xmlurl":
                unwrapped = _WRAPPED.sub("", str(value), count=1)
                written = _OLD_SCHEME.sub("http:", unwrapped, count=1)
                if url := address_of(written, None):
                    yield url


def write_opml(title: str, feeds: Sequence[tuple[str, str]]) -> str:
    """OPML 2.0 of feeds, each a title and an address."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = strip_invisible(title)
    body = etree.SubElement(root, "body")
    for name, url in feeds:
        words = " ".join(strip_invisible(name).split()) or url
        named = {"type": "rss", "text": words, "title": words, "xmlUrl": strip_invisible(url)}
        etree.SubElement(body, "outline", named)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written.decode()
