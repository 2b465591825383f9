"""Answers as JSON values and back: how the store keeps what is owed to a chat."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.core.answers import (
    Action,
    DigestAnswer,
    Line,
    Moment,
    NoticeAnswer,
    PointerAnswer,
    SettingRow,
    SettingsAnswer,
)
from bot.core.codec import digest_from_json, digest_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.answers import Answer, Field

Json = dict[str, Any]


def answer_to_json(answer: Answer) -> Json:
    """The answer with its kind under "is"."""
    if isinstance(answer, DigestAnswer):
        return {"is": "digest", **_plain(answer), "digest": digest_to_json(answer.digest)}
    if isinstance(answer, NoticeAnswer):
        lines = [{"key": line.key, "fields": _fields_out(line.fields)} for line in answer.lines]
        return {"is": "notice", "lines": lines, "actions": list(answer.actions)}
    if isinstance(answer, PointerAnswer):
        return {"is": "pointer", **asdict(answer)}
    return {"is": "settings", **asdict(answer)}


def answer_from_json(value: Mapping[str, Any]) -> Answer:
    """The answer that `answer_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: `value` has another shape.
    """
    rest = {name: item for name, item in value.items() if name != "is"}
    match value["is"]:
        case "digest":
            return DigestAnswer(**{**rest, "digest": digest_from_json(rest["digest"])})
        case "notice":
            lines = [Line(line["key"], _fields_in(line["fields"])) for line in rest["lines"]]
            return NoticeAnswer(tuple(lines), tuple(map(Action, rest["actions"])))
        case "pointer":
            return PointerAnswer(**rest)
        case "settings":
            rows = [SettingRow(**{**row, "choices": tuple(row["choices"])}) for row in rest["rows"]]
            return SettingsAnswer(**{**rest, "rows": tuple(rows)})
        case other:
            raise ValueError(f"no answer is called {other!r}")


def _plain(answer: DigestAnswer) -> Json:
    """Every field but the digest, which has a form of its own."""
    return {
        "style": answer.style,
        "more_links": answer.more_links,
        "trouble": answer.trouble,
        "evidence": answer.evidence,
        "meta": answer.meta,
    }


def _fields_out(fields: Mapping[str, Field]) -> Json:
    return {
        name: {"at": field.at} if isinstance(field, Moment) else field
        for name, field in fields.items()
    }


def _fields_in(fields: Mapping[str, Any]) -> dict[str, Field]:
    return {
        name: Moment(field["at"]) if isinstance(field, dict) else field
        for name, field in fields.items()
    }
