"""Deliveries in plain SQL: accepted, changed, found, counted, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.store.delivery_rows import COLUMNS, all_of, first_of, values_of
from bot.core.delivery.row import OPEN, Delivery, State
from bot.core.ledger import Use

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.adapters.store.database import Database
    from bot.core.chats import Chat, Platform
    from bot.core.ledger import Count

NOTIFIED_KEPT: Final = 3 * 24 * 3600
"""Seconds that a notice is remembered: the platforms keep theirs for a day."""

_COUNT: Final = COLUMNS.count(",") + 1
_HOLES: Final = ", ".join(f"${number}" for number in range(1, _COUNT + 1))
_INSERT: Final = (
    f"INSERT INTO delivery ({COLUMNS}) VALUES ({_HOLES}) ON CONFLICT DO NOTHING RETURNING id"
)
_ASSIGN: Final = ", ".join(
    f"{name.strip()} = ${number}"
    for number, name in enumerate(COLUMNS.split(","), 1)
    if name.strip() != "id"
)
_SELECT: Final = f"SELECT {COLUMNS} FROM delivery"
_OPEN: Final = ", ".join(f"'{state}'" for state in OPEN)
_HERE: Final = "platform = $1 AND chat = $2"
_TRIED: Final = "state NOT IN ('seen', 'quiet', 'cancelled')"
_NOTE: Final = (
    "INSERT INTO notified (source, name, at) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING RETURNING at"
)


class SqlDeliveries:
    """The part of the ledger that is about deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(
        self, source: str, update: str, deliveries: Sequence[Delivery], now: int
    ) -> Sequence[Delivery]:
        """In one transaction: note that `update` came, and write what it brings."""
        async with self._database.transaction() as run:
            if not await run(_NOTE, source, update, now):
                return ()
            return [each for each in deliveries if await run(_INSERT, *values_of(each))]

    async def note(self, source: str, update: str, now: int) -> bool:
        """Note that `update` of `source` came; False for one that came before."""
        return bool(await self._database.rows(_NOTE, source, update, now))

    async def save(self, delivery: Delivery, was: Collection[State] | None = None) -> bool:
        """Write the row anew, if it is in one of the states `was`."""
        guard = f" AND state IN ({', '.join(repr(str(s)) for s in was)})" if was else ""
        sql = f"UPDATE delivery SET {_ASSIGN} WHERE id = $1{guard} RETURNING id"
        return bool(await self._database.rows(sql, *values_of(delivery)))

    async def delivery(self, id: str) -> Delivery | None:  # noqa: A002 - it is one
        """The row of that id."""
        return first_of(await self._database.rows(f"{_SELECT} WHERE id = $1", id))

    async def unfinished(self) -> Sequence[Delivery]:
        """All that is owed, oldest first."""
        return all_of(await self._database.rows(f"{_SELECT} WHERE state IN ({_OPEN}) ORDER BY id"))

    async def of_message(self, chat: Chat, message: str) -> Sequence[Delivery]:
        """All rows that one message has brought, oldest first."""
        sql = f"{_SELECT} WHERE {_HERE} AND message = $3 ORDER BY id"
        return all_of(await self._database.rows(sql, chat.platform, chat.id, message))

    async def settled_since(self, since: int) -> Sequence[Delivery]:
        """Rows that ended at `since` or later."""
        sql = f"{_SELECT} WHERE accepted_at >= $1 AND state NOT IN ({_OPEN}) ORDER BY id"
        return all_of(await self._database.rows(sql, since))

    async def holding(self, chat: Chat, post: str) -> Delivery | None:
        """The row whose answer our message `post` holds."""
        sql = f"{_SELECT} WHERE {_HERE} AND post = $3 ORDER BY id DESC LIMIT 1"
        return first_of(await self._database.rows(sql, chat.platform, chat.id, post))

    async def posts(self, chat: Chat, since: int) -> frozenset[str]:
        """The ids of all messages of ours that are known in `chat`."""
        rows = await self._database.rows(
            f"SELECT post, placeholder FROM delivery WHERE {_HERE} AND accepted_at >= $3"
            " AND (post <> '' OR placeholder <> '')",
            *(chat.platform, chat.id, since),
        )
        return frozenset(name for row in rows for name in row if name)

    async def digests_in(self, chat: Chat, key: str, since: int) -> Sequence[Delivery]:
        """The digests of one article that were asked for in `chat` since, newest first."""
        sql = f"{_SELECT} WHERE {_HERE} AND key = $3 AND accepted_at >= $4 ORDER BY id DESC"
        return all_of(await self._database.rows(sql, chat.platform, chat.id, key, since))

    async def count(self, what: Count) -> Use:
        """How much was used: rows that are charged and brought, or may bring, an answer."""
        named: dict[str, str | None] = {
            "platform": what.platform,
            "chat": what.chat,
            "asker": what.asker,
            "began_by": what.trigger,
        }
        given = {name: value for name, value in named.items() if value is not None}
        values: list[str | int] = [what.since, *given.values()]
        wheres = [f" AND {name} = ${number}" for number, name in enumerate(given, 2)]
        rows = await self._database.rows(
            "SELECT count(*), coalesce(sum(cost_micros), 0) FROM delivery"
            f" WHERE accepted_at >= $1 AND charged = 1 AND {_TRIED}{''.join(wheres)}",
            *values,
        )
        return Use(int(rows[0][0]), int(rows[0][1]))

    async def waiting(self, chat: Chat | None = None) -> int:
        """How many digests are owed, in one chat or in all."""
        owed = f"(charged = 1 OR key <> '') AND state IN ({_OPEN})"
        if chat is None:
            sql = f"SELECT count(*) FROM delivery WHERE {owed}"
            return int((await self._database.rows(sql))[0][0])
        sql = f"SELECT count(*) FROM delivery WHERE {_HERE} AND {owed}"
        return int((await self._database.rows(sql, chat.platform, chat.id))[0][0])

    async def tally(self, chat: Chat | None, since: int) -> Mapping[str, int]:
        """Rows for digests by outcome: posted, cached, unknown, and each code of a failure."""
        here = f"{_HERE} AND accepted_at >= $3" if chat else "accepted_at >= $1"
        values: tuple[str | int, ...] = (chat.platform, chat.id, since) if chat else (since,)
        rows = await self._database.rows(
            "SELECT state, charged, code, count(*) FROM delivery"
            f" WHERE {here} AND key <> '' GROUP BY state, charged, code",
            *values,
        )
        told: dict[str, int] = {}
        for state, charged, code, number in rows:
            name = state if state != State.POSTED or charged else "cached"
            name = code or name
            told[name] = told.get(name, 0) + int(number)
        return told

    async def forget_person(self, platform: Platform, person: str) -> tuple[int, int]:
        """Remove the person from every row; a private chat has the person's own id."""
        theirs = (platform, person)
        async with self._database.transaction() as run:
            own = await run(
                "DELETE FROM delivery WHERE platform = $1 AND (chat = $2 OR (kind = 'guest'"
                f" AND asker = $2)) AND state NOT IN ({_OPEN}) RETURNING key",
                *theirs,
            )
            # What the owner was told: this person asks for access.
            await run(
                "DELETE FROM delivery WHERE platform = $1 AND slot = 'notice'"
                f" AND state NOT IN ({_OPEN}) AND answer LIKE '%\"' || $2 || '\"%'",
                *theirs,
            )
            named = "platform = $1 AND chat <> $2 AND (asker = $2 OR poster = $2)"
            shared = await run(f"SELECT key FROM delivery WHERE {named}", *theirs)
            for column in ("asker", "poster"):
                await run(
                    f"UPDATE delivery SET {column} = '' WHERE platform = $1 AND {column} = $2"
                    " AND chat <> $2",
                    *theirs,
                )
            await run("DELETE FROM chat WHERE platform = $1 AND id = $2", *theirs)
        return sum(bool(row[0]) for row in own), sum(bool(row[0]) for row in shared)

    async def drop(self, id: str) -> None:  # noqa: A002
        """Remove one row."""
        await self._database.rows("DELETE FROM delivery WHERE id = $1", id)

    async def forget_chat(self, chat: Chat) -> int:
        """Remove every row of the chat that is history; the number of digests removed."""
        rows = await self._database.rows(
            f"DELETE FROM delivery WHERE {_HERE} AND state NOT IN ({_OPEN}) RETURNING key",
            *(chat.platform, chat.id),
        )
        return sum(bool(row[0]) for row in rows)

    async def forget_key(self, chat: Chat, key: str) -> int:
        """Remove the chat's rows of one article; the number removed."""
        rows = await self._database.rows(
            f"DELETE FROM delivery WHERE {_HERE} AND key = $3 AND state NOT IN ({_OPEN})"
            " RETURNING id",
            *(chat.platform, chat.id, key),
        )
        return len(rows)

    async def prune_rows(self, now: int, limit: int) -> int:
        """Drop at most `limit` rows of each kind whose time is over; the number dropped."""
        old = await self._database.rows(
            "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE expires_at <= $1"
            f" AND state NOT IN ({_OPEN}) LIMIT $2) RETURNING 1",
            *(now, limit),
        )
        noticed = await self._database.rows(
            "DELETE FROM notified WHERE (source, name) IN"
            " (SELECT source, name FROM notified WHERE at <= $1 LIMIT $2) RETURNING 1",
            *(now - NOTIFIED_KEPT, limit),
        )
        return len(old) + len(noticed)
