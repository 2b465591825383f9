"""The shape of an answer: made from the class `Summary`, for asking and for believing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.errors import ModelAnswerError
from bot.core.model import Summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import TypeAdapter

SCHEMA_NAME = "summary"


@cache
def _adapter() -> TypeAdapter[Summary]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - 0.2 s that a stored digest need not pay

    return TypeAdapter(Summary)


@cache
def summary_schema() -> Mapping[str, Any]:
    """Return the JSON schema of `Summary` in the dialect that strict providers accept.

    References are inlined, every key is required, no other key is allowed. Lengths of strings
    become words in a description: several providers refuse the keywords, all read the words.
    """
    schema = _adapter().json_schema()
    return _object(schema["properties"], schema["$defs"])


def validated(value: object) -> Summary:
    """Believe `value` to be a summary, or say what is wrong with it.

    Raises:
        ModelAnswerError: one short line for each fault, with its place; never the value itself.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - see _adapter

    try:
        return _adapter().validate_python(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        lines = [f"{_place(fault['loc'])}: {fault['msg']}" for fault in faults[:8]]
        raise ModelAnswerError("; ".join(lines)) from None


def _object(properties: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _strict(node, definitions) for name, node in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


def _strict(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        target = definitions[node["$ref"].rpartition("/")[2]]
        return _object(target["properties"], definitions)
    kept = {key: node[key] for key in ("type", "minItems", "maxItems") if key in node}
    if "items" in node:
        kept["items"] = _strict(node["items"], definitions)
    if "maxLength" in node:
        kept["description"] = f"{node['minLength']} to {node['maxLength']} characters"
    return kept


def _place(location: tuple[int | str, ...]) -> str:
    """`('key_points', 2, 'fact')` as `key_points[2].fact`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in location]
    return "".join(steps).lstrip(".") or "answer"
