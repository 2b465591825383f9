"""Prompt files: read, checked with file, line and fix, and rendered block by block."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.errors import PromptError

if TYPE_CHECKING:
    from jinja2 import Template

_PACKAGE = Path(__file__).parents[2]
_NAMES = ("summarize", "merge", "repair")


@dataclass(frozen=True, slots=True)
class PromptFile:
    """One file as it was read; compiled when it is first rendered, because that takes 0.2 s."""

    path: Path
    text: str

    def render(self, block: str, **values: object) -> str:
        """Render one block. Untrusted text belongs into `values` and stays text there."""
        template = _compiled(self)
        return "".join(template.blocks[block](template.new_context(values))).strip()

    @property
    def meta(self) -> dict[str, Any]:
        """The front matter."""
        return _front_matter(self)


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts in use. `version` changes with any of their bytes: part of the cache key."""

    summarize: PromptFile
    merge: PromptFile
    repair: PromptFile
    version: str


def load_prompts(folder: Path | None = None) -> Prompts:
    """Read the shipped prompts, each replaced by the file of its name in `folder`, if there is one.

    Raises:
        PromptError: a file is broken or unknown.
    """
    files = {name: _read(_path(name, folder)) for name in _NAMES}
    digest = hashlib.sha256("\0".join(file.text for file in files.values()).encode())
    return Prompts(**files, version=digest.hexdigest()[:12])


def _path(name: str, folder: Path | None) -> Path:
    own = folder / f"{name}.md" if folder else None
    return own if own and own.is_file() else _shipped() / f"{name}.md"


def _shipped() -> Path:
    """`bot/prompts` in an installed wheel, `prompts` beside the package in a checkout."""
    packed = _PACKAGE / "prompts"
    return packed if packed.is_dir() else _PACKAGE.parent / "prompts"


def _read(path: Path) -> PromptFile:
    try:
        return PromptFile(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PromptError(f"{path}: cannot be read ({error.strerror})") from error


@cache
def _front_matter(file: PromptFile) -> dict[str, Any]:
    import frontmatter  # noqa: PLC0415 - a stored digest renders no prompt

    meta: dict[str, Any] = frontmatter.loads(file.text).metadata
    return meta


@cache
def _compiled(file: PromptFile) -> Template:
    import frontmatter  # noqa: PLC0415 - see _front_matter
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # plain text for a model, not HTML
    )
    return environment.from_string(frontmatter.loads(file.text).content)
