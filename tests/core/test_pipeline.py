"""The arrow as a whole: what comes out, and that nothing is done twice."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.core.model import Article, AskedLanguage, Digest, Link, Page, Refusal
from bot.core.pipeline import Pipeline, Stage
from bot.core.retention import ARTICLE_FRESH, ARTICLE_KEPT, DAY, DIGEST_KEPT, HOUR
from bot.core.summarize.prompt import load_prompts
from tests.fakes.model import FakeModel
from tests.fakes.world import CHINESE, ENGLISH, LINK, World, settle


@pytest.fixture
async def world() -> World:
    return World()


async def test_a_link_becomes_a_digest_under_the_address_that_was_asked_for(world: World) -> None:
    digest = await world.digest()
    assert (digest.url, digest.canonical_url) == (LINK.url, LINK.key)
    assert (digest.title, digest.cached) == ("The river rose", False)


async def test_spellings_of_one_link_are_one_piece_of_work(world: World) -> None:
    spellings = [Link(f"https://example.com/river?utm_source={n}", LINK.key) for n in range(20)]
    world.fetcher.pages |= {link.url: ENGLISH for link in spellings}
    results = await asyncio.gather(*(world.pipeline.digest_link(link) for link in spellings))
    assert world.work == (1, 1)
    assert [result.outcome.url for result in results if isinstance(result.outcome, Digest)] == [
        link.url for link in spellings
    ]


async def test_a_page_keeps_the_address_that_it_came_with(world: World) -> None:
    page = Page("https://example.com/a?b=1", ENGLISH.encode(), "text/plain")
    result = await world.pipeline.digest_page(page, key="https://example.com/a")
    assert isinstance(result.outcome, Digest)
    assert result.outcome.url == "https://example.com/a?b=1"
    assert result.outcome.canonical_url == "https://example.com/a"
    assert world.work == (0, 1)


async def test_a_page_is_known_again_by_its_bytes_and_address_and_title(world: World) -> None:
    page = Page(None, ENGLISH.encode(), "text/plain")
    variants: list[tuple[Page, str | None]] = [
        (page, None),
        (replace(page, url="https://example.com/a"), None),
        (replace(page, body=CHINESE.encode()), None),
        (page, "A title of its own"),
    ]
    for _ in range(2):
        for variant, title in variants:
            await world.pipeline.digest_page(variant, title=title)
    assert [article.title for article, _ in world.writer.asked] == [
        "The river rose",
        "The river rose",
        "河水上涨",
        "A title of its own",
    ]


async def test_a_file_never_stands_in_for_the_page_of_its_address(world: World) -> None:
    forged = Page(LINK.key, b"Forged " * 80, "text/plain")
    await world.pipeline.digest_page(forged, key=LINK.key)
    assert (await world.digest()).title == "The river rose"


async def test_the_article_comes_with_the_digest_that_was_made_of_it(world: World) -> None:
    result = await world.pipeline.digest_link(LINK)
    assert result.article
    assert result.article.text == ENGLISH


async def test_the_article_of_a_known_digest_comes_when_asked_for(world: World) -> None:
    await world.digest()
    world.clock.advance(3 * DAY)
    assert (await world.pipeline.digest_link(LINK)).article is None
    result = await world.pipeline.digest_link(LINK, with_article=True)
    assert result.article
    assert result.article.text == ENGLISH
    assert world.work == (1, 1)


async def test_an_article_that_was_lost_is_read_again_for_its_note(world: World) -> None:
    await world.digest()
    world.store._articles.clear()
    result = await world.pipeline.digest_link(LINK, with_article=True)
    assert result.article
    assert world.work == (2, 1)


async def test_a_known_digest_stays_though_its_page_is_gone(world: World) -> None:
    await world.digest()
    world.store._articles.clear()
    world.serve("refuse deleted")
    result = await world.pipeline.digest_link(LINK, with_article=True)
    assert isinstance(result.outcome, Digest)
    assert result.article is None


async def test_a_digest_outlives_its_articles_text_and_is_not_made_again_of_the_same(
    world: World,
) -> None:
    first = await world.digest()
    world.clock.advance(ARTICLE_KEPT)
    await world.store.prune(world.clock.now(), 100)
    assert world.store._articles == {}
    known = await world.digest()
    assert (known.key_points, world.work) == (first.key_points, (1, 1))  # its evidence is in it
    assert (await world.digest(fresh=True)).key_points == first.key_points
    assert world.work == (2, 1)


async def test_each_stage_is_timed_where_it_ran(world: World) -> None:
    world.fetcher.gate.clear()
    world.writer.gate.clear()
    asking = asyncio.create_task(world.digest())
    await world.fetcher.started.wait()
    world.clock.advance(0.25)
    world.fetcher.gate.set()
    await world.writer.started.wait()
    world.clock.advance(1.5)
    world.writer.gate.set()
    took = (await asking).timings
    assert (took.fetch_ms, took.extract_ms, took.summarize_ms) == (250, 0, 1500)
    assert took.total_ms == 1750

    again = (await world.digest()).timings
    assert (again.fetch_ms, again.extract_ms, again.summarize_ms) == (None, None, None)
    assert again.total_ms == 0


async def test_whoever_asks_is_told_the_stages_that_others_began(world: World) -> None:
    first: list[Stage] = []
    second: list[Stage] = []
    world.fetcher.gate.clear()
    asking = [
        asyncio.create_task(world.digest(on_stage=first.append)),
        asyncio.create_task(world.digest(on_stage=second.append, language="zh")),
    ]
    await world.fetcher.started.wait()
    await settle()
    world.fetcher.gate.set()
    await asyncio.gather(*asking)
    assert first[:3] == second[:3] == [Stage.FETCH, Stage.EXTRACT, Stage.SUMMARIZE]
    assert world.pipeline._progress._watchers == {}


async def test_whoever_asks_is_told_the_parts_that_others_had_asked_for(world: World) -> None:
    first: list[Digest] = []
    second: list[Digest] = []
    other = Link("https://example.com/river?ref=2", LINK.key)
    world.writer.gate.clear()
    leader = asyncio.create_task(world.digest(on_part=first.append))
    await world.writer.started.wait()
    joined = asyncio.create_task(world.pipeline.digest_link(other, on_part=second.append))
    deaf = asyncio.create_task(world.digest())
    await settle()
    world.writer.tell("The river rose.")
    leader.cancel()
    await settle()
    world.writer.tell("The river rose by a metre.")
    world.writer.gate.set()
    await asyncio.gather(joined, deaf)
    assert world.work == (1, 1)
    assert [(part.one_line, part.url) for part in first] == [("The river rose.", LINK.url)]
    assert [part.one_line for part in second] == ["The river rose.", "The river rose by a metre."]
    assert {(part.url, part.canonical_url) for part in second} == {(other.url, LINK.key)}
    assert world.pipeline._parts._watchers == {}


async def test_parts_are_not_asked_for_where_nobody_wants_them_when_the_model_is_asked(
    world: World,
) -> None:
    late: list[Digest] = []
    world.writer.gate.clear()
    leader = asyncio.create_task(world.digest())
    await world.writer.started.wait()
    joined = asyncio.create_task(world.digest(on_part=late.append))
    await settle()
    world.writer.gate.set()
    await asyncio.gather(leader, joined)
    assert world.writer.on_parts == [None]
    assert late == []


async def test_nobody_is_told_parts_in_another_language(world: World) -> None:
    auto: list[Digest] = []
    chinese: list[Digest] = []
    world.writer.gate.clear()
    asking = [
        asyncio.create_task(world.digest(on_part=auto.append)),
        asyncio.create_task(world.digest(on_part=chinese.append, language="zh")),
    ]
    await world.writer.started.wait()
    await settle()
    world.writer.tell("told")
    world.writer.gate.set()
    await asyncio.gather(*asking)
    assert [part.language for part in auto] == ["en"]
    assert [part.language for part in chinese] == ["zh"]


async def test_the_parts_of_a_page_are_told_too_and_those_of_a_known_digest_never(
    world: World,
) -> None:
    parts: list[Digest] = []
    page = Page("https://example.com/a?b=1", ENGLISH.encode(), "text/plain")
    world.writer.gate.clear()
    asking = asyncio.create_task(
        world.pipeline.digest_page(page, key="https://example.com/a", on_part=parts.append)
    )
    await world.writer.started.wait()
    world.writer.tell("told")
    world.writer.gate.set()
    await asking
    assert [(part.one_line, part.canonical_url) for part in parts] == [
        ("told", "https://example.com/a")
    ]
    await world.pipeline.digest_page(page, key="https://example.com/a", on_part=parts.append)
    assert len(parts) == len(world.writer.asked) == 1


async def test_one_line_is_logged_for_each_link(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "bot.core.pipeline"):
        await world.digest()
        await world.digest()
        world.serve("refuse deleted")
        await world.refusal(fresh=True)
    made, known, refused = (record.__dict__ for record in caplog.records)
    assert (made["url"], made["outcome"], made["cached"]) == (LINK.key, "model", False)
    assert (made["model"], made["input_tokens"], made["cost"]) == ("fake-1", 1000, 0.001)
    assert made["fetch_ms"] == made["extract_ms"] == made["summarize_ms"] == 0
    assert (known["cached"], known["fetch_ms"]) == (True, None)
    assert (refused["url"], refused["outcome"]) == (LINK.key, "deleted")


async def test_a_repeat_costs_nothing(world: World) -> None:
    first = await world.digest()
    again = await world.digest()
    assert again.cached
    assert again.one_line == first.one_line
    assert world.work == (1, 1)


async def test_a_repeat_costs_nothing_in_another_process(world: World) -> None:
    await world.digest()
    world.pipeline = world.another_pipeline()
    assert (await world.digest()).cached
    assert world.work == (1, 1)


@pytest.mark.parametrize("fresh", [False, True])
async def test_fifty_who_ask_at_once_share_one_fetch_and_one_model_call(
    world: World, *, fresh: bool
) -> None:
    digests = await asyncio.gather(*(world.digest(fresh=fresh) for _ in range(50)))
    assert len({digest.one_line for digest in digests}) == 1
    assert world.work == (1, 1)


async def test_without_a_store_those_who_ask_at_once_still_share(world: World) -> None:
    world.pipeline = world.another_pipeline(store=None)
    await asyncio.gather(*(world.digest() for _ in range(50)))
    assert world.work == (1, 1)
    await world.digest()
    assert world.work == (2, 2)


async def test_two_languages_of_one_article_are_fetched_once(world: World) -> None:
    await asyncio.gather(world.digest(language="zh"), world.digest(language="en"))
    assert len(world.fetcher.fetched) == 1
    assert sorted(language for _, language in world.writer.asked) == ["en", "zh"]


@pytest.mark.parametrize(
    ("body", "first", "second", "calls"),
    [
        (CHINESE, "auto", "zh", 1),
        (CHINESE, "zh", "auto", 1),
        (CHINESE, "auto", "en", 2),
        (CHINESE, "en", "auto", 2),
        (ENGLISH, "auto", "en", 1),
        (ENGLISH, "zh", "auto", 2),
    ],
)
async def test_the_articles_own_language_and_auto_are_one(
    world: World, body: str, first: AskedLanguage, second: AskedLanguage, calls: int
) -> None:
    world.serve(body)
    await world.digest(language=first)
    world.clock.advance(HOUR)
    digest = await world.digest(language=second)
    assert digest.cached == (calls == 1)
    assert world.work == (1, calls)


async def test_auto_and_the_articles_own_language_asked_at_once_are_one_call(world: World) -> None:
    world.serve(CHINESE)
    await asyncio.gather(world.digest(language="auto"), world.digest(language="zh"))
    assert world.work == (1, 1)


async def test_a_digest_of_another_prompt_or_model_is_another_one(world: World) -> None:
    await world.digest()
    other = FakeModel("")
    other.name = "other"
    world.pipeline = world.another_pipeline(model=other)
    assert not (await world.digest()).cached
    world.pipeline = world.another_pipeline(model=None)
    assert not (await world.digest()).cached
    assert world.work == (1, 3)


async def test_fresh_compares_with_the_digest_of_its_own_language(world: World) -> None:
    await world.digest(language="en")
    await world.digest(language="zh")
    assert (await world.digest(language="zh", fresh=True)).cached
    assert world.work == (2, 2)


async def test_fresh_fetches_again_but_summarizes_only_a_text_that_changed(world: World) -> None:
    first = await world.digest()
    same = await world.digest(fresh=True)
    assert (same.cached, same.one_line, world.work) == (True, first.one_line, (2, 1))
    assert same.timings.fetch_ms == 0

    world.serve(ENGLISH + "The bridge is closed.")
    changed = await world.digest(fresh=True)
    assert (changed.cached, world.work) == (False, (3, 2))
    assert (await world.digest()).one_line == changed.one_line


async def test_fresh_takes_over_what_else_the_page_says_by_now(world: World) -> None:
    await world.digest()
    extract = world.extractor.extract

    async def renamed(page: Page) -> Article | Refusal:
        outcome = await extract(page)
        assert isinstance(outcome, Article)
        return replace(outcome, title="The river\u200b has risen", author="Lin")

    world.extractor.extract = renamed  # type: ignore[method-assign]
    assert (await world.digest(fresh=True)).title == "The river has risen"
    known = await world.digest()
    assert (known.title, known.author) == ("The river has risen", "Lin")
    assert world.work == (2, 1)


async def test_a_digest_is_forgotten_after_its_time_but_not_made_again_of_the_same_text(
    world: World,
) -> None:
    first = await world.digest()
    world.clock.advance(DIGEST_KEPT)
    again = await world.digest()
    assert (again.one_line, world.work) == (first.one_line, (2, 1))
    world.clock.advance(DAY)
    assert (await world.digest()).cached
    assert world.work == (2, 1)


async def test_an_article_is_fetched_again_for_another_language_when_it_is_old(
    world: World,
) -> None:
    await world.digest()
    world.clock.advance(ARTICLE_FRESH + 1)
    await world.digest(language="zh")
    assert world.work == (2, 2)


async def test_an_article_of_any_length_is_digested_but_no_monster_is_kept(world: World) -> None:
    world.serve(ENGLISH * 2000)
    await world.digest()
    assert world.store._articles == {}
    assert (await world.digest()).cached


async def test_expired_rows_go_little_by_little_as_new_ones_come(world: World) -> None:
    for number in range(100):
        if number == 32:  # two rows for each link: these 64 are the expired ones
            world.clock.advance(DIGEST_KEPT)
        await world.pipeline.digest_page(Page(None, f"{number} {ENGLISH}".encode()))
    assert len(world.store._articles) < 100
    assert len(world.store._digests) == len(world.store._articles)


async def test_commands_that_write_two_rows_and_end_prune_in_their_turn(world: World) -> None:
    await world.digest()
    world.clock.advance(DIGEST_KEPT)
    for number in range(64):
        world.clock.advance(1)
        page = Page(None, f"{number} {ENGLISH}".encode())
        await world.another_pipeline().digest_page(page)
    assert LINK.key not in world.store._articles


async def test_the_summarizer_itself_writes_where_no_other_is_given(world: World) -> None:
    pipeline = Pipeline(
        fetcher=world.fetcher,
        extractor=world.extractor,
        model=None,
        prompts=load_prompts(),
        store=None,
        clock=world.clock,
    )
    outcome = (await pipeline.digest_link(LINK)).outcome
    assert isinstance(outcome, Digest)
    assert outcome.summarizer.kind == "extract"
