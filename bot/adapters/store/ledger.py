"""The chat side of the store in plain SQL: deliveries, chats, who opted out."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.store.text import encoded
from bot.core.answers_json import answer_from_json, answer_to_json
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.row import OPEN, Ask, Delivery, State, Trigger
from bot.core.ledger import ChatRow, Use

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.adapters.store.sql import Database, Row
    from bot.core.chats import Platform
    from bot.core.ledger import Count

log = logging.getLogger(__name__)

NOTIFIED_KEPT: Final = 3 * 24 * 3600
"""Seconds that a notice is remembered: the platforms keep theirs for a day."""

_COLUMNS: Final = (
    "id, platform, chat, kind, topic, message, slot, began_by, ui, key, ask, accepted_at,"
    " expires_at, state, reply_to, asker, poster, answer, placeholder, post, posted_at,"
    " cost_micros, charged, again, code"
)
_COUNT: Final = _COLUMNS.count(",") + 1
_HOLES: Final = ", ".join(f"${number}" for number in range(1, _COUNT + 1))
_INSERT: Final = (
    f"INSERT INTO delivery ({_COLUMNS}) VALUES ({_HOLES}) ON CONFLICT DO NOTHING RETURNING id"
)
_NOTE: Final = (
    "INSERT INTO notified (source, name, at) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING RETURNING at"
)
_ASSIGN: Final = ", ".join(
    f"{name.strip()} = ${number}"
    for number, name in enumerate(_COLUMNS.split(","), 1)
    if name.strip() != "id"
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM delivery"
_OPEN: Final = ", ".join(f"'{state}'" for state in OPEN)
_HERE: Final = "platform = $1 AND chat = $2"
_TRIED: Final = "state NOT IN ('seen', 'quiet', 'cancelled')"


class SqlLedger:
    """Implements `core.ledger.Ledger` on any `Database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(
        self, source: str, update: str, deliveries: Sequence[Delivery], now: int
    ) -> Sequence[Delivery]:
        """In one transaction: note that `update` came, and write what it brings."""
        async with self._database.transaction() as run:
            if not await run(_NOTE, source, update, now):
                return ()
            return [each for each in deliveries if await run(_INSERT, *_values(each))]

    async def note(self, source: str, update: str, now: int) -> bool:
        """Note that `update` of `source` came; False for one that came before."""
        return bool(await self._database.rows(_NOTE, source, update, now))

    async def save(self, delivery: Delivery, was: Collection[State] | None = None) -> bool:
        """Write the row anew, if it is in one of the states `was`."""
        guard = f" AND state IN ({', '.join(repr(str(s)) for s in was)})" if was else ""
        sql = f"UPDATE delivery SET {_ASSIGN} WHERE id = $1{guard} RETURNING id"
        return bool(await self._database.rows(sql, *_values(delivery)))

    async def delivery(self, id: str) -> Delivery | None:  # noqa: A002 - it is one
        """The row of that id."""
        return _first(await self._database.rows(f"{_SELECT} WHERE id = $1", id))

    async def unfinished(self) -> Sequence[Delivery]:
        """All that is owed, oldest first."""
        return _all(await self._database.rows(f"{_SELECT} WHERE state IN ({_OPEN}) ORDER BY id"))

    async def of_message(self, chat: Chat, message: str) -> Sequence[Delivery]:
        """All rows that one message has brought, oldest first."""
        sql = f"{_SELECT} WHERE {_HERE} AND message = $3 ORDER BY id"
        return _all(await self._database.rows(sql, chat.platform, chat.id, message))

    async def settled_since(self, since: int) -> Sequence[Delivery]:
        """Rows that ended at `since` or later."""
        sql = f"{_SELECT} WHERE accepted_at >= $1 AND state NOT IN ({_OPEN}) ORDER BY id"
        return _all(await self._database.rows(sql, since))

    async def holding(self, chat: Chat, post: str) -> Delivery | None:
        """The row whose answer our message `post` holds."""
        sql = f"{_SELECT} WHERE {_HERE} AND post = $3 ORDER BY id DESC LIMIT 1"
        return _first(await self._database.rows(sql, chat.platform, chat.id, post))

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
        return _all(await self._database.rows(sql, chat.platform, chat.id, key, since))

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
        owed = f"charged = 1 AND state IN ({_OPEN})"
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

    async def chat(self, platform: Platform, id: str) -> ChatRow | None:  # noqa: A002
        """What is kept of a chat."""
        rows = await self._database.rows(
            f"{_SELECT_CHAT} WHERE platform = $1 AND id = $2", platform, id
        )
        return _chat(rows[0]) if rows else None

    async def chats(self, platform: Platform) -> Sequence[ChatRow]:
        """All chats of a platform."""
        rows = await self._database.rows(
            f"{_SELECT_CHAT} WHERE platform = $1 ORDER BY id", platform
        )
        return [_chat(row) for row in rows]

    async def save_chat(self, chat: ChatRow) -> None:
        """Keep, in place of what was kept."""
        await self._database.rows(
            f"INSERT INTO chat ({_CHAT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            " ON CONFLICT (platform, id) DO UPDATE SET kind = excluded.kind, own = excluded.own,"
            " is_open = excluded.is_open, is_allowed = excluded.is_allowed,"
            " is_blocked = excluded.is_blocked, onboarded_at = excluded.onboarded_at,"
            " hinted_at = excluded.hinted_at",
            *(chat.platform, chat.id, chat.kind, encoded(dict(chat.own))),
            *(int(chat.is_open), int(chat.is_allowed), int(chat.is_blocked)),
            *(chat.onboarded_at, chat.hinted_at),
        )

    async def move_chat(self, platform: Platform, old: str, new: str) -> None:
        """In one transaction: all that is kept of the chat `old` belongs to `new`.

        The messages there are counted anew: what a row answers is not to be found any more, and
        its place must not be that of a message to come.
        """
        async with self._database.transaction() as run:
            await run(
                "DELETE FROM chat WHERE platform = $1 AND id = $2 AND own = '{}'", platform, new
            )
            await run(
                "UPDATE chat SET id = $3, kind = 'group' WHERE platform = $1 AND id = $2"
                " AND NOT EXISTS (SELECT 1 FROM chat c WHERE c.platform = $1 AND c.id = $3)",
                *(platform, old, new),
            )
            await run("DELETE FROM chat WHERE platform = $1 AND id = $2", platform, old)
            await run(
                "UPDATE delivery SET chat = $3, kind = 'group', reply_to = '', post = '',"
                " placeholder = '', message = message || '@' || $2"
                " WHERE platform = $1 AND chat = $2",
                *(platform, old, new),
            )

    async def opt_out(self, platform: Platform, person: str, now: int) -> None:
        """Leave this person's dropped links alone from now on."""
        await self._database.rows(
            "INSERT INTO opted_out (platform, person, at) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING",
            *(platform, person, now),
        )

    async def opt_in(self, platform: Platform, person: str) -> None:
        """Take it back."""
        await self._database.rows(
            "DELETE FROM opted_out WHERE platform = $1 AND person = $2", platform, person
        )

    async def is_opted_out(self, platform: Platform, person: str) -> bool:
        """Whether this person's dropped links are to be left alone."""
        sql = "SELECT 1 FROM opted_out WHERE platform = $1 AND person = $2"
        return bool(await self._database.rows(sql, platform, person))

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

    async def fact(self, name: str) -> str | None:
        """A small fact under a name."""
        rows = await self._database.rows("SELECT value FROM fact WHERE name = $1", name)
        return str(rows[0][0]) if rows else None

    async def keep_fact(self, name: str, value: str) -> None:
        """Keep, in place of what was kept."""
        await self._database.rows(
            "INSERT INTO fact (name, value) VALUES ($1, $2)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            *(name, value),
        )

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


_CHAT_COLUMNS: Final = (
    "platform, id, kind, own, is_open, is_allowed, is_blocked, onboarded_at, hinted_at"
)
_SELECT_CHAT: Final = f"SELECT {_CHAT_COLUMNS} FROM chat"


def _chat(row: Row) -> ChatRow:
    platform, name, kind, own, is_open, is_allowed, is_blocked, onboarded_at, hinted_at = row
    return ChatRow(
        platform,
        name,
        ChatKind(kind),
        json.loads(own),
        bool(is_open),
        bool(is_allowed),
        bool(is_blocked),
        onboarded_at,
        hinted_at,
    )


def _values(delivery: Delivery) -> tuple[str | int, ...]:
    """The row's columns in their order."""
    each, chat = delivery, delivery.chat
    answer = encoded(answer_to_json(each.answer)) if each.answer else ""
    return (
        *(each.id, chat.platform, chat.id, chat.kind, chat.topic or "", each.message, each.slot),
        *(each.trigger, each.ui, each.ask.key, encoded(asdict(each.ask))),
        *(each.accepted_at, each.expires_at, each.state, each.reply_to, each.asker, each.poster),
        *(answer, each.placeholder, each.post, each.posted_at, each.cost_micros),
        *(int(each.charged), each.again, each.code),
    )


def _first(rows: Sequence[Row]) -> Delivery | None:
    found = _all(rows)
    return found[0] if found else None


def _all(rows: Iterable[Row]) -> list[Delivery]:
    return [delivery for row in rows if (delivery := _delivery(row))]


def _delivery(row: Row) -> Delivery | None:
    """The delivery of a row; one that cannot be read is left out, and told."""
    named: dict[str, Any] = dict(zip(_COLUMNS.split(", "), row, strict=True))
    try:
        return Delivery(
            id=named["id"],
            chat=Chat(
                named["platform"], named["chat"], ChatKind(named["kind"]), named["topic"] or None
            ),
            message=named["message"],
            slot=named["slot"],
            trigger=Trigger(named["began_by"]),
            ui=named["ui"],
            ask=Ask(**json.loads(named["ask"])),
            accepted_at=named["accepted_at"],
            expires_at=named["expires_at"],
            state=State(named["state"]),
            reply_to=named["reply_to"],
            asker=named["asker"],
            poster=named["poster"],
            answer=answer_from_json(json.loads(named["answer"])) if named["answer"] else None,
            placeholder=named["placeholder"],
            post=named["post"],
            posted_at=named["posted_at"],
            cost_micros=named["cost_micros"],
            charged=bool(named["charged"]),
            again=named["again"],
            code=named["code"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        log.warning("unreadable delivery is left out", extra={"fault": repr(fault)})
        return None
