"""`linkdigest config`: every setting in force and where it comes from."""

from __future__ import annotations

import os
import sys

from bot.cli.ending import EXIT_DONE
from bot.settings import effective, load


def show_config() -> int:
    """One line per setting: name, value, origin."""
    rows = effective(load(os.environ))
    name_width = max(len(name) for name, _, _ in rows)
    value_width = max(len(value) for _, value, _ in rows)
    for name, value, origin in rows:
        sys.stdout.write(f"{name:<{name_width}}  {value:<{value_width}}  {origin}\n")
    return EXIT_DONE
