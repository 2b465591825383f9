"""The body of an answer: judged, decoded and counted while it comes, so that none is a surprise."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from bot.adapters.web.decode import decoder
from bot.adapters.web.media import PAGE_TYPES, SNIFFED, check_declared, check_start
from bot.core.errors import TooBigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.web.http1 import Answer, Head
    from bot.adapters.web.policy import FetchPolicy


async def read_body(
    answer: Answer, head: Head, policy: FetchPolicy, types: frozenset[str] = PAGE_TYPES
) -> bytes:
    """The whole body without its content coding.

    Raises:
        UnsupportedTypeError: none of `types`, no text by its first bytes, or a coding other than
            gzip.
        TooBigError: more bytes than the policy allows, on the wire or decoded.
        FetchFailedError: cut off or damaged.
    """
    where = answer.target.host
    check_declared(head, where, types)
    body = BytesIO()
    judged = False
    async for piece in _decoded(answer, head):
        body.write(piece)
        if body.tell() > policy.decoded_bytes:
            raise TooBigError(f"{where}: more than {policy.decoded_bytes} bytes decoded")
        if not judged and body.tell() >= SNIFFED:
            check_start(head, body.getvalue(), where)
            judged = True
    if not judged:
        check_start(head, body.getvalue(), where)
    return body.getvalue()


async def _decoded(answer: Answer, head: Head) -> AsyncIterator[bytes]:
    decode = decoder(head.all("content-encoding"), answer.target.host)
    async for data in answer.body():
        for piece in decode.feed(data):
            yield piece
    decode.finish()
