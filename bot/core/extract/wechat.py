"""Posts of WeChat official accounts (mp.weixin.qq.com), every kind of them.

A page is 2–4 MB, nearly all of it script, and the post stands in script variables: so the
variables are read, and the tree of the whole page is never built.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lxml.html import fragment_fromstring

from bot.core.extract.language import language_of
from bot.core.extract.markdown import to_markdown, to_text
from bot.core.model import Article, Refusal, RefusalCode

if TYPE_CHECKING:
    from bot.core.extract.document import Document

_HOSTS: Final = frozenset({"mp.weixin.qq.com"})
_CHINA: Final = timezone(timedelta(hours=8))
_SOURCE: Final = "微信公众号"
_SHAPES: Final = ('id="js_content"', "cgiDataNew", "content_noencode")


def matches(document: Document) -> bool:
    """A post by its host or, for a saved file, by its shape."""
    if document.url is not None and urlsplit(document.url).hostname in _HOSTS:
        return True
    return "mmbiz" in document.html and any(shape in document.html for shape in _SHAPES)


def read(document: Document) -> Article | Refusal:
    """The post, or the platform's own notice that there is none."""
    markup = document.html
    body = _variable(markup, "content_noencode") or _content(markup)
    if not body.strip():
        return Refusal(RefusalCode.TOO_SHORT, "no body")
    element = fragment_fromstring(_as_html(body), create_parent="div")
    text = to_text(element)
    return Article(
        url=document.url,
        title=html.unescape(_variable(markup, "msg_title") or _variable(markup, "title"))
        or text[:60],
        text=text,
        markdown=to_markdown(element, document.url),
        language=language_of(text, "zh"),
        author=_variable(markup, "author")
        or _variable(markup, "nick_name")
        or _variable(markup, "nickname"),
        source=_SOURCE,
        published=_published(markup),
    )


def _as_html(body: str) -> str:
    if re.search(r"<(?:p|section|div)\b", body):
        return body
    return "".join(f"<p>{part}</p>" for part in body.split("\n") if part.strip())


def _content(markup: str) -> str:
    start = markup.find('id="js_content"')
    if start < 0:
        return ""
    end = markup.find("<script", start)
    return markup[markup.find(">", start) + 1 : end if end > 0 else None]


_VALUE: Final = re.compile(
    r"\s*[:=]\s*(?:xml\s*\?\s*getXmlValue\([^)]*\)\s*:\s*)?(?:\w+\()?(['\"])"
)


def _variable(markup: str, name: str) -> str:
    position = markup.find(name)
    while position >= 0:
        end = position + len(name)
        value = _VALUE.match(markup, end)
        if value and not re.match(r"[\w$-]", markup[position - 1]):
            close = markup.find(value[1], value.end())
            text = markup[value.end() : close]
            if text:
                return _unescape(text)
        position = markup.find(name, end)
    return ""


def _unescape(text: str) -> str:
    return re.sub(r"\\x([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), text)


def _published(markup: str) -> date | None:
    for name in ("ori_create_time", "oriCreateTime", "create_time", "ct"):
        value = _variable(markup, name)
        if value.isdigit():
            return datetime.fromtimestamp(int(value), UTC).astimezone(_CHINA).date()
    return None
