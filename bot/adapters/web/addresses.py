"""Which addresses and names are the public internet. Pure: asks no resolver.

Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates),
the IANA multicast and global unicast registries, RFC 6761 (special-use names), RFC 6762 (.local),
RFC 8375 (home.arpa), ICANN's reservation of .internal, and the clouds' own documents.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_SPECIAL_V4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; Alibaba's metadata at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's own service for its guests, in public space
        "169.254.0.0/16",  # link-local; the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocols; Oracle's metadata at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
    )
)

_GLOBAL_V6: Final = IPv6Network("2000::/3")
"""The only space IANA hands out for global unicast.

All else is refused by standing outside: loopback, mapped, compatible and translated IPv4, NAT64,
discard, segment routing, unique-local, link-local, site-local, multicast, and what has no use yet.
"""

_SPECIAL_V6: Final = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # IETF protocols: Teredo, benchmarks, ORCHID, AMT, AS112 …
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, given back
        "3fff::/20",  # documentation
    )
)

_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface identifier whose lower half is an IPv4 address (RFC 5214)."""

_LOCAL_ZONES: Final = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
    "svc",
    "cluster.local",
    "onion",
    "alt",
    "test",
    "invalid",
)

_METADATA_NAMES: Final = frozenset(
    {
        "metadata.packet.net",
        "metadata.platformequinix.com",
        "metadata.tencentyun.com",
    }
)


def is_public(address: str) -> bool:
    """Whether a numeric address is an ordinary host of the public internet.

    Anything that is not exactly one address in text, a zone id included, is not.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _SPECIAL_V4)
    return _is_public_v6(ip)


def _is_public_v6(ip: IPv6Address) -> bool:
    return (
        ip.scope_id is None
        and ip in _GLOBAL_V6
        and not any(ip in block for block in _SPECIAL_V6)
        and (int(ip) >> 32) & 0xFFFFFFFF not in _ISATAP
    )


def is_public_name(name: str) -> bool:
    """Whether a host name may be looked up at all: what it then resolves to is judged apart.

    `name` in lower case, without its trailing dot. A name without a dot belongs to a search domain.
    """
    if "." not in name or name in _METADATA_NAMES:
        return False
    return not name.endswith(tuple(f".{zone}" for zone in _LOCAL_ZONES))
