"""Elements of a page, read into its structure."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from bot.core.extract.elements import BLOCKS, HEADINGS, UNREAD
from bot.core.extract.markdown.addresses import absolute
from bot.core.extract.markdown.flow import Flow
from bot.core.extract.markdown.pictures import emoji_of, picture_of
from bot.core.extract.markdown.structure import (
    Code,
    Figure,
    Heading,
    Items,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Span,
    Style,
)
from bot.core.extract.markdown.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from bot.core.extract.markdown.structure import Block

_DEEPEST: Final = 100  # levels; below them only the words count
_PLAIN: Final = Style()
_CHANGES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("strong", ("b", "strong")),
    ("emphasis", ("em", "i", "cite", "dfn")),
    ("code", ("code", "kbd", "samp", "tt")),
    ("struck", ("del", "s", "strike")),
)
_STYLES: Final[dict[str, dict[str, Any]]] = {
    tag: {change: True} for change, tags in _CHANGES for tag in tags
}
_LANGUAGE: Final = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-(?:source-|text-)?|brush:\s*|sourceCode\s+)([\w+#.-]{1,20})",
    re.IGNORECASE,
)
_NO_LANGUAGE: Final = frozenset(
    {"default", "none", "nohighlight", "notranslate", "plaintext", "text"}
)
_FEWEST_NUMBERS: Final = 3
_LINE_NUMBER: Final = re.compile(r"\s*\d{1,5}")
_PERMALINKS: Final = frozenset(
    {"#", "¶", "§", "🔗", "\uf0c1"}
)  # what headings link to themselves with
_LINES: Final = frozenset({"div", "li", "p", "tr"})
_GUTTER: Final = re.compile(r"\b(?:gutter|line-?numbers?(?:-rows)?|linenos?|lineno|line-number)\b")


def read(element: HtmlElement, base: str | None = None) -> tuple[Block, ...]:
    """The blocks of `element`; relative addresses are joined to `base`."""
    flow = Flow(base)
    _node(flow, element, _PLAIN)
    return tuple(_tidy(flow.finish()))


def _tidy(blocks: tuple[Block, ...]) -> list[Block]:
    """`blocks` without the rules that part nothing: at the ends, and after another one."""
    tidy = [
        block
        for before, block in zip((Rule(), *blocks), blocks, strict=False)
        if not (isinstance(before, Rule) and isinstance(block, Rule))
    ]
    while tidy and isinstance(tidy[-1], Rule):
        tidy.pop()
    return tidy


def _node(flow: Flow, element: HtmlElement, style: Style) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in UNREAD:
        return
    if flow.depth > _DEEPEST:
        flow.words(str(element.text_content()), style)
    elif tag in _READERS:
        _READERS[tag](flow, element, style)
    elif tag in BLOCKS:
        flow.flush()
        _content(flow, element, style)
        flow.flush()
    else:
        _content(flow, element, replace(style, **_STYLES.get(tag, {})))


def _content(flow: Flow, element: HtmlElement, style: Style) -> None:
    flow.depth += 1
    flow.words(element.text, style)
    for child in element:
        _node(flow, child, style)
        flow.words(child.tail, style)
    flow.depth -= 1


def _blocks(flow: Flow, element: HtmlElement, style: Style = _PLAIN) -> tuple[Block, ...]:
    """What is inside `element`, apart from the flow around it."""
    inner = Flow(flow.base, flow.depth + 1)
    _content(inner, element, style)
    return inner.finish()


def _inline(blocks: tuple[Block, ...]) -> tuple[Span | Picture, ...]:
    """The spans of all paragraphs among `blocks` as one line."""
    lines = [line for block in blocks if isinstance(block, Paragraph) for line in block.lines]
    return tuple(chain.from_iterable((*line, Span(" ")) for line in lines))[:-1]


def _heading(flow: Flow, element: HtmlElement, style: Style) -> None:
    blocks = _blocks(flow, element, style)
    if spans := tuple(map(_light, _inline(blocks))):
        flow.add(Heading(HEADINGS[element.tag], spans))
    else:
        flow.add(*blocks)


def _light(span: Span | Picture) -> Span | Picture:
    """A span of a heading, which is strong as it is."""
    if isinstance(span, Picture):
        return span
    return replace(span, style=replace(span.style, strong=False))


def _quote(flow: Flow, element: HtmlElement, style: Style) -> None:
    if blocks := _blocks(flow, element, style):
        flow.add(Quote(blocks))


def _items(flow: Flow, element: HtmlElement, style: Style) -> None:
    items: list[tuple[Block, ...]] = []
    for child in element:
        blocks = _item(flow, child, style)
        if items and child.tag in ("ul", "ol"):  # a list in a list, outside of any item
            items[-1] += blocks
        elif blocks:
            items.append(blocks)
    if items:
        flow.add(Items(tuple(items), _first_number(element) if element.tag == "ol" else None))


def _item(flow: Flow, child: HtmlElement, style: Style) -> tuple[Block, ...]:
    inner = Flow(flow.base, flow.depth + 1)
    if child.tag == "li":
        _content(inner, child, style)
    else:
        _node(inner, child, style)
    inner.words(child.tail, style)
    return inner.finish()


def _first_number(element: HtmlElement) -> int:
    start = element.get("start") or ""
    return int(start) if re.fullmatch(r"\d{1,6}", start) else 1


def _term(flow: Flow, element: HtmlElement, style: Style) -> None:
    flow.flush()
    _content(flow, element, replace(style, strong=True))
    flow.flush()


def _code(flow: Flow, element: HtmlElement, style: Style) -> None:
    del style  # code is set in one style
    pieces: list[str] = []
    _code_text(element, pieces)
    lines = _unnumbered("".join(pieces).replace("\r", "").expandtabs(4).split("\n"))
    while lines and not lines[0].strip():
        lines.pop(0)
    if code := "\n".join(map(str.rstrip, lines)).rstrip():
        flow.add(Code(code, _code_language(element)))


def _code_text(element: HtmlElement, pieces: list[str]) -> None:
    """Gather the text of code as it stands; each block element in it ends a line."""
    if not isinstance(element.tag, str) or _GUTTER.search(element.get("class") or ""):
        return
    if element.tag == "br":
        pieces.append("\n")
    pieces.append(element.text or "")
    for child in element:
        _code_text(child, pieces)
        if child.tag in _LINES and not "".join(pieces[-2:]).endswith("\n"):
            pieces.append("\n")
        pieces.append(child.tail or "")


def _unnumbered(lines: list[str]) -> list[str]:
    """`lines` without their numbers, which some pages set before them or on lines of their own."""
    filled = [line for line in lines if line.strip()]
    numbers = [found[0] for line in filled if (found := _LINE_NUMBER.match(line))]
    if len(numbers) < _FEWEST_NUMBERS or not all(
        int(number) == at for at, number in enumerate(numbers, 1)
    ):
        return lines
    if len(numbers) == len(filled):
        return [_LINE_NUMBER.sub("", line, count=1) for line in filled]
    return [line for line in filled if not line.strip().isdecimal()]


def _code_language(element: HtmlElement) -> str:
    """The language by the names highlighters use, on the code or close around it."""
    around = [element, *element.iter("code"), *element.iterancestors("div", "figure", "td")]
    for near in around[:4]:
        named = f"{near.get('data-lang') or near.get('data-language') or ''}"
        found = _LANGUAGE.search(f"{near.get('class') or ''} language-{named}")
        language = found[1].lower() if found else ""
        if language and language not in _NO_LANGUAGE:
            return language
    return ""


def _figure(flow: Flow, element: HtmlElement, style: Style) -> None:
    """Pictures with their caption, then what else the figure holds."""
    inner = Flow(flow.base, flow.depth + 1)
    caption: tuple[Span | Picture, ...] = ()
    inner.words(element.text, style)
    for child in element:
        if child.tag == "figcaption":
            caption = _caption(flow, child, style)
        else:
            _node(inner, child, style)
        inner.words(child.tail, style)
    blocks = inner.finish()
    pictures = [
        picture for block in blocks if isinstance(block, Figure) for picture in block.pictures
    ]
    if pictures:
        flow.add(Figure(tuple(pictures), caption))
        caption = ()
    flow.add(*(block for block in blocks if not isinstance(block, Figure)))
    flow.add(*([Paragraph((caption,))] if caption else []))


def _caption(flow: Flow, element: HtmlElement, style: Style) -> tuple[Span | Picture, ...]:
    """A caption as one line; its parts, text and credit, are parted where the page does not."""
    inner = Flow(flow.base, flow.depth + 1)
    inner.words(element.text, style)
    for child in element:
        inner.words(" ", style)
        _node(inner, child, style)
        inner.words(child.tail, style)
    return _inline(inner.finish())


def _image(flow: Flow, element: HtmlElement, style: Style) -> None:
    if emoji := emoji_of(element):
        flow.words(emoji, style)
    elif picture := picture_of(element, flow.base):
        flow.picture(picture)


def _anchor(flow: Flow, element: HtmlElement, style: Style) -> None:
    if str(element.text_content()).strip() in _PERMALINKS:
        return
    href = absolute(element.get("href"), flow.base)
    _content(flow, element, replace(style, href=href or style.href))


def _formula(flow: Flow, element: HtmlElement, style: Style) -> None:
    flow.words(element.get("alttext") or str(element.text_content()), style)


def _quotation(flow: Flow, element: HtmlElement, style: Style) -> None:
    flow.words("“", style)
    _content(flow, element, style)
    flow.words("”", style)


def _line_break(flow: Flow, element: HtmlElement, style: Style) -> None:
    del element, style  # a break has neither
    flow.line_break()


def _rule(flow: Flow, element: HtmlElement, style: Style) -> None:
    del element, style
    flow.add(Rule())


def _table(flow: Flow, element: HtmlElement, style: Style) -> None:
    flow.add(*read_table(element, lambda cell: _blocks(flow, cell, style)))


_READERS: Final[dict[str, Callable[[Flow, HtmlElement, Style], None]]] = {
    **dict.fromkeys(HEADINGS, _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _items),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _code),
    "a": _anchor,
    "blockquote": _quote,
    "br": _line_break,
    "dt": _term,
    "figure": _figure,
    "hr": _rule,
    "img": _image,
    "math": _formula,
    "q": _quotation,
    "table": _table,
}
