"""The arrow, from a link or a page to a digest; each stage once for all who ask at one time.

    Link  --fetch-->     Page
    Page  --extract-->   Article    or a Refusal
    Article --summarize, check--> Digest

Only an Article ever reaches a model.
"""

from __future__ import annotations

import hashlib
import logging
import math
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from bot.core.cache import Cache
from bot.core.errors import FetchError
from bot.core.flight import Flights
from bot.core.leases import Leases
from bot.core.ledger import NOTHING, Use
from bot.core.length import too_short_for_digest
from bot.core.meter import NOBODY, MeteredModel
from bot.core.model import Digest, Page, Refusal, RefusalCode, Timings
from bot.core.ports import DigestRow, Work
from bot.core.progress import OnPart, OnStage, Progress, Stage
from bot.core.recent import keep_newest
from bot.core.retention import STOPGAP_KEPT, USUAL, refusal_kept
from bot.core.tolerance import TolerantStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.meter import Meter
    from bot.core.model import Article, AskedLanguage, Link
    from bot.core.ports import Clock, Extractor, Fetcher, Model, Store
    from bot.core.retention import Keeping
    from bot.core.summarize.prompt import Prompts
    from bot.core.summarize.summarizer import Made

__all__ = ["OnPart", "OnStage", "Pipeline", "Result", "Stage", "Summarize"]

log = logging.getLogger(__name__)

EXTRACT_VERSION: Final = "extract-1"
"""Stands for the prompt where no model is set; raise it when other sentences are chosen."""

_UNASKED: Final[Mapping[str, object]] = MappingProxyType({})


READ_BEFORE: Final = 256
"""Articles that were read to be judged, and whose digests may be asked for next."""


class Summarize(Protocol):
    """`core.summarize.summarizer.summarize`, or a stand-in for it."""

    async def __call__(
        self,
        article: Article,
        *,
        language: AskedLanguage,
        model: Model | None,
        prompts: Prompts,
        max_chars: int,
        on_part: OnPart | None = None,
    ) -> Made:
        """Summarize and check; a model's failure ends in the extract, and is told.

        With `on_part` the model is asked for its answer in pieces, and what is finished is told.
        """
        ...


async def _summarize(
    article: Article,
    *,
    language: AskedLanguage,
    model: Model | None,
    prompts: Prompts,
    max_chars: int,
    on_part: OnPart | None = None,
) -> Made:
    from bot.core.summarize.summarizer import summarize  # noqa: PLC0415 - unused by the known

    return await summarize(
        article,
        language=language,
        model=model,
        prompts=prompts,
        max_chars=max_chars,
        on_part=on_part,
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a source. `article`: where it was read just now, or was asked for.

    `timings`: milliseconds of the stages that were run; a digest has its own.
    `use` is what this very asker is to pay: of all who asked for the same at one time, one does.
    """

    outcome: Digest | Refusal
    article: Article | None = None
    timings: Timings = field(default_factory=Timings)
    use: Use = NOTHING


@dataclass(frozen=True, slots=True)
class _Source:
    """A link or a page, alike from here on: its name in the cache, and how its page is had."""

    key: str
    bring: Callable[[], Awaitable[Page]]
    canonical_url: str | None
    url: str | None = None
    title: str | None = None
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class _Ask:
    """How the digest is wanted."""

    language: AskedLanguage
    fresh: bool = False
    with_article: bool = False
    on_part: OnPart | None = None
    is_free: bool = False
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the first two stages brought, and their milliseconds where they were run."""

    outcome: Article | Refusal
    timings: Timings = field(default_factory=Timings)


@dataclass(slots=True)
class _Written:
    """A digest, and what it took until somebody pays for it."""

    digest: Digest
    owed: Use = NOTHING

    def pay(self) -> Use:
        owed, self.owed = self.owed, NOTHING
        return owed


class Pipeline:
    """The stages joined, with what is known before them and what is remembered after them."""

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        *,
        fetcher: Fetcher,
        extractor: Extractor,
        model: Model | None,
        prompts: Prompts,
        store: Store | None,
        clock: Clock,
        max_chars: int = 60_000,
        summarize: Summarize = _summarize,
        holder: str = "",
        keeping: Keeping = USUAL,
        meter: Meter = NOBODY,
    ) -> None:
        self._fetcher = fetcher
        self._extractor = extractor
        self._model = MeteredModel(model, meter) if model else None
        self._meter = meter
        self._prompts = prompts
        self._made_by = (prompts.version, model.name) if model else (EXTRACT_VERSION, "")
        tolerant = TolerantStore(store, clock)
        self._cache = Cache(tolerant, clock, keeping)
        self._keeping = keeping
        self._leases = Leases(tolerant, clock, holder)
        self._clock = clock
        self._max_chars = max_chars
        self._summarize = summarize
        self._flights = Flights()
        self._read_before: dict[str, Timings] = {}
        self._progress = Progress[Stage]()
        self._parts = Progress[Digest]()

    async def digest_link(
        self,
        link: Link,
        *,
        language: AskedLanguage = "auto",
        fresh: bool = False,
        with_article: bool = False,
        is_free: bool = False,
        on_stage: OnStage | None = None,
        on_part: OnPart | None = None,
        told: Mapping[str, object] = _UNASKED,
    ) -> Result:
        """Digest what `link` leads to, without a request where that is known already.

        `fresh` fetches again, but a text that has not changed is not summarized again.
        `with_article` brings the article even of a digest that was known.
        `is_free`: no model is asked; what is not known comes as an extract, which is not kept, as
        the model's digest is the better answer to who asks next.
        `on_stage` and `on_part` are told what is done and what is finished, whoever began it.
        Only where somebody wants the parts when the model is asked, it is asked for them: who
        comes later may get none. `told` is what the line in the log says beside.
        """
        source = _Source(link.key, lambda: self._fetcher.fetch(link.url), link.key, link.url)
        ask = _Ask(language, fresh, with_article, on_part, is_free, told)
        return await self._run(source, ask, on_stage)

    async def article(self, link: Link) -> Article | Refusal:
        """What `link` leads to, not digested; an article that was read before counts, however old.

        No model is asked. A page that was fetched for this is not fetched again for its digest.
        """
        if known := await self._cache.article(link.key):
            return known
        source = _Source(link.key, lambda: self._fetcher.fetch(link.url), link.key, link.url)
        read = await self._read(source, fresh=False)
        self._read_before[link.key] = read.timings
        keep_newest(self._read_before, READ_BEFORE)
        return read.outcome

    async def known(self, link: Link, *, language: AskedLanguage = "auto") -> Digest | None:
        """The digest of `link` that is made already; nothing is fetched, no model is asked."""
        digest = await self._cache.digest(link.key, *self._made_by, language)
        return replace(digest, url=link.url, canonical_url=link.key) if digest else None

    async def digest_page(
        self,
        page: Page,
        *,
        key: str | None = None,
        title: str | None = None,
        language: AskedLanguage = "auto",
        fresh: bool = False,
        with_article: bool = False,
        on_stage: OnStage | None = None,
        on_part: OnPart | None = None,
    ) -> Result:
        """Digest what somebody brought along: a file, a paste.

        `key` is the canonical form of the address it claims to come from, `title` the one to use
        in place of its own. It is known again by its bytes, never by that address: nobody's file
        stands in for a page of the web.
        """

        async def bring() -> Page:
            return page

        source = _Source(_fingerprint(page, title), bring, key, title=title)
        return await self._run(source, _Ask(language, fresh, with_article, on_part), on_stage)

    async def digest_text(
        self,
        text: str,
        *,
        language: AskedLanguage = "auto",
        is_free: bool = False,
        on_part: OnPart | None = None,
        told: Mapping[str, object] = _UNASKED,
    ) -> Result:
        """Digest a text that somebody has pasted in private: nothing of it is remembered."""
        ask = _Ask(language, on_part=on_part, is_free=is_free, told=told)
        return await self._run(_pasted(text), ask, None)

    async def _run(self, source: _Source, ask: _Ask, on_stage: OnStage | None) -> Result:
        began = self._clock.monotonic()
        with self._progress.watching(source.key, on_stage):
            result = await self._result(source, ask)
        total = self._ms_since(began)
        if isinstance(result.outcome, Digest):
            digest = _dressed(result.outcome, source, total)
            result = replace(result, outcome=digest)
            if digest.cached:
                self._meter.remembered()
        self._meter.took("total", total)
        _tell(source, ask, result, total)
        return result

    async def _result(self, source: _Source, ask: _Ask) -> Result:
        if not ask.fresh and (known := await self._known(source, ask)):
            return known
        read = await self._read(source, fresh=ask.fresh)
        before = self._read_before.pop(source.key, read.timings)
        if read.timings == Timings():  # it was read just before, to see whether it is worth it
            read = replace(read, timings=before)
        article = read.outcome
        if isinstance(article, Refusal):
            return Result(article, timings=read.timings)
        if too_short_for_digest(article.text):
            refusal = Refusal(RefusalCode.TOO_SHORT, "for a digest")
            return Result(refusal, article, read.timings)
        make = self._quotes if ask.is_free else self._digest
        written = await make(source, article, ask)
        timings = replace(read.timings, summarize_ms=written.digest.timings.summarize_ms)
        return Result(replace(written.digest, timings=timings), article, use=written.pay())

    async def _known(self, source: _Source, ask: _Ask) -> Result | None:
        """What the cache answers, without a request."""
        digest = await self._cache.digest(source.key, *self._made_by, ask.language)
        if digest is None:
            return None
        return Result(digest, await self._article_behind(source) if ask.with_article else None)

    async def _article_behind(self, source: _Source) -> Article | None:
        if article := await self._cache.article(source.key):
            return article
        outcome = (await self._read(source, fresh=False)).outcome
        return None if isinstance(outcome, Refusal) else outcome

    async def _read(self, source: _Source, *, fresh: bool) -> _Read:
        """Fetch and extract, once for all who ask now; `fresh` takes nothing read before."""

        async def find(since: float) -> _Read | None:
            outcome = await self._cache.reading(source.key, since)
            return _Read(outcome) if outcome else None

        return await self._flights.join(
            ("read", source.key, fresh),
            lambda: self._leases.once(
                f"read {source.key}",
                find,
                lambda: self._fetch_and_extract(source),
                since=math.inf if fresh else 0,
            ),
        )

    async def _fetch_and_extract(self, source: _Source) -> _Read:
        fetching = self._begin(source, Stage.FETCH)
        try:
            page = await source.bring()
        except FetchError as fault:
            kept = refusal_kept(fault.refusal, getattr(fault, "retry_after", None))
            timings = Timings(fetch_ms=self._took(Stage.FETCH, fetching))
            if source.is_kept:
                await self._cache.keep_refusal(source.key, fault.refusal, kept)
            return _Read(fault.refusal, timings)
        fetch_ms = self._took(Stage.FETCH, fetching)
        extracting = self._begin(source, Stage.EXTRACT)
        outcome = await self._extractor.extract(page)
        timings = Timings(fetch_ms=fetch_ms, extract_ms=self._took(Stage.EXTRACT, extracting))
        if isinstance(outcome, Refusal):
            if source.is_kept:
                await self._cache.keep_refusal(source.key, outcome, refusal_kept(outcome))
            return _Read(outcome, timings)
        article = replace(outcome, title=source.title or outcome.title)
        if source.is_kept:
            await self._cache.keep_article(source.key, article)
        return _Read(article, timings)

    async def _quotes(self, _: _Source, article: Article, ask: _Ask) -> _Written:
        """The article's own sentences, whatever model is set."""
        made = await self._summarize(
            article,
            language=ask.language,
            model=None,
            prompts=self._prompts,
            max_chars=self._max_chars,
        )
        return _Written(made.digest)

    async def _digest(self, source: _Source, article: Article, ask: _Ask) -> _Written:
        """Summarize and check, once for all who ask now."""
        language = article.language if ask.language == "auto" else ask.language
        work = Work(source.key, *self._made_by, language)
        text_hash = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()

        async def find(since: float) -> _Written | None:
            known = await self._cache.digest_of(work, article, text_hash, since)
            return _Written(known) if known else None

        async def make() -> _Written:
            summarizing = self._begin(source, Stage.SUMMARIZE)
            made = await self._summarize(
                article,
                language=ask.language,
                model=self._model,
                prompts=self._prompts,
                max_chars=self._max_chars,
                on_part=self._teller(work),
            )
            summarize_ms = self._took(Stage.SUMMARIZE, summarizing)
            if made.failure:
                log.warning("extract in the model's stead: %s", made.failure)
            row = DigestRow(made.digest, article.language, text_hash)
            kept = STOPGAP_KEPT if made.failure else self._keeping.digest
            if source.is_kept:
                await self._cache.keep_digest(work, row, kept)
            digest = replace(made.digest, timings=Timings(summarize_ms=summarize_ms))
            return _Written(digest, _use_of(made))

        name = " ".join(("digest", *self._made_by, language, source.key))
        with self._parts.watching(work, _part_watcher(source, ask.on_part)):
            return await self._flights.join(
                (work, text_hash, ask.fresh),
                lambda: self._leases.once(name, find, make, since=math.inf if ask.fresh else 0),
            )

    def _teller(self, work: Work) -> OnPart | None:
        """Who tells the parts of `work`, None where nobody wants to know them now."""
        return partial(self._parts.tell, work) if self._parts.is_watched(work) else None

    def _begin(self, source: _Source, stage: Stage) -> float:
        self._progress.tell(source.key, stage)
        return self._clock.monotonic()

    def _took(self, stage: Stage, began: float) -> int:
        """Milliseconds that the stage took: it is over."""
        ms = self._ms_since(began)
        self._meter.took(stage, ms)
        return ms

    def _ms_since(self, moment: float) -> int:
        return round((self._clock.monotonic() - moment) * 1000)


def _pasted(text: str) -> _Source:
    page = Page(None, text.encode("utf-8", "replace"), "text/plain; charset=utf-8")

    async def bring() -> Page:
        return page

    return _Source(_fingerprint(page, None), bring, None, is_kept=False)


def _use_of(made: Made) -> Use:
    """What the model took: a digest where it wrote one, and what it was paid for, in any case."""
    by = made.by or made.digest.summarizer
    tokens = (by.input_tokens or 0) + (by.output_tokens or 0)
    is_digest = made.digest.summarizer.kind == "model"
    return Use(int(is_digest), round((by.cost or 0) * 1_000_000), tokens)


def _fingerprint(page: Page, title: str | None) -> str:
    """A name for the content: all that the article depends on."""
    parts = (page.url or "", page.content_type, title or "")
    content = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass") + b"\0" + page.body)
    return f"sha256:{content.hexdigest()}"


def _part_watcher(source: _Source, on_part: OnPart | None) -> OnPart | None:
    """Tells `on_part` each part as this very asker is to see it."""
    if on_part is None:
        return None
    return lambda part: on_part(_addressed(part, source))


def _dressed(digest: Digest, source: _Source, total_ms: int) -> Digest:
    timings = replace(digest.timings, total_ms=total_ms)
    return replace(_addressed(digest, source), timings=timings)


def _addressed(digest: Digest, source: _Source) -> Digest:
    """The digest as this very asker sees it: under the address that was asked for."""
    return replace(digest, url=source.url or digest.url, canonical_url=source.canonical_url)


def _tell(source: _Source, ask: _Ask, result: Result, total_ms: int) -> None:
    """One line for each link and who asked: what it was, what became of it, what it took."""
    outcome = result.outcome
    took = outcome.timings if isinstance(outcome, Digest) else result.timings
    told: dict[str, object] = {
        "url": source.canonical_url or source.key,
        **ask.told,
        "fetch_ms": took.fetch_ms,
        "extract_ms": took.extract_ms,
        "summarize_ms": took.summarize_ms,
        "total_ms": total_ms,
    }
    if isinstance(outcome, Refusal):
        log.info("refused", extra=told | {"outcome": outcome.code, "detail": outcome.detail})
        return
    by = outcome.summarizer
    log.info(
        "digested",
        extra=told
        | {"outcome": by.kind, "model": by.model, "cached": outcome.cached}
        | {"input_tokens": by.input_tokens, "output_tokens": by.output_tokens, "cost": by.cost}
        | {"paid": result.use.cost_micros / 1_000_000},
    )
