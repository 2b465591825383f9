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
    batch_workers,
    in_order,
    is_address,
    read_local,
    reader_language,
    refusal_json,
    tell_refusal,
    write_json,
)
from bot.core.codec import article_to_json
from bot.core.errors import FetchError
from bot.core.links import parse
from bot.core.model import Article, Refusal
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.app import Reader
    from bot.core.model import Page

    Outcome = Article | Refusal

FIELDS = ("title", "author", "source", "published", "language", "text")
"""What is printed of an article, beside its address and its refusal."""


async def extract_source(source: str, url: str | None, form: str) -> int:
    """Print the article of one source; 1 if it was refused."""
    settings = load(os.environ)
    tell_warnings(settings)
    language = reader_language(settings)
    async with open_reader(settings) as reader:
        address = source if is_address(source) else None
        outcome = await _read(reader, address, lambda: read_local(source, url))
    if isinstance(outcome, Refusal):
        tell_refusal(outcome, source, language)
    if form == "json":
        write_json(_json(outcome, url or address, language, is_local=address is None))
    elif isinstance(outcome, Article):
        body = outcome.markdown if form == "markdown" else outcome.text
        heading = f"# {outcome.title}" if form == "markdown" else outcome.title
        sys.stdout.write(f"{heading}\n\n{body}\n")
    return EXIT_REFUSED if isinstance(outcome, Refusal) else EXIT_DONE


async def extract_batch(batch: Path) -> int:
    """Print one line for each row of `batch`, in order; one bad page never stops it."""
    settings = load(os.environ)
    tell_warnings(settings)
    language = reader_language(settings)
    workers = batch_workers()
    async with open_reader(settings, workers=workers) as reader:

        async def work(row: Row) -> dict[str, Any]:
            outcome = await _read(reader, row.address, row.page)
            is_local = row.address is None
            return {"id": row.id, **_json(outcome, row.url, language, is_local=is_local)}

        await in_order(batch, workers * 2, work)
    return EXIT_DONE


async def _read(reader: Reader, address: str | None, local: Callable[[], Page]) -> Outcome:
    """The article behind `address`, else of the page that `local` brings."""
    try:
        page = await reader.fetcher.fetch(parse(address).url) if address else local()
    except FetchError as fault:
        return fault.refusal
    return await reader.extractor.extract(page)


def _json(outcome: Outcome, url: str | None, language: str, *, is_local: bool) -> dict[str, Any]:
    """The public object: the fields of the article, or null and the refusal."""
    if isinstance(outcome, Refusal):
        refused = refusal_json(outcome, url, language, is_local=is_local)["refusal"]
        return {"url": url, **dict.fromkeys(FIELDS), "refusal": refused}
    told = article_to_json(outcome)
    return {"url": url, **{name: told[name] for name in FIELDS}, "refusal": None}
