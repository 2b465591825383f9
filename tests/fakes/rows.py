"""Values as the store holds them, for tests that care about little of them."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from bot.core.model import Article, CheckedPoint, Digest, Summarizer
from bot.core.ports import DigestRow, Kept, Work

T = TypeVar("T")

NOW = 1_800_000_000
WORK = Work("https://example.com/river", "p1", "fake-1", "zh")

ARTICLE = Article(
    url="https://example.com/river",
    title="河水上涨",
    text="今天早上，老城的街道上积水很深。",
    markdown="今天早上，**老城**的街道上积水很深。",
    language="zh",
    author="林一",
    source="江边日报",
    published=date(2026, 11, 2),
    topics=("河流", "天气"),
)
DIGEST = Digest(
    url=ARTICLE.url,
    canonical_url=None,
    title=ARTICLE.title,
    author=ARTICLE.author,
    source=ARTICLE.source,
    published=ARTICLE.published,
    language="zh",
    one_line="老城积水。",
    key_points=(CheckedPoint("积水", "街道上积水很深", ("今天早上，老城的街道上积水很深。",)),),
    risks=(),
    topics=("河流",),
    summarizer=Summarizer("model", "fake-1", "p1", 900, 80, 0.0012),
)
ROW = DigestRow(DIGEST, article_language="zh", text_hash="t1")


def kept(value: T, made_at: int = NOW, seconds: int = 3600) -> Kept[T]:
    return Kept(value, made_at, made_at + seconds)
