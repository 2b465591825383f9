"""An answer in pieces, heard while it comes in: server-sent events, one piece in each."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.adapters.openai.reply import Reply, count_of, first_of, in_band, text_of, trouble_with
from bot.adapters.openai.trouble import garbled

if TYPE_CHECKING:
    from bot.adapters.openai.trouble import Trouble

OnText = Callable[[str], None]

_LONGEST_TOLD = 100_000  # characters; a digest has two thousand, and each telling copies them all

_log = logging.getLogger(__name__)


class Hearing:
    """One answer; `on_text` gets its text so far with every chunk of bytes that adds to it.

    The fields are those of a chat completion, added up over all events.
    """

    def __init__(self, on_text: OnText) -> None:
        self._on_text: OnText | None = on_text
        self._line: list[bytes] = []  # the pieces of a line that has not ended
        self._texts: list[str] = []
        self._length = self._told = 0  # characters
        self._usage: object = None
        self._finish: object = None
        self._refused = False
        self._error: dict[str, Any] | None = None
        self._garbled = False
        self._complete = False
        self.is_stream = False
        self._tell()

    def feed(self, chunk: bytes) -> bool:
        """Hear the next bytes; whether they say that the answer is complete."""
        first, *others = chunk.split(b"\n")
        self._line.append(first)
        for line in others:
            self._hear(b"".join(self._line))
            self._line = [line]
        if self._told < self._length <= _LONGEST_TOLD:
            self._tell()
        return self._complete

    @property
    def has_ended(self) -> bool:
        """Whether it said how it ends: a line that breaks now takes nothing from it."""
        return bool(self._finish or self._error)

    def reply(self, where: str) -> tuple[Reply, Trouble | None]:
        """All that was heard, read as one answer; with a trouble it still says what it cost."""
        reply = Reply(
            "".join(self._texts),
            count_of(self._usage, "prompt_tokens"),
            count_of(self._usage, "completion_tokens"),
            streamed=True,
        )
        if self._error and (trouble := in_band(self._error, where)):
            return reply, trouble
        if self._garbled:
            return reply, garbled(where)
        return reply, trouble_with(reply, self._finish, self._refused, where)

    def _hear(self, line: bytes) -> None:
        """Take one whole line; all but data is comment, name or number, and data is one line."""
        if self._complete or not line.startswith(b"data:"):
            return
        self.is_stream = True
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            self._complete = True
        elif data:
            self._take(_event(data))

    def _take(self, event: dict[str, Any] | None) -> None:
        if event is None:
            self._garbled = True
            return
        choice = first_of(event.get("choices"))
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            text = text_of(delta.get("content"))
            self._texts.append(text)
            self._length += len(text)
            self._refused = self._refused or bool(delta.get("refusal"))
        self._finish = choice.get("finish_reason") or self._finish
        self._usage = event.get("usage") or choice.get("usage") or self._usage
        if event.get("error"):
            self._error = event

    def _tell(self) -> None:
        """Tell the text so far; who listens badly is told no more, and the answer goes on."""
        self._told = self._length
        if self._on_text is None:
            return
        try:
            self._on_text("".join(self._texts))
        except Exception:  # noqa: BLE001 - whatever it is, it is not the answer's fault
            _log.exception("what is heard of an answer cannot be told")
            self._on_text = None


def _event(data: bytes) -> dict[str, Any] | None:
    """The event, None where it is not a JSON object."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
