"""Deliveries as rows of a table, and back."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.store.text import encoded, spaced
from bot.core.answers_json import answer_from_json, answer_to_json
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.row import Ask, Delivery, State, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.adapters.store.database import Row

log = logging.getLogger(__name__)

COLUMNS: Final = (
    "id, platform, chat, kind, topic, message, slot, began_by, ui, key, ask, accepted_at,"
    " expires_at, state, reply_to, asker, poster, answer, placeholder, post, posted_at,"
    " cost_micros, charged, again, code, within, poster_name"
)


def values_of(delivery: Delivery) -> tuple[str | int, ...]:
    """The row's columns in their order."""
    each, chat = delivery, delivery.chat
    answer = encoded(answer_to_json(each.answer)) if each.answer else ""
    return (
        *(each.id, chat.platform, chat.id, chat.kind, chat.topic or "", each.message, each.slot),
        *(each.trigger, each.ui, each.ask.key, encoded(asdict(each.ask))),
        *(each.accepted_at, each.expires_at, each.state, each.reply_to, each.asker, each.poster),
        *(answer, each.placeholder, each.post, each.posted_at, each.cost_micros),
        *(int(each.charged), each.again, each.code, spaced(chat.within), each.poster_name),
    )


def first_of(rows: Sequence[Row]) -> Delivery | None:
    """The first delivery that can be read."""
    found = all_of(rows)
    return found[0] if found else None


def all_of(rows: Iterable[Row]) -> list[Delivery]:
    """Every delivery that can be read."""
    return [delivery for row in rows if (delivery := _delivery(row))]


def _delivery(row: Row) -> Delivery | None:
    """The delivery of a row; one that cannot be read is left out, and told."""
    named: dict[str, Any] = dict(zip(COLUMNS.split(", "), row, strict=True))
    try:
        return Delivery(
            id=named["id"],
            chat=Chat(
                named["platform"],
                named["chat"],
                ChatKind(named["kind"]),
                named["topic"] or None,
                tuple(named["within"].split()),
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
            poster_name=named["poster_name"],
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
