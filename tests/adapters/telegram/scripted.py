"""A server on loopback that answers methods of the Bot API as a test tells it, well or not."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    Script = Callable[[web.Request], Any]

ME = {"id": 123456, "is_bot": True, "first_name": "Digest", "username": "digest_bot"}
SENT = {"message_id": 42, "date": 0, "chat": {"id": -1001, "type": "supergroup", "title": "R"}}


@dataclass(frozen=True)
class Refusal:
    """An answer that is none; `body` in place of Telegram's own JSON."""

    status: int
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    body: str | None = None


class Cut:
    """No answer at all: the connection ends."""


@dataclass(frozen=True)
class Hang:
    """No answer within the time of a test; a poll that wants none to wait for has one at once."""

    always: bool = False


class ScriptedServer:
    """`on` says how a method answers, the last answer for good; `calls` holds what was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.base_url = ""
        self._answers: dict[str, list[Any]] = {"getMe": [ME], "sendMessage": [SENT]}

    def on(self, method: str, *answers: Any) -> None:
        self._answers[method] = list(answers)

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name == method]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/bot"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append((method, {k: _value(str(v)) for k, v in (await request.post()).items()}))
        answers = self._answers.get(method, [True])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Hang):
            if self.calls[-1][1].get("timeout") != 0 or answer.always:
                await asyncio.sleep(3600)
            answer = []
        if isinstance(answer, Cut):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(answer, Refusal):
            return _refused(answer)
        return web.json_response({"ok": True, "result": answer})


def _refused(answer: Refusal) -> web.Response:
    if answer.body is not None:
        return web.Response(text=answer.body, status=answer.status)
    body = {
        "ok": False,
        "error_code": answer.status,
        "description": answer.description,
        **({"parameters": answer.parameters} if answer.parameters else {}),
    }
    return web.json_response(body, status=answer.status)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
