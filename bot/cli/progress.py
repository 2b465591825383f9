"""What a person at a terminal sees meanwhile: one line on stderr that says which stage runs."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.render.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def spinner(language: str) -> Iterator[Callable[[str], None]]:
    """A function to call with each stage's name; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it

    with Console(stderr=True).status("…") as status:
        yield lambda stage: status.update(f"{phrase(language, f'stage.{stage}')} …")
