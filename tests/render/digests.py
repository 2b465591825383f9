"""Digests of any kind, for properties: what schemas allow, and what strangers may try."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from bot.core.model import CheckedPoint, Digest, Summarizer

ADDRESSES = ("https://news.example/a?b=1&c=2", "javascript:x")


def points(texts: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[CheckedPoint, ...]]:
    quotes = st.lists(texts, max_size=3).map(tuple)
    return st.lists(st.builds(CheckedPoint, texts, texts, quotes), max_size=most).map(tuple)


def digests(texts: st.SearchStrategy[str], most: int) -> st.SearchStrategy[Digest]:
    """Digests with up to `most` points and half as many risks, every text out of `texts`."""
    return st.builds(
        Digest,
        url=st.sampled_from((None, *ADDRESSES)) | texts,
        canonical_url=st.none(),
        title=texts,
        author=st.none() | texts,
        source=st.none() | texts,
        published=st.sampled_from((None, date(2026, 3, 18))),
        language=st.sampled_from(("zh", "en", "ja")),
        one_line=texts,
        key_points=points(texts, most),
        risks=points(texts, most // 2),
        topics=st.just(()),
        summarizer=st.sampled_from((Summarizer("model", "m"), Summarizer("extract"))),
        partial=st.booleans(),
    )


def grown(digest: Digest, times: int) -> Digest:
    """The digest with every second text `times` as long."""
    key_points, risks = (
        tuple(
            CheckedPoint(
                _grown(point.label, times),
                _grown(point.fact, times),
                tuple(_grown(quote, times) for quote in point.quotes),
            )
            for point in part
        )
        for part in (digest.key_points, digest.risks)
    )
    return replace(
        digest,
        title=_grown(digest.title, times),
        author=_grown(digest.author or "", times),
        one_line=_grown(digest.one_line, times),
        key_points=key_points,
        risks=risks,
    )


def _grown(text: str, times: int) -> str:
    return text * times if len(text) % 2 else text
