"""A web server on one address, off unless LINKDIGEST_HTTP names it."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web

from bot.core.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

BODY_MOST: Final = 1024 * 1024
"""Bytes of a posted update; Telegram's have a few thousand."""

_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class HttpServer:
    """Serves `/livez`, `/readyz` and the hooks that are put in; an async context manager."""

    def __init__(self, host: str, port: int, is_ready: Callable[[], Awaitable[bool]]) -> None:
        self._where = (host, port)
        self._is_ready = is_ready
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
        ready = await self._is_ready()
        return web.Response(
            text="ready\n" if ready else "not ready\n", status=200 if ready else 503
        )
