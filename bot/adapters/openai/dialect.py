"""What of the chat API an address understands, and the ladder down from all of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from bot.core.ports import ModelRequest

_ABOUT_CAP = re.compile(r"max_?(?:completion_|new_|output_)?tokens|in the completion")
_ABOUT_STREAM = re.compile(r"\bstream(?:ing|ed|s)?\b|stream_options|include_usage")
_ABOUT_COUNT = re.compile(r"stream_options|include_usage")

Rung = Literal["json_schema", "json_object", "plain"]
Cap = Literal["max_completion_tokens", "max_tokens"]
Stream = Literal["counted", "bare"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to ask. `rung` is how the shape is asked for, `cap` the name of the output limit.

    `stream` is how the answer is asked for in pieces: with its tokens counted at the end, without,
    or None: in one.
    """

    rung: Rung = "json_schema"
    cap: Cap | None = "max_tokens"
    temperature: float | None = None
    stream: Stream | None = None

    def body(self, model: str, request: ModelRequest, limit: int) -> dict[str, Any]:
        """The request in this dialect; `limit` is the most tokens that may come back."""
        body: dict[str, Any] = {"model": model, "messages": _messages(request)}
        if self.rung == "json_schema":
            shape = {"name": request.schema_name, "strict": True, "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif self.rung == "json_object":
            body["response_format"] = {"type": "json_object"}
        if self.cap:
            body[self.cap] = limit
        if self.temperature is not None:
            body["temperature"] = self.temperature
        if self.stream:
            body["stream"] = True
        if self.stream == "counted":
            body["stream_options"] = {"include_usage": True}
        return body

    def without(self, complaint: str) -> Dialect | None:
        """The next dialect to try after a refusal with these words; None when none is left."""
        if self.cap and _ABOUT_CAP.search(complaint):
            return replace(self, cap=self._other_cap(complaint))
        if self.temperature is not None and "temperature" in complaint:
            return replace(self, temperature=None)
        if self.stream and _ABOUT_STREAM.search(complaint):
            return replace(self, stream=self._less_stream(complaint))
        if self.rung == "json_schema":
            return replace(self, rung="json_object")
        return replace(self, rung="plain") if self.rung == "json_object" else None

    def _other_cap(self, complaint: str) -> Cap | None:
        """The name that the complaint asks for instead, else none at all."""
        if self.cap == "max_tokens" and "max_completion_tokens" in complaint:
            return "max_completion_tokens"
        if self.cap == "max_completion_tokens" and "too large" not in complaint:
            return "max_tokens"
        return None

    def _less_stream(self, complaint: str) -> Stream | None:
        """Pieces without a count, if only the count is complained about, else no pieces."""
        return "bare" if self.stream == "counted" and _ABOUT_COUNT.search(complaint) else None


def _messages(request: ModelRequest) -> list[dict[str, str]]:
    """The turns, the first one with the schema in words.

    On every rung: some addresses take a schema and ignore it, and nothing tells them apart before
    the answer is paid for.
    """
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    shape = f"Answer with one JSON object that fits this JSON Schema, and nothing else:\n{schema}"
    messages = [{"role": turn.role, "content": turn.text} for turn in request.turns]
    messages[0]["content"] += f"\n\n{shape}"
    return messages
