"""Feeds in small, with words written for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

SENTENCE = "河堤上的四百盏灯在雨里亮着，城南旧事社的人都来看了，桥头的茶馆也开到很晚。"
WHOLE = f"<section><p style='color:red'>{SENTENCE * 8}</p>" * 2 + "</section>"
"""An article of more than 400 characters, as WeChat's bridges bring it."""


def item(
    number: int | str,
    *,
    link: str | None = None,
    at: int = 0,
    guid: str | None = None,
    more: str = "",
) -> str:
    """An item of RSS; `at` in epoch seconds, 0 for none."""
    place = f"https://example.com/{number}" if link is None else link
    date = format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True) if at else ""
    return (
        f"<item><title>Entry {number}</title>"
        + (f"<link>{escape(place)}</link>" if place else "")
        + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + f"{more}</item>"
    )


def rss(*items: str, title: str = "Harbour News", head: str = "") -> str:
    """RSS 2.0."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"{head}"
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{title}</title><link>https://example.com/</link>{''.join(items)}</channel></rss>"
    )


def encoded(markup: str) -> str:
    """The element in which RSS brings whole articles."""
    return f"<content:encoded><![CDATA[{markup}]]></content:encoded>"


def atom(*entries: str, title: str = "Harbour News", attributes: str = "") -> str:
    """Atom 1.0."""
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {attributes}>'
        f"<title>{title}</title>{''.join(entries)}</feed>"
    )
