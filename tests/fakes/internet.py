"""A small internet on loopback: names have the addresses given to them, each leads to one site."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING

from bot.adapters.web.connect import Network, dial

if TYPE_CHECKING:
    from tests.fakes.site import Site


class Internet:
    """Plays `Network`. `looked_up` and `dialled` tell in order what was asked of it.

    An address in `silent` never answers, one in `closed` refuses.
    """

    def __init__(
        self, site: Site, names: dict[str, list[str]], trust: ssl.SSLContext | None = None
    ) -> None:
        self.names = names
        self.looked_up: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.silent: set[str] = set()
        self.closed: set[str] = set()
        self._site = site
        self._trust = trust or ssl.create_default_context()

    @property
    def network(self) -> Network:
        return Network(self._resolve, self._dial, lambda: self._trust)

    async def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        self.looked_up.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, f"{host}:{port} is unknown")
        return tuple(self.names[host])

    async def _dial(self, address: str, port: int) -> socket.socket:
        self.dialled.append((address, port))
        if address in self.silent:
            await asyncio.sleep(3600)
        if address in self.closed:
            raise ConnectionRefusedError(111, "Connection refused")
        return await dial("127.0.0.1", self._site.port)
