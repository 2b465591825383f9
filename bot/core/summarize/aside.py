"""Work that takes time, done beside the event loop: it has gateways to keep alive."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

# One thread, not several: they would share one interpreter lock, and each that computes makes the
# event loop wait a turn longer for it. It starts with the first work.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="summarize")

# Only for what may be late or given up: no digest waits behind it.
_SPARE_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="summarize-parts")


async def aside(
    work: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Result:
    """Call `work` in the one thread for it, after all work that was given to it before."""
    return await _in(_THREAD, partial(work, *args, **kwargs))


async def in_passing(
    work: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Result:
    """As `aside`, but in a thread that nothing waits for: who is cancelled leaves at once."""
    return await _in(_SPARE_THREAD, partial(work, *args, **kwargs))


async def _in(thread: ThreadPoolExecutor, work: Callable[[], _Result]) -> _Result:
    return await asyncio.get_running_loop().run_in_executor(thread, work)
