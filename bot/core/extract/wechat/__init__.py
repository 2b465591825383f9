"""Posts of WeChat official accounts (mp.weixin.qq.com), every kind of them.

A page is 2–4 MB, nearly all of it script, and the post stands in script variables: so the
variables are read, and the tree of the whole page is never built.
"""

from __future__ import annotations

import html
import re
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from bot.core.extract.language import language_of
from bot.core.extract.markdown import to_markdown, to_text
from bot.core.extract.wechat import body, notices, script
from bot.core.model import Article, Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.extract.document import Document

SOURCE: Final = "微信公众号"
_ADDRESS: Final = re.compile(r"https?://mp\.weixin\.qq\.com(?:[:/?#]|$)", re.IGNORECASE)
_SITE_NAME: Final = 'content="微信公众平台"'
_CHINA: Final = timezone(timedelta(hours=8))
_LONGEST_TITLE: Final = 64  # the platform's own limit for a title
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_HEADING: Final = re.compile(
    r"<h[12]\b[^<>]*\bid=\"(?:activity-name|js_text_title)\"[^<>]*>(.{0,2000}?)</h[12]>", re.DOTALL
)
_ACCOUNT: Final = re.compile(r"<a\b[^<>]*\bid=\"js_name\"[^<>]*>(.{0,500}?)</a>", re.DOTALL)
_META: Final = '<meta {key}="{name}"\\s+content="([^"]*)"'
_DAY: Final = re.compile(r"20\d\d-\d\d-\d\d")


def matches(document: Document) -> bool:
    """A post by its host or, for a saved file, by its shape."""
    if _ADDRESS.match(document.url or ""):
        return True
    if _SITE_NAME in document.html:  # pages that merely quote a post's source lack this
        return _is_post(document.html)
    return notices.is_notice(document.html)


def _is_post(markup: str) -> bool:
    return "content_noencode" in markup or body.position(markup) >= 0


def read(document: Document) -> Article | Refusal:
    """The post, or the platform's own notice that there is none."""
    if not _is_post(document.html):
        return notices.refusal(document.html) or Refusal(RefusalCode.NOT_ARTICLE, "no post")
    post = script.post_of(document.html)
    element = body.body_of(document.html, post)
    text = to_text(element)
    return Article(
        url=document.url,
        title=_title(document.html, post) or _first_line(text),
        text=text,
        markdown=to_markdown(element, document.url),
        language=language_of(text, "zh"),
        author=_author(document.html, post),
        source=SOURCE,
        published=_published(document.html, post),
    )


def _title(markup: str, post: str) -> str:
    title = (
        script.field(post, "title")
        or script.variable(markup, "msg_title")
        or _inner_text(_HEADING, markup)
        or script.unescape(_meta(markup, "property", "og:title"))
    )
    return _first_line(html.unescape(html.unescape(title)))


def _first_line(text: str) -> str:
    """The first line, as long as a title may be: text posts have no other title."""
    line = " ".join(text.strip().partition("\n")[0].split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def _author(markup: str, post: str) -> str | None:
    """The byline, or else the account."""
    for name in _author_candidates(markup, post):
        if tidy := " ".join(html.unescape(name).split()):
            return tidy
    return None


def _author_candidates(markup: str, post: str) -> Iterator[str]:
    yield next(script.fields(post, "author"), "")
    yield _meta(markup, "name", "author")
    yield script.variable(markup, "var author")
    yield next(script.fields(post, "nick_name"), "")
    yield script.variable(markup, "nickname")
    yield script.variable(markup, "nick_name")
    yield _inner_text(_ACCOUNT, markup)


def _inner_text(pattern: re.Pattern[str], markup: str) -> str:
    found = pattern.search(markup)
    return _TAG.sub("", found[1]).strip() if found else ""


def _meta(markup: str, key: str, name: str) -> str:
    found = re.search(_META.format(key=key, name=re.escape(name)), markup)
    return found[1].strip() if found else ""


def _published(markup: str, post: str) -> date | None:
    """The day of publication in China, where the reader's calendar hangs."""
    return next(filter(None, map(_day, _date_candidates(markup, post))), None)


def _date_candidates(markup: str, post: str) -> Iterator[str]:
    yield script.field(post, "ori_create_time")
    yield script.field(post, "create_timestamp")
    for name in ("oriCreateTime", "var ct", "create_time", "createTime"):
        yield script.variable(markup, name)
    yield script.field(post, "create_time")


def _day(text: str) -> date | None:
    """Seconds of the epoch, or a day that is written out, as a date."""
    if text.isascii() and text.isdigit() and len(text) == 10:
        return datetime.fromtimestamp(int(text), _CHINA).date()
    written = _DAY.match(text)
    try:
        return date.fromisoformat(written[0]) if written else None
    except ValueError:
        return None
