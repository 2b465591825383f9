"""A family of orders: the forms in which a text tells a machine one kind of thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PART = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True, slots=True)
class Family:
    """Orders of one kind; a text without one of the `cues` holds none of them."""

    cues: tuple[str, ...]
    forms: tuple[re.Pattern[str], ...]

    def within(self, text: str) -> Family:
        """The family with those cues alone that `text` has: enough for every part of it."""
        return Family(tuple(cue for cue in self.cues if cue in text), self.forms)

    def gives_orders(self, text: str) -> bool:
        """Whether `text`, which is plain, holds one."""
        for cue in self.cues:
            if cue in text:
                return any(form.search(text) for form in self.forms)
        return False


def family_of(parts: Mapping[str, str]) -> Callable[..., Family]:
    """A maker of families whose forms may name `parts` of patterns: `<<VERB>> the summary`."""

    def expanded(form: str) -> str:
        while _PART.search(form):
            form = _PART.sub(lambda found: f"(?:{parts[found[1]]})", form)
        return form

    def family(cues: str, *forms: str) -> Family:
        return Family(tuple(cues.split("|")), tuple(re.compile(expanded(form)) for form in forms))

    return family
