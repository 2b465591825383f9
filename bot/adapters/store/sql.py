"""The store in plain SQL: `$1` placeholders, no dialect. What differs lies in the database."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from bot.adapters.store.database import OnDatabase
from bot.adapters.store.text import encoded
from bot.core.codec import article_from_json, article_to_json, digest_from_json, digest_to_json
from bot.core.model import Refusal, RefusalCode
from bot.core.ports import Claim, DigestRow, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.adapters.store.database import Row
    from bot.core.model import Article
    from bot.core.ports import Work
    from bot.core.retention import Keeping

T = TypeVar("T")

log = logging.getLogger(__name__)


class SqlStore(OnDatabase):
    """Implements `ports.Store` on any `Database`."""

    async def digests(self, key: str, prompt: str, model: str) -> Mapping[str, Kept[DigestRow]]:
        """One article's digest in each language that it was made in, expired ones too."""
        rows = await self._database.rows(
            "SELECT language, made_at, expires_at, digest, article_language, text_hash FROM digest"
            " WHERE key = $1 AND prompt = $2 AND model = $3",
            *(key, prompt, model),
        )
        return {row[0]: kept for row in rows if (kept := _read(row[1:], _digest_row))}

    async def keep_digest(self, work: Work, digest: Kept[DigestRow]) -> None:
        """Keep, in place of an older one."""
        row = digest.value
        await self._database.rows(
            "INSERT INTO digest (key, prompt, model, language, article_language, text_hash,"
            " digest, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            " ON CONFLICT (key, prompt, model, language) DO UPDATE SET"
            " article_language = excluded.article_language, text_hash = excluded.text_hash,"
            " digest = excluded.digest, made_at = excluded.made_at,"
            " expires_at = excluded.expires_at",
            *(work.key, work.prompt, work.model, work.language),
            *(row.article_language, row.text_hash, encoded(digest_to_json(row.digest))),
            *(digest.made_at, digest.expires_at),
        )

    async def article(self, key: str) -> Kept[Article] | None:
        """The article as it was last read, expired or not."""
        return _first(
            await self._database.rows(
                "SELECT made_at, expires_at, article FROM article WHERE key = $1", key
            ),
            lambda text: article_from_json(json.loads(text)),
        )

    async def keep_article(self, key: str, article: Kept[Article]) -> None:
        """Keep, in place of an older one and of a refusal."""
        await self._database.rows(
            "INSERT INTO article (key, article, made_at, expires_at) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (key) DO UPDATE SET article = excluded.article,"
            " made_at = excluded.made_at, expires_at = excluded.expires_at",
            *(key, encoded(article_to_json(article.value)), article.made_at, article.expires_at),
        )
        await self._database.rows("DELETE FROM refusal WHERE key = $1", key)

    async def refusal(self, key: str) -> Kept[Refusal] | None:
        """Why there was no article, expired or not."""
        return _first(
            await self._database.rows(
                "SELECT made_at, expires_at, refusal FROM refusal WHERE key = $1", key
            ),
            lambda text: _refusal(**json.loads(text)),
        )

    async def keep_refusal(self, key: str, refusal: Kept[Refusal]) -> None:
        """Keep, in place of an older one; the article of better days stays."""
        await self._database.rows(
            "INSERT INTO refusal (key, refusal, made_at, expires_at) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (key) DO UPDATE SET refusal = excluded.refusal,"
            " made_at = excluded.made_at, expires_at = excluded.expires_at",
            *(key, encoded(asdict(refusal.value)), refusal.made_at, refusal.expires_at),
        )

    async def claim(self, name: str, owner: str, *, now: int, seconds: int) -> Claim:
        """Take the lease `name` for `seconds`, unless another owner holds it and is alive.

        A lease that ends later than anyone can have meant was written before the clock was set
        back: it counts as ended.
        """
        taken = await self._database.rows(
            "INSERT INTO lease (name, owner, began, until, attempts) VALUES ($1, $2, $3, $4, 1)"
            " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, began = excluded.began,"
            " until = excluded.until, attempts = lease.attempts + 1"
            " WHERE lease.until <= $3 OR lease.until > $5 RETURNING began, attempts",
            *(name, owner, now, now + seconds, now + 2 * seconds),
        )
        if taken:
            return Claim(granted=True, began=taken[0][0], attempt=taken[0][1])
        held = await self._database.rows("SELECT began, attempts FROM lease WHERE name = $1", name)
        began, attempts = held[0] if held else (now, 0)  # given back between our two statements
        return Claim(granted=False, began=began, attempt=attempts)

    async def renew(self, name: str, owner: str, *, now: int, seconds: int) -> bool:
        """Hold the lease for `seconds` from now; False where it is no longer ours."""
        return bool(
            await self._database.rows(
                "UPDATE lease SET until = $3 WHERE name = $1 AND owner = $2 RETURNING until",
                *(name, owner, now + seconds),
            )
        )

    async def release(self, name: str, owner: str) -> None:
        """Give the lease back; nothing happens where it is not ours."""
        await self._database.rows("DELETE FROM lease WHERE name = $1 AND owner = $2", name, owner)

    async def release_all(self, holder: str) -> None:
        """Give back every lease whose owner's name begins with `holder` and a space."""
        await self._database.rows("DELETE FROM lease WHERE owner LIKE $1 || ' %'", holder)

    async def bound(self, keeping: Keeping) -> None:
        """Let nothing be kept for longer than is wanted now, whenever it was written."""
        for table, seconds in ("article", keeping.article), ("digest", keeping.digest):
            await self._database.rows(
                f"UPDATE {table} SET expires_at = made_at + $1 WHERE expires_at > made_at + $1",
                seconds,
            )

    async def prune(self, now: int, limit: int) -> int:
        """Drop at most `limit` expired rows of each kind; the number dropped."""
        dropped = 0
        for statement in _PRUNE:
            dropped += len(await self._database.rows(statement, now, limit))
        return dropped


_PRUNE = tuple(
    f"DELETE FROM {table} WHERE ({key}) IN"
    f" (SELECT {key} FROM {table} WHERE {ends} <= $1 LIMIT $2) RETURNING 1"
    for table, key, ends in (
        ("article", "key", "expires_at"),
        ("refusal", "key", "expires_at"),
        ("digest", "key, prompt, model, language", "expires_at"),
        ("lease", "name", "until"),
    )
)


def _first(rows: Sequence[Row], value: Callable[..., T]) -> Kept[T] | None:
    return _read(rows[0], value) if rows else None


def _read(row: Row, value: Callable[..., T]) -> Kept[T] | None:
    """The row with its value, None where the value cannot be read: it will be made anew."""
    made_at, expires_at, *columns = row
    try:
        return Kept(value(*columns), made_at, expires_at)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        log.warning("unreadable row is left out", extra={"fault": repr(fault)})
        return None


def _digest_row(digest: str, article_language: str, text_hash: str) -> DigestRow:
    return DigestRow(digest_from_json(json.loads(digest)), article_language, text_hash)


def _refusal(code: str, detail: str) -> Refusal:
    return Refusal(RefusalCode(code), detail)
