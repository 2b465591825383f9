"""A long article in parts: nothing lost between them, numbers kept, one digest out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ModelDownError, ModelTooLongError
from bot.core.model import Article, Passage
from bot.core.summarize.parts import MOST_PARTS, split
from bot.core.summarize.prompt import load_prompts
from bot.core.summarize.summarizer import Made, summarize
from tests.fakes.model import FakeModel

if TYPE_CHECKING:
    from bot.core.ports import ModelRequest

TOWNS = ["Ashby", "Barton", "Corley", "Dalton", "Elmham", "Farley", "Girton", "Hadley", "Ickwell"]


def long_article(sentences: int) -> Article:
    said = [
        f"The town of {TOWNS[n % 9]} counted {n + 100} new trees in street number {n + 1}."
        for n in range(sentences)
    ]
    text = "\n\n".join(" ".join(said[n : n + 5]) for n in range(0, sentences, 5))
    return Article(None, "Trees", text, text, "en")


def echoes(request: ModelRequest) -> str:
    """Digest the first passages that are shown, as a model does that invents nothing."""
    shown = re.findall(r"^\[(\d+)\](?:\[\d+\])* (.+)$", request.turns[1].text, re.MULTILINE)
    points = [
        {"label": f"Point {n}", "fact": fact[-200:], "cites": [int(n)]} for n, fact in shown[:4]
    ]
    return json.dumps(
        {"one_line": points[0]["fact"], "key_points": points, "risks": [], "topics": []}
    )


async def made(article: Article, model: FakeModel, max_chars: int) -> Made:
    return await summarize(
        article, language="auto", model=model, prompts=load_prompts(), max_chars=max_chars
    )


async def test_an_article_within_the_budget_is_one_call_and_one_part() -> None:
    model = FakeModel(echoes)
    digest = (await made(long_article(20), model, 60_000)).digest
    assert len(model.requests) == 1
    assert digest.summarizer.parts == 1
    assert not digest.partial


async def test_a_long_article_is_read_in_parts_and_merged_by_one_more_call() -> None:
    model = FakeModel(echoes)
    article = long_article(60)
    result = await made(article, model, len(article.text) // 3 + 1)
    assert result.failure is None
    assert len(model.requests) == 4
    assert result.digest.summarizer.parts == 3
    assert result.digest.summarizer.input_tokens == 4000
    assert result.digest.summarizer.cost == pytest.approx(0.004)
    assert not result.digest.partial


async def test_every_sentence_reaches_the_model_exactly_once_under_its_own_number() -> None:
    model = FakeModel(echoes)
    await made(long_article(60), model, 1000)
    shown = [
        int(number)
        for request in model.requests[:-1]
        for number in re.findall(r"^\[(\d+)\]", request.turns[1].text, re.MULTILINE)
    ]
    assert sorted(shown) == list(range(1, 61))


async def test_points_of_a_merged_digest_quote_the_sentences_of_the_whole_article() -> None:
    article = long_article(60)
    digest = (await made(article, FakeModel(echoes), 1000)).digest
    assert digest.summarizer.kind == "model"
    for point in digest.key_points:
        assert point.quotes[0] in article.text
        assert point.fact.endswith(point.quotes[0][-40:])


async def test_what_is_beyond_the_most_parts_is_left_out_and_the_digest_says_so() -> None:
    model = FakeModel(echoes)
    digest = (await made(long_article(200), model, 300)).digest
    assert digest.summarizer.parts == MOST_PARTS
    assert digest.partial
    assert len(model.requests) == MOST_PARTS + 1


async def test_one_part_that_fails_ends_the_whole_in_the_extract() -> None:
    def second_fails(request: ModelRequest) -> str:
        if "It is part 2" in request.turns[1].text:
            raise ModelDownError("down")
        return echoes(request)

    result = await made(long_article(60), FakeModel(second_fails), 1000)
    assert result.digest.summarizer.kind == "extract"
    assert isinstance(result.failure, ModelDownError)


async def test_a_model_that_calls_the_parts_too_long_gets_parts_of_half_the_size_once() -> None:
    article = long_article(300)
    limit = len(article.text) // 3

    def small(request: ModelRequest) -> str:
        if len(request.turns[1].text) > limit:
            raise ModelTooLongError("too long")
        return echoes(request)

    result = await made(article, FakeModel(small), len(article.text) // 2 + 1)
    assert result.failure is None
    assert result.digest.summarizer.parts == 4


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=200),
    st.integers(min_value=1, max_value=5000),
)
def test_parts_hold_everything_in_order_and_are_of_about_equal_size(
    lengths: list[int], budget: int
) -> None:
    passages = [Passage(number, "x" * length) for number, length in enumerate(lengths, 1)]
    parts = split(passages, budget)
    assert [passage for part in parts for passage in part] == passages
    assert all(parts)
    share = min(budget, sum(lengths))
    for part in parts:
        assert sum(len(passage.text) for passage in part) < share + 400


def test_nothing_is_split_into_nothing_or_one_part() -> None:
    assert split([], 10) == []
    assert split([Passage(1, "a" * 50)], 10) == [[Passage(1, "a" * 50)]]
