"""A model that says what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ports import ModelAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.ports import ModelRequest


class FakeModel:
    """Answers each request with the next of `says`, the last one for ever.

    A string is the answer's text, an exception is raised, a function is called with the request.
    """

    name = "fake-1"

    def __init__(self, *says: str | Exception | Callable[[ModelRequest], str]) -> None:
        self._says = list(says)
        self.requests: list[ModelRequest] = []

    async def ask(self, request: ModelRequest) -> ModelAnswer:
        self.requests.append(request)
        said = self._says.pop(0) if len(self._says) > 1 else self._says[0]
        if isinstance(said, Exception):
            raise said
        text = said if isinstance(said, str) else said(request)
        return ModelAnswer(text, self.name, input_tokens=1000, output_tokens=100, cost=0.001)
