"""Forgetting in plain SQL: for who asks in a chat, and, everywhere, for who runs the bot.

What stays on purpose, and why:
- `opted_out`: that a person wants to be left alone. Without it, that would be undone.
- `chat.is_blocked`, `chat.is_allowed`: what the owner has decided about a person or a chat.
- `spending`: what persons and private chats have used is under a veil, whose salt is thrown away
  with the day, or the month; what a chat has used this month counts until an operator removes it.
- `forgotten`: that an article is not to come again, under a veil; gone with its feed's entry.
- `notified`: the platforms' numbers of updates, for three days. They name neither person nor chat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.store.database import OnDatabase
from bot.adapters.store.deliveries import INSIDE, OPEN_STATES
from bot.adapters.store.feeds import DROP_FEED
from bot.adapters.store.marks import EVERYWHERE, key_of, mark
from bot.adapters.store.scrub import scrub, take_names_off, without_chats, without_key
from bot.core.budgets import Period
from bot.core.retention import DAY, MARK_KEPT

if TYPE_CHECKING:
    from bot.adapters.store.database import Run
    from bot.core.chats import Chat, Platform

_ENDED: Final = f"state NOT IN ({OPEN_STATES})"
_MENTIONS: Final = (
    f"DELETE FROM delivery WHERE platform = $1 AND {_ENDED}"
    " AND (slot IN ('request', 'notice') OR ask LIKE '%\"verb\":\"owner\"%'"
    " OR message LIKE 'preview@%')"
    " AND (answer LIKE '%\"' || $2 || '\"%' OR message LIKE '%@' || $2 || '@%'"
    " OR ask LIKE '%' || $2 || '%')"
)
"""What owners were told of somebody, or have said of them, and notices about a chat."""

_WITHIN: Final = "LIKE '% ' || $2 || ' %'"
_INSIDE: Final = (
    f"SELECT id FROM chat WHERE platform = $1 AND within {_WITHIN}"
    f" UNION SELECT chat FROM delivery WHERE platform = $1 AND within {_WITHIN}"
    f" UNION SELECT chat FROM subscription WHERE platform = $1 AND within {_WITHIN}"
)
_EMPTY_CHAT: Final = (
    "DELETE FROM chat WHERE platform = $1 AND id = $2 AND is_blocked = 0 AND is_allowed = 0",
    "UPDATE chat SET own = '{}' WHERE platform = $1 AND id = $2",
)
_DAILY: Final = ("subscription", "daily_post", "chat_feed")


class SqlForgetting(OnDatabase):
    """The part of the ledger that is about forgetting."""

    async def forget_person(self, platform: Platform, person: str, but: str) -> tuple[int, int]:
        """Remove the person from every row but `but`; a private chat has the person's own id."""
        async with self._database.transaction() as run:
            return await _forget_person(run, platform, person, but)

    async def forget_chat(self, chat: Chat, now: int) -> int:
        """Remove every row of the chat that is history; the number of digests removed."""
        async with self._database.transaction() as run:
            rows = await run(
                f"DELETE FROM delivery WHERE {INSIDE} AND {_ENDED} RETURNING key, chat",
                *(chat.platform, chat.id),
            )
            for key, place in {(key, place) for key, place in rows if key}:
                await mark(run, (chat.platform, place), key, now + MARK_KEPT)
            await run(
                "DELETE FROM spending WHERE account = $1 AND day < $2",
                *(f"chat {chat.platform} {chat.id}", Period.MONTH.first(now // DAY)),
            )
            return sum(bool(key) for key, _ in rows)

    async def forget_key(self, chat: Chat, key: str, now: int, person: str | None = None) -> int:
        """Remove the rows of one article there, all or those of a person; the number removed."""
        whose = "" if person is None else " AND (asker = $4 OR poster = $4)"
        async with self._database.transaction() as run:
            rows = await run(
                f"DELETE FROM delivery WHERE {INSIDE} AND key = $3 AND {_ENDED}{whose}"
                " RETURNING chat",
                *(chat.platform, chat.id, key),
                *(() if person is None else (person,)),
            )
            for (place,) in set(rows):
                await mark(run, (chat.platform, place), key, now + MARK_KEPT)
            if rows:
                here = (chat.platform, chat.id)
                await scrub(run, f"{INSIDE} AND {_ENDED}", here, [key], without_key(key))
            return len(rows)

    async def erase_person(self, platform: str, person: str) -> tuple[int, int]:
        """The same as `forget_person`, and what owners were told of the person; for an operator."""
        async with self._database.transaction() as run:
            numbers = await _forget_person(run, platform, person, "")
            await run(_MENTIONS, platform, person)
            await _unnotify(run, platform, person)
            return numbers

    async def erase_chat(self, platform: str, chat: str) -> int:
        """Remove all of a chat and of all within it, what is owed there too; the rows removed."""
        async with self._database.transaction() as run:
            chats = [chat, *(name for (name,) in await run(_INSIDE, platform, chat))]
            number = 0
            for name in chats:
                rows = await run(
                    f"DELETE FROM delivery WHERE {INSIDE} RETURNING id", platform, name
                )
                number += len(rows)
                await _erase_one_chat(run, platform, name)
            await scrub(run, "platform = $1", (platform,), chats, without_chats(chats))
            await _drop_unheard(run)
            return number

    async def erase_link(self, key: str, now: int) -> int:
        """Remove an article wherever it is kept, owed or announced; the rows removed."""
        async with self._database.transaction() as run:
            number = 0
            for statement in (
                "DELETE FROM delivery WHERE key = $1 RETURNING 1",
                "DELETE FROM article WHERE key = $1 RETURNING 1",
                "DELETE FROM digest WHERE key = $1 RETURNING 1",
                "DELETE FROM refusal WHERE key = $1 RETURNING 1",
                "DELETE FROM lease WHERE name LIKE '% ' || $1 RETURNING 1",
            ):
                number += len(await run(statement, key))
            for feed, name, url in await run("SELECT feed, name, url FROM feed_entry"):
                if key_of(url) == key:
                    await run("DELETE FROM feed_entry WHERE feed = $1 AND name = $2", feed, name)
                    number += 1
            await mark(run, EVERYWHERE, key, now + MARK_KEPT)
            await scrub(run, "id <> ''", (), [key], without_key(key))
            return number


async def _forget_person(run: Run, platform: str, person: str, but: str) -> tuple[int, int]:
    theirs = (platform, person)
    own = await run(
        "DELETE FROM delivery WHERE platform = $1 AND (chat = $2 OR ("
        "kind IN ('guest', 'aside') AND asker = $2)) AND id <> $3 RETURNING key, slot",
        *(*theirs, but),
    )
    # What the owner was told: this person asks for access.
    await run(
        f"DELETE FROM delivery WHERE platform = $1 AND slot = 'request' AND {_ENDED}"
        " AND answer LIKE '%\"' || $2 || '\"%'",
        *theirs,
    )
    named = "platform = $1 AND chat <> $2 AND (asker = $2 OR poster = $2)"
    shared = await run(f"SELECT key FROM delivery WHERE {named}", *theirs)
    await take_names_off(run, platform, person)
    for column in ("asker", "poster"):
        await run(
            f"UPDATE delivery SET {column} = '' WHERE platform = $1 AND {column} = $2"
            " AND chat <> $2",
            *theirs,
        )
    for statement in _EMPTY_CHAT:
        await run(statement, *theirs)
    for table in _DAILY:
        await run(f"DELETE FROM {table} WHERE platform = $1 AND chat = $2", *theirs)
    await _drop_unheard(run)
    digests = sum(bool(key) or slot == "text" for key, slot in own)
    return digests, sum(bool(key) for (key,) in shared)


async def _erase_one_chat(run: Run, platform: str, chat: str) -> None:
    """Remove what is kept of a chat besides its rows in the outbox."""
    for statement in (
        *_EMPTY_CHAT,
        *(f"DELETE FROM {table} WHERE platform = $1 AND chat = $2" for table in _DAILY),
        "DELETE FROM subscription WHERE platform = $1 AND target = $2",
        (
            "DELETE FROM delivery WHERE platform = $1 AND began_by = 'daily'"
            " AND message LIKE 'daily@%@' || $2"
        ),
        "DELETE FROM spending WHERE account = 'chat ' || $1 || ' ' || $2",
        _MENTIONS,
    ):
        await run(statement, platform, chat)
    await _unnotify(run, platform, chat)


async def _unnotify(run: Run, platform: str, chat: str) -> None:
    """Drop what was noted of notices to a chat (daily, budgets), and of notices about it."""
    await run(
        "DELETE FROM notified WHERE source LIKE $1 || ' ' || $2 || ' %'"
        " OR (source LIKE $1 || ' %' AND name LIKE '%@' || $2)",
        *(platform, chat),
    )


async def _drop_unheard(run: Run) -> None:
    """Drop the feeds that nobody listens to any more."""
    for (url,) in await run(
        "SELECT url FROM feed WHERE NOT EXISTS"
        " (SELECT 1 FROM chat_feed WHERE chat_feed.url = feed.url)"
    ):
        for statement in DROP_FEED:
            await run(statement, url)
