"""Addresses that a page writes, made absolute and harmless."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urljoin

_LONGEST: Final = 2000
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_READABLE: Final = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"[\s<>()\[\]{}\\^`|\"\x00-\x1f\x7f]+")
_IGNORED: Final = re.compile(r"[\t\n\r]")  # as the WHATWG URL parser does


def absolute(address: str | None, base: str | None) -> str | None:
    """`address` on `base`, fit for Markdown; None for what is not http(s) or leads nowhere.

    Without a base a relative address stays as it is.
    """
    written = _IGNORED.sub("", address or "").strip()
    if not written or written.startswith("#") or len(written) > _LONGEST:
        return None
    try:
        joined = urljoin(base or "", written)
    except ValueError:
        return None
    if _SCHEME.match(joined) and not _READABLE.match(joined):
        return None
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), joined)
