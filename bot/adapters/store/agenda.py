"""Daily posts in plain SQL: what chats have set, and a row for each chat and local date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.adapters.store.database import OnDatabase
from bot.adapters.store.deliveries import INSERT, SELECT
from bot.adapters.store.delivery_rows import all_of, values_of
from bot.adapters.store.text import spaced
from bot.core.chats import Chat, ChatKind
from bot.core.daily.schedule import Hour
from bot.core.daily.subscription import Day, Part, Stage, Subscription
from bot.core.delivery.row import base36

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.adapters.store.database import Row
    from bot.core.chats import Platform
    from bot.core.daily.subscription import Claim
    from bot.core.delivery.row import Delivery

_COLUMNS: Final = (
    "platform, chat, kind, within, target, target_kind, target_within, topic, at, zone, days,"
    " is_on, rings, language, most, parts, next_at, since, fault"
)
_NAMES: Final = _COLUMNS.split(", ")
_HOLES: Final = ", ".join(f"${number}" for number, _ in enumerate(_NAMES, 1))
_ASSIGN: Final = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])
_SELECT: Final = f"SELECT {_COLUMNS} FROM subscription"
_RECENT: Final = (
    "id IN (SELECT id FROM delivery WHERE platform = $1 AND chat = $2 AND accepted_at >= $3"
    " UNION ALL SELECT id FROM delivery WHERE platform = $1 AND within <> '' AND id >= $4"
    " AND within LIKE '% ' || $2 || ' %')"
)
"""Of a chat since then, and of all within it; each half has an index of its own. Ids begin with the
time, in base 36."""

_SELECT_DAY: Final = "SELECT platform, chat, day, due_at, stage FROM daily_post"


class SqlAgenda(OnDatabase):
    """Implements `core.daily.subscription.Agenda` on any `Database`."""

    async def subscription(self, platform: Platform, chat: str) -> Subscription | None:
        """What is kept of a chat's daily post."""
        rows = await self._database.rows(
            f"{_SELECT} WHERE platform = $1 AND chat = $2", platform, chat
        )
        return _subscription(rows[0]) if rows else None

    async def subscriptions(self, platform: Platform | None = None) -> Sequence[Subscription]:
        """All that are on."""
        here, values = (" AND platform = $1", (platform,)) if platform else ("", ())
        rows = await self._database.rows(f"{_SELECT} WHERE is_on = 1{here} ORDER BY chat", *values)
        return [_subscription(row) for row in rows]

    async def subscribe(self, subscription: Subscription) -> None:
        """Keep, in place of what was kept."""
        await self._database.rows(
            f"INSERT INTO subscription ({_COLUMNS}) VALUES ({_HOLES})"
            f" ON CONFLICT (platform, chat) DO UPDATE SET {_ASSIGN}",
            *_values(subscription),
        )

    async def due(self, now: int, limit: int) -> Sequence[Subscription]:
        """At most `limit` of those that are on and due by now, the longest due first."""
        rows = await self._database.rows(
            f"{_SELECT} WHERE is_on = 1 AND next_at <= $1 ORDER BY next_at, chat LIMIT $2",
            *(now, limit),
        )
        return [_subscription(row) for row in rows]

    async def next_moment(self) -> int | None:
        """When the next one is due; None where none is on."""
        rows = await self._database.rows("SELECT min(next_at) FROM subscription WHERE is_on = 1")
        return None if rows[0][0] is None else int(rows[0][0])

    async def claim(self, claims: Sequence[Claim]) -> Sequence[Day]:
        """In one transaction: write the days, and when each subscription is due next."""
        ours: list[Day] = []
        async with self._database.transaction() as run:
            for claim in claims:
                for day in claim.days:
                    # What was missed is due again where the clock was set back since.
                    is_new = await run(
                        "INSERT INTO daily_post (platform, chat, day, due_at, stage)"
                        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (platform, chat, day)"
                        " DO UPDATE SET due_at = excluded.due_at, stage = excluded.stage"
                        " WHERE daily_post.stage = 'missed' AND excluded.stage = 'claimed'"
                        " RETURNING day",
                        *(day.platform, day.chat, day.day.isoformat(), day.due_at, day.stage),
                    )
                    ours += [day] if is_new and day.stage is Stage.CLAIMED else []
                await run(
                    "UPDATE subscription SET next_at = $3 WHERE platform = $1 AND chat = $2"
                    " AND next_at = $4",
                    *(claim.platform, claim.chat, claim.next_at, claim.was),
                )
        return ours

    async def claimed(self, platform: Platform, limit: int) -> Sequence[Day]:
        """Days of a platform that are still to be made, the longest due first."""
        rows = await self._database.rows(
            f"{_SELECT_DAY} WHERE stage = 'claimed' AND platform = $1"
            " ORDER BY due_at, chat LIMIT $2",
            *(platform, limit),
        )
        return [_day(row) for row in rows]

    async def days(self, platform: Platform, chat: str, since: int) -> Sequence[Day]:
        """The days of a chat that were due since."""
        rows = await self._database.rows(
            f"{_SELECT_DAY} WHERE platform = $1 AND chat = $2 AND due_at >= $3 ORDER BY day",
            *(platform, chat, since),
        )
        return [_day(row) for row in rows]

    async def set_next(self, moments: Sequence[tuple[Chat, int]]) -> None:
        """In one transaction: when the subscriptions of these chats are due next."""
        async with self._database.transaction() as run:
            for chat, next_at in moments:
                await run(
                    "UPDATE subscription SET next_at = $3 WHERE platform = $1 AND chat = $2",
                    *(chat.platform, chat.id, next_at),
                )

    async def settle(
        self, day: Day, stage: Stage, rows: Sequence[Delivery] = (), since: int | None = None
    ) -> bool:
        """In one transaction: the day has come to `stage`, with its rows in the outbox."""
        which = (day.platform, day.chat, day.day.isoformat())
        async with self._database.transaction() as run:
            if not await run(
                "UPDATE daily_post SET stage = $4 WHERE platform = $1 AND chat = $2 AND day = $3"
                " AND stage = 'claimed' RETURNING day",
                *(*which, stage),
            ):
                return False
            for row in rows:
                await run(INSERT, *values_of(row))
            if since is not None:
                await run(
                    "UPDATE subscription SET since = $3 WHERE platform = $1 AND chat = $2",
                    *(*which[:2], since),
                )
            return True

    async def switch_off(self, target: Chat, fault: str) -> Sequence[Subscription]:
        """Switch off what is posted to `target`; those that were on until now."""
        rows = await self._database.rows(
            "UPDATE subscription SET is_on = 0, fault = $3 WHERE platform = $1 AND target = $2"
            f" AND is_on = 1 RETURNING {_COLUMNS}",
            *(target.platform, target.id, fault),
        )
        return [_subscription(row) for row in rows]

    async def links_in(self, chat: Chat, since: int, limit: int) -> Sequence[Delivery]:
        """The newest rows with a link, of the chat and all within it, accepted since."""
        here = (chat.platform, chat.id, since, base36(max(since, 0) * 1000, 8))
        rows = await self._database.rows(
            f"{SELECT} WHERE {_RECENT} AND key <> '' AND began_by <> 'daily'"
            " AND kind NOT IN ('guest', 'aside') ORDER BY id DESC LIMIT $5",
            *(*here, limit),
        )
        # Who wants to be left alone is named nowhere, whoever had their link digested.
        unnamed = await self._database.rows(
            "SELECT DISTINCT delivery.poster FROM delivery JOIN opted_out"
            " ON opted_out.platform = delivery.platform AND opted_out.person = delivery.poster"
            f" WHERE {_RECENT}",
            *here,
        )
        nobody = {row[0] for row in unnamed}
        return [
            replace(each, poster="", poster_name="") if each.poster in nobody else each
            for each in all_of(rows)
        ]

    async def told(self, chat: Chat, since: int) -> Collection[str]:
        """The keys of articles that daily posts of the chat have told since."""
        rows = await self._database.rows(
            "SELECT key FROM delivery WHERE platform = $1 AND chat = $2 AND accepted_at >= $3"
            " AND began_by = 'daily' AND key <> ''",
            *(chat.platform, chat.id, since),
        )
        return {row[0] for row in rows}

    async def prune_days(self, before: int) -> int:
        """Drop days that were due before then; the number dropped."""
        rows = await self._database.rows(
            "DELETE FROM daily_post WHERE due_at < $1 AND stage <> 'claimed' RETURNING 1", before
        )
        return len(rows)


def _values(subscription: Subscription) -> tuple[str | int, ...]:
    """The row's columns in their order."""
    each, chat, target = subscription, subscription.chat, subscription.target
    return (
        *(chat.platform, chat.id, chat.kind, spaced(chat.within)),
        *(target.id, target.kind, spaced(target.within), target.topic or ""),
        *(each.hour.at, each.hour.zone, "".join(map(str, sorted(each.hour.days)))),
        *(int(each.is_on), int(each.rings), each.language, each.most),
        *(" ".join(sorted(each.parts)), each.next_at, each.since, each.fault),
    )


def _subscription(row: Row) -> Subscription:
    named = dict(zip(_NAMES, row, strict=True))
    platform = named["platform"]
    target = Chat(
        platform,
        named["target"],
        ChatKind(named["target_kind"]),
        named["topic"] or None,
        tuple(named["target_within"].split()),
    )
    return Subscription(
        chat=Chat(
            platform, named["chat"], ChatKind(named["kind"]), within=tuple(named["within"].split())
        ),
        target=target,
        hour=Hour(named["at"], named["zone"], frozenset(map(int, named["days"]))),
        is_on=bool(named["is_on"]),
        rings=bool(named["rings"]),
        language=named["language"],
        most=named["most"],
        parts=frozenset(map(Part, named["parts"].split())),
        next_at=named["next_at"],
        since=named["since"],
        fault=named["fault"],
    )


def _day(row: Row) -> Day:
    platform, chat, day, due_at, stage = row
    return Day(platform, chat, date.fromisoformat(day), due_at, Stage(stage))
