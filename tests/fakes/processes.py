"""The processes that the program has begun, as tests look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.adapters.worker import Workers


def process_of(pool: Workers) -> int:
    """The id of the pool's only process, which is idle."""
    (worker,) = pool._idle
    return worker._process.pid
