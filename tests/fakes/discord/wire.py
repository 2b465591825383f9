"""Requests and answers as bytes."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord.http import router

from tests.fakes.discord.errors import bad_form
from tests.fakes.discord.requests import Request
from tests.fakes.discord.troubles import too_many

if TYPE_CHECKING:
    from collections.abc import Mapping


class Upload:
    """A file as simcord wants it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.filename = name
        self.fp = io.BytesIO(data)
        self.description: str | None = None


async def read(request: web.Request) -> Request:
    """What is asked for.

    Raises:
        ApiError: 400, the body cannot be read.
    """
    path = "/" + request.match_info["path"]
    asked = Request(request.method, path, dict(request.query))
    asked.reason = request.headers.get("X-Audit-Log-Reason")
    if request.content_type == "multipart/form-data":
        await _read_form(request, asked)
    elif request.can_read_body and (raw := await request.read()):
        if request.content_type != "application/json":
            raise bad_form("_", "CONTENT_TYPE_INVALID", f"not JSON: {request.content_type}")
        try:
            asked.body = json.loads(raw)
        except ValueError as error:
            raise bad_form("_", "JSON_INVALID", str(error)) from error
    return asked


async def _read_form(request: web.Request, asked: Request) -> None:
    parts: list[dict[str, Any]] = []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            asked.files.append(Upload(value.filename, value.file.read()))
            parts.append({"name": name, "filename": value.filename})
        else:
            parts.append({"name": name, "value": value})
    asked.body, asked.files = router.parse_form(parts, asked.files)


def answer(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """JSON under the exact name that discord.py looks for; nothing where there is nothing."""
    if content is None:
        return web.Response(status=204, headers=headers)
    body = json.dumps(content, default=str, ensure_ascii=False).encode()
    head = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=body, status=status, headers=head)


def throttled(wait: float, headers: Mapping[str, str], *, is_global: bool) -> web.Response:
    """429, in the way that tells it from a refusal of the network before Discord."""
    head = {"Retry-After": str(math.ceil(wait)), "Via": "1.1 google", **headers}
    head["X-RateLimit-Scope"] = "global" if is_global else "user"
    return answer(too_many(wait, is_global=is_global), 429, head)
