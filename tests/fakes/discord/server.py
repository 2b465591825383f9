"""A Discord of our own on loopback, for tests that run the real program.

A real HTTP API and a real gateway. It is strict where the live service is strict, with the same
codes, and stricter where the service passes over a fault in silence: such faults are in
`violations`, which a test expects to be empty. It lives in the test's own event loop; people are
played and channels are read by its methods:

    async with DiscordServer() as discord:
        ...  # start the program with discord.api_url, discord.gateway_url and discord.token
        channel, alice = discord.channel(discord.server()), discord.person("zh-CN")
        await discord.say(channel, alice, "https://example.com/a")
        (digest,) = await discord.until(lambda: discord.ours(channel))
        pressed = await discord.press(digest, alice, "Delete")
        await discord.until(lambda: pressed.answer)
    assert discord.violations == []
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from simcord.backend.errors import BackendError, SetupError
from simcord.http.router import RouteNotImplemented, UnsupportedField

from tests.fakes.discord import cdn, wire
from tests.fakes.discord.control import Control
from tests.fakes.discord.errors import unauthorized
from tests.fakes.discord.requests import Request
from tests.fakes.discord.rules import faults
from tests.fakes.discord.troubles import CutError, OrderedError
from tests.fakes.discord.values import Call, Refusal

if TYPE_CHECKING:
    from tests.fakes.discord.limits import Verdict

WITHOUT_TOKEN = ("/interactions/", "/webhooks/")
UNFORESEEN = frozenset((50007, 50027, 10003, 10004, 10008, 10014, 10015, 160004))
"""What a bot cannot know: whom it may write to, what has just been deleted, or was done before."""


class DiscordServer(Control):
    """`api_url` ends in the version; the gateway is a WebSocket."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=30 * 2**20)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve)
        app.router.add_get(cdn.PATH, self.world.cdn.serve)
        # What a client has asked for happens, even after it has left.
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.port = int(self.runner.addresses[0][1])
        self.gateway.url = self.gateway_url
        self.world.cdn.base = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.close()
        await self.runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def _serve(self, request: web.Request) -> web.Response:
        at = time.monotonic()
        asked = Request(request.method, "/" + request.match_info["path"])
        try:
            asked = await wire.read(request)
            return await self._answer(at, request, asked)
        except OrderedError as ordered:
            return self._refuse(at, asked, ordered.error, ordered.retry_after)
        except CutError:
            self._close(at, asked, 0)
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        except BackendError as error:
            self._blame(asked, error)
            return self._refuse(at, asked, error)

    async def _answer(self, at: float, request: web.Request, asked: Request) -> web.Response:
        self._check_sender(request, asked)
        if (seconds := self.troubles.delay(asked.method, asked.path)) > 0:
            await asyncio.sleep(seconds)
        self.troubles.strike(asked.method, asked.path, after_effect=False)
        verdict = self.limits.meter(asked.method, asked.path)
        if verdict.wait > 0:
            return self._throttle(at, asked, verdict)
        self.violations += faults(asked.method, asked.path, asked.body)
        content = self._perform(asked)
        self.troubles.strike(asked.method, asked.path, after_effect=True)
        self._close(at, asked, 200 if content is not None else 204, content)
        return wire.answer(content, headers=verdict.headers)

    def _check_sender(self, request: web.Request, asked: Request) -> None:
        if asked.path.startswith(WITHOUT_TOKEN):
            return
        if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
            self.violations.append("the User-Agent is not DiscordBot (address, version)")
        is_known = request.headers.get("Authorization") == f"Bot {self.token}"
        if self.gateway.is_token_refused or not is_known:
            raise unauthorized()

    def _perform(self, asked: Request) -> Any:
        try:
            return self.api.perform(asked)
        except (RouteNotImplemented, UnsupportedField) as gap:
            raise BackendError(501, 0, f"the fake cannot do this: {gap.message}") from gap
        except (SetupError, LookupError, TypeError, ValueError) as error:
            raise BackendError(400, 50035, f"Invalid Form Body: {error!r}") from error

    def _throttle(self, at: float, asked: Request, verdict: Verdict) -> web.Response:
        self._close(at, asked, 429)
        return wire.throttled(verdict.wait, verdict.headers, is_global=verdict.is_global)

    def _refuse(
        self, at: float, asked: Request, error: BackendError, retry_after: float | None = None
    ) -> web.Response:
        refusal = Refusal(asked.method, asked.path, error.status, error.code, error.message)
        self.refused.append(refusal)
        self._close(at, asked, error.status, error.to_json())
        if error.status == 429:
            return wire.throttled(retry_after or 1.0, {}, is_global=False)
        return wire.answer(error.to_json(), error.status)

    def _blame(self, asked: Request, error: BackendError) -> None:
        """A refusal that a good bot would not have met is a violation."""
        if error.status == 401 or error.code in self.forgiven or self._is_unforeseen(asked, error):
            return
        told = f"{asked.method} {asked.path}: {error.status} {error.code} {error.message}"
        self.violations.append(f"{told} {error.errors or ''}".strip())

    def _is_unforeseen(self, asked: Request, error: BackendError) -> bool:
        if "REPLIES_UNKNOWN_MESSAGE" in str(error.errors):
            answered = asked.form["message_reference"].get("message_id")
            return self.world.existed(int(answered or 0))
        numbers = [part for part in asked.path.split("/") if part.isdecimal()]
        known = all(self.world.existed(int(number)) for number in numbers)
        return error.code in UNFORESEEN and known

    def _close(self, at: float, asked: Request, status: int, content: Any = None) -> None:
        """Write the request down and let those know who wait for it."""
        call = Call(at, asked.method, asked.path, asked.params, asked.body, status, content)
        self.calls.append(call)
        self.changed()
