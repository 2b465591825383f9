"""Reads a Dockerfile: its stages, and in each the instructions in order."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    verb: str
    rest: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.rest)


@dataclass(frozen=True)
class Stage:
    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, verb: str) -> list[Instruction]:
        return [each for each in self.instructions if each.verb == verb]

    def last(self, verb: str) -> Instruction:
        return self.all(verb)[-1]


def read_dockerfile(path: Path) -> list[Stage]:
    """The stages of the file; `ARG`s before the first one are put in where they are named."""
    stages: list[Stage] = []
    arguments: dict[str, str] = {}
    for instruction in _instructions(path.read_text("utf-8")):
        if instruction.verb == "FROM":
            base, *alias = instruction.words
            for name, value in arguments.items():
                base = base.replace(f"${{{name}}}", value)
            stages.append(Stage(base, alias[-1] if alias else ""))
        elif stages:
            stages[-1].instructions.append(instruction)
        else:
            name, _, value = instruction.rest.partition("=")
            arguments[name] = value
    return stages


def _instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [Instruction(verb, rest) for verb, _, rest in (line.partition(" ") for line in whole)]
