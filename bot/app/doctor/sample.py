"""The small article that a model is tried with, and the page it stands on."""

from __future__ import annotations

from typing import Final

from bot.core.model import Article, Page

TITLE: Final = "The night ferry goes electric"
TEXT: Final = """\
The ferry between Holm and Aske has run on batteries since the first of May. Its 12 crossings a \
night used to burn 900 litres of diesel; now they take 4 megawatt hours from the harbour's own \
wind turbine.

The new ship cost 9 million euros, of which the county paid two thirds. It charges for eight \
minutes at each pier while cars drive on and off, and carries 40 of them.

Residents along the quay say that they sleep better, because the engines can no longer be heard. \
The crew had to learn the silent ship anew: twice in the first week it came in too fast and \
damaged a fender.

One worry remains. In calm weather the turbine stands still, and the cable from the mainland can \
charge the ship only half as fast. The operator plans a second cable, but its permit has not been \
granted."""

ARTICLE: Final = Article(url=None, title=TITLE, text=TEXT, markdown=TEXT, language="en")


def sample_page() -> Page:
    """The same as a site would send it."""
    told = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n"))
    page = f"<html lang=en><title>{TITLE}</title><article><h1>{TITLE}</h1>{told}</article></html>"
    return Page("https://example.com/ferry", page.encode(), "text/html; charset=utf-8")
