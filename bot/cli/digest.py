"""`linkdigest digest`: from sources to digests, one by one or as a batch."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from bot.app import App, open_app
from bot.cli.ending import EXIT_DONE, EXIT_REFUSED
from bot.cli.logs import tell_warnings
from bot.cli.progress import spinner
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
from bot.core.answers import DigestAnswer
from bot.core.chats import ChatKind
from bot.core.codec import digest_to_json
from bot.core.errors import FetchError
from bot.core.links import parse
from bot.core.model import Article, AskedLanguage, Digest, Page, Refusal
from bot.core.note import digest_of, read_note
from bot.core.pipeline import Result
from bot.render.note import render_note
from bot.render.text import render_text
from bot.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.pipeline import OnStage
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Wish:
    """How the digests are wanted. `language` None: as the settings say."""

    language: AskedLanguage | None = None
    style: Literal["short", "full"] = "full"
    form: Literal["text", "json", "markdown", "telegram", "discord"] = "text"
    fresh: bool = False
    url: str | None = None


async def digest_sources(sources: list[str], wish: Wish) -> int:
    """Print the digest of each source; 1 if any was refused."""
    settings, wish = _settled(wish)
    language = _reader(settings, wish)
    code = EXIT_DONE
    async with open_app(settings) as app:
        for number, source in enumerate(sources):
            with spinner(language) as on_stage:
                result = await _digest(app, source, wish, on_stage)
            if isinstance(result.outcome, Refusal):
                tell_refusal(result.outcome, source, language)
                code = EXIT_REFUSED
            _print(result, source, wish, language, first=number == 0)
    return code


async def digest_batch(batch: Path, wish: Wish) -> int:
    """Print one object for each row of `batch`, in order; one bad row never stops it."""
    settings, wish = _settled(wish)
    language = _reader(settings, wish)
    async with open_app(settings, workers=batch_workers()) as app:

        async def work(row: Row) -> dict[str, Any]:
            result = await _digest_row(app, row, wish)
            is_local = row.address is None
            return {"id": row.id, **_json(result.outcome, row.url, language, is_local=is_local)}

        # Twice as many in work as the model may have at once: pages are read while it thinks.
        await in_order(batch, 2 * settings.concurrency, work)
    return EXIT_DONE


def _settled(wish: Wish) -> tuple[Settings, Wish]:
    settings = load(os.environ)
    tell_warnings(settings)
    return settings, replace(wish, language=wish.language or settings.language)


def _reader(settings: Settings, wish: Wish) -> str:
    """The language of refusals: the one that the digest is wanted in, if any was named."""
    return reader_language(replace(settings, language=wish.language or "auto"))


async def _digest(app: App, source: str, wish: Wish, on_stage: OnStage) -> Result:
    try:
        if is_address(source):
            return await app.pipeline.digest_link(parse(source), **_how(wish), on_stage=on_stage)
        page = read_local(source, wish.url)
        return _digest_in_note(page, wish) or await _digest_page(app, page, wish, on_stage)
    except FetchError as fault:
        return Result(fault.refusal)


async def _digest_row(app: App, row: Row, wish: Wish) -> Result:
    try:
        if row.address is not None:
            return await app.pipeline.digest_link(parse(row.address), **_how(wish))
        page = row.page()
        return _digest_in_note(page, wish) or await _digest_page(app, page, wish, title=row.title)
    except FetchError as fault:
        return Result(fault.refusal)


async def _digest_page(
    app: App,
    page: Page,
    wish: Wish,
    on_stage: OnStage | None = None,
    *,
    title: str | None = None,
) -> Result:
    """Digest a page that was brought along.

    Raises:
        BadUrlError: it claims to come from what is no address.
    """
    link = parse(page.url) if page.url else None
    return await app.pipeline.digest_page(
        replace(page, url=link.url if link else None),
        key=link.key if link else None,
        title=title or None,
        on_stage=on_stage,
        **_how(wish),
    )


def _how(wish: Wish) -> dict[str, Any]:
    return {
        "language": wish.language or "auto",
        "fresh": wish.fresh,
        "with_article": wish.form == "markdown",
    }


def _digest_in_note(page: Page, wish: Wish) -> Result | None:
    """A note that already holds its digest is answered from itself, unless `--fresh`."""
    if wish.fresh or page.content_type not in {"text/markdown", ""}:
        return None
    try:
        text = page.body.decode()
    except UnicodeDecodeError:
        return None
    digest = digest_of(read_note(text))
    if digest is None or wish.language not in {"auto", digest.language}:
        return None
    return _Note(digest, note=text)


@dataclass(frozen=True, slots=True)
class _Note(Result):
    """A digest that was read from a note, with the note as it was read."""

    note: str = ""


def _print(result: Result, source: str, wish: Wish, language: str, *, first: bool) -> None:
    url = wish.url or (source if is_address(source) else None)
    if wish.form == "json":
        is_local = not is_address(source)
        write_json(_json(result.outcome, url, language, is_local=is_local))
    elif isinstance(result.outcome, Digest):
        text = _text(result, result.outcome, wish)
        sys.stdout.write(text if first else f"\n{text}")
        sys.stdout.flush()


def _text(result: Result, digest: Digest, wish: Wish) -> str:
    if isinstance(result, _Note) and wish.form == "markdown":
        return result.note
    if wish.form == "markdown":
        # A digest may be known whose article is not, when its page has gone since.
        article = result.article or Article(digest.url, digest.title, "", "", digest.language)
        return render_note(digest, article)
    if wish.form == "telegram":
        return _telegram(digest, wish)
    if wish.form == "discord":
        return _discord(digest, wish)
    return render_text(digest, style=wish.style, colour=sys.stdout.isatty())


def _telegram(digest: Digest, wish: Wish) -> str:
    """The message as Telegram gets it: `short` as in groups, `full` as in private chats."""
    from bot.render.telegram import View, render  # noqa: PLC0415 - nobody else waits for it

    answer = DigestAnswer(digest, "compact" if wish.style == "short" else "full")
    return render(answer, View("", digest.language, ChatKind.PRIVATE, "")).html + "\n"


def _discord(digest: Digest, wish: Wish) -> str:
    """The message as Discord gets it, as JSON: `short` as in channels, `full` as to one person."""
    from bot.render.discord import View, payload, render  # noqa: PLC0415 - nobody else waits for it

    is_short = wish.style == "short"
    answer = DigestAnswer(digest, "compact" if is_short else "full")
    kind = ChatKind.GROUP if is_short else ChatKind.PRIVATE
    message = render(answer, View("", digest.language, kind))
    return json.dumps(payload(message), ensure_ascii=False, indent=2) + "\n"


def _json(
    outcome: Digest | Refusal, url: str | None, language: str, *, is_local: bool
) -> dict[str, Any]:
    if isinstance(outcome, Refusal):
        return refusal_json(outcome, url, language, is_local=is_local)
    return digest_to_json(outcome)
