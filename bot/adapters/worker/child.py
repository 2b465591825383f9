"""The process that parses: one page in, one answer out, until its input ends."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from bot.adapters.worker.wire import ARTICLE, FEED, LENGTH, answer_bytes, frame, page_of
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.worker.wire import Job
    from bot.core.model import Page

T = TypeVar("T")

RETIRE_ABOVE = 160 << 20
"""Resident bytes after a page; parsers seldom give memory back, a new process does."""


def main() -> None:
    """Serve pages from standard input. Arguments: seconds and bytes allowed for one page."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    # Whatever a library prints must not mix with our frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    read = _readers()
    _limit_memory(memory)
    pages = sys.stdin.buffer
    answers.write(frame(b"{}"))
    answers.flush()
    while (about := _read_frame(pages)) is not None and (body := _read_frame(pages)) is not None:
        # The parent kills at its deadline; this ends a worker whose parent was itself killed.
        signal.alarm(int(seconds) + 5)
        job, page = page_of(about, body)
        answer, retire = read[job](page)
        signal.alarm(0)
        answers.write(frame(answer))
        answers.flush()
        if retire:
            break


def _readers() -> dict[str, Callable[[Page], tuple[bytes, bool]]]:
    """What each job does with a page: the answer as it is sent, and whether it is the last one."""
    # Heavy imports, which belong to this process alone.
    from bot.core.daily.parse import read_feed  # noqa: PLC0415
    from bot.core.extract import extract  # noqa: PLC0415

    return {
        ARTICLE.name: partial(_answer, ARTICLE, extract),
        FEED.name: partial(_answer, FEED, read_feed),
    }


def _answer(job: Job[T], read: Callable[[Page], T | Refusal], page: Page) -> tuple[bytes, bool]:
    try:
        outcome = read(page)
    except (MemoryError, RecursionError) as fault:
        outcome = Refusal(RefusalCode.TOO_BIG, f"worker: {type(fault).__name__}")
    retire = _resident() > RETIRE_ABOVE
    return answer_bytes(job, outcome, retire=retire), retire


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    return stream.read(length)


def _limit_memory(allowance: int) -> None:
    """Let this process grow by `allowance` bytes beyond what its imports took."""
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return
    limit = _address_space() + allowance
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _address_space() -> int:
    return _statm(0)


def _resident() -> int:
    return _statm(1)


def _statm(field: int) -> int:
    """Bytes from Linux's /proc/self/statm: 0 the address space, 1 what is resident."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a hot, tiny read
            return int(file.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main()
