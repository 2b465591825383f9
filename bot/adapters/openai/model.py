"""Asks the model: one deadline, one budget of tries, one ladder, one breaker."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.adapters.openai.breaker import Breaker
from bot.adapters.openai.course import PATIENCE, Course
from bot.adapters.openai.dialect import Dialect
from bot.adapters.openai.hearing import Hearing
from bot.adapters.openai.prices import price_of
from bot.adapters.openai.reply import NO_REPLY, read_reply
from bot.adapters.openai.trouble import Kind, of_status, unaskable, unreachable
from bot.core.errors import ModelDownError
from bot.core.ports import ModelAnswer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.adapters.openai.dialect import Rung
    from bot.adapters.openai.hearing import OnText
    from bot.adapters.openai.prices import Price
    from bot.adapters.openai.reply import Reply
    from bot.adapters.openai.trouble import Trouble
    from bot.adapters.openai.wire import Wire
    from bot.core.ports import ModelRequest

_log = logging.getLogger(__name__)


class OpenAIModel:
    """One model at one address; implements `bot.core.ports.Model`.

    Nothing is loaded or connected before the first `ask`. At most `concurrency` are under way at
    once, further ones wait their turn; `deadline` in seconds holds for one `ask` with all its
    tries and waits, from its turn on. An instance belongs to one event loop.
    """

    def __init__(  # noqa: PLR0913 - each by its name, half of them for tests
        self,
        *,
        model: str,
        base_url: str,
        api_key: str | None = None,
        temperature: float | None = None,
        deadline: float = 60.0,
        concurrency: int = 20,
        prices: Mapping[str, Price] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.name = model
        self._base_url = base_url
        self._api_key = api_key
        self._deadline = deadline
        self._turns = asyncio.Semaphore(concurrency)
        self._price = price_of(model, prices or {})
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        host = urlsplit(self._base_url).hostname or ""
        self._where = f"{model} at {host}"
        self._dialect = Dialect(
            cap="max_completion_tokens" if host == "api.openai.com" else "max_tokens",
            temperature=temperature,
            stream="counted",
        )
        self._breaker = Breaker(self._where, clock=clock)
        self._wire: Wire | None = None
        self._loading = asyncio.Lock()

    def __repr__(self) -> str:
        return f"<OpenAIModel {self._where}>"

    @property
    def is_available(self) -> bool:
        """False while the address is left alone because it keeps failing."""
        return not self._breaker.is_open

    @property
    def fault(self) -> str:
        """Why who runs the bot has to see to the model, "" while nobody has to: see `Breaker`."""
        return self._breaker.fault

    @property
    def rung(self) -> Rung:
        """How the shape of an answer is asked for; the last answer's, once there was one."""
        return self._dialect.rung

    async def ask(self, request: ModelRequest, *, on_text: OnText | None = None) -> ModelAnswer:
        """Ask once, as far as the caller can see.

        With `on_text` the answer is asked for in pieces, if the address knows how. It begins anew
        with "" at every try; what is beyond a hundred thousand characters it is not told.

        Raises:
            ModelError: one of its subclasses, within the deadline.
        """
        async with self._turns:
            return await self._ask(request, on_text)

    async def _ask(self, request: ModelRequest, on_text: OnText | None) -> ModelAnswer:
        with self._breaker.call():
            try:
                async with asyncio.timeout(self._deadline):
                    return await self._tried(request, on_text, self._clock() + self._deadline)
            except TimeoutError:
                late = ModelDownError(f"{self._where}: no answer within {self._deadline:.0f} s")
                self._breaker.failed(str(late))
                raise late from None

    async def warm(self) -> None:
        """Load the client now, so that the first `ask` need not."""
        await self._connected()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._wire:
            await self._wire.aclose()
            self._wire = None

    async def _tried(
        self, request: ModelRequest, on_text: OnText | None, ends: float
    ) -> ModelAnswer:
        """Try until an answer comes or the budget is spent; remember the dialect that worked."""
        known = self._dialect if on_text else replace(self._dialect, stream=None)
        course = Course(known, self._jitter)
        replies: list[Reply] = []
        while True:
            body = course.dialect.body(self.name, request, course.limit)
            hearing = Hearing(on_text) if on_text and course.dialect.stream else None
            reply, trouble = await self._once(body, hearing)
            replies.append(reply)
            if trouble is None:
                self._remember(course.dialect, reply, asked_in_pieces=on_text is not None)
                self._breaker.succeeded()
                return self._answer(replies)
            wait = course.after(trouble)
            if wait is None or self._clock() + wait >= ends:
                self._tell_breaker(trouble)
                raise trouble.error
            _log.info("model %s; next try in %.1f s", trouble.error, wait)
            if wait:
                await self._sleep(wait)

    async def _once(
        self, body: Mapping[str, Any], hearing: Hearing | None
    ) -> tuple[Reply, Trouble | None]:
        wire = await self._connected()
        try:
            status, headers, content = await wire.post(body, hearing.feed if hearing else None)
        except ConnectionError:
            reply, trouble = hearing.reply(self._where) if hearing else (NO_REPLY, None)
            ended = hearing is not None and hearing.has_ended
            return reply, trouble if ended else unreachable(self._where)
        except ValueError:
            return NO_REPLY, unaskable(self._where)
        if status >= 400:
            return NO_REPLY, of_status(status, headers, content, self._where)
        if hearing and hearing.is_stream:
            return hearing.reply(self._where)
        return read_reply(content, self._where)

    def _remember(self, dialect: Dialect, reply: Reply, *, asked_in_pieces: bool) -> None:
        """Keep what worked; who asked for no pieces has learned nothing about them."""
        stream = dialect.stream if reply.streamed else None
        known = stream if asked_in_pieces else self._dialect.stream
        self._dialect = replace(dialect, stream=known)

    async def _connected(self) -> Wire:
        async with self._loading:
            if self._wire is None:
                self._wire = await asyncio.to_thread(
                    _load_wire, self._base_url, self._api_key, self._deadline
                )
            return self._wire

    def _tell_breaker(self, trouble: Trouble) -> None:
        too_long = trouble.wait if trouble.wait and trouble.wait > PATIENCE else 0.0
        opens_for = trouble.opens_for or too_long
        if opens_for or trouble.kind in {Kind.DOWN, Kind.BUSY, Kind.DIALECT}:
            self._breaker.failed(str(trouble.error), opens_for=opens_for)
        else:
            self._breaker.succeeded()  # it answers, if not what we hoped for

    def _answer(self, replies: Sequence[Reply]) -> ModelAnswer:
        """The last reply, with the tokens of all: a cut answer is paid for too."""
        taken = [reply.input_tokens for reply in replies if reply.input_tokens is not None]
        given = [reply.output_tokens for reply in replies if reply.output_tokens is not None]
        priced = self._price and taken and given
        return ModelAnswer(
            text=replies[-1].text,
            model=self.name,
            input_tokens=sum(taken) if taken else None,
            output_tokens=sum(given) if given else None,
            cost=self._price.of(sum(taken), sum(given)) if self._price and priced else None,
        )


def _load_wire(base_url: str, api_key: str | None, deadline: float) -> Wire:
    """Load the openai package; in a thread, because it takes a second."""
    from bot.adapters.openai.wire import Wire  # noqa: PLC0415

    return Wire(base_url, api_key, deadline)
