"""Work beside the program: what is to end has ended before anything beneath it is closed."""

from __future__ import annotations

import asyncio

from bot.core.background import Background


async def test_what_is_ended_has_let_go_of_all_it_held_when_finish_returns() -> None:
    held, began = [], asyncio.Event()

    async def work() -> None:
        held.append("a transaction")
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(3):  # a rollback takes its turns, too
                await asyncio.sleep(0)
            held.clear()

    background = Background()
    background.spawn(work())
    await began.wait()
    await background.finish(0)
    assert held == []
    assert len(background) == 0
