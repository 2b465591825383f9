"""Work that takes time, done beside the event loop: it has gateways to keep alive."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

# One thread, not several: they would share one interpreter lock, and each that computes makes the
# event loop wait a turn longer for it. It starts with the first work.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="summarize")


async def aside(
    work: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Result:
    """Call `work` in the one thread for it, after all work that was given to it before."""

    def call() -> _Result:
        return work(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_THREAD, call)
