"""Plain text and Markdown as sources, with or without front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.extract.language import language_of
from bot.core.model import Article

if TYPE_CHECKING:
    from typing import Final

_HEADING: Final = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


def read(text: str, url: str | None) -> Article:
    """The article that `text` is: title from its first heading or line."""
    heading = _HEADING.search(text)
    lines = text.strip().splitlines()
    title = heading[1] if heading else (lines[0].strip() if lines else "")
    return Article(
        url=url, title=title, text=text.strip(), markdown=text.strip(), language=language_of(text)
    )
