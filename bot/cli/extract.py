"""`linkdigest extract`: what a page says, without a digest."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from bot.app import open_reader
from bot.cli.ending import EXIT_DONE, EXIT_REFUSED
from bot.cli.logs import tell_warnings
from bot.cli.sources import (
    Row,
    in_order,
    is_address,
    read_local,
    reader_language,
    refusal_json,
    refusal_of,
    tell_refusal,
    write_json,
)
from bot.core.errors import FetchError
from bot.core.links import parse
from bot.core.model import Article, Page, Refusal, RefusalCode
from bot.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import Reader

BATCH_WORKERS = 4
"""At most; more pages at once than cores only cost memory."""


async def extract_source(source: str, url: str | None, form: str) -> int:
    """Print the article of one source; 1 if it was refused."""
    settings = load(os.environ)
    tell_warnings(settings)
    language = reader_language(settings)
    async with open_reader(settings) as reader:
        outcome = await _read(reader, source, url)
    shown_url = url or (source if is_address(source) else None)
    if isinstance(outcome, Refusal):
        tell_refusal(outcome, source, language)
        if form == "json":
            write_json(_row_json(outcome, shown_url, language))
        return EXIT_REFUSED
    if form == "json":
        write_json(_row_json(outcome, shown_url, language))
    else:
        body = outcome.markdown if form == "markdown" else outcome.text
        heading = f"# {outcome.title}" if form == "markdown" else outcome.title
        sys.stdout.write(f"{heading}\n\n{body}\n")
    return EXIT_DONE


async def extract_batch(batch: Path) -> int:
    """Print one line for each row of `batch`, in order; one bad page never stops it."""
    settings = load(os.environ)
    tell_warnings(settings)
    language = reader_language(settings)
    workers = min(BATCH_WORKERS, os.cpu_count() or 1)
    async with open_reader(settings, workers=workers) as reader:

        async def work(row: Row) -> dict[str, Any]:
            outcome = await _read_row(reader, row)
            return {"id": row.id, **_row_json(outcome, row.url, language)}

        await in_order(batch, workers * 2, work)
    return EXIT_DONE


async def _read_row(reader: Reader, row: Row) -> Article | Refusal:
    if row.fault is not None:
        return Refusal(RefusalCode.FETCH_FAILED, row.fault)
    if row.text is not None:
        page = Page(row.url, row.text.encode("utf-8", "replace"), "text/plain; charset=utf-8")
        return await reader.extractor.extract(page)
    return await _read(reader, str(row.path) if row.path else row.url or "", row.url)


async def _read(reader: Reader, source: str, url: str | None) -> Article | Refusal:
    try:
        if is_address(source):
            page = await reader.fetcher.fetch(parse(source).url)
        else:
            page = read_local(source, url)
    except FetchError as fault:
        return refusal_of(fault)
    return await reader.extractor.extract(page)


def _row_json(outcome: Article | Refusal, url: str | None, language: str) -> dict[str, Any]:
    """The public object: the fields of the article, or null and the refusal."""
    known = outcome if isinstance(outcome, Article) else None
    refusal = None if known else refusal_json(outcome, url, language)["refusal"]  # type: ignore[arg-type]
    return {
        "url": url,
        "title": known and known.title,
        "author": known and known.author,
        "source": known and known.source,
        "published": known and known.published and known.published.isoformat(),
        "language": known and known.language,
        "text": known and known.text,
        "refusal": refusal,
    }
