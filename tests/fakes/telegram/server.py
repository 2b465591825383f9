"""A Telegram Bot API server of our own on loopback, for tests that run the real program.

It is strict where the live service is strict, in the same words, and stricter where the service
passes over a fault in silence: such faults are in `violations`, which a test expects to be empty.
It lives in the test's own event loop; people are played and chats are read by its methods:

    async with TelegramServer() as telegram:
        ...  # start the program with telegram.base_url and telegram.token
        link = await telegram.say(READERS, "bob", "https://example.com/a")
        await telegram.until(lambda: telegram.ours(READERS))
        press = await telegram.press(READERS, telegram.ours(READERS)[0].id, "Delete", "bob")
        await telegram.until(lambda: press.answer)
    assert telegram.violations == []
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from tests.fakes.telegram.chats import File
from tests.fakes.telegram.errors import ApiError, bad_request
from tests.fakes.telegram.methods import perform
from tests.fakes.telegram.parameters import SHAPES, MistypedError, check
from tests.fakes.telegram.people import People
from tests.fakes.telegram.troubles import CutError
from tests.fakes.telegram.watch import Call
from tests.fakes.telegram.wire import FOLDER

if TYPE_CHECKING:
    Params = dict[str, Any]


class TelegramServer(People):
    """`base_url` and `base_file_url` end in /bot; a client appends its token.

    `ahead`: seconds that its clock is ahead of ours.
    """

    ahead = 0.0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        # What a client has asked for happens, even after it has left.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.feed.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    async def _download(self, request: web.Request) -> web.Response:
        """A file by the path that getFile has told; written down as the method "download"."""
        path = request.match_info["path"]
        file = self.world.files.get(path.removeprefix(FOLDER))
        is_known = request.match_info["token"] == self.token and path.startswith(FOLDER) and file
        call = Call(time.monotonic(), "download", {"path": path}, 200 if is_known else 404)
        if not file or not is_known:
            return self._close(call, ApiError(404, "Not Found").json())
        self._close(call, {})
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _serve(self, request: web.Request) -> web.Response:
        at, method = time.monotonic(), request.match_info["method"]
        given: Params = {}
        try:
            given = await _given(request)
            result = await self._answer(request.match_info["token"], method, given)
        except ApiError as error:
            if method == "getUpdates" and (line := request.transport) and line.is_closing():
                return web.Response()  # the poll of a program that has ended
            self.refused.append((method, error.description))
            return self._close(Call(at, method, given, error.status), error.json())
        except CutError:
            self._close(Call(at, method, given, 0), {})
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return self._close(Call(at, method, given, 200), {"ok": True, "result": result})

    def _close(self, call: Call, answer: Params) -> web.Response:
        """Write the call down and let those know who wait for it."""
        if call.method != "getUpdates" or call.status != 200:
            self.calls.append(call)
        self.changed()
        date = formatdate(time.time() + self.ahead, usegmt=True)
        return web.json_response(answer, status=call.status or 500, headers={"Date": date})

    async def _answer(self, token: str, method: str, given: Params) -> Any:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if method not in SHAPES:
            raise ApiError(404, "Not Found: method not found")
        params = self._checked(method, given)
        if (delay := self.troubles.delays.get(method, 0)) > 0:
            await asyncio.sleep(delay)
        self.troubles.strike(method, params, after=False)
        if method in ("sendMessage", "sendDocument") and self.troubles.limits:
            self.troubles.meter(self.world.find_room(params["chat_id"]))
        result = await perform(self.world, method, params)
        self.troubles.strike(method, params, after=True)
        return result

    def _checked(self, method: str, given: Params) -> Params:
        """The parameters, each of its type; they replace the raw ones in `given`."""
        try:
            params = check(method, given)
        except MistypedError as error:
            self.violations.append(f"{method}: {error}")
            raise bad_request(str(error)) from error
        given.update(params)
        return params


async def _given(request: web.Request) -> Params:
    """Parameters from the address and the body: a form, or JSON.

    Raises:
        ApiError: 400, the body is no JSON though it says so.
    """
    given: Params = dict(request.query)
    if request.content_type == "application/json":
        with contextlib.suppress(ValueError):
            body = await request.json()
            if isinstance(body, dict):
                return given | body
        raise bad_request("can't parse JSON encoded request body")
    form = await request.post()
    return given | {
        name: File(value.filename, value.file.read()) if isinstance(value, web.FileField) else value
        for name, value in form.items()
    }
