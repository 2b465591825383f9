"""A web server on one address, off unless LINKDIGEST_HTTP names it."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web

from bot.core.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

log = logging.getLogger(__name__)

BODY_MOST: Final = 1024 * 1024
"""Bytes of a posted update; Telegram's have a few thousand."""

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

PLAIN: Final = "text/plain; version=0.0.4; charset=utf-8"
"""What Prometheus calls its text format."""

_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class HttpServer:
    """Serves `/livez`, `/readyz` and the hooks that are put in; an async context manager.

    `checks` tells what is amiss by what was looked at, "" where nothing is.
    """

    def __init__(
        self, host: str, port: int, checks: Callable[[], Awaitable[Mapping[str, str]]]
    ) -> None:
        self._where = (host, port)
        self._checks = checks
        self._app = web.Application(client_max_size=BODY_MOST)
        self._app.router.add_get("/livez", self._livez)
        self._app.router.add_get("/readyz", self._readyz)
        self._runner = web.AppRunner(self._app, access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        host, port = self._where
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as fault:
            await self._runner.cleanup()
            reason = fault.strerror or type(fault).__name__
            raise SettingsError(
                (f"LINKDIGEST_HTTP: {host}:{port} cannot be listened on ({reason})",)
            ) from fault
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def add_metrics(self, text: Callable[[], Awaitable[bytes]], token: str = "") -> None:
        """Serve what `text` gives under `/metrics`, to whoever shows the token if there is one.

        To be called before the server is entered.
        """
        host, port = self._where
        if not token and host not in LOOPBACK:
            log.warning(
                "everybody who reaches %s:%d may read /metrics: set LINKDIGEST_METRICS_TOKEN,"
                " or let LINKDIGEST_HTTP listen on 127.0.0.1",
                *(host, port),
            )
        wanted = f"Bearer {token}".encode()

        async def metrics(request: web.Request) -> web.Response:
            given = request.headers.get("Authorization", "").encode("utf-8", "replace")
            if token and not hmac.compare_digest(given, wanted):
                return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
            return web.Response(body=await text(), headers={"Content-Type": PLAIN})

        self._app.router.add_get("/metrics", metrics)

    def add_hook(
        self, path: str, secret: str, take: Callable[[dict[str, Any]], Awaitable[None]]
    ) -> None:
        """Take JSON objects posted to `path` with the secret in Telegram's header.

        To be called before the server is entered.
        """

        async def hook(request: web.Request) -> web.Response:
            given = request.headers.get(_SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
                return web.Response(status=403)
            try:
                body = await request.json()
                if not isinstance(body, dict):
                    return web.Response(status=400)
                await take(body)
            except StoreError as fault:
                log.warning("an update is asked for again: %s", fault)
                return web.Response(status=503)
            except ValueError:
                return web.Response(status=400)
            except web.HTTPException:  # too large
                raise
            except Exception:  # one poisonous update must not come again and again
                log.exception("unforeseen fault with an update")
            return web.Response()

        self._app.router.add_post(path, hook)

    async def _livez(self, _: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        faults = await self._checks()
        lines = (f"fail {n}: {why}\n" if why else f"ok {n}\n" for n, why in faults.items())
        return web.Response(text="".join(lines), status=503 if any(faults.values()) else 200)
