"""Who wrote an article: the declared names first, then the ones that stand by the headline."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from bot.core.extract.metadata.facts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.metadata.bylines import Bylines
    from bot.core.extract.metadata.facts import Facts

_META: Final = (
    "author",
    "article:author",
    "article:author_name",
    "og:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "mediator_author",
    "creator",
)
_CALLED: Final = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|writer|contributor|authorname)(?:$|[\s_-])", re.IGNORECASE
)
_LEAD: Final = re.compile(
    r"^(?:.*(?:作者|撰文|撰稿|责任编辑|责编|编辑|记者)\s*[:：]"
    r"|(?:.{0,30}\b(?:posts?|articles?|stories|beiträge|artikel|entradas)\s+)?"
    r"(?:(?:article|posted|published|story|words|text|written)\s+)?"
    r"(?:by|author|von|par|por|di|door|af|av|от|автор)\b"
    r"|(?:作者|撰文|撰稿|文|编辑|责任编辑|责编|本报记者|记者)(?=[\s/／|\u4e00-\u9fff]))"
    r"\s*[:：|/／-]*\s*",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(
    r"(?:^|\W)(?:(?:written|posted|words|story|article)\s+by|by|von|par|por|автор:?)\s+(?=\w)",
    re.IGNORECASE,
)
_TRAIL: Final = re.compile(
    r"\s*(?:[|•·—–(（<【\[].*|\bon\s+\w+\s+\d.*|,?\s*\b(?:published|updated|posted|last)\b.*"
    r"|\s(?:阅读|评论|来源|时间|发布|发表|编辑|点击|浏览).*)$",
    re.IGNORECASE | re.DOTALL,
)
_NO_NAME: Final = re.compile(
    r"https?|www\.|@\w+\.\w|^\W*$|\d{4}|[<>{}\[\]=*%]|\.(?:com|org|net|cn|jpg|png)\b"
    r"|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
    r"|^[A-Z]{2}$|^(?:about|admin(?:istrator)?|anonymous|author|bio|by|contact|contributors?|editor"
    r"|e-?mail|follow|guest|home|member|more|name|no author|none|null|publisher|profile|read|root"
    r"|share|staff|super ?user|the author|undefined|unknown|user|view|web ?master"
    r"|匿名|佚名|管理员|未知|网友)"
    r"\b\W*(?:posts?|more|all|bio|page|name)?$"
    r"|关注|登录|注册|订阅|评论"
    r"|\b(?:posts?|articles?) by\b|\bview (?:all|more)\b|\bread(?:ing)? (?:more|time)\b",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"\b(?:analyst|ceo|co-?founder|contributor|correspondent|cto|director|editor|engineer|expert|founder"
    r"|freelancer?|journalist|manager|officer|president|producer|professor|reporter|researcher"
    r"|reviewer|scientist|specialist|strategist|writer)\b",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(
    r"\s*(?:[;；、|/／&，]|,(?!\s*(?:jr|sr|ph\.?\s?d|m\.?d|esq)\b)|\b(?:and|und|et|y|e|och)\b)\s*",
    re.IGNORECASE,
)
_HAN_NAME: Final = (
    r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff·]{1,8}|[\u4e00-\u9fff]{4}"
)
_REPORTERS: Final = re.compile(
    rf"(?:^|[（(])[^，。！？（(]{{0,12}}(?:(?<!小)记者|撰文|撰稿|采写|文\s*[:：/／|])\s*[:：/／|]?\s*"
    rf"((?:{_HAN_NAME})(?:[\s、，]+(?:{_HAN_NAME}))*)\s*(?:[/／].*|[文摄]|报道|综合报道)?[）)]?$"
)
_LABELLED: Final = (  # the surest first
    re.compile(r"作\s*者\s*[:：](.{2,40})"),
    re.compile(r"(?:^|[\s(（])由\s*(\S{2,20})\s*(?:张贴|发表|发布)"),
)
_EDITOR: Final = re.compile(r"(?:责任编辑|责编|编辑)\s*[:：](.{2,30})")
_TAGS: Final = ("a", "address", "cite", "div", "em", "li", "p", "span", "strong")
_LONGEST: Final = 60  # characters of one name
_LONGEST_LINE: Final = 500  # characters of a byline
_MOST_NAMES: Final = 8
_MOST_WORDS: Final = 6  # of one name


def author_of(facts: Facts, bylines: Bylines, site: str | None) -> str | None:
    """The names of the authors, joined by commas; None where nobody is named."""
    lists = (
        _people_among(names, site or "")
        for names in chain(_declared(facts), _written(facts, bylines))
    )
    people = next(filter(None, lists), [])[:_MOST_NAMES]
    if any(" " not in name and name.isascii() for name in people):
        known = list(chain.from_iterable(lists))
        people = [_full(name, known) for name in people]
    return ", ".join(dict.fromkeys(people)) or None


def _people_among(names: list[str], site: str) -> list[str]:
    """`names` without the site's own, or a part of it, beside which a person stands."""
    others = [name for name in names if name.casefold() != site.casefold()]
    return [name for name in others if name.casefold() not in site.casefold()] or others


def _full(name: str, known: Sequence[str]) -> str:
    """The full name that the page tells elsewhere, for a first name alone."""
    return next((other for other in known if other.startswith(f"{name} ")), name)


def _declared(facts: Facts) -> Iterator[list[str]]:
    """Lists of names that the page declares for machines, the surest first."""
    yield list(_people(facts, facts.article.get("author")))
    for name in _META:
        yield names_in(facts.first(name))
    cited = (" ".join(reversed(name.split(",", 1))) for name in facts.every("citation_author"))
    yield list(chain.from_iterable(map(names_in, cited)))
    if "written" in facts.first("twitter:label1").casefold():
        yield names_in(facts.first("twitter:data1"))


def _written(facts: Facts, bylines: Bylines) -> Iterator[list[str]]:
    """Lists of names that stand on the page for readers, the surest first."""
    for element in chain(islice(_marked(facts), 5), islice(_called(facts), 5)):
        yield names_in(_short_text(element))
    for line in chain(bylines.below(), bylines.above()):
        if signed := _SIGNED.search(line):
            yield [name for name in names_in(line[signed.end() :]) if name[:1].isupper()]
    lines = list(bylines.all())
    for form in (*_LABELLED, _REPORTERS, _EDITOR):
        for found in filter(None, map(form.search, lines)):
            yield found[1].split() if form is _REPORTERS else names_in(found[1])


def _people(facts: Facts, value: Any) -> Iterator[str]:
    """The names in an `author` of JSON-LD: text, a node, a reference to one, or a list of them."""
    value = facts.resolved(value)
    if isinstance(value, list):
        for one in value[:_MOST_NAMES]:
            yield from _people(facts, one)
    elif isinstance(value, dict):
        yield from names_in(text_of(value, "name"))
    elif isinstance(value, str):
        yield from names_in(value)


def _marked(facts: Facts) -> Iterator[HtmlElement]:
    """Elements that HTML or microdata marks as the author."""
    for element in facts.document.tree.iter():
        marks = f"{element.get('itemprop') or ''} {element.get('rel') or ''}".split()
        if "author" in marks and element.tag not in ("meta", "link", "head"):
            yield next(
                (inner for inner in element.iter() if inner.get("itemprop") == "name"), element
            )


def _called(facts: Facts) -> Iterator[HtmlElement]:
    """Elements whose class or id says that they name the author."""
    for element in facts.document.tree.iter(*_TAGS):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(names) > 3 and _CALLED.search(names[:200]):
            yield element


def _short_text(element: HtmlElement) -> str:
    text = " ".join(" ".join(map(str, element.itertext())).split())
    return text if len(text) <= 2 * _LONGEST else ""


def names_in(text: str) -> list[str]:
    """The names in a byline, without "by" before them and roles or dates after."""
    text = _TRAIL.sub("", _LEAD.sub("", " ".join(text[:_LONGEST_LINE].split())))
    if _NO_NAME.search(text):
        return []
    names = [part.strip(" .,:;-–—@）)】]") for part in _SPLIT.split(text)]
    return [name for name in names if _is_name(name)]


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and not _NO_NAME.search(text)
        and not _ROLE.search(text)
    )
