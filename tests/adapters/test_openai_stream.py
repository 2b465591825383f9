"""An answer in pieces: what is told of it, what is asked for, and who cannot do it."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.openai import OpenAIModel, Price
from bot.adapters.openai.dialect import Dialect
from bot.adapters.openai.hearing import Hearing
from bot.core import errors
from bot.core.ports import ModelRequest, Turn
from tests.fakes.model_server import DONE, STREAM, ModelServer, Play, event, fails, says, streams
from tests.fakes.naps import Naps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REQUEST = ModelRequest((Turn("system", "Be brief."), Turn("user", "hello")), {}, "summary")
WORDS = "Twelve bus lines run on demand: 十二条公交线随叫随到。"


def deaf(text: str) -> None:
    """Listen to nothing."""


@asynccontextmanager
async def at(server: ModelServer, **settings: Any) -> AsyncIterator[tuple[OpenAIModel, Naps]]:
    naps = Naps()
    settings = {"model": "gpt-test", "base_url": server.url} | settings
    model = OpenAIModel(clock=naps.clock, sleep=naps.sleep, jitter=lambda: 0.0, **settings)
    try:
        yield model, naps
    finally:
        await model.aclose()


async def test_the_text_so_far_is_told_while_the_answer_arrives() -> None:
    told: list[str] = []
    heard = asyncio.Event()

    def on_text(text: str) -> None:
        told.append(text)
        if text == WORDS[:10]:
            heard.set()

    play = streams(WORDS, size=10)
    play = replace(play, pieces=(*play.pieces[:2], heard, *play.pieces[2:]))
    async with ModelServer(play) as server, at(server) as (model, _):
        answer = await model.ask(REQUEST, on_text=on_text)
    assert answer.text == told[-1] == WORDS
    assert told[:2] == ["", WORDS[:10]]
    assert all(later.startswith(text) for text, later in pairwise(told))


async def test_pieces_are_asked_for_only_by_who_listens() -> None:
    async with ModelServer(streams("a"), says("b"), streams("c")) as server, at(server) as (m, _):
        for listen in (True, False, True):
            await m.ask(REQUEST, on_text=deaf if listen else None)
    first, second, third = (asked.body for asked in server.asked)
    assert first["stream"] is True
    assert first["stream_options"] == {"include_usage": True}
    assert third == first
    extra = {"stream", "stream_options"}
    assert second == {key: first[key] for key in first if key not in extra}
    assert "stream" not in server.asked[1].headers.get("accept", "")


async def test_the_tokens_of_a_stream_are_counted_and_priced() -> None:
    prices = {"gpt-test": Price(input=1.0, output=10.0)}
    plays = [streams("", "length"), streams("fine")]
    async with ModelServer(*plays) as server, at(server, prices=prices) as (model, _):
        answer = await model.ask(REQUEST, on_text=deaf)
    assert (answer.input_tokens, answer.output_tokens) == (2000, 200)
    assert answer.cost == pytest.approx(0.004)


async def test_an_address_that_does_not_count_has_no_cost() -> None:
    prices = {"gpt-test": Price(input=1.0, output=10.0)}
    play = streams("fine", counted=False)
    async with ModelServer(play) as server, at(server, prices=prices) as (model, _):
        answer = await model.ask(REQUEST, on_text=deaf)
    assert (answer.text, answer.input_tokens, answer.cost) == ("fine", None, None)


async def test_one_connection_serves_many_streams() -> None:
    async with ModelServer(streams("fine")) as server, at(server) as (model, _):
        for _ in range(3):
            await model.ask(REQUEST, on_text=deaf)
        assert server.lines == 1


async def test_a_line_that_stays_open_behind_the_answer_holds_nobody_up() -> None:
    play = replace(streams("fine"), pieces=(*streams("fine").pieces, asyncio.Event()))
    async with ModelServer(play) as server, at(server) as (model, _):
        answer = await asyncio.wait_for(model.ask(REQUEST, on_text=deaf), 10)
    assert answer.text == "fine"


async def test_an_address_that_refuses_to_count_is_asked_for_pieces_without() -> None:
    refusal = fails(400, "Unrecognized request argument supplied: stream_options")
    async with ModelServer(refusal, streams("fine")) as server, at(server) as (model, _):
        for _ in range(2):
            assert (await model.ask(REQUEST, on_text=deaf)).text == "fine"
    assert ["stream_options" in asked.body for asked in server.asked] == [True, False, False]
    assert all(asked.body["stream"] for asked in server.asked)
    assert {asked.rung for asked in server.asked} == {"json_schema"}


@pytest.mark.parametrize(
    "complaint", ["stream is not supported", "Your organization may not use streaming"]
)
async def test_an_address_that_refuses_pieces_is_asked_for_the_whole_from_then_on(
    complaint: str,
) -> None:
    async with ModelServer(fails(400, complaint), says("fine")) as server, at(server) as (model, _):
        for _ in range(2):
            assert (await model.ask(REQUEST, on_text=deaf)).text == "fine"
    assert ["stream" in asked.body for asked in server.asked] == [True, False, False]
    assert {asked.rung for asked in server.asked} == {"json_schema"}


async def test_a_refusal_without_words_costs_the_pieces_only_when_no_rung_helps() -> None:
    plays = [fails(400, "bad request")] * 3 + [says("fine")]
    async with ModelServer(*plays) as server, at(server) as (model, _):
        for _ in range(2):
            await model.ask(REQUEST, on_text=deaf)
    assert server.rungs == ["json_schema", "json_object", "plain", "json_schema", "json_schema"]
    assert ["stream" in asked.body for asked in server.asked] == [True] * 3 + [False] * 2

    async with ModelServer(fails(400, "?"), streams("fine")) as server, at(server) as (model, _):
        await model.ask(REQUEST, on_text=deaf)
        assert server.rungs == ["json_schema", "json_object"]
        assert server.asked[1].body["stream"]


async def test_an_address_that_understands_nothing_is_given_up() -> None:
    async with ModelServer(fails(400, "?")) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelRejectedError):
            await model.ask(REQUEST, on_text=deaf)
    assert len(server.asked) == 6


async def test_an_address_that_ignores_the_wish_is_not_asked_again() -> None:
    told: list[str] = []
    async with ModelServer(says("fine")) as server, at(server) as (model, _):
        for _ in range(2):
            answer = await model.ask(REQUEST, on_text=told.append)
            assert (answer.text, answer.input_tokens) == ("fine", 1000)
    assert ["stream" in asked.body for asked in server.asked] == [True, False]
    assert set(told) == {""}


async def test_who_asks_for_no_pieces_learns_nothing_about_them() -> None:
    plays = [fails(400, "response_format"), says("a"), streams("b")]
    async with ModelServer(*plays) as server, at(server) as (model, _):
        await model.ask(REQUEST)
        await model.ask(REQUEST, on_text=deaf)
    assert ["stream" in asked.body for asked in server.asked] == [False, False, True]
    assert server.rungs[-1] == "json_object"


@pytest.mark.parametrize(
    "pieces",
    [
        (b"data: no\n\n", DONE),
        (b"data: [1]\n\n", DONE),
        (b"data: " + b"[" * 100_000 + b"\n\n",),
        (b'data: {\ndata: "choices": []}\n\n', DONE),
        (event({"content": "fi"}), b"data: \xff\n\n", event({"content": "ne"}, "stop"), DONE),
    ],
    ids=["words", "a list", "too deep", "two lines", "not UTF-8"],
)
async def test_a_stream_that_is_none_is_asked_for_as_a_whole(pieces: tuple[bytes, ...]) -> None:
    plays = [Play(headers=STREAM, pieces=pieces), says("fine")]
    async with ModelServer(*plays) as server, at(server) as (model, _):
        for _ in range(2):
            assert (await model.ask(REQUEST, on_text=deaf)).text == "fine"
    assert ["stream" in asked.body for asked in server.asked] == [True, False, False]


async def test_an_error_inside_a_stream_counts_as_what_it_is() -> None:
    error = b'data: {"error": {"code": 429, "message": "slow down"}}\n\n'
    broken = Play(headers=STREAM, pieces=(event({"content": "fi"}), error))
    async with ModelServer(broken, streams("fine")) as server, at(server) as (model, naps):
        assert (await model.ask(REQUEST, on_text=deaf)).text == "fine"
        assert naps.taken == [2.0]
        assert server.asked[1].body["stream"]


async def test_a_new_try_begins_its_text_anew() -> None:
    told: list[str] = []
    cut = replace(streams("lost and gone"), keep=0)
    cut = replace(cut, pieces=cut.pieces[:2])
    async with ModelServer(cut, streams("fine")) as server, at(server) as (model, _):
        answer = await model.ask(REQUEST, on_text=told.append)
    assert answer.text == "fine"
    assert told == ["", "lost and gone", "", "fine"]


async def test_a_stream_without_end_is_cut_off_and_refused() -> None:
    many = (event({"content": "x" * 1_000_000}),) * 12
    told: list[str] = []
    play = Play(headers=STREAM, pieces=many)
    async with ModelServer(play) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelAnswerError, match="may be cut"):
            await model.ask(REQUEST, on_text=told.append)
    assert max(map(len, told)) <= 100_000


async def test_a_model_that_thinks_long_is_heard_to_the_end() -> None:
    thought = event({"reasoning_content": "hm " * 10, "padding": "x" * 300})
    play = Play(headers=STREAM, pieces=(thought * 8000, *streams("fine").pieces))
    async with ModelServer(play) as server, at(server) as (model, _):
        assert (await model.ask(REQUEST, on_text=deaf)).text == "fine"


async def test_who_listens_badly_does_the_answer_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    def on_text(text: str) -> None:
        if text:
            raise ZeroDivisionError

    async with ModelServer(streams(WORDS, size=3)) as server, at(server) as (model, _):
        assert (await model.ask(REQUEST, on_text=on_text)).text == WORDS
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_no_word_of_a_stream_is_ever_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    secret = event({"content": "a private article"})
    plays = [
        Play(headers=STREAM, pieces=(secret, DONE)),
        Play(headers=STREAM, pieces=(secret,), keep=0),
        Play(headers=STREAM, pieces=(secret, b"data: a private article\n\n")),
        Play(headers=STREAM, pieces=(b'data: {"error": {"message": "a private article"}}\n\n',)),
    ]
    for play in plays:
        async with ModelServer(play) as server, at(server) as (model, _):
            with pytest.raises(errors.ModelError) as caught:
                await model.ask(REQUEST, on_text=deaf)
        assert "private" not in f"{caught.value!r} {caplog.text} {caught.value.__cause__}"


@pytest.mark.parametrize(
    ("complaint", "before", "after"),
    [
        ("unknown field: stream_options", Dialect(stream="counted"), Dialect(stream="bare")),
        ("unknown field: stream_options", Dialect(stream="bare"), Dialect()),
        ("stream must be false", Dialect(stream="counted"), Dialect()),
        ("stream must be false", Dialect(), Dialect(rung="json_object")),
        ("upstream said no", Dialect(stream="bare"), Dialect("json_object", stream="bare")),
        ("max_tokens", Dialect(stream="counted"), Dialect(cap=None, stream="counted")),
    ],
)
def test_what_is_complained_about_in_a_stream_is_what_is_left_out(
    complaint: str, before: Dialect, after: Dialect
) -> None:
    assert before.without(complaint) == after


def heard(data: bytes, cuts: list[int]) -> tuple[Any, list[str]]:
    told: list[str] = []
    hearing = Hearing(told.append)
    borders = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, end in pairwise(borders):
        hearing.feed(data[start:end])
    return hearing.reply("m at h"), told


@given(st.text(min_size=1), st.lists(st.integers(0)), st.sampled_from([b"\n", b"\r\n"]))
def test_it_never_matters_where_the_bytes_of_a_stream_are_cut(
    text: str, cuts: list[int], end: bytes
) -> None:
    pieces = [piece for piece in streams(text, size=2).pieces if isinstance(piece, bytes)]
    data = (b": hello\n\nevent: chunk\n" + b"".join(pieces)).replace(b"\n", end)
    (reply, trouble), told = heard(data, cuts)
    assert reply.text == told[-1] == text
    assert (reply.input_tokens, reply.streamed) == (1000, True)
    assert (trouble is None) == bool(text.strip())


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
EVENT = st.fixed_dictionaries(
    {},
    optional={
        "choices": ODD
        | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "delta": ODD | st.fixed_dictionaries({}, optional={"content": ODD}),
                    "finish_reason": ODD,
                    "usage": ODD,
                },
            )
        ),
        "usage": ODD,
        "error": ODD,
    },
)


@given(st.lists(EVENT | ODD))
def test_no_event_makes_the_listener_stumble(events: list[Any]) -> None:
    data = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    (reply, trouble), _ = heard(data, [])
    assert trouble is not None or reply.text.strip()


@given(st.binary(), st.lists(st.integers(0)))
def test_no_bytes_make_the_listener_stumble(data: bytes, cuts: list[int]) -> None:
    heard(b"data: " + data, cuts)
