"""Answers that tell of more than one thing, with one of these taken out of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.adapters.store.marks import key_of
from bot.adapters.store.text import encoded
from bot.core.answers import DailyAnswer, FileAnswer
from bot.core.answers_json import answer_from_json, answer_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.adapters.store.database import Run
    from bot.core.answers import DailyItem

    Change = Callable[[DailyItem], DailyItem | None]

_MANY: Final = '(answer LIKE \'{"is":"daily"%\' OR answer LIKE \'{"is":"file"%\')'


async def scrub(
    run: Run, where: str, values: tuple[str, ...], words: Collection[str], change: Change
) -> None:
    """Change the items of daily posts, and empty the files below them that hold one of `words`.

    What was posted is not posted again: only what we keep of it changes.
    """
    rows = await run(f"SELECT id, answer FROM delivery WHERE {where} AND {_MANY}", *values)
    for name, kept in rows:
        answer = answer_from_json(json.loads(kept))
        changed = answer
        if isinstance(answer, DailyAnswer):
            items = tuple(filter(None, map(change, answer.items)))
            changed = replace(answer, items=items)
        elif isinstance(answer, FileAnswer) and any(word in answer.text for word in words):
            changed = replace(answer, text="")
        if changed != answer:
            text = encoded(answer_to_json(changed))
            await run("UPDATE delivery SET answer = $2 WHERE id = $1", name, text)


async def take_names_off(run: Run, platform: str, person: str) -> None:
    """What people call a person stands nowhere any more, neither at links nor in daily posts."""
    theirs = "platform = $1 AND poster = $2 AND poster_name <> ''"
    rows = await run(f"SELECT DISTINCT poster_name FROM delivery WHERE {theirs}", platform, person)
    await run(f"UPDATE delivery SET poster_name = '' WHERE {theirs}", platform, person)
    if names := {name for (name,) in rows}:
        await scrub(run, "platform = $1", (platform,), names, _without_names(names))


def _without_names(names: Collection[str]) -> Change:
    """Nobody of these names has shared it."""
    return lambda item: replace(
        item, sharers=tuple(name for name in item.sharers if name not in names)
    )


def without_chats(chats: Collection[str]) -> Change:
    """It stands in none of these chats."""
    return lambda item: replace(item, chat="", post="", row="") if item.chat in chats else item


def without_key(key: str) -> Change:
    """The article of that key is no item, and none beside one."""

    def change(item: DailyItem) -> DailyItem | None:
        if key_of(item.url) == key:
            return None
        return replace(item, also=tuple(each for each in item.also if key_of(each.url) != key))

    return change
