"""Which passages can be quoted: whole sentences of the story, clear of what surrounds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.check.language import other_language
from bot.core.check.links import has_link
from bot.core.injection import codes
from bot.core.summarize.paragraphs import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Passage

_COLUMNS = range(20, 481)  # 240 Chinese characters
_WHOLE = re.compile(r"[。！？!?.…｡۔؟।]\s?[\"'”’」』）)\]】》*_]*$")
_QUESTION = re.compile(r"[？?؟]\s?[\"'”’」』）)\]】》*_]*$")
_UNFINISHED = re.compile(r"[，,、；;：:—-]$")
_PIECE_OF_LONG = 200
_CAPTION = re.compile(
    r"(?:[▲△▼↑↓◎■▌]|图[\s\d一二三四五六七八九十]*[：:|｜/丨]|图\s?\d|[（(]图|表\s?\d|\(?(?:photo"
    r"|image|picture|figure|table)s?\b"
    r"\s?(?:\d|:|by|credit|source))",
    re.IGNORECASE,
)
_OTHER_BLOCK = re.compile(r"#{1,6}\s|\||>|```|~~~")
_ROUND_ABOUT = re.compile(
    r"关注(?:我们|本号|公众号|[^，。]{0,10}公众号)|公众号|点赞|点个|在看|转发|扫码|二维码|长按"
    r"|点击|阅读原文|星标|加群|入群"
    r"|投稿|转载|版权|责任?编辑|[编校][辑对][：:|｜丨]|^(?:作者|来源|编辑|文|撰文|记者|原标题"
    r"|摄影|校对|审核|监制|出品)\s?[：:|｜丨/]"
    r"|图源|图片来源|©|免责声明|商务合作|联系我们|往期|推荐阅读|相关阅读|延伸阅读|以上就是|感谢"
    r"(?:阅读|观看|收看|您的)"
    r"|(?:visit|go to|访问|登录|前往)\s?[a-z\d.-]+\.[a-z]{2,}"
    r"|未经(?:授权|许可)|留言区|评论区|谢谢(?:大家|观看|阅读)"
    r"|\bsign(?:ing)? up\b|\bsubscribe|\bnewsletter|\bclick (?:here|below|on)|\bread more\b"
    r"|\bfollow us\b|\bshare this\b"
    r"|\ball rights reserved|\bcopyright\b|\bcookies?\b.{0,40}\b(?:use|accept|policy|site)"
    r"|\badvertis(?:ement|ing)\b"
    r"|\brelated (?:articles|stories|posts)|\bscroll down\b|\bterms of (?:use|service)"
    r"|\bprivacy policy\b"
    r"|\bleave a comment|\bthis (?:article|post|story) (?:was|is|has been) (?:originally|first"
    r"|updated)|\beditor's note"
    r"|\blog ?in\b|\bcreate an account|\bwatch (?:the|this) video\b|\bdownload (?:the|our) app\b"
    r"|\blisten to\b",
    re.IGNORECASE,
)
_LONGEST_ROUND_ABOUT = 120
_PAIRS = (
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("（", "）"),
    ("(", ")"),
    ("《", "》"),
    ("[", "]"),
)
_SPEECH = re.compile("[\"“「『'‘].*[\"”」』'’][.。]?")  # somebody's words from end to end


_FEW = 3


def quotable(
    candidates: Sequence[Passage], passages: Sequence[Passage], language: str
) -> list[Passage]:
    """Those of `candidates`, some of an article's `passages`, that are statements of the story.

    Where the story has too few of them (a list, a poem, a talk written down), the bar is lowered
    step by step; a caption, a call to subscribe, a link or a handle passes none.
    """
    clean = [passage for passage in candidates if _is_story(passage.text)]
    in_language = [p for p in clean if not other_language(p.text, language)]
    if 2 * len(in_language) > len(clean):  # else the language was guessed wrong
        clean = in_language
    whole = [passage for passage in clean if _is_whole(passage, passages)]
    statements = [passage for passage in whole if _is_statement(passage.text)]
    return next((found for found in (statements, whole, clean) if len(found) >= _FEW), clean)


def _is_story(text: str) -> bool:
    if columns(text) >= _COLUMNS.stop or _OTHER_BLOCK.match(text) or _CAPTION.match(text):
        return False
    if len(text) <= _LONGEST_ROUND_ABOUT and _ROUND_ABOUT.search(text):
        return False
    return not (has_link(text) or codes(text))


def _is_whole(passage: Passage, passages: Sequence[Passage]) -> bool:
    """Whether a passage is a sentence with its beginning and end, and not a heading or a shout."""
    text = passage.text
    if columns(text) < _COLUMNS.start or not _WHOLE.search(text) or text[0].islower():
        return False
    before = passages[passage.number - 2].text if passage.number > 1 else ""
    cut_off = len(before) >= _PIECE_OF_LONG and not _WHOLE.search(before)
    return not cut_off and all(text.count(left) == text.count(right) for left, right in _PAIRS)


def _is_statement(text: str) -> bool:
    return not (_QUESTION.search(text) or _SPEECH.fullmatch(text))
