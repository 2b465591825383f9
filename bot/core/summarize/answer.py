"""What a model wrote, read as a summary: repaired where that needs no guess, else refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.core.errors import ModelAnswerError
from bot.core.invisible import strip_invisible
from bot.core.summarize.material import restored
from bot.core.summarize.schema import validated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Summary

_LONGEST = 200_000  # characters; a digest has two thousand
_MOST_STARTS = 64  # braces tried as the beginning of the object
_DECODER = json.JSONDecoder(strict=False)
_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(r"^.*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(\s*[}\]])', re.DOTALL)


def read_answer(text: str) -> Summary:
    """Read the summary in `text`.

    A code fence, prose or reasoning around the object and commas before a closing bracket are
    forgiven; an object that was cut off is not, because completing it would be a guess.

    Raises:
        ModelAnswerError: no object, or not of the asked shape; a model can act on the message.
    """
    return validated(seen(_find_object(text[:_LONGEST])))


def _find_object(text: str) -> dict[str, Any]:
    for candidate in _candidates(text):
        found = [value for value in _objects(candidate) if "key_points" in value]
        if found:
            return found[-1]  # a draft may stand before the answer
    raise ModelAnswerError("answer: not one complete JSON object with the keys that were asked for")


def _candidates(text: str) -> Iterator[str]:
    """`text` as it came, then with ever more of what surrounds or spoils the object removed."""
    yield text if text.lstrip().startswith("{") else ""
    bare = _THOUGHT_END.sub("", _THOUGHT.sub("", text))
    yield bare
    yield _STRING_OR_COMMA.sub(lambda part: part[1] or part[2], bare)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects of `text`, each opened up if it only wraps another."""
    position = 0
    for _ in range(_MOST_STARTS):
        position = text.find("{", position)
        if position < 0:
            return
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            position += 1
            continue
        inner = next(iter(value.values())) if len(value) == 1 else None
        yield inner if isinstance(inner, dict) else value


def seen(value: Any) -> Any:
    """`value` with every string as a reader would see it, in one line."""
    if isinstance(value, str):
        return " ".join(strip_invisible(restored(value)).split())
    if isinstance(value, list):
        return [seen(item) for item in value]
    if isinstance(value, dict):
        return {key: seen(item) for key, item in value.items()}
    return value
