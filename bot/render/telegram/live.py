"""What Telegram would bring to life in a plain text: mentions, commands, addresses, numbers.

The server looks for them in every message; code is the one place where it does not. Its rules
are known from tdlib (MessageEntity.cpp, find_entities). Ours are wider on purpose: more names
are top-level domains every year, and a file name looks no worse as code.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from string import ascii_letters, digits
from typing import Final

_TAIL: Final = r"[!#-;=?-~]*"
"""The rest of an address: ASCII that is seen, but for quotes and angle brackets."""

_SCHEME: Final = (
    "bitcoin|data|ethereum|javascript|magnet|mailto|sms|tel|tg|ton|vbscript|weixin|wxid"
)
_GLUED: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Scripts where a full stop of ASCII between two sentences is no rare slip of the pen."""

_GLUED_TOP: Final = (
    "佛山|慈善|集团|在线|点看|八卦|公益|公司|香格里拉|网站|移动|我爱你|联通|时尚|微博|淡马锡|商标|商店|商城|新闻"
    "|家電|中文网|中信|中国|中國|娱乐|谷歌|電訊盈科|购物|通販|网店|餐厅|网络|香港|亚马逊|食品|飞利浦|台湾|台灣"
    "|手机|澳門|政府|机构|组织机构|健康|招聘|大拿|世界|書籍|网址|天主教|游戏|企业|信息|嘉里大酒店|嘉里|广东"
    "|新加坡|政务|セール|ファッション|ストア|アマゾン|ポイント|クラウド|みんな|グーグル|コム|한국|삼성|닷컴|닷넷"
)
_NO_MORE: Final = r"(?![A-Za-z0-9_]|(?=[\u00c0-\U0010ffff])\w)"
_TOP: Final = (
    r"(?:[A-Za-z]{2}[A-Za-z0-9_~-]*(?:\.[A-Za-z0-9_~-]+)*"
    rf"|[^\W\d_A-Za-z{_GLUED}]+|(?:{_GLUED_TOP}){_NO_MORE})"
)
_RULES: Final = (
    rf"://{_TAIL}",
    rf"(?<![A-Za-z0-9])(?i:{_SCHEME}):(?=[^\s]){_TAIL}",
    rf"(?<=[\w~\u00c0-\U0010ffff])\.{_TOP}(?::[0-9]+)?(?:[/?#]{_TAIL})?",
    rf"[0-9]+(?:\.[0-9]+){{3,}}(?:[:/?#]{_TAIL})?",
    r"@(?:[A-Za-z0-9_]+|\w{1,4})",
    r"(?<![\w/])/[A-Za-z0-9_][A-Za-z0-9_/.@-]*",
    r"(?<![A-Za-z0-9_\u4e00-\u9fff])#[\w\u00b7\u200c\u0d80-\u0dff]{1,64}",
    r"\$(?:1INCH|[A-Z]+)",
    r"\+[0-9][0-9 ()./-]{5,20}[0-9]",
    r"[0-9](?:[ -]{0,18}[0-9]){12,}",
)
_HOST: Final = f"{ascii_letters}{digits}_~.+%@-"
"""What stands before the sign of an address: a scheme, a host, or a user and his host."""

_MOST_HOST, _MOST_LETTERS = 100, 8
_ENDS: Final = ".,:;!?'`"
"""What closes a sentence rather than an address; so does a bracket that it did not open."""

_SPARK: Final = re.compile(r"[@#$/.:+]|(?:[0-9][ -]*){6}")
_DAMP: Final = "\u2060"
"""The word joiner: seen by nobody, and the end of every mention, address and number."""


@lru_cache(maxsize=512)  # a message is written again and again until it fits
def find_live(text: str) -> tuple[tuple[int, int], ...]:
    """Where in one line something would come to life: pairs of begin and end, in order.

    Each rule looks at the whole text, as the server's do; what overlaps is one.
    """
    spans = sorted(
        (_beginning(text, found.start()), found.start() + len(_trimmed(found[0])))
        for rule in _rules()
        for found in rule.finditer(text)
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def defuse(live: str) -> str:
    """`live` with an unseen character behind each sign that brings it to life."""
    return _SPARK.sub(rf"\g<0>{_DAMP}", live)


def _beginning(text: str, at: int) -> int:
    """Where the address begins whose sign is at `at`; all else begins with its sign.

    A name may be of any letters; of scripts without spaces only a few can be its own.
    """
    if text[at] not in ".:":
        return at
    before = text[max(0, at - _MOST_HOST) : at]
    host = len(before) - len(before.rstrip(_HOST))
    if host or text[at] == ":":
        return at - host
    letters = next(
        (n for n in range(min(len(before), _MOST_LETTERS)) if not before[-1 - n].isalnum()),
        _MOST_LETTERS,
    )
    return max(0, at - max(1, letters))


def _trimmed(live: str) -> str:
    return live.rstrip(_ENDS if "(" in live else f"{_ENDS})") or live


@cache
def _rules() -> tuple[re.Pattern[str], ...]:
    """Compiled at the first message, not at import: the command line may never need them."""
    return tuple(map(re.compile, _RULES))
