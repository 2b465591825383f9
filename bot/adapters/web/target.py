"""Where a request goes: an address taken apart and held against the policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ada_url import URL, HostType

from bot.adapters.web.addresses import is_public, is_public_name
from bot.core.errors import BadUrlError, BlockedHostError
from bot.core.links import parse

if TYPE_CHECKING:
    from bot.adapters.web.policy import FetchPolicy


@dataclass(frozen=True, slots=True)
class Target:
    """One request. `host` as the address has it; `trusted` if the policy excepts it by name."""

    url: str
    secure: bool
    host: str
    port: int
    path: str
    is_numeric: bool
    trusted: bool

    @property
    def name(self) -> str:
        """What is looked up, and what the certificate must show: no brackets, no trailing dot."""
        return self.host.strip("[]").removesuffix(".")

    @property
    def origin(self) -> str:
        """Scheme, host and port: whom the answer comes from."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        """The Host header: the port only where it is not the scheme's own."""
        return (
            self.host if self.port == (443 if self.secure else 80) else f"{self.host}:{self.port}"
        )


def aim(url: str, policy: FetchPolicy) -> Target:
    """Take `url` apart.

    Raises:
        BadUrlError: see `links.parse`; or a port other than 80 and 443.
        BlockedHostError: a host that is not public by its very text.
    """
    address = URL(parse(url).url)
    secure = address.protocol == "https:"
    port = int(address.port or (443 if secure else 80))
    target = Target(
        url=address.href,
        secure=secure,
        host=address.hostname,
        port=port,
        path=address.pathname + address.search,
        is_numeric=address.host_type != HostType.DEFAULT,
        trusted=policy.allows(address.hostname, port),
    )
    if not target.trusted:
        _check(target)
    return target


def _check(target: Target) -> None:
    if target.port not in {80, 443}:
        raise BadUrlError(f"port {target.port} at {target.host}: only 80 and 443 are fetched")
    public = is_public if target.is_numeric else is_public_name
    if not public(target.name):
        raise BlockedHostError(f"{target.host} is not on the public internet")
