"""Single flight across processes: one works, the others wait for what it makes."""

from __future__ import annotations

import asyncio
import logging
import os
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final, TypeVar

from bot.core.ports import Claim

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.ports import Clock, Store
    from bot.core.tolerance import TolerantStore

T = TypeVar("T")

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 15
"""A holder that has not renewed its lease for so long is dead."""

PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds between two looks at what another process does; the last one repeats."""


class Leases:
    """Leases in the store: whoever holds the one of a piece of work does it.

    `holder` begins the owner's name of each: who is alone under that name may, when it starts,
    give back at once what it held before it was killed.
    """

    def __init__(self, store: TolerantStore, clock: Clock, holder: str = "") -> None:
        self._store = store
        self._clock = clock
        self._holder = holder

    async def once(
        self,
        name: str,
        find: Callable[[float], Awaitable[T | None]],
        make: Callable[[], Awaitable[T]],
        *,
        since: float,
    ) -> T:
        """What `find` finds, else what `make` makes and keeps; one process at a time makes.

        `find(since)` looks for a result of `since` or later. Who has to wait for another process
        takes what that one makes, even where it was begun before `since`.
        """
        pauses = chain(PAUSES, repeat(PAUSES[-1]))
        while (found := await find(since)) is None:
            lease = _Lease(self._store, self._clock, name, self._holder)
            try:
                claim = await lease.claim()
                if claim.granted:
                    found = await find(since)  # another may have finished just before our claim
                    return await make() if found is None else found
            finally:
                await lease.end()
            since = min(since, claim.began)
            await self._clock.sleep(next(pauses))
        return found


class _Lease:
    """One attempt at a lease: kept alive from its grant until its end."""

    def __init__(self, store: TolerantStore, clock: Clock, name: str, holder: str) -> None:
        self._store = store
        self._clock = clock
        self._name = name
        self._owner = f"{holder} {os.urandom(8).hex()}".lstrip()
        self._heart: asyncio.Task[None] | None = None
        self._to_release = True

    async def claim(self) -> Claim:
        """Ask for the lease. Without a store to ask, everybody has it."""
        now = self._clock.now()
        nobody = Claim(granted=True, began=now, attempt=0)
        claim = await self._store.write(
            lambda store: store.claim(self._name, self._owner, now=now, seconds=LEASE_SECONDS),
            nobody,
        )
        self._to_release = claim.granted and claim is not nobody
        if self._to_release:
            self._heart = asyncio.create_task(self._beat())
        if claim.granted and claim.attempt > 1:
            log.warning("taken over from a dead process", extra={"work": self._name})
        return claim

    async def end(self) -> None:
        """Give the lease back, also where we were cancelled while we asked for it."""
        if self._heart:
            self._heart.cancel()
        if self._to_release:
            # A read to the tolerant store: it must not be left out because a write has failed.
            await self._store.read(lambda store: store.release(self._name, self._owner), None)

    async def _beat(self) -> None:
        while True:
            await self._clock.sleep(LEASE_SECONDS / 3)
            await self._store.write(self._renew, None)

    async def _renew(self, store: Store) -> None:
        now = self._clock.now()
        if not await store.renew(self._name, self._owner, now=now, seconds=LEASE_SECONDS):
            log.warning("lease lost to another process", extra={"work": self._name})
