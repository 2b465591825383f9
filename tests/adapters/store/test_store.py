"""What every store promises: the one on disk, and the fake that other tests rely on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_store
from bot.core.model import Refusal, RefusalCode
from bot.core.ports import Claim
from tests.fakes.rows import ARTICLE, DIGEST, NOW, ROW, WORK, kept
from tests.fakes.store import FakeStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.ports import Store

GONE = Refusal(RefusalCode.NOT_FOUND, "status 404")


@pytest.fixture(params=["sqlite", "fake"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store = (
        FakeStore() if request.param == "fake" else await open_store(tmp_path / "linkdigest.db")
    )
    yield opened
    await opened.close()


async def test_an_empty_store_knows_nothing(store: Store) -> None:
    assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {}
    assert await store.article(WORK.key) is None
    assert await store.refusal(WORK.key) is None
    assert await store.prune(NOW, 10) == 0


async def test_a_digest_comes_back_as_it_was_kept(store: Store) -> None:
    await store.keep_digest(WORK, kept(ROW))
    assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {"zh": kept(ROW)}


async def test_a_digest_replaces_the_one_before_it(store: Store) -> None:
    newer = replace(ROW, digest=replace(DIGEST, one_line="水退了。"), text_hash="t2")
    await store.keep_digest(WORK, kept(ROW))
    await store.keep_digest(WORK, kept(newer, NOW + 5))
    assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {"zh": kept(newer, NOW + 5)}


async def test_each_language_has_its_own_digest(store: Store) -> None:
    english = replace(ROW, digest=replace(DIGEST, language="en"))
    await store.keep_digest(WORK, kept(ROW))
    await store.keep_digest(replace(WORK, language="en"), kept(english))
    digests = await store.digests(WORK.key, WORK.prompt, WORK.model)
    assert digests == {"en": kept(english), "zh": kept(ROW)}


@pytest.mark.parametrize("other", ["key", "prompt", "model"])
async def test_a_digest_made_otherwise_is_another_one(store: Store, other: str) -> None:
    await store.keep_digest(replace(WORK, **{other: "other"}), kept(ROW))
    assert await store.digests(WORK.key, WORK.prompt, WORK.model) == {}


async def test_an_article_comes_back_as_it_was_kept(store: Store) -> None:
    await store.keep_article("k", kept(replace(ARTICLE, title="before")))
    await store.keep_article("k", kept(ARTICLE, NOW + 5))
    assert await store.article("k") == kept(ARTICLE, NOW + 5)


async def test_an_article_ends_the_refusal_of_its_page(store: Store) -> None:
    await store.keep_refusal("k", kept(GONE))
    await store.keep_article("k", kept(ARTICLE))
    assert await store.refusal("k") is None


async def test_a_refusal_leaves_the_article_of_better_days(store: Store) -> None:
    await store.keep_article("k", kept(ARTICLE))
    await store.keep_refusal("k", kept(Refusal(RefusalCode.LOGIN)))
    await store.keep_refusal("k", kept(GONE, NOW + 5, 60))
    assert await store.refusal("k") == kept(GONE, NOW + 5, 60)
    assert await store.article("k") == kept(ARTICLE)


async def test_what_no_database_takes_as_text_comes_back_too(store: Store) -> None:
    odd = replace(ARTICLE, title="half \ud83d a pair, \0 and ' \" $1 ; --")
    await store.keep_article("k", kept(odd))
    assert await store.article("k") == kept(odd)


async def test_a_lease_is_given_to_one_owner(store: Store) -> None:
    assert await store.claim("w", "one", now=NOW, seconds=15) == Claim(
        granted=True, began=NOW, attempt=1
    )
    assert await store.claim("w", "two", now=NOW + 14, seconds=15) == Claim(
        granted=False, began=NOW, attempt=1
    )
    assert (await store.claim("other", "two", now=NOW, seconds=15)).granted


async def test_a_lease_that_ran_out_goes_to_the_next_who_asks(store: Store) -> None:
    await store.claim("w", "one", now=NOW, seconds=15)
    taken = await store.claim("w", "two", now=NOW + 15, seconds=15)
    assert taken == Claim(granted=True, began=NOW + 15, attempt=2)
    assert not await store.renew("w", "one", now=NOW + 16, seconds=15)
    await store.release("w", "one")
    assert not (await store.claim("w", "one", now=NOW + 16, seconds=15)).granted


async def test_a_renewed_lease_stays_with_its_owner(store: Store) -> None:
    await store.claim("w", "one", now=NOW, seconds=15)
    assert await store.renew("w", "one", now=NOW + 10, seconds=15)
    assert not (await store.claim("w", "two", now=NOW + 24, seconds=15)).granted


async def test_a_lease_given_back_is_free(store: Store) -> None:
    await store.claim("w", "one", now=NOW, seconds=15)
    await store.release("w", "one")
    taken = await store.claim("w", "two", now=NOW, seconds=15)
    assert taken == Claim(granted=True, began=NOW, attempt=1)
    assert not await store.renew("gone", "two", now=NOW, seconds=15)


async def test_a_lease_from_before_the_clock_was_set_back_counts_as_ended(store: Store) -> None:
    await store.claim("w", "one", now=NOW, seconds=15)
    assert (await store.claim("w", "two", now=NOW - 3600, seconds=15)).granted


async def test_pruning_drops_what_expired_and_nothing_else(store: Store) -> None:
    english = replace(WORK, language="en")
    await store.keep_digest(WORK, kept(ROW, seconds=10))
    await store.keep_digest(english, kept(ROW, seconds=11))
    await store.keep_article("old", kept(ARTICLE, seconds=10))
    await store.keep_article("new", kept(ARTICLE, seconds=11))
    await store.keep_refusal("old", kept(GONE, seconds=10))
    await store.keep_refusal("fresh", kept(GONE, seconds=11))
    await store.claim("dead", "one", now=NOW - 5, seconds=15)
    await store.claim("held", "one", now=NOW, seconds=15)

    assert await store.prune(NOW + 10, 10) == 4

    assert list(await store.digests(WORK.key, WORK.prompt, WORK.model)) == ["en"]
    assert await store.article("old") is None
    assert await store.article("new")
    assert await store.refusal("old") is None
    assert await store.refusal("fresh")
    assert not (await store.claim("held", "two", now=NOW + 1, seconds=15)).granted


async def test_pruning_drops_no_more_than_it_may(store: Store) -> None:
    for number in range(5):
        await store.keep_article(f"k{number}", kept(ARTICLE, seconds=1))
    assert [await store.prune(NOW + 1, 2) for _ in range(4)] == [2, 2, 1, 0]


async def test_closing_twice_is_no_fault(store: Store) -> None:
    await store.close()
    await store.close()


async def test_who_is_alone_under_a_name_gives_back_all_it_held(store: Store) -> None:
    await store.claim("one", "serve 1", now=NOW, seconds=15)
    await store.claim("two", "served 2", now=NOW, seconds=15)
    await store.release_all("serve")
    assert (await store.claim("one", "serve 3", now=NOW, seconds=15)).granted
    assert not (await store.claim("two", "serve 3", now=NOW, seconds=15)).granted
