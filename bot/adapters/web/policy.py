"""What a fetch may cost, whom it may ask, and as whom: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot import __version__

_BROWSER: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)

_BROWSERS_ONLY: Final = frozenset({"mp.weixin.qq.com"})
"""Hosts that show an article to browsers alone; everyone else is told who is asking."""


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The bounds of one fetch, redirects and retry included. Sizes in bytes, times in seconds.

    `allow` holds `host:port` pairs, each the exact text of an address' own host and port: the one
    exception to the rules on addresses, names and ports.
    """

    allow: frozenset[str] = frozenset()
    user_agent: str = f"Linkdigest/{__version__} (reads what people share, and feeds they chose)"
    deadline: float = 12.0
    redirects: int = 5
    wire_bytes: int = 8 * 2**20
    decoded_bytes: int = 24 * 2**20
    head_bytes: int = 64 * 2**10
    headers: int = 256

    def allows(self, host: str, port: int) -> bool:
        """Whether this very host text and port were excepted."""
        return f"{host}:{port}" in self.allow

    def agent_for(self, host: str) -> str:
        """The User-Agent for one host."""
        return _BROWSER if host in _BROWSERS_ONLY else self.user_agent
