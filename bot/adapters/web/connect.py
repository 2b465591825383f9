"""Connections to vetted addresses only: resolve, judge every answer, dial that very address."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import certifi

from bot.adapters.web.addresses import is_public
from bot.adapters.web.resolve import resolve
from bot.core.errors import BlockedHostError, FetchFailedError

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Awaitable, Callable

    from bot.adapters.web.target import Target

ATTEMPTS: Final = 4
"""Addresses of one name that are tried."""

PATIENCE: Final = 3.0
"""Seconds that an address gets while another one waits: a dead IPv6 route leaves time for IPv4."""

READ_AHEAD: Final = 32 * 2**10
"""Bytes the loop may hold unread for us; at twice that it lets the sender wait."""


async def dial(address: str, port: int) -> socket.socket:
    """Open a TCP connection to a numeric address; nothing is looked up here.

    Raises:
        OSError: refused, unreachable, reset …
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(0)  # the loop waits, not the call
        await asyncio.get_running_loop().sock_connect(connection, (address, port))
    except BaseException:  # cancelled at the deadline too: nobody else knows this socket
        connection.close()
        raise
    return connection


@cache
def trust() -> ssl.SSLContext:
    """Verify always: what the system trusts (SSL_CERT_FILE too) and Mozilla's list beside it.

    The list is there for systems whose own store Python cannot read (macOS, slim containers).
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses, addresses connections, and certificates trust."""

    resolve: Callable[[str, int], Awaitable[tuple[str, ...]]] = resolve
    dial: Callable[[str, int], Awaitable[socket.socket]] = dial
    trust: Callable[[], ssl.SSLContext] = trust


async def connect(target: Target, network: Network) -> tuple[StreamReader, StreamWriter]:
    """Open a stream to `target`, over TLS where its scheme says so.

    Raises:
        BlockedHostError: none of its addresses is public.
        FetchFailedError: no such name, no connection, or a certificate that does not hold.
    """
    connection = await _dial_any(target, await _addresses(target, network), network)
    try:
        return await asyncio.open_connection(
            sock=connection,
            limit=READ_AHEAD,
            ssl=network.trust() if target.secure else None,
            server_hostname=target.name if target.secure else None,
        )
    except ssl.SSLCertVerificationError as error:
        raise FetchFailedError(f"{target.host}: {error.verify_message}") from error
    except OSError as error:  # what TLS makes of garbage, plain HTTP, a closed door
        raise FetchFailedError(f"{target.host}: no secure connection") from error


async def _addresses(target: Target, network: Network) -> tuple[str, ...]:
    """Every answer is judged, and only public ones are ever dialled."""
    if target.is_numeric:
        return (target.name,)  # judged when the target was made
    try:
        answers = await network.resolve(target.name, target.port)
    except OSError as error:
        raise FetchFailedError(f"{target.host}: no such name") from error
    vetted = answers if target.trusted else tuple(filter(is_public, answers))
    if not vetted:
        raise BlockedHostError(f"{target.host} is not on the public internet")
    return vetted[:ATTEMPTS]


async def _dial_any(target: Target, addresses: tuple[str, ...], network: Network) -> socket.socket:
    *early, last = addresses
    for address in early:
        try:
            async with asyncio.timeout(PATIENCE):
                return await network.dial(address, target.port)
        except OSError:  # TimeoutError is one
            continue
    try:
        return await network.dial(last, target.port)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FetchFailedError(f"{target.host}: no connection ({reason})") from error
