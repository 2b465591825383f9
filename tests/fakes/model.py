"""A model that says what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.core.ports import ModelAnswer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.ports import ModelRequest


async def _nothing() -> None:
    await asyncio.sleep(0)


class FakeModel:
    """Answers each request with the next of `says`, the last one for ever.

    A string is the answer's text, an exception is raised, a function is called with the request.
    Who listens hears `size` characters more each time; `meanwhile` is awaited after each.
    """

    name = "fake-1"

    def __init__(
        self,
        *says: str | Exception | Callable[[ModelRequest], str],
        size: int = 5,
        meanwhile: Callable[[], Awaitable[object]] = _nothing,
    ) -> None:
        self._says = list(says)
        self._size = size
        self._meanwhile = meanwhile
        self.requests: list[ModelRequest] = []
        self.heard: list[bool] = []  # of each request, whether anybody listened

    async def ask(
        self, request: ModelRequest, *, on_text: Callable[[str], None] | None = None
    ) -> ModelAnswer:
        self.requests.append(request)
        self.heard.append(on_text is not None)
        said = self._says.pop(0) if len(self._says) > 1 else self._says[0]
        if isinstance(said, Exception):
            raise said
        text = said if isinstance(said, str) else said(request)
        if on_text:
            for end in range(0, len(text) + self._size, self._size):
                on_text(text[:end])
                await self._meanwhile()
        return ModelAnswer(text, self.name, input_tokens=1000, output_tokens=100, cost=0.001)
