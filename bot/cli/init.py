"""`linkdigest init`: asks for what is needed, tries it, and writes it to .env."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.doctor import EXIT_FAILED, cleaner, examine, quieten
from bot.cli.ending import EXIT_DONE, EXIT_REFUSED, complain
from bot.cli.setup import Draft, Talk, ask_all
from bot.settings import names_given
from bot.settings.write import BEGINNING, changed, write

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = Path(".env")


def set_up(page: str | None) -> int:
    """Ask, write, look it all over; 0 unless something does not work."""
    quieten(debug=False)
    draft = Draft(os.environ, names_given(FILE))
    talk = Talk(cleaner(draft.changes))
    for fault in draft.mended:
        talk.tell(f"What is set now cannot be used, and is asked for anew. {fault}")
    try:
        ask_all(draft, talk)
    except EOFError:
        complain("init", "the input ended before the last question: nothing was written")
        return EXIT_REFUSED
    try:
        _put(draft.changes, talk)
    except OSError as fault:
        complain("init", f"{FILE} cannot be written ({fault.strerror}): start in another folder")
        return EXIT_REFUSED
    talk.say("\nAnd now all of it, as `linkdigest doctor` sees it:")
    code = asyncio.run(examine(page, as_json=False))
    if code == EXIT_FAILED:
        return code
    next_step = "Start it: {} run" if draft.has_platform else "Try it: {} digest URL"
    talk.say(f"\n{next_step.format(_program())}")
    return EXIT_DONE


def _put(changes: Mapping[str, str], talk: Talk) -> None:
    before = FILE.read_text("utf-8") if FILE.is_file() else BEGINNING
    backup = write(FILE, changed(before, changes))
    kept = f"; what it was is in {backup.name}" if backup else ""
    talk.say(f"\nWritten to {FILE}, which you alone can read{kept}.")


def _program() -> str:
    """How it is called from here."""
    called = Path(sys.argv[0])
    if called.name != "linkdigest" or str(called) == shutil.which("linkdigest"):
        return "linkdigest"
    is_below = called.is_absolute() and called.is_relative_to(Path.cwd())
    return str(called.relative_to(Path.cwd()) if is_below else called)
