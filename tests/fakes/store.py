"""A store in memory, which keeps to the same promises as the real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.ports import Claim

if TYPE_CHECKING:
    from bot.core.errors import StoreError
    from bot.core.model import Article, Refusal
    from bot.core.ports import DigestRow, Kept, Work

T = TypeVar("T")


@dataclass
class _Lease:
    owner: str
    began: int
    until: int
    attempts: int


@dataclass
class FakeStore:
    """Implements `ports.Store`. While `fault` is set, everything fails with it."""

    fault: StoreError | None = None
    _digests: dict[Work, Kept[DigestRow]] = field(default_factory=dict)
    _articles: dict[str, Kept[Article]] = field(default_factory=dict)
    _refusals: dict[str, Kept[Refusal]] = field(default_factory=dict)
    _leases: dict[str, _Lease] = field(default_factory=dict)

    async def digests(self, key: str, prompt: str, model: str) -> dict[str, Kept[DigestRow]]:
        self._fail()
        return {
            work.language: kept
            for work, kept in self._digests.items()
            if (work.key, work.prompt, work.model) == (key, prompt, model)
        }

    async def keep_digest(self, work: Work, digest: Kept[DigestRow]) -> None:
        self._fail()
        self._digests[work] = digest

    async def article(self, key: str) -> Kept[Article] | None:
        self._fail()
        return self._articles.get(key)

    async def keep_article(self, key: str, article: Kept[Article]) -> None:
        self._fail()
        self._articles[key] = article
        self._refusals.pop(key, None)

    async def refusal(self, key: str) -> Kept[Refusal] | None:
        self._fail()
        return self._refusals.get(key)

    async def keep_refusal(self, key: str, refusal: Kept[Refusal]) -> None:
        self._fail()
        self._refusals[key] = refusal

    async def claim(self, name: str, owner: str, *, now: int, seconds: int) -> Claim:
        self._fail()
        lease = self._leases.get(name)
        if lease and now < lease.until <= now + 2 * seconds:
            return Claim(granted=False, began=lease.began, attempt=lease.attempts)
        attempts = lease.attempts + 1 if lease else 1
        self._leases[name] = _Lease(owner, now, now + seconds, attempts)
        return Claim(granted=True, began=now, attempt=attempts)

    async def renew(self, name: str, owner: str, *, now: int, seconds: int) -> bool:
        self._fail()
        lease = self._leases.get(name)
        if lease is None or lease.owner != owner:
            return False
        lease.until = now + seconds
        return True

    async def release(self, name: str, owner: str) -> None:
        self._fail()
        if name in self._leases and self._leases[name].owner == owner:
            del self._leases[name]

    async def release_all(self, holder: str) -> None:
        self._fail()
        for name in [
            n for n, lease in self._leases.items() if lease.owner.startswith(f"{holder} ")
        ]:
            del self._leases[name]

    async def prune(self, now: int, limit: int) -> int:
        self._fail()
        return (
            _drop(self._articles, now, limit)
            + _drop(self._refusals, now, limit)
            + _drop(self._digests, now, limit)
            + _drop_leases(self._leases, now, limit)
        )

    async def close(self) -> None:
        """Nothing to let go of."""

    def _fail(self) -> None:
        if self.fault:
            raise self.fault


def _drop(rows: dict[Any, Kept[T]], now: int, limit: int) -> int:
    expired = [key for key, kept in rows.items() if kept.expires_at <= now][:limit]
    for key in expired:
        del rows[key]
    return len(expired)


def _drop_leases(leases: dict[str, _Lease], now: int, limit: int) -> int:
    ended = [name for name, lease in leases.items() if lease.until <= now][:limit]
    for name in ended:
        del leases[name]
    return len(ended)
