"""What is already known of a link: the store's facts, weighed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.core.invisible import strip_invisible
from bot.core.ports import Kept
from bot.core.retention import ARTICLE_FRESH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.model import Article, AskedLanguage, Digest, Refusal
    from bot.core.ports import Clock, DigestRow, Store, Work
    from bot.core.retention import Keeping
    from bot.core.tolerance import TolerantStore

T = TypeVar("T")

LARGEST_ARTICLE: Final = 500_000
"""Characters: no reader's article is longer, and JSON of one holds up the event loop for 10 ms."""

PRUNE_EVERY: Final = 64
PRUNE_AT_MOST: Final = 256
"""So many expired rows go with every so many new ones: the file stops growing, nobody waits."""


class Cache:
    """The store as the pipeline sees it."""

    def __init__(self, store: TolerantStore, clock: Clock, keeping: Keeping) -> None:
        self._store = store
        self._keeping = keeping
        self._clock = clock
        # Not from nought: a command writes two rows and ends, and its turn must come, too.
        self._written = clock.now() % PRUNE_EVERY

    async def digest(
        self, key: str, prompt: str, model: str, asked: AskedLanguage
    ) -> Digest | None:
        """A digest that answers `asked`: made in that language, or in the article's own."""
        for language, kept in (await self._digests(key, prompt, model)).items():
            wanted = kept.value.article_language if asked == "auto" else asked
            if language == wanted and self._counts(kept):
                return replace(kept.value.digest, cached=True)
        return None

    async def digest_of(
        self, work: Work, article: Article, text_hash: str, since: float
    ) -> Digest | None:
        """The digest that was made of this very text, with what else the page says by now.

        However old it is, the same text need not be summarized again. An extract in a model's
        stead is the exception: it counts for its short time only, and if made at `since` or later.
        """
        kept = (await self._digests(work.key, work.prompt, work.model)).get(work.language)
        if kept is None or kept.value.text_hash != text_hash:
            return None
        row = kept.value
        if _is_stopgap(row.digest, work):
            counts = self._counts(kept) and kept.made_at >= since
            return replace(row.digest, cached=True) if counts else None
        digest = _retold(row.digest, article)
        if digest != row.digest or not self._counts(kept):
            await self.keep_digest(work, replace(row, digest=digest), self._keeping.digest)
        return replace(digest, cached=True)

    async def _digests(self, key: str, prompt: str, model: str) -> Mapping[str, Kept[DigestRow]]:
        none: dict[str, Kept[DigestRow]] = {}
        return await self._store.read(lambda store: store.digests(key, prompt, model), none)

    async def keep_digest(self, work: Work, row: DigestRow, seconds: int) -> None:
        """Remember `row` for `seconds`."""
        kept = self._kept(row, seconds)
        await self._write(lambda store: store.keep_digest(work, kept))

    async def article(self, key: str) -> Article | None:
        """The article as it was last read, however long ago."""
        kept = await self._store.read(lambda store: store.article(key), None)
        return kept.value if kept else None

    async def reading(self, key: str, since: float) -> Article | Refusal | None:
        """What the page said when it was read, if that was at `since` or later, and not long ago.

        An article comes before a refusal: what was read today need not wait until the page can be
        had again.
        """
        article = await self._store.read(lambda store: store.article(key), None)
        if article and article.made_at >= max(since, self._clock.now() - ARTICLE_FRESH):
            return article.value
        refusal = await self._store.read(lambda store: store.refusal(key), None)
        if refusal and refusal.made_at >= since and self._counts(refusal):
            return refusal.value
        return None

    async def keep_article(self, key: str, article: Article) -> None:
        """Remember what the page says, unless it is so much that writing it holds others up."""
        if len(article.text) > LARGEST_ARTICLE:
            return
        kept = self._kept(article, self._keeping.article)
        await self._write(lambda store: store.keep_article(key, kept))

    async def keep_refusal(self, key: str, refusal: Refusal, seconds: int) -> None:
        """Remember for `seconds` that the page says nothing; 0: not at all."""
        if not seconds:
            return
        kept = self._kept(refusal, seconds)
        await self._write(lambda store: store.keep_refusal(key, kept))

    async def _write(self, order: Callable[[Store], Awaitable[None]]) -> None:
        await self._store.write(order, None)
        self._written += 1
        if self._written % PRUNE_EVERY == 0:
            now = self._clock.now()
            await self._store.write(lambda store: store.prune(now, PRUNE_AT_MOST), 0)

    def _kept(self, value: T, seconds: int) -> Kept[T]:
        now = self._clock.now()
        return Kept(value, now, now + seconds)

    def _counts(self, kept: Kept[T]) -> bool:
        return kept.expires_at > self._clock.now()


def _retold(digest: Digest, article: Article) -> Digest:
    """The digest under the head that its article has by now."""
    return replace(
        digest,
        title=strip_invisible(article.title),
        author=article.author and strip_invisible(article.author),
        source=article.source and strip_invisible(article.source),
        published=article.published,
    )


def _is_stopgap(digest: Digest, work: Work) -> bool:
    """Whether it is an extract where a model should have written."""
    return digest.summarizer.kind == "extract" and bool(work.model)
