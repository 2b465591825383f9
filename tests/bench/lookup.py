"""A look-up in a store that has grown."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.store import open_store
from tests.bench.table import Row, at_most
from tests.fakes.rows import ROW, WORK, kept

if TYPE_CHECKING:
    from bot.core.ports import Store

LOOKUPS = 2_000
GROW = """
WITH RECURSIVE n(i) AS (SELECT $from UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $to)
INSERT INTO digest
SELECT 'https://example.com/' || (i * 2654435761 % 4294967296), prompt, model, language,
       article_language, text_hash, digest, made_at, expires_at
FROM n, (SELECT * FROM digest LIMIT 1)
"""


async def growing_store() -> list[Row]:
    """The time of a known digest among a million rows, against that among a thousand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        store = await open_store(path)
        await store.keep_digest(WORK, kept(ROW))
        await store.close()
        small = await _lookup(path, 1, 1_000)
        large = await _lookup(path, 1_000, 1_000_000)
    note = f" ({small:.0f} and {large:.0f} us)"
    return [at_most("known digest, 1,000,000 rows to 1,000", large / small, 2, "x", note)]


async def _lookup(path: Path, begin: int, end: int) -> float:
    """Microseconds, the median of many, once the store has grown to `end` rows."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(GROW, {"from": begin, "to": end})
    store = await open_store(path)
    try:
        return statistics.median([await _one(store, i % end) for i in range(1, LOOKUPS * 487, 487)])
    finally:
        await store.close()


async def _one(store: Store, i: int) -> float:
    key = f"https://example.com/{max(i, 1) * 2654435761 % 4294967296}"
    began = time.perf_counter()
    rows = await store.digests(key, WORK.prompt, WORK.model)
    took = time.perf_counter() - began
    if not rows:
        raise RuntimeError(f"{key} is not in the store")
    await asyncio.sleep(0)
    return 1e6 * took
