from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from bot.adapters.web import connect as rooms
from bot.adapters.web.connect import ATTEMPTS, Network, connect, trust
from bot.adapters.web.policy import FetchPolicy
from bot.adapters.web.target import aim
from bot.core.errors import BlockedHostError, FetchFailedError
from tests.fakes.internet import Internet
from tests.fakes.site import Site, answer

if TYPE_CHECKING:
    import socket

PUBLIC, OTHER, PRIVATE = "93.184.215.14", "1.1.1.1", "10.0.0.5"


async def talk(url: str, network: Network, policy: FetchPolicy | None = None) -> None:
    _, writer = await connect(aim(url, policy or FetchPolicy()), network)
    writer.transport.abort()


async def test_the_vetted_address_itself_is_dialled_after_one_look_up() -> None:
    async with Site() as site:
        internet = Internet(site, {"example.com": [PUBLIC]})
        await talk("http://example.com./", internet.network)
    assert internet.looked_up == ["example.com"]
    assert internet.dialled == [(PUBLIC, 80)]


async def test_a_numeric_host_is_dialled_without_a_look_up() -> None:
    async with Site() as site:
        internet = Internet(site, {})
        await talk(f"http://{PUBLIC}/", internet.network)
    assert (internet.looked_up, internet.dialled) == ([], [(PUBLIC, 80)])


@pytest.mark.parametrize(
    "answers",
    [
        [PRIVATE],
        ["127.0.0.1"],
        ["::1"],
        ["fe80::1%eth0"],
        ["64:ff9b::7f00:1"],
        [PRIVATE, "::1"],
        [],
    ],
)
async def test_a_name_without_a_public_address_is_blocked(answers: list[str]) -> None:
    async with Site() as site:
        internet = Internet(site, {"example.com": answers})
        with pytest.raises(BlockedHostError, match=r"example\.com"):
            await talk("http://example.com/", internet.network)
    assert internet.dialled == []


async def test_of_mixed_answers_only_the_public_ones_are_ever_dialled() -> None:
    async with Site() as site:
        internet = Internet(site, {"example.com": [PRIVATE, PUBLIC, OTHER]})
        internet.closed = {PUBLIC, OTHER}
        with pytest.raises(FetchFailedError, match="Connection refused"):
            await talk("http://example.com/", internet.network)
    assert internet.dialled == [(PUBLIC, 80), (OTHER, 80)]


async def test_no_more_than_a_few_addresses_are_tried() -> None:
    many = [f"93.184.215.{n}" for n in range(1, 20)]
    async with Site() as site:
        internet = Internet(site, {"example.com": many})
        internet.closed = set(many)
        with pytest.raises(FetchFailedError):
            await talk("http://example.com/", internet.network)
    assert len(internet.dialled) == ATTEMPTS


async def test_an_address_that_says_nothing_gives_way_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rooms, "PATIENCE", 0.05)
    async with Site() as site:
        internet = Internet(site, {"example.com": ["2a00:1450::1", PUBLIC]})
        internet.silent = {"2a00:1450::1"}
        await talk("http://example.com/", internet.network)
    assert [address for address, _ in internet.dialled] == ["2a00:1450::1", PUBLIC]


async def test_an_unknown_name_says_so() -> None:
    async with Site() as site:
        with pytest.raises(FetchFailedError, match=r"example\.com: no such name"):
            await talk("http://example.com/", Internet(site, {}).network)


async def test_an_excepted_name_may_be_anywhere() -> None:
    policy = FetchPolicy(allow=frozenset({"wiki.corp:8080"}))
    async with Site() as site:
        internet = Internet(site, {"wiki.corp": [PRIVATE]})
        await talk("http://wiki.corp:8080/", internet.network, policy)
    assert internet.dialled == [(PRIVATE, 8080)]


async def test_a_real_connection_goes_where_it_is_told_or_fails() -> None:
    async with Site() as site:
        policy = FetchPolicy(allow=frozenset({f"127.0.0.1:{site.port}"}))
        await talk(site.url("/"), Network(), policy)
        gone = site.url("/")
    with pytest.raises(FetchFailedError, match="no connection"):
        await talk(gone, Network(), policy)


async def test_a_cancelled_connection_leaves_no_socket_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[socket.socket] = []

    async def never(connection: socket.socket, _: object) -> None:
        opened.append(connection)
        await asyncio.sleep(3600)

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await rooms.dial("127.0.0.1", 80)
    assert [connection.fileno() for connection in opened] == [-1]


async def fetch_over_tls(name: str, internet_name: str, *, trusted: bool) -> list[str]:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    client = ssl.create_default_context()
    if trusted:
        authority.configure_trust(client)
    async with Site(tls=context) as site:
        site.on("/", answer("page"))
        internet = Internet(site, {internet_name: [PUBLIC]}, client)
        await talk(f"https://{internet_name}/", internet.network)
        return [address for address, _ in internet.dialled]


async def test_a_certificate_is_held_against_the_name_not_the_address() -> None:
    assert await fetch_over_tls("example.com", "example.com", trusted=True) == [PUBLIC]


@pytest.mark.parametrize(("name", "trusted"), [("example.com", False), ("evil.example", True)])
async def test_a_certificate_that_does_not_hold_is_never_accepted(name: str, trusted: bool) -> None:
    with pytest.raises(FetchFailedError, match=r"example\.com: .*(certificate|mismatch)"):
        await fetch_over_tls(name, "example.com", trusted=trusted)


async def test_plain_words_where_tls_is_spoken_are_no_secure_connection() -> None:
    async with Site(greeting=b"220 mail.example.com ESMTP\r\n") as site:
        internet = Internet(site, {"example.com": [PUBLIC]})
        with pytest.raises(FetchFailedError, match="no secure connection"):
            await talk("https://example.com/", internet.network)


def test_trust_verifies_and_is_built_once() -> None:
    context = trust()
    assert context is trust()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
