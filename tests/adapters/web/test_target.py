from __future__ import annotations

import pytest

from bot.adapters.web.policy import FetchPolicy
from bot.adapters.web.target import aim
from bot.core.errors import BadUrlError, BlockedHostError

STRICT = FetchPolicy()


def test_an_address_is_taken_apart() -> None:
    target = aim("https://Example.com./a?b=c#d", STRICT)
    assert (target.secure, target.host, target.port, target.path) == (
        True,
        "example.com.",
        443,
        "/a?b=c",
    )
    assert (target.name, target.authority) == ("example.com", "example.com.")


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://example.com:80/", "example.com"),
        ("http://example.com:443/", "example.com:443"),
        ("https://[2a00:1450::1]/", "[2a00:1450::1]"),
    ],
)
def test_the_host_header_has_the_port_only_where_it_is_not_the_schemes_own(
    url: str, authority: str
) -> None:
    assert aim(url, STRICT).authority == authority


@pytest.mark.parametrize("port", [0, 21, 22, 25, 8080, 8443, 65535])
def test_ports_other_than_the_webs_are_refused(port: int) -> None:
    with pytest.raises(BadUrlError, match="port"):
        aim(f"http://example.com:{port}/", STRICT)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "１２７.0.0.1", "127。0。0。1", "[::1]",
     "[::ffff:127.0.0.1]", "localhost", "LOCALHOST.", "metadata.google.internal", "redis",
     "%6c%6fcalhost", "169.254.169.254", "168.63.129.16"],
)  # fmt: skip
def test_hosts_that_are_local_by_their_text_are_blocked(host: str) -> None:
    with pytest.raises(BlockedHostError):
        aim(f"http://{host}/", STRICT)


def test_an_exception_is_for_one_host_text_and_one_port() -> None:
    policy = FetchPolicy(allow=frozenset({"127.0.0.1:8471", "wiki.corp:80", "[::1]:443"}))
    assert aim("http://127.0.0.1:8471/", policy).trusted
    assert aim("http://wiki.corp/", policy).trusted
    assert aim("https://[::1]/", policy).trusted
    for url in ("http://127.0.0.1/", "http://127.0.0.2:8471/", "http://localhost:8471/"):
        with pytest.raises((BadUrlError, BlockedHostError)):
            aim(url, policy)


def test_an_error_shows_no_secret_of_the_address() -> None:
    with pytest.raises(BadUrlError) as caught:
        aim("http://example.com:8080/reset?token=hush", STRICT)
    assert "hush" not in str(caught.value)
