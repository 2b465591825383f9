"""F06 to F11, F13 and F14 for answers in pieces: from the socket to the parts and the digest."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import errors
from bot.core.summarize import telling
from bot.core.summarize.prompt import load_prompts
from bot.core.summarize.summarizer import summarize
from tests.adapters.test_openai_faults import (
    ARTICLE,
    GOOD,
    KEY,
    Bench,
    bench,
    ended_in_extract,
    made_by_model,
)
from tests.fakes.model_server import DONE, STREAM, Play, event, fails, says, streams

if TYPE_CHECKING:
    from bot.core.model import Digest
    from bot.core.summarize.summarizer import Made

TEXT = json.dumps(GOOD)
LIE = {"label": "Riders", "fact": "In two months 97,000 people took the buses.", "cites": [3]}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PAUSE", 0.0)


async def watched(at: Bench, parts: list[Digest] | None = None) -> Made:
    """The digest, asked for in pieces."""
    parts = [] if parts is None else parts
    return await summarize(
        ARTICLE, language="auto", model=at.model, prompts=load_prompts(), on_part=parts.append
    )


def cut(play: Play, pieces: int) -> Play:
    """The same, the line cut behind so many pieces."""
    return replace(play, pieces=play.pieces[:pieces], keep=0)


def drips(play: Play, pieces: int) -> Play:
    """So many pieces, then the same small one every hundredth of a second, for ever."""
    return replace(play, pieces=(*play.pieces[:pieces], event({"content": " "})), drip=0.01)


async def test_parts_are_shown_while_the_model_pauses() -> None:
    parts: list[Digest] = []
    gates = [asyncio.Event() for _ in range(3)]
    stops = [TEXT.index(stop) for stop in ('"key_points"', '"Waiting"', '"topics"')]
    pieces: list[bytes | asyncio.Event] = []
    for start, stop, gate in zip([0, *stops], stops, gates, strict=False):
        pieces += [event({"content": TEXT[start:stop]}), gate]
    play = Play(
        headers=STREAM,
        pieces=(*pieces, event({"content": TEXT[stops[-1] :]}), event({}, "stop"), DONE),
    )
    told = [(0, 0), (1, 0), (4, 1)]

    def on_part(part: Digest) -> None:
        parts.append(part)
        gates[told.index((len(part.key_points), len(part.risks)))].set()

    async with bench(play) as at:
        made = await summarize(
            ARTICLE, language="auto", model=at.model, prompts=load_prompts(), on_part=on_part
        )
    made_by_model(made)
    assert [(len(part.key_points), len(part.risks)) for part in parts] == told
    assert {part.one_line for part in parts} == {made.digest.one_line}
    assert parts[-1].key_points == made.digest.key_points


async def test_a_stream_is_one_call_with_one_bill_and_one_digest() -> None:
    async with bench(streams(GOOD)) as at:
        in_pieces = await watched(at)
    async with bench(says(GOOD)) as at:
        whole = await at.digest()
    assert in_pieces == whole


@pytest.mark.parametrize(
    "play",
    [
        Play(hang=True),
        Play(headers=STREAM, pieces=(b": still here\n\n",), drip=0.01),
        drips(streams(GOOD), 0),
        drips(streams(GOOD), 20),
    ],
    ids=["f06_never_answers", "f06_only_comments", "f07_drips_for_ever", "f07_drips_after_a_while"],
)
async def test_f06_f07_the_deadline_holds_for_a_whole_stream_and_frees_the_line(
    play: Play,
) -> None:
    async with bench(streams(GOOD), play) as at:
        made_by_model(await watched(at))
        at.model._deadline = 0.1
        ended_in_extract(await watched(at), errors.ModelDownError)
        await asyncio.wait_for(at.server.hung_up.wait(), 10)


@pytest.mark.parametrize("pieces", [1, 5, 25])
async def test_f08_a_stream_cut_in_the_middle_is_a_failure(pieces: int) -> None:
    async with bench(cut(streams(GOOD), pieces)) as at:
        ended_in_extract(await watched(at), errors.ModelDownError)
        assert len(at.server.asked) == 3


async def test_f08_a_stream_that_was_cut_is_tried_again() -> None:
    async with bench(cut(streams(GOOD), 20), streams(GOOD)) as at:
        made_by_model(await watched(at))
        assert at.server.asked[0].body == at.server.asked[1].body


async def test_f08_a_line_that_breaks_behind_the_end_of_the_answer_takes_nothing_from_it() -> None:
    play = streams(GOOD, counted=False)
    async with bench(cut(play, len(play.pieces) - 1)) as at:
        made_by_model(await watched(at))
        assert len(at.server.asked) == 1


@pytest.mark.parametrize("last", [(DONE,), ()], ids=["done", "silence"])
async def test_f08_a_stream_without_a_finish_reason_is_a_failure_even_if_it_says_it_is_done(
    last: tuple[bytes, ...],
) -> None:
    play = Play(headers=STREAM, pieces=(event({"content": TEXT}), *last))
    async with bench(play) as at:
        ended_in_extract(await watched(at), errors.ModelAnswerError)
        assert len(at.server.asked) == 2


async def test_f09_a_stream_that_hit_its_limit_gets_one_try_with_a_larger_one() -> None:
    async with bench(streams("{", "length"), streams(GOOD)) as at:
        made = await watched(at)
        made_by_model(made)
        limits = [asked.body["max_tokens"] for asked in at.server.asked]
        assert limits[1] > limits[0]
        assert made.digest.summarizer.output_tokens == 200


async def test_f09_a_stream_that_is_cut_again_is_never_posted() -> None:
    async with bench(streams(GOOD, "length")) as at:
        ended_in_extract(await watched(at), errors.ModelAnswerError)
        assert len(at.server.asked) == 2


@pytest.mark.parametrize(
    "play",
    [
        streams("", "content_filter"),
        streams(GOOD, "content_filter"),
        streams("", refusal="I cannot help with that."),
        fails(400, "The response was filtered", "content_filter"),
    ],
)
async def test_f10_a_refusal_in_a_stream_is_told_as_one_and_not_tried_again(play: Play) -> None:
    async with bench(play) as at:
        ended_in_extract(await watched(at), errors.ModelRefusedError)
        assert len(at.server.asked) == 1
        assert at.model.is_available


async def test_f11_broken_json_in_a_stream_is_asked_for_once_more_in_one() -> None:
    async with bench(streams(TEXT[:-30]), says(GOOD)) as at:
        made_by_model(await watched(at))
        assert ["stream" in asked.body for asked in at.server.asked] == [True, False]


async def test_f13_a_false_point_of_a_stream_is_never_shown() -> None:
    parts: list[Digest] = []
    points = [LIE, *GOOD["key_points"][:2], LIE, *GOOD["key_points"][2:]]
    play = streams({**GOOD, "key_points": points, "risks": [LIE, *GOOD["risks"]]}, size=4)
    async with bench(play, says(GOOD)) as at:
        made_by_model(await watched(at, parts))
    assert parts
    assert all("97,000" not in str(part) for part in parts)


@pytest.mark.parametrize(
    "play",
    [
        Play(headers=STREAM, pieces=(DONE,)),
        Play(headers=STREAM, pieces=(b": nothing\n\n",)),
        Play(body=b"", headers={"content-type": "text/event-stream"}),
        Play(body=b"<html>502</html>", headers={"content-type": "text/html"}),
        streams(""),
        streams("  \n"),
    ],
    ids=["done", "comment", "empty", "html", "blank", "space"],
)
async def test_f14_a_stream_with_nothing_in_it_is_asked_for_once_more(play: Play) -> None:
    async with bench(play, streams(GOOD)) as at:
        made_by_model(await watched(at))
        assert at.server.asked[1].body["stream"]
    async with bench(play) as at:
        ended_in_extract(await watched(at), errors.ModelAnswerError)
        assert len(at.server.asked) == 2
        assert at.model.is_available


@pytest.mark.parametrize(
    ("play", "error", "asked"),
    [
        (fails(429, retry_after="86400"), errors.ModelBusyError, 1),
        (fails(500), errors.ModelDownError, 3),
        (fails(401, KEY, KEY), errors.ModelRejectedError, 1),
    ],
)
async def test_an_error_instead_of_a_stream_counts_as_what_it_is(
    play: Play, error: type[errors.ModelError], asked: int
) -> None:
    async with bench(play) as at:
        ended_in_extract(await watched(at), error)
        assert len(at.server.asked) == asked


@pytest.mark.parametrize(
    "plays",
    [
        (fails(400, "stream is not supported"), says(GOOD)),
        (fails(422, "no"), fails(422, "no"), fails(422, "no"), says(GOOD)),
        (says(GOOD),),
        (Play(headers=STREAM, pieces=(b"data: what?\n\n",)), says(GOOD)),
    ],
    ids=["refuses", "refuses without words", "ignores", "sends nonsense"],
)
async def test_an_address_that_knows_no_streams_makes_digests_all_the_same(
    plays: tuple[Play, ...],
) -> None:
    parts: list[Digest] = []
    async with bench(*plays) as at:
        for _ in range(2):
            made_by_model(await watched(at, parts))
        last: Any = at.server.asked[-1].body
        assert "stream" not in last
        assert at.server.rungs[-1] == "json_schema"
    assert parts == []
