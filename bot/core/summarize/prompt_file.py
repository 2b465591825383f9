"""One prompt file: its front matter, and its blocks rendered apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Template

NAMES = ("summarize", "merge", "repair")


@dataclass(frozen=True, slots=True)
class PromptFile:
    """One file as it was read. What it holds is worked out when it is first rendered."""

    path: Path
    text: str

    @property
    def head(self) -> str:
        """The front matter with the lines of dashes around it."""
        return "".join(f"{line}\n" for line in self.text.split("\n")[: self.head_lines])

    @property
    def body(self) -> str:
        """The template, with an empty line for each line of the front matter."""
        return "\n" * self.head_lines + "\n".join(self.text.split("\n")[self.head_lines :])

    @property
    def head_lines(self) -> int:
        """How many lines the front matter takes; 0 where it is not there or not closed."""
        lines = [line.rstrip() for line in self.text.split("\n")]
        return lines.index("---", 1) + 1 if lines[:1] == ["---"] and "---" in lines[1:] else 0

    @property
    def meta(self) -> dict[str, Any]:
        """What the front matter says."""
        return _meta(self)

    @property
    def template(self) -> Template:
        """The body, compiled."""
        return _template(self)

    def render(self, block: str, **values: object) -> str:
        """Render one block. Untrusted text goes into `values`: there it stays text."""
        return "".join(self.template.blocks[block](self.template.new_context(values))).strip()


@cache
def _meta(file: PromptFile) -> dict[str, Any]:
    import frontmatter  # noqa: PLC0415 - a stored digest renders no prompt

    meta: dict[str, Any] = frontmatter.loads(file.head).metadata
    return meta


@cache
def _template(file: PromptFile) -> Template:
    from jinja2 import StrictUndefined  # noqa: PLC0415 - a stored digest renders no prompt
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # plain text for a model, not HTML
    )
    return environment.from_string(file.body)
