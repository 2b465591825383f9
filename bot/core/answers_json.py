"""Answers as JSON values and back: how the store keeps what is owed to a chat."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.core.answers import (
    Action,
    AlsoAt,
    DailyAnswer,
    DailyItem,
    DigestAnswer,
    FileAnswer,
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
        lines = [_line_out(line) for line in answer.lines]
        return {"is": "notice", "lines": lines, "actions": list(answer.actions)}
    if isinstance(answer, FileAnswer):
        return {"is": "file", **asdict(answer), "line": _line_out(answer.line)}
    if isinstance(answer, DailyAnswer):
        return {"is": "daily", **asdict(answer)}
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
            limit = _line_in(rest["limit"]) if rest.get("limit") else None
            digest = digest_from_json(rest["digest"])
            return DigestAnswer(**{**rest, "digest": digest, "limit": limit})
        case "notice":
            lines = tuple(map(_line_in, rest["lines"]))
            return NoticeAnswer(lines, tuple(map(Action, rest["actions"])))
        case "file":
            return FileAnswer(**{**rest, "line": _line_in(rest["line"])})
        case "daily":
            return DailyAnswer(**{**rest, "items": tuple(map(_item_in, rest["items"]))})
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
        "limit": answer.limit and _line_out(answer.limit),
    }


def _item_in(value: Mapping[str, Any]) -> DailyItem:
    also = tuple(AlsoAt(**each) for each in value["also"])
    return DailyItem(**{**value, "sharers": tuple(value["sharers"]), "also": also})


def _line_out(line: Line) -> Json:
    return {"key": line.key, "fields": _fields_out(line.fields)}


def _line_in(value: Mapping[str, Any]) -> Line:
    return Line(value["key"], _fields_in(value["fields"]))


def _fields_out(fields: Mapping[str, Field]) -> Json:
    return {
        name: _moment_out(field) if isinstance(field, Moment) else field
        for name, field in fields.items()
    }


def _moment_out(moment: Moment) -> Json:
    return {"at": moment.at, **({"is_dated": True} if moment.is_dated else {})}


def _fields_in(fields: Mapping[str, Any]) -> dict[str, Field]:
    return {
        name: Moment(**field) if isinstance(field, dict) else field
        for name, field in fields.items()
    }
