"""The OpenAI adapter: its ladder, its waits, its breaker, its bounds, and what it never says."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.openai import OpenAIModel, Price
from bot.adapters.openai.breaker import Breaker
from bot.adapters.openai.dialect import Dialect
from bot.adapters.openai.trouble import retry_after
from bot.core import errors
from bot.core.ports import ModelRequest, Turn
from tests.fakes.model_server import ModelServer, Play, fails, says
from tests.fakes.naps import Naps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}}
REQUEST = ModelRequest(
    (Turn("system", "Be brief."), Turn("user", "a private article")), SCHEMA, "summary"
)
KEY = "sk-very-secret-0123456789"


@asynccontextmanager
async def at(server: ModelServer, **settings: Any) -> AsyncIterator[tuple[OpenAIModel, Naps]]:
    naps = Naps()
    settings = {"model": "gpt-test", "api_key": KEY, "base_url": server.url} | settings
    model = OpenAIModel(clock=naps.clock, sleep=naps.sleep, jitter=lambda: 0.0, **settings)
    try:
        yield model, naps
    finally:
        await model.aclose()


async def test_the_request_asks_for_the_schema_and_says_it_in_words_too() -> None:
    async with ModelServer(says("fine")) as server, at(server) as (model, _):
        answer = await model.ask(REQUEST)
    body = server.asked[0].body
    assert answer.text == "fine"
    assert answer.model == body["model"] == "gpt-test"
    shape = body["response_format"]["json_schema"]
    assert shape == {"name": "summary", "strict": True, "schema": SCHEMA}
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][0]["content"].startswith("Be brief.")
    assert json.dumps(SCHEMA, separators=(",", ":")) in body["messages"][0]["content"]
    assert "temperature" not in body
    assert "stream" not in body
    assert REQUEST.turns[0].text == "Be brief."


async def test_temperature_is_sent_only_if_configured() -> None:
    async with ModelServer(says("fine")) as server, at(server, temperature=0.2) as (model, _):
        await model.ask(REQUEST)
    assert server.asked[0].body["temperature"] == 0.2


async def test_an_address_that_wants_no_key_is_asked_without_one() -> None:
    async with ModelServer(says("fine")) as server, at(server, api_key=None) as (model, _):
        await model.ask(REQUEST)
    assert KEY not in str(server.asked[0].headers)


async def test_the_ladder_goes_down_rung_by_rung_and_the_rung_is_remembered() -> None:
    plays = [
        fails(400, "This response_format type is unavailable now"),
        fails(422, "json_object is not supported"),
        says("fine"),
    ]
    async with ModelServer(*plays) as server, at(server) as (model, naps):
        await model.ask(REQUEST)
        await model.ask(REQUEST)
    assert server.rungs == ["json_schema", "json_object", "plain", "plain"]
    assert naps.taken == []


async def test_a_rung_that_did_not_help_is_not_remembered() -> None:
    plays = [fails(400, "strange"), fails(400, "strange"), fails(400, "strange"), says("fine")]
    async with ModelServer(*plays) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelRejectedError):
            await model.ask(REQUEST)
        await model.ask(REQUEST)
    assert server.rungs == ["json_schema", "json_object", "plain", "json_schema"]


@pytest.mark.parametrize(
    ("complaint", "before", "after"),
    [
        (
            "unsupported parameter: 'max_tokens'. use 'max_completion_tokens' instead",
            Dialect(cap="max_tokens"),
            Dialect(cap="max_completion_tokens"),
        ),
        (
            "unrecognized request argument supplied: max_completion_tokens",
            Dialect(cap="max_completion_tokens"),
            Dialect(cap="max_tokens"),
        ),
        ("max_tokens is too large: 8000", Dialect(cap="max_tokens"), Dialect(cap=None)),
        (
            "max_completion_tokens is too large: 8000",
            Dialect(cap="max_completion_tokens"),
            Dialect(cap=None),
        ),
        (
            "maximum context length is 4096, you requested 8300 (8000 in the completion)",
            Dialect(),
            Dialect(cap=None),
        ),
        ("invalid temperature: only 1 is allowed", Dialect(temperature=0.3), Dialect()),
        ("invalid temperature", Dialect(), Dialect(rung="json_object")),
        ("no json_schema here", Dialect(), Dialect(rung="json_object")),
        ("no", Dialect(rung="json_object"), Dialect(rung="plain")),
    ],
)
def test_what_is_complained_about_is_what_is_left_out(
    complaint: str, before: Dialect, after: Dialect
) -> None:
    assert before.without(complaint) == after


def test_a_plain_request_without_a_limit_holds_nothing_but_model_and_messages() -> None:
    body = Dialect(rung="plain", cap=None).body("m", REQUEST, 100)
    assert sorted(body) == ["messages", "model"]


def test_below_the_last_rung_there_is_nothing() -> None:
    assert Dialect(rung="plain", cap=None).without("max_tokens") is None


async def test_several_complaints_are_answered_in_one_ask_and_remembered_together() -> None:
    plays = [
        fails(400, "'max_tokens' is not supported. Use 'max_completion_tokens'"),
        fails(400, "temperature must be 1"),
        fails(400, "response_format"),
        says("fine"),
    ]
    async with ModelServer(*plays) as server, at(server, temperature=0.5) as (model, _):
        await model.ask(REQUEST)
        await model.ask(REQUEST)
    last = server.asked[-1].body
    assert last["response_format"] == {"type": "json_object"}
    assert "max_completion_tokens" in last
    assert "temperature" not in last
    assert len(server.asked) == 5


async def test_content_in_pieces_is_joined() -> None:
    pieces = [{"type": "text", "text": "fi"}, {"type": "text", "text": "ne"}, {"type": "image"}, 7]
    play = says("")
    assert isinstance(play.body, dict)
    play.body["choices"][0]["message"]["content"] = pieces
    async with ModelServer(play) as server, at(server) as (model, _):
        assert (await model.ask(REQUEST)).text == "fine"


async def test_an_error_counts_as_what_it_is_in_whatever_body_it_comes() -> None:
    play = Play(body={"error": {"code": 429, "message": "slow down"}})
    async with ModelServer(play, says("fine")) as server, at(server) as (model, naps):
        await model.ask(REQUEST)
        assert naps.taken == [2.0]
    page = Play(502, b"<html>Bad Gateway</html>", {"content-type": "text/html"})
    async with ModelServer(page, says("fine")) as server, at(server) as (model, _):
        await model.ask(REQUEST)
    broken = Play(body={"error": {"code": "oops", "message": "upstream"}})
    async with ModelServer(broken) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelDownError):
            await model.ask(REQUEST)


async def test_an_answer_without_end_is_cut_off_and_refused() -> None:
    huge = says("x" * (3 * 1024 * 1024))
    async with ModelServer(huge) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelAnswerError, match="not JSON"):
            await model.ask(REQUEST)


async def test_a_packed_answer_is_not_asked_for_and_kept_smaller_still() -> None:
    play = replace(says("fine"), headers={"content-encoding": "gzip"})
    async with ModelServer(play) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelDownError):
            await model.ask(REQUEST)
    assert server.asked[0].headers["accept-encoding"] == "identity"


async def test_a_wait_that_does_not_fit_into_the_deadline_is_not_begun() -> None:
    play = fails(429, retry_after="15")
    async with ModelServer(play) as server, at(server, deadline=10.0) as (model, naps):
        with pytest.raises(errors.ModelBusyError):
            await model.ask(REQUEST)
        assert naps.taken == []


async def test_a_server_that_names_its_wait_is_obeyed_within_reason() -> None:
    plays = [fails(503, retry_after="3"), fails(503, retry_after="600")]
    async with ModelServer(*plays) as server, at(server) as (model, naps):
        with pytest.raises(errors.ModelDownError):
            await model.ask(REQUEST)
        assert naps.taken == [3.0]
        assert not model.is_available


async def test_after_the_pause_one_probe_goes_through_and_closes_the_breaker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with ModelServer(fails(401), says("fine")) as server, at(server) as (model, naps):
        with pytest.raises(errors.ModelRejectedError):
            await model.ask(REQUEST)
        naps.now += 299
        with pytest.raises(errors.ModelBusyError, match="left alone for 1 s more"):
            await model.ask(REQUEST)
        naps.now += 2
        await model.ask(REQUEST)
        assert model.is_available
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_a_breaker_lets_one_probe_through_at_a_time_and_opens_again_when_it_fails() -> None:
    naps = Naps()
    breaker = Breaker("m", failures=2, cool_down=60, clock=naps.clock)
    breaker.failed("down")
    with breaker.call():
        breaker.failed("down")
    with pytest.raises(errors.ModelBusyError), breaker.call():
        pass
    naps.now += 61
    with breaker.call():
        with pytest.raises(errors.ModelBusyError), breaker.call():
            pass
        breaker.failed("down")
    with pytest.raises(errors.ModelBusyError), breaker.call():
        pass
    assert breaker.is_open


def test_a_probe_that_is_cancelled_leaves_room_for_the_next() -> None:
    naps = Naps()
    breaker = Breaker("m", clock=naps.clock)
    breaker.failed("no key", opens_for=10)
    naps.now += 11
    with pytest.raises(KeyboardInterrupt), breaker.call():
        raise KeyboardInterrupt
    with breaker.call():
        breaker.succeeded()
    assert not breaker.is_open


def test_what_turned_us_away_or_keeps_failing_is_somebodys_to_see_to_and_no_short_limit() -> None:
    naps = Naps()
    breaker = Breaker("m", failures=2, cool_down=60, clock=naps.clock)
    breaker.failed("slow down", opens_for=60)
    assert breaker.fault == ""
    naps.now += 61
    breaker.failed("slow down")
    assert breaker.fault == ""
    naps.now += 61
    breaker.failed("down")
    assert breaker.fault == "down"
    breaker.succeeded()
    assert breaker.fault == ""
    breaker.failed("no key", opens_for=300)
    assert breaker.fault == "no key"


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker("m", failures=2)
    for _ in range(5):
        breaker.failed("down")
        breaker.succeeded()
    assert not breaker.is_open


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("inf", 3600.0),
        ("nan", 3600.0),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999", None),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 3600.0),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds


async def test_tokens_and_cost_are_those_of_every_try_that_was_paid_for() -> None:
    prices = {"gpt-test": Price(input=1.0, output=10.0)}
    plays = [says("", "length"), says("fine")]
    async with ModelServer(*plays) as server, at(server, prices=prices) as (model, _):
        answer = await model.ask(REQUEST)
    assert (answer.input_tokens, answer.output_tokens) == (2000, 200)
    assert answer.cost == pytest.approx(0.004)


async def test_a_model_without_a_price_or_without_counted_tokens_has_no_cost() -> None:
    async with ModelServer(says("fine")) as server, at(server) as (model, _):
        assert (await model.ask(REQUEST)).cost is None
    play = says("fine")
    assert isinstance(play.body, dict)
    for usage in (None, 7, {"prompt_tokens": True, "completion_tokens": -1}):
        play.body["usage"] = usage
        prices = {"gpt-test": Price(1, 1)}
        async with ModelServer(play) as server, at(server, prices=prices) as (model, _):
            answer = await model.ask(REQUEST)
        assert (answer.input_tokens, answer.output_tokens, answer.cost) == (None, None, None)


async def test_neither_key_nor_prompt_nor_the_addresss_words_are_ever_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    words = f"bad key {KEY} for a private article"
    for play in (fails(401, words, KEY), fails(500, words), fails(400, words), says(words, None)):
        async with ModelServer(play) as server, at(server) as (model, _):
            with pytest.raises(errors.ModelError) as caught:
                await model.ask(REQUEST)
            said = f"{caught.value!r} {model!r} {caplog.text} {caught.value.__cause__}"
            assert KEY not in said
            assert "private" not in said


@pytest.mark.parametrize(
    "odd", [{"api_key": "sk-钥匙"}, {"base_url": "http://127.0.0.1:99999/v1"}, {"model": "\ud800"}]
)
async def test_what_cannot_be_sent_at_all_is_a_matter_of_the_settings(
    odd: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    # A half of a surrogate pair in a captured log cannot pass from one test process to another.
    caplog.set_level(logging.CRITICAL, "bot.adapters.openai")
    async with ModelServer(says("fine")) as server, at(server, **odd) as (model, _):
        with pytest.raises(errors.ModelRejectedError, match="check OPENAI_API_KEY"):
            await model.ask(REQUEST)
        assert not model.is_available


async def test_a_redirect_to_nowhere_is_a_failure_like_another() -> None:
    play = Play(302, headers={"location": "/v1/chat/completions"})
    async with ModelServer(play) as server, at(server) as (model, _):
        with pytest.raises(errors.ModelError):
            await model.ask(REQUEST)


async def test_a_closed_model_opens_again_when_it_is_asked() -> None:
    async with ModelServer(says("fine")) as server, at(server) as (model, _):
        await model.ask(REQUEST)
        await model.aclose()
        await model.aclose()
        assert (await model.ask(REQUEST)).text == "fine"


async def test_a_model_may_be_loaded_before_it_is_asked() -> None:
    async with ModelServer(says("fine")) as server, at(server) as (model, _):
        await model.warm()
        assert server.asked == []
        assert (await model.ask(REQUEST)).text == "fine"


def test_nothing_slow_is_loaded_before_the_first_request() -> None:
    code = (
        "import sys, bot.adapters.openai as room, bot.core.summarize.summarizer;"
        "room.OpenAIModel(model='m', base_url='https://h/v1', prices=room.load_prices());"
        "slow = {'openai', 'httpx2', 'pydantic', 'jinja2', 'yaml'} & set(sys.modules);"
        "sys.exit(', '.join(slow) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
