"""`make secrets`: nothing that is shaped like a secret stands in the tree or in its history.

What tests have made up is listed in `made_up.txt`, a regular expression a line that has to fit the
whole of what was found.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.core.redaction import _SHAPES as OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT: Final = Path(__file__).parents[2]
MADE_UP: Final = Path(__file__).with_name("made_up.txt")
"""The tokens and keys of tests."""

OTHERS: Final = re.compile(
    r"""
      \b (?: AKIA | ASIA ) [0-9A-Z]{16} \b                       # Amazon
    | \b gh[pousr]_ \w{30,} | \b github_pat_ \w{40,} | \b glpat- [\w-]{20,}
    | \b xox[abeprs]- [\w-]{10,} | hooks\.slack\.com/services/ \S+
    | \b AIza [\w-]{35}                                          # Google
    | \b (?: npm_ \w{36} | pypi-AgE [\w-]{50,} | hf_ \w{30,} )
    | \b eyJ [\w-]{10,} \. eyJ [\w-]{10,} \. [\w-]{10,}          # a signed token
    | -----BEGIN\ (?: [A-Z]+\ )* PRIVATE\ KEY-----
    | (?<=://) [^\s/:@"'{}<>]+ : [^\s/@"'{}<>]+ (?=@)            # a password in an address
    | (?<![\w-]) [A-Z_]* (?: TOKEN | KEY | SECRET | PASSWORD ) \s* [=:] \s* ["']? [\w+/.~-]{24,}
    """,
    re.VERBOSE,
)


def main() -> None:
    """Print what was found and where; the exit code is 1 if there is anything."""
    places = [*tree(), *history()]
    found = {
        f"{place}: {secret[:6]}… ({len(secret)} characters)"
        for place, text in places
        for secret in shaped(text)
        if not allowed(secret)
    }
    sys.stdout.writelines(f"{line}\n" for line in sorted(found))
    sys.stdout.write(f"{len(found)} found in {len(places)} files and changes\n")
    sys.exit(bool(found))


def shaped(text: str) -> Iterator[str]:
    """Every part of the text that has the shape of a secret."""
    for shapes in (OURS, OTHERS):
        yield from (match.group() for match in shapes.finditer(text))


def allowed(secret: str) -> bool:
    """Whether tests have made it up."""
    return _made_up().fullmatch(secret) is not None


@cache
def _made_up() -> re.Pattern[str]:
    lines = MADE_UP.read_text("utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line[:1] not in ("", "#")))


def tree() -> Iterator[tuple[str, str]]:
    """Every file that is kept, or would be by the next commit."""
    names = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, names):
        if (path := PROJECT / name).is_file():
            yield name, path.read_text("utf-8", "replace")


def history() -> Iterator[tuple[str, str]]:
    """What every commit has added, by file; and its message."""
    whole = _git(
        "log", "--all", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames"
    )
    for commit in re.split(r"^commit (?=[0-9a-f]{40}$)", whole, flags=re.MULTILINE)[1:]:
        number, *parts = re.split(r"^diff --git a/\S+ b/(?=\S)", commit, flags=re.MULTILINE)
        yield number[:10], number[40:]
        for part in parts:
            name, *lines = part.splitlines()
            yield f"{number[:10]} {name}", "\n".join(line[1:] for line in lines if line[:1] == "+")


def _git(*arguments: str) -> str:
    ended = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, check=True)
    return ended.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
