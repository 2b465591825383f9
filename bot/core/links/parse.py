"""One address, read as browsers read it (WHATWG URL standard), or refused."""

from __future__ import annotations

import re
from typing import Final

from ada_url import URL, HostType

from bot.core.errors import BadUrlError
from bot.core.links.canonical import canonical
from bot.core.model import Link

MAX_LENGTH: Final = 4096
"""Characters of a serialised address; longer ones are no articles."""

_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
"""A link copied out of HTML source: `?a=1&amp;b=2`. No site has a parameter named `amp;b`."""

_STRIPPED = re.compile(r"[\t\n\r]")
"""What the standard removes from anywhere in an address before it reads it."""

_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*:[/\\]*([^/\\?#]*)", re.IGNORECASE)

_HOST_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
"""Letters, digits, hyphens and underscores: the standard lets more through than names can hold."""


def parse(url: str) -> Link:
    """Read one http(s) address.

    The port is not judged here: which ports may be fetched is the fetcher's policy.

    Raises:
        BadUrlError: not an address, not http(s), with credentials, or with an impossible host.
    """
    parsed = _read(_ESCAPED_AMPERSAND.sub("&", url))
    parsed.hash = ""
    if len(parsed.href) > MAX_LENGTH:
        raise BadUrlError(f"address longer than {MAX_LENGTH} characters")
    return Link(url=parsed.href, key=canonical(parsed.href))


def host_of(link: Link) -> str:
    """The name, or the address, of the link's host; without a trailing dot."""
    return URL(link.url).hostname.removesuffix(".")


def _read(url: str) -> URL:
    try:
        parsed = URL(url)
    except ValueError:  # lone surrogates too: they have no UTF-8
        raise BadUrlError("not a web address; it should read like https://example.com/…") from None
    if parsed.protocol not in {"http:", "https:"}:
        raise BadUrlError(f"only http and https addresses are read, not {parsed.protocol[:20]}")
    if _has_credentials(url):
        raise BadUrlError("address with a user name or password; remove the part before the @")
    _check_host(parsed)
    return parsed


def _has_credentials(url: str) -> bool:
    """Empty ones (`https://:@host`) too, which the serialisation no longer shows."""
    authority = _AUTHORITY.search(_STRIPPED.sub("", url))
    return authority is not None and "@" in authority[1]


def _check_host(parsed: URL) -> None:
    if parsed.host_type != HostType.DEFAULT:
        return
    name = parsed.hostname.removesuffix(".")
    if len(name) > 253 or not _HOST_NAME.fullmatch(name):
        raise BadUrlError("address with an impossible host name")
