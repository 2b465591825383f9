"""One digest's dealings with the model: each call counted, each wrong shape sent back once."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.errors import ModelAnswerError, ModelDownError
from bot.core.ports import ModelRequest
from bot.core.summarize import turns
from bot.core.summarize.answer import read_answer
from bot.core.summarize.aside import aside
from bot.core.summarize.schema import SCHEMA_NAME, summary_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Summary
    from bot.core.ports import Model, ModelAnswer, Turn
    from bot.core.summarize.prompt import Prompts
    from bot.core.summarize.telling import OnText

Listening = AbstractAsyncContextManager["OnText | None"]
"""Held while an answer is written; what it gives is told the text so far."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary that is not checked yet, and the turns that led to it.

    `parts` is how many parts of the article were read, `partial` whether there were more.
    """

    asked: tuple[Turn, ...]
    text: str
    summary: Summary
    parts: int = 1
    partial: bool = False


@dataclass(slots=True)
class Asking:
    """Asks `model` until `until` on the event loop's clock, and keeps every answer for the bill."""

    model: Model
    prompts: Prompts
    until: float
    answers: list[ModelAnswer] = field(default_factory=list)

    async def draft(self, asked: tuple[Turn, ...], listening: Listening | None = None) -> Draft:
        """Ask; an answer of the wrong shape goes back once with its fault.

        `listening` is held for the first answer only: what is repaired is not told in pieces.

        Raises:
            ModelError: no answer, or twice of the wrong shape.
        """
        async with listening or nullcontext() as on_text:
            text = await self._ask(asked, on_text)
        try:
            return Draft(asked, text, read_answer(text))
        except ModelAnswerError as error:
            text = await self._ask(turns.again(self.prompts, asked, text, [str(error)]))
            return Draft(asked, text, read_answer(text))

    async def repaired(self, draft: Draft, faults: Sequence[str]) -> Summary:
        """Send a draft back with what the check found.

        Raises:
            ModelError: no answer, or one of the wrong shape.
        """
        return read_answer(
            await self._ask(turns.again(self.prompts, draft.asked, draft.text, faults))
        )

    async def _ask(self, asked: tuple[Turn, ...], on_text: OnText | None = None) -> str:
        schema = await aside(summary_schema)  # loads pydantic, the first time
        request = ModelRequest(asked, schema, SCHEMA_NAME)
        try:
            async with asyncio.timeout_at(self.until):
                heard = {"on_text": on_text} if on_text else {}
                answer = await self.model.ask(request, **heard)
        except TimeoutError:
            raise ModelDownError(
                f"the model {self.model.name} used up the time of this digest"
            ) from None
        self.answers.append(answer)
        return answer.text
