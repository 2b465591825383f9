"""Chats, who opted out, and small facts, in plain SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from bot.adapters.store.database import OnDatabase
from bot.adapters.store.scrub import take_names_off
from bot.adapters.store.text import encoded, spaced
from bot.core.chats import ChatKind
from bot.core.ledger import ChatRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.store.database import Row
    from bot.core.chats import Platform

_CHAT_COLUMNS: Final = (
    "platform, id, kind, own, is_open, is_allowed, is_blocked, onboarded_at, within"
)
_SELECT_CHAT: Final = f"SELECT {_CHAT_COLUMNS} FROM chat"
_MOVE_DAILY: Final = (
    (
        "DELETE FROM subscription WHERE platform = $1 AND chat = $3 AND EXISTS"
        " (SELECT 1 FROM subscription AS before WHERE before.platform = $1 AND before.chat = $2)"
    ),
    "UPDATE subscription SET chat = $3, kind = 'group' WHERE platform = $1 AND chat = $2",
    (
        "UPDATE subscription SET target = $3, target_kind = 'group', topic = ''"
        " WHERE platform = $1 AND target = $2"
    ),
    (
        "INSERT INTO daily_post (platform, chat, day, due_at, stage)"
        " SELECT platform, $3, day, due_at, stage FROM daily_post WHERE platform = $1 AND chat = $2"
        " ON CONFLICT DO NOTHING"
    ),
    "DELETE FROM daily_post WHERE platform = $1 AND chat = $2 AND $3 <> ''",
)
"""What moves a chat's daily post from $2 to $3: a date that is taken under either id stays so."""

_MOVE_FEEDS: Final = (
    (
        "INSERT INTO chat_feed (platform, chat, url, added_at, is_told)"
        " SELECT platform, $3, url, added_at, is_told FROM chat_feed"
        " WHERE platform = $1 AND chat = $2 ON CONFLICT DO NOTHING"
    ),
    "DELETE FROM chat_feed WHERE platform = $1 AND chat = $2 AND $3 <> ''",
)


class SqlChats(OnDatabase):
    """The part of the ledger that is about chats."""

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
            " within = excluded.within",
            *(chat.platform, chat.id, chat.kind, encoded(dict(chat.own))),
            *(int(chat.is_open), int(chat.is_allowed), int(chat.is_blocked)),
            *(chat.onboarded_at, spaced(chat.within)),
        )

    async def move_chat(self, platform: Platform, old: str, new: str) -> None:
        """In one transaction: all that is kept of the chat `old` belongs to `new`.

        The messages there are counted anew: what a row answers is not to be found any more, and
        its place must not be that of a message to come.
        """
        async with self._database.transaction() as run:
            await run(
                f"INSERT INTO chat ({_CHAT_COLUMNS}) SELECT platform, $3, 'group', own, is_open,"
                " is_allowed, is_blocked, onboarded_at, within FROM chat"
                " WHERE platform = $1 AND id = $2"
                # What was decided about either id holds; its own settings are those of before.
                " ON CONFLICT (platform, id) DO UPDATE SET own = excluded.own,"
                " is_allowed = max(chat.is_allowed, excluded.is_allowed),"
                " is_blocked = max(chat.is_blocked, excluded.is_blocked),"
                " onboarded_at = CASE WHEN excluded.onboarded_at > 0 THEN excluded.onboarded_at"
                " ELSE chat.onboarded_at END",
                *(platform, old, new),
            )
            await run("DELETE FROM chat WHERE platform = $1 AND id = $2", platform, old)
            await run(
                "UPDATE delivery SET chat = $3, kind = 'group', reply_to = '', post = '',"
                " placeholder = '', message = message || '@' || $2"
                " WHERE platform = $1 AND chat = $2",
                *(platform, old, new),
            )
            for statement in (*_MOVE_DAILY, *_MOVE_FEEDS):
                await run(statement, platform, old, new)

    async def opt_out(self, platform: Platform, person: str, now: int) -> None:
        """Leave this person's dropped links alone from now on."""
        async with self._database.transaction() as run:
            await run(
                "INSERT INTO opted_out (platform, person, at) VALUES ($1, $2, $3)"
                " ON CONFLICT DO NOTHING",
                *(platform, person, now),
            )
            await take_names_off(run, platform, person)

    async def opt_in(self, platform: Platform, person: str) -> None:
        """Take it back."""
        await self._database.rows(
            "DELETE FROM opted_out WHERE platform = $1 AND person = $2", platform, person
        )

    async def is_opted_out(self, platform: Platform, person: str) -> bool:
        """Whether this person's dropped links are to be left alone."""
        sql = "SELECT 1 FROM opted_out WHERE platform = $1 AND person = $2"
        return bool(await self._database.rows(sql, platform, person))

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


def _chat(row: Row) -> ChatRow:
    platform, name, kind, own, is_open, is_allowed, is_blocked, onboarded_at, within = row
    return ChatRow(
        platform,
        name,
        ChatKind(kind),
        json.loads(own),
        bool(is_open),
        bool(is_allowed),
        bool(is_blocked),
        onboarded_at,
        tuple(within.split()),
    )
