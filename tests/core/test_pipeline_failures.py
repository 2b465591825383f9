"""What fails on the way: refusals and how long they last, the model, the store."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import (
    BadUrlError,
    BlockedHostError,
    FetchFailedError,
    FetchTimeoutError,
    ModelDownError,
    StoreError,
)
from bot.core.model import Refusal, RefusalCode
from bot.core.retention import DIGEST_KEPT, MINUTE, STOPGAP_KEPT
from bot.core.tolerance import WRITE_PAUSE
from tests.fakes.world import ENGLISH, LINK, World


@pytest.fixture
async def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BlockedHostError("10.0.0.1"), RefusalCode.BLOCKED_HOST),
        (BadUrlError("ftp:"), RefusalCode.BAD_URL),
        (FetchTimeoutError("12 s"), RefusalCode.FETCH_TIMEOUT),
        (FetchFailedError("503", status=503), RefusalCode.FETCH_FAILED),
    ],
)
async def test_a_page_that_cannot_be_had_is_refused_with_the_reason(
    world: World, error: Exception, code: RefusalCode
) -> None:
    world.serve(error)
    assert await world.refusal() == Refusal(code, str(error))


@pytest.mark.parametrize("code", [code for code in RefusalCode if code.value != "bad_url"])
async def test_nothing_but_an_article_reaches_the_model(world: World, code: RefusalCode) -> None:
    world.serve(f"refuse {code}")
    assert (await world.refusal()).code is code
    assert world.writer.asked == []


@pytest.mark.parametrize("text", ["A few words only.", "字" * 59, "word " * 29])
async def test_an_article_shorter_than_its_digest_is_refused(world: World, text: str) -> None:
    world.serve(text)
    result = await world.pipeline.digest_link(LINK)
    assert isinstance(result.outcome, Refusal)
    assert result.outcome.code is RefusalCode.TOO_SHORT
    assert result.article
    assert world.writer.asked == []


@pytest.mark.parametrize("text", ["字" * 60, "word " * 30])
async def test_an_article_just_long_enough_is_digested(world: World, text: str) -> None:
    world.serve(text)
    await world.digest()


async def test_a_refusal_is_remembered_for_its_time(world: World) -> None:
    world.serve("refuse wechat_check")
    await world.refusal()
    world.clock.advance(5 * MINUTE - 1)
    await world.refusal()
    assert len(world.fetcher.fetched) == 1
    world.clock.advance(1)
    world.serve(ENGLISH)
    assert not (await world.digest()).cached


async def test_fresh_asks_again_in_spite_of_a_refusal(world: World) -> None:
    world.serve("refuse wechat_check")
    await world.refusal()
    world.serve(ENGLISH)
    await world.digest(fresh=True)


async def test_a_refusal_that_costs_no_request_is_not_remembered(world: World) -> None:
    world.serve(BlockedHostError("10.0.0.1"))
    await world.refusal()
    assert world.store._refusals == {}


async def test_a_site_is_left_alone_for_as_long_as_it_says(world: World) -> None:
    world.serve(FetchFailedError("429", status=429, retry_after=600))
    await world.refusal()
    world.clock.advance(599)
    await world.refusal()
    assert len(world.fetcher.fetched) == 1
    world.clock.advance(1)
    await world.refusal()
    assert len(world.fetcher.fetched) == 2


async def test_a_page_that_is_gone_leaves_the_digest_that_was_made_of_it(world: World) -> None:
    await world.digest()
    world.serve("refuse deleted")
    assert (await world.refusal(fresh=True)).code is RefusalCode.DELETED
    assert (await world.digest()).cached


async def test_an_article_read_today_answers_though_the_page_fails_now(world: World) -> None:
    await world.digest()
    world.serve(FetchTimeoutError("12 s"))
    await world.refusal(fresh=True)
    await world.digest(language="zh")
    assert world.work == (2, 2)


async def test_an_extract_in_the_models_stead_is_told_and_kept_for_minutes_only(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.writer.failure = ModelDownError("fake-1: status 503, try again later")
    assert (await world.digest()).summarizer.kind == "extract"
    assert "fake-1: status 503, try again later" in caplog.text
    world.clock.advance(STOPGAP_KEPT - 1)
    assert (await world.digest()).cached
    world.writer.failure = None
    world.clock.advance(1)
    digest = await world.digest()
    assert (digest.cached, digest.summarizer.kind) == (False, "model")
    assert world.work == (1, 2)


async def test_fresh_asks_the_model_again_where_an_extract_stood_in_for_it(world: World) -> None:
    world.writer.failure = ModelDownError("503")
    await world.digest()
    world.writer.failure = None
    assert (await world.digest(fresh=True)).summarizer.kind == "model"


async def test_an_extract_is_kept_like_any_digest_where_no_model_is_set(world: World) -> None:
    world.pipeline = world.another_pipeline(model=None)
    await world.digest()
    world.clock.advance(DIGEST_KEPT - 1)
    assert (await world.digest()).cached
    assert (await world.digest(fresh=True)).cached
    assert world.work == (2, 1)


async def test_a_store_that_fails_costs_its_memory_and_no_answer(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.store.fault = StoreError("linkdigest.db: the disk is full: make room")
    await asyncio.gather(*(world.digest() for _ in range(5)))
    assert world.work == (1, 1)
    assert "the disk is full: make room" in caplog.text
    assert len(caplog.records) == 1  # not once for each thing that could not be kept
    world.store.fault = None
    world.clock.advance(WRITE_PAUSE)
    await world.digest()
    assert (await world.digest()).cached
    assert world.work == (2, 2)


async def test_after_a_failed_write_no_other_is_tried_for_a_while(world: World) -> None:
    world.store.fault = StoreError("linkdigest.db: another program keeps it locked")
    await world.digest()
    world.store.fault = None
    world.clock.advance(WRITE_PAUSE - 1)
    await world.digest()
    assert not (await world.digest()).cached


async def test_a_fault_that_lasts_is_told_once_a_minute(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.store.fault = StoreError("linkdigest.db: the disk fails")
    for _ in range(10):
        await world.digest()
        world.clock.advance(10)
    assert len(caplog.records) == 2


async def test_a_lease_is_given_back_though_the_result_could_not_be_kept(world: World) -> None:
    async def fail(*_: object) -> None:
        raise StoreError("linkdigest.db: the disk is full")

    world.store.keep_article = fail  # type: ignore[assignment]
    world.store.keep_digest = fail  # type: ignore[assignment]
    await world.digest()
    assert world.store._leases == {}


async def test_an_unexpected_fault_is_everybodys_and_leaves_nothing_behind(world: World) -> None:
    world.serve(RuntimeError("a defect"))
    outcomes = await asyncio.gather(*(world.digest() for _ in range(3)), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["a defect"] * 3
    assert world.store._leases == {}
    world.serve(ENGLISH)
    await world.digest()
