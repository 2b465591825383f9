"""A process of its own that is killed while it works on a database.

python -m tests.adapters.store.victim DATABASE write      keeps chats 1, 2, 3 …, each told
python -m tests.adapters.store.victim DATABASE migrate    stops half through a migration
"""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.store import open_ledger, sqlite_file
from bot.core.chats import ChatKind
from bot.core.ledger import ChatRow

if TYPE_CHECKING:
    from collections.abc import Iterator


async def write(path: Path) -> None:
    async with await open_ledger(path) as ledger:
        for number in count(1):
            await ledger.save_chat(ChatRow("telegram", str(number), ChatKind.GROUP))
            print(number, flush=True)  # noqa: T201 - it is on the disk now


async def migrate(path: Path) -> None:
    whole = sqlite_file._statements

    def half(script: str) -> Iterator[str]:
        statements = list(whole(script))
        yield from statements[: len(statements) // 2 + 1]
        print("half", flush=True)  # noqa: T201
        time.sleep(60)

    sqlite_file._statements = half
    await open_ledger(path)


if __name__ == "__main__":
    work = {"write": write, "migrate": migrate}[sys.argv[2]]
    asyncio.run(work(Path(sys.argv[1])))
