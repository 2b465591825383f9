"""The process that parses: one page in, one answer out, until its input ends."""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

from bot.adapters.worker.wire import LENGTH, answer_bytes, frame, page_of
from bot.core.model import Refusal, RefusalCode

RETIRE_ABOVE = 160 << 20
"""Resident bytes after a page; parsers seldom give memory back, a new process does."""


def main() -> None:
    """Serve pages from standard input. Arguments: seconds and bytes allowed for one page."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    # Whatever a library prints must not mix with our frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    from bot.core.extract import extract  # noqa: PLC0415 - the heavy import belongs to this process

    _limit_memory(memory)
    pages = sys.stdin.buffer
    answers.write(frame(b"{}"))
    answers.flush()
    while (about := _read_frame(pages)) is not None and (body := _read_frame(pages)) is not None:
        # The parent kills at its deadline; this ends a worker whose parent was itself killed.
        signal.alarm(int(seconds) + 5)
        try:
            outcome = extract(page_of(about, body))
        except (MemoryError, RecursionError) as fault:
            outcome = Refusal(RefusalCode.TOO_BIG, f"worker: {type(fault).__name__}")
        signal.alarm(0)
        retire = _resident() > RETIRE_ABOVE
        answers.write(frame(answer_bytes(outcome, retire=retire)))
        answers.flush()
        if retire:
            break


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
