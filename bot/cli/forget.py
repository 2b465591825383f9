"""`linkdigest forget`: what is kept of a person, a chat or a link is removed, everywhere."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Final

from bot.app.keep import erase
from bot.cli.ending import EXIT_DONE, EXIT_REFUSED, usage
from bot.cli.logs import tell_warnings
from bot.core.links import find
from bot.settings import load

if TYPE_CHECKING:
    from bot.app.keep import Kind

_NAMED: Final = re.compile(r"(telegram|discord):(user|chat):(-?\d+)")


async def forget(what: str, *, yes: bool) -> int:
    """Remove it, after a question unless `yes`; print what was removed."""
    kind, platform, name = _read(what)
    settings = load(os.environ)
    tell_warnings(settings)
    if not yes and not _confirmed(what):
        return EXIT_REFUSED
    outcome = await erase(settings, kind, platform, name)
    sys.stdout.write(f"{what}: {outcome}\n")
    return EXIT_DONE


def _read(what: str) -> tuple[Kind, str, str]:
    """What is meant: its kind, its platform, "" for a link, and its id or the link's key."""
    if named := _NAMED.fullmatch(what):
        platform, kind, name = named.groups()
        return ("person" if kind == "user" else "chat"), platform, name
    links = find(what)
    if len(links) != 1 or "://" not in what:
        usage(
            "forget wants telegram:user:ID, telegram:chat:ID, the same with discord, or an address,"
            f" not {what}"
        )
    return "link", "", links[0].key


def _confirmed(what: str) -> bool:
    if not sys.stdin.isatty():
        usage("forget asks before it removes anything: add --yes where nobody can answer")
    sys.stderr.write(f"Remove all that is kept of {what}? This cannot be undone. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
