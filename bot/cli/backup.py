"""`linkdigest backup` and `linkdigest restore`: one file that holds all, and back again."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bot.app.keep import back_up, put_back, stock_of
from bot.cli.ending import EXIT_DONE
from bot.cli.logs import tell_warnings
from bot.settings import load

if TYPE_CHECKING:
    from pathlib import Path


def back_up_to(file: Path, *, force: bool) -> int:
    """Write a backup of the database, whoever runs on it; print what is in it."""
    settings = load(os.environ)
    tell_warnings(settings)
    stock = back_up(settings.database, file, force=force)
    sys.stdout.write(f"{stock}\n")
    return EXIT_DONE


def restore_from(file: Path | None, *, dry_run: bool) -> int:
    """Put a backup, None: an empty database, in the place of the database; print what it holds."""
    settings = load(os.environ)
    tell_warnings(settings)
    if dry_run and file:
        sys.stdout.write(f"{stock_of(file)}; it can be restored, nothing was changed\n")
        return EXIT_DONE
    restored = put_back(settings, file)
    aside = f"; the one before is {restored.aside}" if restored.aside else ""
    sys.stdout.write(f"{restored.stock}{aside}\n")
    return EXIT_DONE
