"""What SOURCE and a batch row may be, and how refusals of them are told."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.ending import complain
from bot.core.errors import FetchFailedError
from bot.core.model import Page, Refusal, RefusalCode
from bot.render.phrases import phrase, ui_language

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.settings import Settings

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(source: str) -> bool:
    """Whether `source` is meant as an address: anything with a scheme, fetchable or not."""
    return bool(_ADDRESS.match(source))


def read_local(source: str, url: str | None = None) -> Page:
    """The page behind a path or `-`.

    Raises:
        FetchError: it cannot be read, is too big or no text.
    """
    from bot.adapters.files import read_file, read_stdin  # noqa: PLC0415

    return read_stdin(url=url) if source == "-" else read_file(Path(source), url=url)


def reader_language(settings: Settings) -> str:
    """The language in which this program speaks: the one set, else that of the terminal."""
    if settings.language != "auto":
        return settings.language
    return ui_language(os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")


def refusal_json(
    refusal: Refusal, url: str | None, language: str, *, is_local: bool
) -> dict[str, Any]:
    """The public object of a refusal; `is_local` where no site was asked."""
    message = _reason(refusal, language, is_local=is_local)
    return {"url": url, "refusal": {"code": refusal.code.value, "message": message}}


def tell_refusal(refusal: Refusal, source: str, language: str) -> None:
    """One line on stderr: which source, why, and the fact behind it."""
    detail = f" [{refusal.code}{': ' + refusal.detail if refusal.detail else ''}]"
    complain(source, _reason(refusal, language, is_local=not is_address(source)) + detail)


def _reason(refusal: Refusal, language: str, *, is_local: bool) -> str:
    """The phrase of a refusal; a file that cannot be read is no site that does not answer."""
    unread = is_local and refusal.code is RefusalCode.FETCH_FAILED
    return phrase(language, "source.unreadable" if unread else f"refusal.{refusal.code}")


def write_json(value: object) -> None:
    """One object, one line, at once: whoever reads us may be waiting for it."""
    text = json.dumps(value, ensure_ascii=False)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def batch_workers() -> int:
    """Page readers for a batch: one a core, and at most four, since each takes its memory."""
    return min(os.cpu_count() or 1, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a batch: an `id` and one of `url`, `path` or `text`; `fault` if it is none.

    With a path or a text, `url` only says where that came from.
    """

    id: Any
    url: str | None = None
    path: Path | None = None
    text: str | None = None
    title: str | None = None
    fault: str | None = None

    @property
    def address(self) -> str | None:
        """What is to be fetched; None where the row brings its page along, or is at fault."""
        brings = self.fault is not None or self.path is not None or self.text is not None
        return None if brings else self.url

    def page(self) -> Page:
        """The page of a row without an address.

        Raises:
            FetchError: the row is at fault, or its file cannot be read, is too big or no text.
        """
        from bot.adapters.files import read_file  # noqa: PLC0415

        if self.text is not None:
            text = self.text.encode("utf-8", "replace")
            return Page(self.url, text, "text/plain; charset=utf-8")
        if self.path is not None:
            return read_file(self.path, url=self.url)
        raise FetchFailedError(self.fault or "a row that brings no page")


def rows(batch: Path) -> Iterator[Row]:
    """The rows of a batch file; a path is relative to the file. A bad line is a row with a fault.

    Raises:
        FetchFailedError: the file cannot be read.
    """
    try:
        lines = batch.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "not UTF-8 text"
        raise FetchFailedError(f"{batch}: {reason}") from fault
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, number, batch.parent)


def _row(line: str, number: int, folder: Path) -> Row:
    try:
        value = json.loads(line)
    except ValueError:
        return Row(None, fault=f"line {number} is not JSON")
    if not isinstance(value, dict):
        return Row(None, fault=f"line {number} is not an object")
    texts = {name: value.get(name) for name in ("url", "path", "text", "title")}
    if wrong := [n for n, text in texts.items() if not isinstance(text, str | None)]:
        return Row(value.get("id"), fault=f"line {number}: {wrong[0]} is not a string")
    if not any(texts[name] is not None for name in ("url", "path", "text")):
        return Row(value.get("id"), fault=f"line {number} has none of url, path, text")
    path = texts["path"]
    return Row(value.get("id"), texts["url"], path and folder / path, texts["text"], texts["title"])


async def in_order(
    batch: Path, concurrency: int, work: Callable[[Row], Awaitable[dict[str, Any]]]
) -> None:
    """Do `work` on every row, `concurrency` at once, and print the answers in the rows' order.

    At most `concurrency` answers wait for a slower one before them: memory stays flat.
    """
    import asyncio  # noqa: PLC0415 - see bot.cli.ending

    waiting: list[asyncio.Task[dict[str, Any]]] = []
    try:
        for row in rows(batch):
            waiting.append(asyncio.ensure_future(work(row)))
            if len(waiting) >= concurrency:
                write_json(await waiting.pop(0))
        while waiting:
            write_json(await waiting.pop(0))
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
