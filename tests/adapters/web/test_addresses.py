from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.addresses import is_public, is_public_name

SPECIAL_V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]

special_v4 = st.sampled_from(SPECIAL_V4).flatmap(
    lambda block: st.ip_addresses(v=4, network=block)
)  # fmt: skip


@given(special_v4)
def test_no_special_ipv4_address_is_public(address: IPv4Address) -> None:
    assert not is_public(str(address))


def test_the_neighbours_of_special_blocks_are_public() -> None:
    blocks = [IPv4Network(block) for block in SPECIAL_V4]
    edges = [block[0] - 1 for block in blocks[1:]] + [block[-1] + 1 for block in blocks[:-1]]
    neighbours = [edge for edge in edges if not any(edge in block for block in blocks)]
    assert len(neighbours) > 25
    assert all(is_public(str(address)) for address in neighbours)


EMBEDDINGS = {
    "mapped": lambda v4: 0xFFFF << 32 | v4,
    "compatible": lambda v4: v4,
    "translated": lambda v4: 0xFFFF << 48 | v4,
    "NAT64": lambda v4: 0x0064_FF9B << 96 | v4,
    "local NAT64": lambda v4: 0x0064_FF9B_0001 << 80 | v4,
    "6to4": lambda v4: 0x2002 << 112 | v4 << 80 | 1,
    "Teredo server": lambda v4: 0x2001_0000 << 96 | v4 << 64,
    "Teredo client": lambda v4: 0x2001_0000 << 96 | v4 ^ 0xFFFFFFFF,
    "ISATAP": lambda v4: 0x2A00_1450 << 96 | 0x5EFE << 32 | v4,
    "global ISATAP": lambda v4: 0x2A00_1450 << 96 | 0x0200_5EFE << 32 | v4,
}


@given(special_v4, st.sampled_from(sorted(EMBEDDINGS)))
def test_a_special_ipv4_address_inside_an_ipv6_address_is_not_public(
    address: IPv4Address, form: str
) -> None:
    assert not is_public(str(IPv6Address(EMBEDDINGS[form](int(address)))))


@pytest.mark.parametrize(
    "address",
    [
        "::",
        "::1",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:1::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2620:4f:8000::1",
        "3ffe::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ffff::1",
        "2a00:1450::1%eth0",
        "192.31.196.1",
        "192.52.193.1",
        "192.175.48.1",
        "",
        "example.com",
        "127.1",
        "0x7f000001",
        "1.1.1.1 ",
        "010.010.010.010",
        "١.١.١.١",
    ],
)
def test_other_special_addresses_and_other_texts_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2001:200::1", "2400:cb00::1", "2a00:1450:4001::200e"]
)
def test_ordinary_hosts_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_what_is_public_is_global_to_the_standard_library_too(
    address: IPv4Address | IPv6Address,
) -> None:
    assert not is_public(str(address)) or ip_address(address).is_global


@pytest.mark.parametrize(
    "name",
    [
        "localhost",
        "redis",
        "foo.localhost",
        "printer.local",
        "router.lan",
        "nas.home.arpa",
        "wiki.corp",
        "metadata.google.internal",
        "host.docker.internal",
        "metadata.tencentyun.com",
        "kubernetes.default.svc",
        "db.default.svc.cluster.local",
        "1.0.0.127.in-addr.arpa",
        "example.onion",
        "anything.test",
        "localhost.localdomain",
    ],
)
def test_local_names_are_not_even_looked_up(name: str) -> None:
    assert not is_public_name(name)


@pytest.mark.parametrize(
    "name",
    ["example.com", "localhost.run", "internal.example.com", "test.example.com", "local.example"],
)
def test_names_that_only_sound_local_are_looked_up(name: str) -> None:
    assert is_public_name(name)
