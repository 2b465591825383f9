"""What the platform's editor leaves in a body, turned into plain HTML that anybody can read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk
from lxml.html import Element

from bot.core.extract.lines import continues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_NO_TEXT: Final = ("script", "style", "noscript", "svg", "mp-style-type")
_BLOCKS: Final = (
    *("p", "div", "section", "article", "blockquote", "figure", "pre", "ul", "ol", "li"),
    *("table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "img"),
)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BOLD: Final = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LARGE: Final = re.compile(r"font-size\s*:\s*(?:1[89]|[2-9]\d)(?:\.\d+)?px", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"\blang(?:uage)?-([\w+#-]+)")
_NO_ALT: Final = frozenset({"图片", "image", "img", "cover_image", "undefined", "null"})
_SMILEY: Final = re.compile(r"^https?://res\.wx\.qq\.com/.*(?:emoji|emotion|smiley)")
_WIDTH: Final = re.compile(r"(?<![\w-])width\s*:\s*(\d+)(?:\.\d+)?px", re.IGNORECASE)
_SMILEY_WIDTH: Final = 64  # pixels; wider pictures show something
_LONGEST_HEADING: Final = 32  # characters; a bold line that says more is a sentence
_LONGEST_PARAGRAPH: Final = 2000  # characters; who writes longer ones means to
_ORDINAL: Final = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:[、.．:：]|章|节|部分)|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|0?\d{1,2}(?:[、.．:：]|\s)\s*\D|part\.?\s*\d)",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[。，、；！？!?,;….~]$")


def tidy(body: HtmlElement) -> None:
    """Change `body` in place: pictures, code, headings, wrapped lines; then drop all styles."""
    for element in list(body.iter(*_NO_TEXT)):
        element.drop_tree()
    _drop_hidden(body)
    _tidy_pictures(body)
    for span in body.iter("span"):
        if span.get("textstyle") is not None and _BOLD.search(span.get("style") or ""):
            span.tag = "strong"
    for code in list(body.iter("pre")):
        _write_code(code)
    for block in _leaf_blocks(body):
        _raise_heading(block)
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
    if 2 * sum(map(_length, hidden)) < max(_length(body), 1):
        for element in hidden:
            element.drop_tree()


def _tidy_pictures(body: HtmlElement) -> None:
    """Each picture once, on a line of its own, under the address that the page loads late.

    A smiley is read as its name. A picture that comes again is an ornament between paragraphs.
    """
    seen: set[str] = set()
    for image in list(body.iter("img")):
        alt = (image.get("alt") or "").strip()
        source = image.get("data-src") or image.get("src") or ""
        image.set("src", source)
        image.set("alt", "" if alt.lower() in _NO_ALT else alt)
        if _is_smiley(image):
            image.tail = f"{image.get('alt')}{image.tail or ''}"
        if source in seen or _is_smiley(image):
            image.drop_tree()
        else:
            _set_apart(image)
        seen.add(source)


def _set_apart(image: HtmlElement) -> None:
    """Break the line before and after `image`."""
    after = Element("br")
    after.tail, image.tail = image.tail, None
    image.addprevious(Element("br"))
    image.addnext(after)


def _is_smiley(image: HtmlElement) -> bool:
    widths = (image.get("data-w") or "", *_WIDTH.findall(image.get("style") or ""))
    is_small = any(width.isdigit() and int(width) <= _SMILEY_WIDTH for width in widths)
    return is_small or bool(_SMILEY.search(image.get("src") or ""))


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
        for block in body.iter("p", "section", "div", *_HEADINGS)
        if next(block.iterdescendants(*_BLOCKS), None) is None
    ]


def _raise_heading(block: HtmlElement) -> None:
    """A short bold line that is numbered or large is a heading: the editor knows no other."""
    text = _text(block).strip()
    if block.tag not in _HEADINGS:
        if not 1 < len(text) <= _LONGEST_HEADING or _SENTENCE_END.search(text):
            return
        if not (_ORDINAL.match(text) or _is_styled(block, _LARGE)) or not _is_bold(block):
            return
        if any(each.tag in ("blockquote", "td", "li") for each in block.iterancestors()):
            return
        block.tag = "h2"
    for strong in list(block.iter("strong", "b")):
        strong.drop_tag()


def _is_styled(block: HtmlElement, style: re.Pattern[str]) -> bool:
    return any(style.search(each.get("style") or "") for each in block.iter())


def _is_bold(block: HtmlElement) -> bool:
    """Whether every word of `block` is bold."""
    bold = sum(
        _length(each)
        for each in block.iter()
        if _makes_bold(each) and not any(map(_makes_bold, _ancestors(each, block)))
    )
    return 0 < bold == _length(block)


def _makes_bold(element: HtmlElement) -> bool:
    return element.tag in ("strong", "b") or bool(_BOLD.search(element.get("style") or ""))


def _ancestors(element: HtmlElement, top: HtmlElement) -> Iterator[HtmlElement]:
    """The ancestors of `element` up to `top` itself."""
    while element is not top and (parent := element.getparent()) is not None:
        yield parent
        element = parent


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


def _length(element: HtmlElement) -> int:
    """Characters of `element` that are not white space."""
    return len("".join(_text(element).split()))
