"""Prompts: which files are in use, and their version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import PromptError
from bot.core.summarize.prompt_file import NAMES, PromptFile

_PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts in use. `version` changes with any of their words: part of the cache key."""

    summarize: PromptFile
    merge: PromptFile
    repair: PromptFile
    version: str


def load_prompts(folder: Path | None = None) -> Prompts:
    """Read the shipped prompts, each replaced by the file of the same name in `folder`.

    The files of `folder` are checked from first to last line; those that ship are checked by the
    tests and not compiled before they are needed, because that takes as long as a whole start.

    Raises:
        PromptError: a file is broken or unknown; the message names file, line and fix.
    """
    own = _own(folder) if folder else {}
    files = {name: own.get(name) or _read(_shipped() / f"{name}.md") for name in NAMES}
    version = hashlib.sha256("\0".join(file.text for file in files.values()).encode())
    return Prompts(**files, version=version.hexdigest()[:12])


def _own(folder: Path) -> dict[str, PromptFile]:
    from bot.core.summarize.prompt_check import check_prompt, known_name  # noqa: PLC0415 - 0.2 s

    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        fix = "point LINKDIGEST_PROMPTS to a folder that can be read"
        raise PromptError(f"{folder}: {error.strerror}; {fix}") from error
    files = {known_name(path): _read(path) for path in paths}
    for name, file in files.items():
        check_prompt(file, name)
    return files


def _shipped() -> Path:
    """`bot/prompts` in an installed wheel, `prompts` beside the package in a checkout."""
    packed = _PACKAGE / "prompts"
    return packed if packed.is_dir() else _PACKAGE.parent / "prompts"


def _read(path: Path) -> PromptFile:
    try:
        data = path.read_bytes()
        return PromptFile(path, data.decode().replace("\r\n", "\n"))
    except OSError as error:
        raise PromptError(f"{path}: {error.strerror}; make it a file that can be read") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PromptError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
