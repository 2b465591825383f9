"""An extractor for which the body is the article, and its first line the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Article, Refusal, RefusalCode

if TYPE_CHECKING:
    from bot.core.model import Page


class FakeExtractor:
    """Implements `ports.Extractor`; a body `refuse CODE` is refused with that code."""

    def __init__(self) -> None:
        self.pages: list[Page] = []

    async def extract(self, page: Page) -> Article | Refusal:
        self.pages.append(page)
        text = page.body.decode()
        if text.startswith("refuse "):
            return Refusal(RefusalCode(text.removeprefix("refuse ")))
        language = "en" if text.isascii() else "zh"
        return Article(page.url, text.partition("\n")[0], text, text, language)
