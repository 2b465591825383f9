"""What the platform's editor leaves in a body, turned into plain HTML that anybody can read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk
from lxml.html import Element

from bot.core.extract.wechat.headings import BOLD, HEADINGS, length_of, raise_heading
from bot.core.extract.wechat.pictures import tidy_pictures
from bot.core.lines import continues

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_TEXT: Final = ("script", "style", "noscript", "svg", "mp-style-type")
_BLOCKS: Final = (
    *("p", "div", "section", "article", "blockquote", "figure", "pre", "ul", "ol", "li"),
    *("table", "tr", "td", "th", *HEADINGS, "img"),
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"\blang(?:uage)?-([\w+#-]+)")
_LONGEST_PARAGRAPH: Final = 2000  # characters; who writes longer ones means to


def tidy(body: HtmlElement) -> None:
    """Change `body` in place: pictures, bold, code, headings, broken lines; then drop styles."""
    for element in list(body.iter(*_NO_TEXT)):
        element.drop_tree()
    _drop_hidden(body)
    tidy_pictures(body)
    for span in body.iter("span"):
        if span.get("textstyle") is not None and BOLD.search(span.get("style") or ""):
            span.tag = "strong"
    for code in list(body.iter("pre")):
        _write_code(code)
    for block in _leaf_blocks(body):
        raise_heading(block)
    for paragraph in list(body.iter("p")):
        _join_next(paragraph)
    for element in body.iter():
        element.attrib.pop("style", None)


def _drop_hidden(body: HtmlElement) -> None:
    """Drop what is hidden inside the body, unless most of the body is."""
    hidden: list[HtmlElement] = []
    walk = iterwalk(body, events=("start",))
    for _, element in walk:
        if element is not body and _HIDDEN.search(element.get("style") or ""):
            hidden.append(element)
            walk.skip_subtree()
    if 2 * sum(map(length_of, hidden)) < max(length_of(body), 1):
        for element in hidden:
            element.drop_tree()


def _write_code(block: HtmlElement) -> None:
    """One `<code>` with line ends; the editor makes each line an element and numbers it apart."""
    for numbers in list(block.itersiblings("ul", preceding=True)):
        if "line-index" in (numbers.get("class") or ""):
            numbers.drop_tree()
    for line_end in list(block.iter("br")):
        line_end.tail = f"\n{line_end.tail or ''}"
    lines = block.findall("code")
    texts = [_text(line).removesuffix("\n") for line in lines] if len(lines) > 1 else [_text(block)]
    classes = " ".join(each.get("class") or "" for each in (block, *lines))
    named = _LANGUAGE.search(classes)
    language = block.get("data-lang") or (named[1] if named else "")
    code = Element("code", {"class": f"language-{language}"} if language else {})
    code.text = "\n".join(texts).replace("\xa0", " ").strip("\n")
    block.text = None
    block[:] = [code]


def _leaf_blocks(body: HtmlElement) -> list[HtmlElement]:
    """The blocks that hold text and no other block."""
    return [
        block
        for block in body.iter("p", "section", "div", *HEADINGS)
        if next(block.iterdescendants(*_BLOCKS), None) is None
    ]


def _join_next(paragraph: HtmlElement) -> None:
    """Draw into `paragraph` the next ones that go on with its last sentence."""
    while (following := paragraph.getnext()) is not None and following.tag == "p":
        before, after = _text(paragraph), _text(following)
        pictured = any(next(each.iter("img"), None) is not None for each in (paragraph, following))
        apart = pictured or (paragraph.tail or "").strip()
        if apart or not (before.strip() and after.strip() and continues(before, after)):
            return
        if len(before) > _LONGEST_PARAGRAPH:
            return
        _append(paragraph, following)


def _append(paragraph: HtmlElement, following: HtmlElement) -> None:
    """Move the content of `following` to the end of `paragraph`."""
    joint = Element("span")
    joint.text = following.text
    joint[:] = list(following)
    following.drop_tree()
    paragraph.append(joint)


def _text(element: HtmlElement) -> str:
    return str(element.text_content())
