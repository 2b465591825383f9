"""The canonical address of a link: its key, the same for every way one page is shared."""

from __future__ import annotations

import re
from typing import Final

from ada_url import URL

from bot.core.links.tracking import without_tracking
from bot.core.links.twins import untwinned

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_AMP_PREFIX = re.compile(r"(?:amp;)+", re.IGNORECASE)

_WECHAT: Final = "mp.weixin.qq.com"
_WECHAT_PARAMETERS: Final = frozenset({"__biz", "mid", "idx", "sn"})


def canonical(url: str) -> str:
    """The key of a parsed http(s) address: always https, and `canonical(key) == key`.

    Ends, because every step that changes anything but `%` itself makes the address shorter.
    """
    while (simpler := _simplified(untwinned(url))) != url:
        url = simpler
    return url


def _simplified(url: str) -> str:
    parsed = URL(url)
    host = parsed.hostname.removesuffix(".")
    port = "" if parsed.port in {"", "443"} else f":{parsed.port}"
    path = _unescaped(parsed.pathname).rstrip("/")
    query = _query(host, path, parsed.search.removeprefix("?"))
    # Through the parser again: what was unescaped may have become a dot segment.
    return URL(f"https://{host}{port}{path}{query}").href


def _unescaped(text: str) -> str:
    """Escapes of plain characters undone, all others in capitals, a stray `%` escaped."""
    return _PERCENT.sub(_one_escape, text)


def _one_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def _query(host: str, path: str, query: str) -> str:
    """Sorted by name; what one name holds stays in its order."""
    parts = [_AMP_PREFIX.sub("", _unescaped(part), count=1) for part in query.split("&")]
    parts = _of_wechat(path, parts) if host == _WECHAT else parts
    kept = sorted(without_tracking(host, parts), key=_name)
    return "?" + "&".join(kept) if kept else ""


def _of_wechat(path: str, parts: list[str]) -> list[str]:
    """A short address says it all; a long one is named by four parameters, the rest is chatter."""
    if path.startswith("/s/"):
        return []
    if not {"__biz", "mid"} <= {_name(part) for part in parts}:
        return parts
    return [part.replace("%3D", "=") for part in parts if _name(part) in _WECHAT_PARAMETERS]


def _name(part: str) -> str:
    return part.partition("=")[0]
