"""All that people read, as files to look at; `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.answers import Line, NoticeAnswer
from bot.render.phrases import UiLanguage, catalogue, wording
from tests.render.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden"
_PARTS = {"pointer", "more_link", "more_links", "cached"}
"""Texts that stand within others."""


def golden(name: str, text: str) -> None:
    """`text` is what the file `name` ("telegram/group.en.html") says."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(f"{text}\n", encoding="utf-8")
    assert f"{text}\n" == path.read_text(encoding="utf-8")


def notices(
    ui: UiLanguage, platform: str, shown: Callable[[NoticeAnswer], str], *, but: str = ""
) -> list[str]:
    """What every notice of the catalogue says on a platform, but for the text `but`."""
    texts = catalogue(ui)
    told = []
    for key in (
        f"{section}.{key}"
        for section in ("chat", "refusal")
        for key in texts[section]
        if key not in {*_PARTS, but}
    ):
        names = re.findall(r"{(\w+)}", wording(ui, key, platform))
        notice = NoticeAnswer((Line(key, {each: SAMPLES[each] for each in names}),))
        told.append(f"# {key}\n{shown(notice)}")
    return told
