"""The files of all messages, at addresses of the stand-in's own."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from simcord.backend.cdn import CDN_BASE, CdnStore

PATH = "/attachments/{path:.+}"


class Cdn(CdnStore):
    """`base` is what comes before the path of every address."""

    base = CDN_BASE

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        told = super().store_attachment(attachment_id, channel_id, filename, data, description)
        del self._blobs[told["url"]]
        address = told["url"].replace(CDN_BASE, self.base)
        self._blobs[address] = data
        return {**told, "url": address, "proxy_url": address}

    def lose(self) -> None:
        """Let all addresses be out of date."""
        self._blobs.clear()

    async def serve(self, request: web.Request) -> web.Response:
        data = self.get(f"{self.base}{request.path}")
        return web.Response(status=404) if data is None else web.Response(body=data)
