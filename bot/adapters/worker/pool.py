"""The pool of workers: bounded in number, and each page in time and memory."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from bot.adapters.worker.wire import ARTICLE, FEED, LENGTH, MAX_ANSWER, answer_of, page_frames
from bot.core.model import Article, Page, Refusal, RefusalCode

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from asyncio.subprocess import Process

    from bot.adapters.worker.wire import Job, Outcome
    from bot.core.daily.feed import FeedReading

T = TypeVar("T")

log = logging.getLogger(__name__)

START_SECONDS = 30.0
"""A worker that has not imported its parsers by then is broken, not slow."""

ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
"""All that a worker inherits: it reads strangers' pages and has no use for our secrets."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take: wall seconds, and bytes beyond a fresh worker's own."""

    seconds: float = 10.0
    memory: int = 512 << 20


class Workers:
    """Implements `ports.Extractor` and `core.daily.feed.FeedReader`.

    At most `size` processes, started when first needed, each for either kind of page.
    """

    def __init__(self, size: int = 1, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._free = asyncio.Semaphore(size)
        self._idle: list[_Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def warm(self) -> None:
        """Start a worker now, so that the first page need not wait for its imports."""
        async with self._free:
            if not self._idle:
                self._idle.append(await _Worker.start(self._limits))

    async def extract(self, page: Page) -> Article | Refusal:
        """Read the article of `page`; a page that kills or outlasts its worker is refused.

        Raises:
            OSError: no process can be started at all.
        """
        return await self._read(ARTICLE, page)

    async def read_feed(self, page: Page) -> FeedReading | Refusal:
        """Read the feed that `page` is; one that kills or outlasts its worker is refused.

        Raises:
            OSError: no process can be started at all.
        """
        return await self._read(FEED, page)

    async def _read(self, job: Job[T], page: Page) -> T | Refusal:
        async with self._free:
            worker = await self._take()
            try:
                async with asyncio.timeout(self._limits.seconds):
                    outcome = await worker.read(job, page)
            except TimeoutError:
                await worker.kill()
                return self._refused(page, f"more than {self._limits.seconds:g} s")
            except (EOFError, OSError, ValueError, KeyError, TypeError) as fault:
                await worker.kill()
                return self._refused(page, f"{type(fault).__name__}, exit {worker.exit_code}")
            except BaseException:  # cancelled: the worker is in the middle of a page nobody wants
                await worker.kill()
                raise
            if outcome.retire:
                await worker.end()
            else:
                self._idle.append(worker)
            return outcome.made

    async def close(self) -> None:
        """End all idle workers; safe to call twice."""
        while self._idle:
            await self._idle.pop().end()

    async def _take(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.exit_code is None:
                return worker
            await worker.end()
        return await _Worker.start(self._limits)

    @staticmethod
    def _refused(page: Page, why: str) -> Refusal:
        log.info("page gave its worker up", extra={"url": page.url, "why": why})
        return Refusal(RefusalCode.TOO_BIG, f"worker: {why}")


class _Worker:
    """One process and its two pipes."""

    def __init__(self, process: Process, pages: StreamWriter, answers: StreamReader) -> None:
        self._process = process
        self._pages = pages
        self._answers = answers

    @classmethod
    async def start(cls, limits: Limits) -> Self:
        """Start a process and wait until its parsers are imported."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            # -P: the folder we happen to stand in is no place to import from.
            *("-P", "-X", "utf8", "-m", "bot.adapters.worker.child"),
            *(str(limits.seconds), str(limits.memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )
        if process.stdin is None or process.stdout is None:  # never, as both are PIPE
            raise OSError("a process without pipes")
        worker = cls(process, process.stdin, process.stdout)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker._answer()
        except (TimeoutError, EOFError) as fault:
            await worker.end()
            raise OSError(f"the page reader does not start (exit {worker.exit_code})") from fault
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    async def read(self, job: Job[T], page: Page) -> Outcome[T]:
        """Hand over a page, take its outcome and whether the worker then retires."""
        self._pages.write(page_frames(job, page))
        await self._pages.drain()
        return answer_of(job, await self._answer())

    async def end(self) -> None:
        """Let the process end by itself, once its input is closed; else kill it."""
        self._pages.close()
        try:
            async with asyncio.timeout(2):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._pages.close()
        await self._process.wait()

    async def _answer(self) -> bytes:
        (length,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        if length > MAX_ANSWER:
            raise ValueError(f"an answer of {length} bytes")
        return await self._answers.readexactly(length)
