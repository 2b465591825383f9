"""A copy of the page to work on, without what no reader came for."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# `noscript` stays: pages keep whole articles in it.
_UNREAD: Final = (
    "applet",
    "audio",
    "canvas",
    "datalist",
    "dialog",
    "embed",
    "iframe",
    "input",
    "object",
    "option",
    "select",
    "style",
    "svg",
    "textarea",
    "video",
)
_DATA: Final = "application/ld+json"  # the extractors read it too
_CONSENT: Final = re.compile(
    r"cookies?[-_]?(?:agree|alert|banner|bar|box|compliance|consent|control|dialog|disclaimer"
    r"|disclosure|hint|info|law|layer|message|modal|monster|notice|overlay|policy|popup|preference"
    r"|prompt|setting|wall|warning)|cookie(?:bot|consent)|(?:^|[\s_-])consent(?:$|[\s_-])|gdpr|ccpa"
    r"|onetrust|\bot-(?:sdk|pc)|didomi|cmpbox|truste|usercentrics|qc-cmp|sp_message|borlabs|iubenda"
    r"|klaro|cc-(?:window|banner)|privacy[-_](?:banner|notice|popup|prompt)",
    re.IGNORECASE,
)


def pruned(tree: HtmlElement) -> HtmlElement:
    """A copy of `tree` without scripts, controls, dialogues and consent notices."""
    copy = deepcopy(tree)
    for element in list(copy.iter("script", *_UNREAD)):
        if element.tag != "script" or element.get("type") != _DATA:
            _drop(element)
    whole = len(str(copy.text_content()))
    for element in list(filter(_interrupts, copy.iterdescendants("div", "section", "aside", "p"))):
        if 2 * len(str(element.text_content())) < whole and element.find(".//h1") is None:
            _drop(element)
    return copy


def _interrupts(element: HtmlElement) -> bool:
    """Whether an element is a dialogue or asks for consent, by its role or its names."""
    if element.get("role") in ("dialog", "alertdialog") or element.get("aria-modal") == "true":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:400]
    return len(names) > 3 and bool(_CONSENT.search(names))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
