"""Links in what people write: chat text, with Chinese before, after and around them.

What is a link:
- `http://` and `https://` anywhere, also glued to the word before;
- without a scheme only what is surely meant: `www.` names, and names under a common top-level
  domain that go on with a path (`example.com/post`; not `README.md`, not `node.js`). Read as https;
- the target of a Markdown link, not its label.

Where it ends: at white space, quotes, angle brackets, backslash, bar and at all that is no letter
or digit beyond ASCII; before a closing bracket it did not open; before trailing punctuation.
Letters of scripts that are written without spaces belong to a link only where a path segment or
a value begins with them: `/wiki/维基百科` is whole, `/s/abc这篇` ends at `abc`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from ada_url import URL

from bot.core.errors import BadUrlError
from bot.core.links.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Link

_GLUED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17d3"  # Thai, Lao, Burmese, Jamo, Khmer
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U000323af"
)
"""Letters of scripts without spaces between words, and of Korean, whose particles touch a link."""

_SPACED: Final = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0dff\u10a0-\u10ff\u1200-\u167f\u1681-\u177f"
    "\u1810-\u1fff\u2c00-\u2dff\ua000-\ua4cf\ua640-\ua95f"
)
"""Letters and marks of all other scripts."""

_ASCII: Final = r"A-Za-z0-9\-._~:@!$'()*+,;%{}\[\]^"
"""What a path segment or a value may hold; quotes, `<>`, backtick, bar and backslash are markup."""

_LABEL: Final = rf"[A-Za-z0-9_{_SPACED}][A-Za-z0-9_\-{_SPACED}]*"
_GLUED_LABEL: Final = rf"[{_GLUED}][A-Za-z0-9\-{_SPACED}{_GLUED}]*"
_GLUED_TOP: Final = (
    "中国|中國|公司|网络|網絡|网址|网站|网店|中文网|在线|中信|商城|商标|商店|集团|我爱你|移动|游戏|娱乐|"
    "企业|信息|机构|政府|公益|新闻|香港|台湾|台灣|新加坡|みんな|コム|한국|닷컴|닷넷|ไทย|คอม|ລາວ"
)
_HOST: Final = rf"(?:(?:{_LABEL}|{_GLUED_LABEL})\.)*(?:{_LABEL}|{_GLUED_TOP})\.?"
_CREDENTIALS: Final = rf"(?:[{_ASCII}&=]*@)?"  # taken in, so that the parser sees and refuses them
_AUTHORITY: Final = rf"{_CREDENTIALS}(?:{_HOST}|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?"
_NO_NEXT: Final = r"(?!(?<![/=?&#:.%])(?i:https?)://)"
"""Two addresses that touch are two; one inside another's path or value is not."""
_REST: Final = (
    rf"(?:[/?#](?:{_NO_NEXT}[{_ASCII}/?#&={_SPACED}]"
    rf"|(?<=[/?&=])[{_GLUED}](?:{_NO_NEXT}[{_ASCII}{_SPACED}{_GLUED}·・])*)*)?"
)
_TOP: Final = (
    "com|org|net|edu|gov|info|news|blog|dev|xyz|top|site|io|ai|co|cc|tv|me|ly|cn|hk|tw|jp|kr|sg|uk"
    "|de|fr|nl|eu|es|ca|au|ru|be|ch"
)
_LINK: Final = (
    rf"(?i:https?)://(?>{_AUTHORITY})(?!%){_REST}"  # a host with escapes is a disguise
    rf"|(?<![A-Za-z0-9@./:_\-+%~=&#?\\])"
    rf"(?:(?i:www)\.(?:{_LABEL}\.)+{_LABEL}{_REST}"
    rf"|(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?i:{_TOP})(?=/[^\s/]){_REST})"
)
_MARKDOWN_LABEL: Final = re.compile(r"\[[^\[\]]*\](?=\(\s*<?(?i:https?)://)")

_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_TRAILING: Final = ".,;:!?'*~([{"


def find(text: str, entities: Sequence[str] = ()) -> tuple[Link, ...]:
    """All links of a message, each key once, in order; what the platform marked comes first.

    `entities` are the addresses a platform itself found in the text or hid behind a word.
    """
    found: dict[str, Link] = {}
    for address in _addresses(text, entities):
        try:
            link = parse(address)
        except BadUrlError:
            continue
        if _shows_host(address, link):
            found.setdefault(link.key, link)
    return tuple(found.values())


def _addresses(text: str, entities: Sequence[str]) -> Iterator[str]:
    for entity in entities:
        hidden = entity not in text and re.match(r"\s*https?:", entity, re.IGNORECASE)
        if hidden:  # nobody wrote it, so nothing is glued to it
            yield entity
        else:
            yield from _written(entity)
    yield from _written(_MARKDOWN_LABEL.sub(" ", text))


@cache
def _link() -> re.Pattern[str]:
    """Compiled at the first message, not at import: the command line only parses."""
    return re.compile(_LINK)


def _written(text: str) -> Iterator[str]:
    for match in _link().finditer(text):
        emphasis = "_" if text[match.start() - 1 : match.start()] == "_" else ""
        address = _balanced(match[0]).rstrip(_TRAILING + emphasis)
        yield address if re.match("https?://", address, re.IGNORECASE) else f"https://{address}"


def _balanced(address: str) -> str:
    """Cut before the first bracket that closes what the link did not open."""
    opened = dict.fromkeys(_PAIRS.values(), 0)
    for position, char in enumerate(address):
        if char in opened:
            opened[char] += 1
        elif char in _PAIRS:
            if not opened[_PAIRS[char]]:
                return address[:position]
            opened[_PAIRS[char]] -= 1
    return address


def _shows_host(address: str, link: Link) -> bool:
    """No host that a reader did not see: `0x7f.1` and look-alike letters are not chat."""
    host = URL(link.url).hostname
    return host in address.lower() or "xn--" in host
