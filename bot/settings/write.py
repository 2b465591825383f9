"""A .env as people keep it: what is changed is, everything else stays as it stands."""

from __future__ import annotations

import io
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGINNING: Final = """\
# Everything that can be set, with its default: .env.example

# The Telegram bot (`linkdigest run`). Where from: write /newbot to @BotFather in Telegram.
TELEGRAM_BOT_TOKEN=

# The Discord bot; either of the two is enough. Where from: https://discord.com/developers/applications ›
# New Application › Bot › Reset Token. Switch on "Message Content Intent" there, or it answers commands only.
DISCORD_BOT_TOKEN=

# A model writes the digest. Where from: https://platform.openai.com/api-keys (or your provider's page of keys)
OPENAI_API_KEY=
"""  # noqa: E501 - as .env.example has it
"""What a new .env begins with: the live lines of .env.example."""

MODE: Final = 0o600
_PLAIN = re.compile(r"[\w./:@,+=~-]*", re.ASCII)


def changed(text: str, values: Mapping[str, str]) -> str:
    """`text` of a .env with these values; "" leaves a name unset, and adds no line for it."""
    from dotenv.parser import parse_stream  # noqa: PLC0415 - `init` alone pays for it

    left, lines = dict(values), []
    for binding in parse_stream(io.StringIO(text)):
        name = binding.key
        if name is None or name not in values:
            lines.append(binding.original.string)
        elif name in left:  # of one that is there twice, one line is enough
            before = re.match(r"\s*", binding.original.string)
            lines.append(f"{before[0] if before else ''}{_line(name, left.pop(name))}")
    more = [_line(name, value) for name, value in left.items() if value]
    whole = "".join(lines)
    return whole + ("\n" if whole and not whole.endswith("\n") else "") + "".join(more)


def write(path: Path, text: str) -> Path | None:
    """Put `text` into the file in one step, for its owner alone; where the old one is kept now.

    Raises:
        OSError: nothing was changed.
    """
    place = path.resolve()  # a link to a file elsewhere stays one
    backup = place.with_name(f"{place.name}.bak") if place.exists() else None
    if backup:
        _replace(backup, place.read_bytes())
    _replace(place, text.encode())
    return backup


def _line(name: str, value: str) -> str:
    if not _PLAIN.fullmatch(value):
        value = "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"{name}={value}\n"


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # of mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 - the name is text
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
