"""Deliveries in plain SQL: accepted, changed, found, counted."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from bot.adapters.store.database import OnDatabase
from bot.adapters.store.delivery_rows import COLUMNS, all_of, first_of, values_of
from bot.core.chats import ChatKind
from bot.core.delivery.row import OPEN, Delivery, State
from bot.core.ledger import Figures, Use

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.adapters.store.database import Run
    from bot.core.chats import Chat, Platform
    from bot.core.delivery.row import Trigger
    from bot.core.ledger import Bill, Scope

NOTIFIED_KEPT: Final = 3 * 24 * 3600
"""Seconds that a notice is remembered: the platforms keep theirs for a day."""

SPENDING_KEPT: Final = 62
"""Days that accounts are kept: this month and the one before it."""

_COUNT: Final = COLUMNS.count(",") + 1
_HOLES: Final = ", ".join(f"${number}" for number in range(1, _COUNT + 1))
INSERT: Final = (
    f"INSERT INTO delivery ({COLUMNS}) VALUES ({_HOLES}) ON CONFLICT DO NOTHING RETURNING id"
)
_FIXED: Final = {
    *("id", "platform", "chat", "kind", "topic", "message", "slot", "reply_to"),
    *("asker", "poster", "poster_name", "accepted_at"),
}
"""What a row in work must not write back: it may have moved, or been forgotten, meanwhile."""

_NUMBERED: Final = [(name.strip(), n) for n, name in enumerate(COLUMNS.split(","), 1)]
_ASSIGN: Final = ", ".join(f"{name} = ${n}" for name, n in _NUMBERED if name not in _FIXED)
SELECT: Final = f"SELECT {COLUMNS} FROM delivery"
OPEN_STATES: Final = ", ".join(f"'{state}'" for state in OPEN)
_HERE: Final = "platform = $1 AND chat = $2"
INSIDE: Final = (
    "id IN (SELECT id FROM delivery WHERE platform = $1 AND chat = $2 UNION ALL"
    " SELECT id FROM delivery WHERE platform = $1 AND within <> ''"
    " AND within LIKE '% ' || $2 || ' %')"
)
"""Of a chat and all within it; each half has an index of its own."""

_WHERES: Final = {
    "platform": "platform = ${0}",
    "chat": "chat = ${0}",
    "asker": "asker = ${0}",
    "whole": "(chat = ${0} OR within LIKE '% ' || ${0} || ' %')",
}
_ONE_COUNT: Final = (ChatKind.PRIVATE, ChatKind.BASIC)
"""Chats of these kinds may have one sequence of message ids together, as on Telegram."""

_SHARED: Final = ", ".join(f"'{kind}'" for kind in _ONE_COUNT)
_DIGEST: Final = "(key <> '' OR slot = 'text')"
_MADE: Final = "SELECT 1 FROM delivery WHERE id = $1 AND state NOT IN ('cancelled', 'deleted')"
"""Whether the row stands as it was made: who writes it twice pays once."""

_NOTE: Final = (
    "INSERT INTO notified (source, name, at) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING RETURNING at"
)
CHARGE: Final = (
    "INSERT INTO spending (day, account, digests, cost_micros, tokens)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (day, account) DO UPDATE SET"
    " digests = spending.digests + excluded.digests,"
    " cost_micros = spending.cost_micros + excluded.cost_micros,"
    " tokens = spending.tokens + excluded.tokens"
)

_CACHED: Final = "(state = 'posted' AND charged = 0 AND code = '')"
_FIGURES: Final = (
    f"SELECT (accepted_at - {{since}}) / 86400, state, {_CACHED}, code, count(*),"
    " sum(delivery.cost_micros), sum(coalesce(made.cost, 0)),"
    f" sum(CASE WHEN {_CACHED} AND made.cost IS NULL THEN 1 ELSE 0 END)"
    " FROM delivery LEFT JOIN (SELECT key, max(cost_micros) AS cost FROM delivery"
    f" WHERE cost_micros > 0 GROUP BY key) made ON {_CACHED} AND made.key = delivery.key"
    " WHERE accepted_at >= {since}{where} AND (delivery.key <> '' OR slot = 'text')"
    " GROUP BY 1, 2, 3, 4"
)


def _save(was: Collection[State] | None) -> str:
    guard = f" AND state IN ({', '.join(repr(str(s)) for s in was)})" if was else ""
    return f"UPDATE delivery SET {_ASSIGN} WHERE id = $1{guard} RETURNING id"


class SqlDeliveries(OnDatabase):
    """The part of the ledger that is about deliveries."""

    async def accept(
        self,
        source: str,
        update: str,
        deliveries: Sequence[Delivery],
        now: int,
        *,
        replaced: Sequence[Delivery] = (),
    ) -> Sequence[Delivery]:
        """In one transaction: note that `update` came, and write what it brings."""
        async with self._database.transaction() as run:
            if not await run(_NOTE, source, update, now):
                return ()
            for row in replaced:
                await run(
                    "UPDATE delivery SET state = 'deleted' WHERE id = $1 AND state = 'posted'",
                    row.id,
                )
            new = [each for each in deliveries if await run(INSERT, *values_of(each))]
            for row in new:
                if row.is_marked:
                    await run("UPDATE delivery SET mark_owed = 1 WHERE id = $1", row.id)
            return new

    async def note(self, source: str, update: str, now: int) -> bool:
        """Note that `update` of `source` came; False for one that came before."""
        return bool(await self._database.rows(_NOTE, source, update, now))

    async def save(self, delivery: Delivery, was: Collection[State] | None = None) -> bool:
        """Write the row anew, but for who asked and posted, if it is in one of the states `was`."""
        return bool(await self._database.rows(_save(was), *values_of(delivery)))

    async def save_made(self, delivery: Delivery, bill: Bill | None) -> bool:
        """In one transaction: write the row anew if it is ACCEPTED, and charge what it took."""
        async with self._database.transaction() as run:
            is_saved = bool(await run(_save({State.ACCEPTED}), *values_of(delivery)))
            if bill and (is_saved or not await run(_MADE, delivery.id)):
                await _charge(run, bill)
            return is_saved

    async def charge(self, bill: Bill) -> None:
        """Put on its accounts what nobody has asked for."""
        async with self._database.transaction() as run:
            await _charge(run, bill)

    async def claim_seen(self, delivery: Delivery) -> bool:
        """Write a row that was SEEN anew, with who asks for it now; False if it is not SEEN."""
        async with self._database.transaction() as run:
            if not await run(_save({State.SEEN}), *values_of(delivery)):
                return False
            sql = "UPDATE delivery SET asker = $2, mark_owed = 1 WHERE id = $1"
            await run(sql, delivery.id, delivery.asker)
            return True

    async def delivery(self, id: str) -> Delivery | None:  # noqa: A002 - it is one
        """The row of that id."""
        return first_of(await self._database.rows(f"{SELECT} WHERE id = $1", id))

    async def unfinished(self) -> Sequence[Delivery]:
        """All that is owed, oldest first."""
        return all_of(
            await self._database.rows(f"{SELECT} WHERE state IN ({OPEN_STATES}) ORDER BY id")
        )

    async def of_message(self, chat: Chat, message: str) -> Sequence[Delivery]:
        """All rows that one message has brought, oldest first."""
        sql = f"{SELECT} WHERE {_HERE} AND message = $3 ORDER BY id"
        return all_of(await self._database.rows(sql, chat.platform, chat.id, message))

    async def unmarked(self) -> Sequence[Delivery]:
        """Rows that have ended, and whose message may still show a reaction to take back."""
        sql = f"{SELECT} WHERE mark_owed = 1 AND state NOT IN ({OPEN_STATES}) ORDER BY id"
        return all_of(await self._database.rows(sql))

    async def marked(self, chat: Chat, message: str) -> None:
        """The reaction on this message is as it should be."""
        await self._database.rows(
            f"UPDATE delivery SET mark_owed = 0 WHERE {_HERE} AND message = $3"
            f" AND state NOT IN ({OPEN_STATES})",
            *(chat.platform, chat.id, message),
        )

    async def holding(self, chat: Chat, post: str) -> Delivery | None:
        """The row whose answer our message `post` holds."""
        sql = f"{SELECT} WHERE {_HERE} AND post = $3 ORDER BY id DESC LIMIT 1"
        return first_of(await self._database.rows(sql, chat.platform, chat.id, post))

    async def known_messages(self, chat: Chat, since: int) -> frozenset[str]:
        """The ids of messages, ours and those that asked, of `chat` or of its count."""
        shared = f" OR kind IN ({_SHARED})" if chat.kind in _ONE_COUNT else ""
        rows = await self._database.rows(
            "SELECT message, post, placeholder FROM delivery"
            f" WHERE platform = $1 AND (chat = $2{shared}) AND accepted_at >= $3",
            *(chat.platform, chat.id, since),
        )
        return frozenset(name for row in rows for name in row if name)

    async def digests_in(self, chat: Chat, key: str, since: int) -> Sequence[Delivery]:
        """The digests of one article that were asked for in `chat` since, newest first."""
        sql = f"{SELECT} WHERE {_HERE} AND key = $3 AND accepted_at >= $4 ORDER BY id DESC"
        return all_of(await self._database.rows(sql, chat.platform, chat.id, key, since))

    async def pace(self, trigger: Trigger, scope: Scope, since: int) -> int:
        """How many digests by that trigger were begun since; pointers and failures do not count."""
        begun = (
            f"began_by = '{trigger}' AND accepted_at >= {int(since)} AND code <> 'pointer'"
            " AND state NOT IN ('seen', 'quiet', 'cancelled')"
        )
        return await self._number(begun, scope)

    async def waiting(self, scope: Scope) -> int:
        """How many digests are owed."""
        return await self._number(f"{_DIGEST} AND state IN ({OPEN_STATES})", scope)

    async def words_waiting(self, scope: Scope) -> int:
        """How many answers in words of ours are owed."""
        return await self._number(f"NOT {_DIGEST} AND state IN ({OPEN_STATES})", scope)

    async def _number(self, which: str, scope: Scope) -> int:
        given = {name: value for name, value in asdict(scope).items() if value is not None}
        wheres = "".join(f" AND {_WHERES[name].format(n)}" for n, name in enumerate(given, 1))
        sql = f"SELECT count(*) FROM delivery WHERE {which}{wheres}"
        return int((await self._database.rows(sql, *given.values()))[0][0])

    async def spent(self, since: int, day: int, account: str) -> Use:
        """What went on an account from one day to another."""
        rows = await self._database.rows(
            "SELECT coalesce(sum(digests), 0), coalesce(sum(cost_micros), 0),"
            " coalesce(sum(tokens), 0) FROM spending"
            " WHERE account = $3 AND day >= $1 AND day <= $2",
            *(since, day, account),
        )
        return Use(*map(int, rows[0]))

    async def spoken_by(self, platform: Platform, person: str) -> str:
        """The language in which this person was last answered."""
        rows = await self._database.rows(
            "SELECT ui FROM delivery WHERE platform = $1 AND asker = $2 AND ui <> ''"
            " ORDER BY accepted_at DESC, id DESC LIMIT 1",
            *(platform, person),
        )
        return str(rows[0][0]) if rows else ""

    async def figures(self, chat: Chat | None, since: int) -> Sequence[Figures]:
        """What was done since, day by day."""
        where = f" AND {INSIDE}" if chat else ""
        values = (chat.platform, chat.id, since) if chat else (since,)
        sql = _FIGURES.format(since=f"${len(values)}", where=where)
        return tuple(
            Figures(day, code or ("cached" if is_cached else state), rows, cost, saved, unpriced)
            for day, state, is_cached, code, rows, cost, saved, unpriced in (
                await self._database.rows(sql, *values)
            )
        )

    async def in_doubt(self, since: int) -> int:
        """How many messages were sent since and never confirmed."""
        sql = "SELECT count(*) FROM delivery WHERE state = 'unknown' AND accepted_at >= $1"
        return int((await self._database.rows(sql, since))[0][0])

    async def drop(self, id: str) -> None:  # noqa: A002
        """Remove one row."""
        await self._database.rows("DELETE FROM delivery WHERE id = $1", id)

    async def bound_rows(self, chat: Chat, seconds: int) -> None:
        """Keep no row of the chat longer than so, nor of those within it that have not said."""
        await self._database.rows(
            f"UPDATE delivery SET expires_at = accepted_at + $3 WHERE {INSIDE}"
            " AND expires_at > accepted_at + $3 AND (chat = $2 OR chat NOT IN"
            " (SELECT id FROM chat WHERE platform = $1 AND own LIKE '%\"retention\"%'))",
            *(chat.platform, chat.id, seconds),
        )

    async def prune_rows(self, now: int, limit: int) -> int:
        """Drop at most `limit` rows of each kind whose time is over; the number dropped."""
        old = await self._database.rows(
            "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE expires_at <= $1"
            f" AND state NOT IN ({OPEN_STATES}) LIMIT $2) RETURNING 1",
            *(now, limit),
        )
        noticed = await self._database.rows(
            "DELETE FROM notified WHERE (source, name) IN"
            " (SELECT source, name FROM notified WHERE at <= $1 LIMIT $2) RETURNING 1",
            *(now - NOTIFIED_KEPT, limit),
        )
        spent = await self._database.rows(
            "DELETE FROM spending WHERE day < $1 RETURNING 1", now // 86_400 - SPENDING_KEPT
        )
        veiled = await self._database.rows(
            "DELETE FROM forgotten WHERE mark IN"
            " (SELECT mark FROM forgotten WHERE until <= $1 LIMIT $2) RETURNING 1",
            *(now, limit),
        )
        return sum(map(len, (old, noticed, spent, veiled)))


async def _charge(run: Run, bill: Bill) -> None:
    use = bill.use
    for account in bill.accounts:
        await run(CHARGE, bill.day, account, use.digests, use.cost_micros, use.tokens)
