"""F01 to F16: every way a model fails, from the socket to the digest, through the real client."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.openai import OpenAIModel
from bot.core import errors
from bot.core.model import Article
from bot.core.summarize.prompt import load_prompts
from bot.core.summarize.summarizer import summarize
from tests.fakes.model_server import ModelServer, Play, fails, says
from tests.fakes.naps import Naps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.summarize.summarizer import Made

TEXT = (
    "The county of Greenfield has put twelve bus lines on demand since March.\n\n"
    "Passengers order a bus by telephone or in an app and wait nine minutes on average. In the "
    "first two months 41,000 people took the new buses, a third more than a year before.\n\n"
    "The county admits that vehicles are scarce after eight in the evening. Older people find the "
    "app hard to use."
)
ARTICLE = Article("https://example.com/bus", "Buses on demand", TEXT, TEXT, "en")
GOOD: dict[str, Any] = {
    "one_line": "Greenfield put twelve bus lines on demand and carries a third more passengers.",
    "key_points": [
        {
            "label": "Change",
            "fact": "Twelve bus lines have been on demand since March.",
            "cites": [1],
        },
        {"label": "Waiting", "fact": "Passengers wait nine minutes on average.", "cites": [2]},
        {
            "label": "Riders",
            "fact": "In two months 41,000 people took the new buses.",
            "cites": [3],
        },
        {"label": "Ordering", "fact": "A bus is ordered by telephone or in an app.", "cites": [2]},
    ],
    "risks": [{"label": "Evenings", "fact": "Vehicles are scarce after eight.", "cites": [4]}],
    "topics": ["Greenfield"],
}
KEY = "sk-very-secret-0123456789"


@dataclass
class Bench:
    """A model at a server that plays; `naps` are the waits that nobody waited for."""

    server: ModelServer
    model: OpenAIModel
    naps: Naps

    async def digest(self, article: Article = ARTICLE) -> Made:
        prompts = load_prompts()
        return await summarize(article, language="auto", model=self.model, prompts=prompts)


@asynccontextmanager
async def bench(*plays: Play) -> AsyncIterator[Bench]:
    naps = Naps()
    async with ModelServer(*plays) as server:
        model = OpenAIModel(
            model="gpt-test",
            api_key=KEY,
            base_url=server.url,
            deadline=30.0,
            clock=naps.clock,
            sleep=naps.sleep,
            jitter=lambda: 0.5,
        )
        try:
            yield Bench(server, model, naps)
        finally:
            await model.aclose()


def ended_in_extract(made: Made, error: type[errors.ModelError]) -> None:
    assert made.digest.summarizer.kind == "extract"
    assert made.digest.summarizer.model is None
    assert made.digest.key_points
    assert all(point.fact in TEXT for point in made.digest.key_points)
    assert type(made.failure) is error
    assert KEY not in str(made.failure)
    assert "Greenfield" not in str(made.failure)


def made_by_model(made: Made) -> None:
    assert made.failure is None
    assert made.digest.summarizer.kind == "model"
    assert len(made.digest.key_points) == 4


async def test_no_fault_is_one_call_with_one_bill() -> None:
    async with bench(says(GOOD)) as at:
        made = await at.digest()
        made_by_model(made)
        assert len(at.server.asked) == 1
        assert at.server.asked[0].path == "/v1/chat/completions"
        assert at.server.asked[0].headers["authorization"] == f"Bearer {KEY}"
        assert made.digest.summarizer.input_tokens == 1000


async def test_f01_a_rate_limit_with_a_short_wait_is_waited_for_once() -> None:
    async with bench(fails(429, retry_after="7"), says(GOOD)) as at:
        made_by_model(await at.digest())
        assert at.naps.taken == [7.5]
        assert at.server.asked[0].body == at.server.asked[1].body


async def test_f01_a_rate_limit_that_stays_ends_in_the_extract() -> None:
    async with bench(fails(429, retry_after="7")) as at:
        ended_in_extract(await at.digest(), errors.ModelBusyError)
        assert len(at.server.asked) == 2


@pytest.mark.parametrize(
    "play",
    [
        fails(429, retry_after="86400"),
        fails(429, "You exceeded your current quota", "insufficient_quota"),
        fails(402, "Insufficient Balance"),
    ],
)
async def test_f02_a_long_wait_or_a_spent_quota_is_not_waited_for_and_opens_the_breaker(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench(play) as at:
        ended_in_extract(await at.digest(), errors.ModelBusyError)
        ended_in_extract(await at.digest(), errors.ModelBusyError)
        assert at.naps.taken == []
        assert len(at.server.asked) == 1
        assert not at.model.is_available
    alerts = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(alerts) == 1
    assert KEY not in caplog.text


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529])
async def test_f03_server_errors_that_pass_are_tried_again(status: int) -> None:
    async with bench(fails(status), fails(status), says(GOOD)) as at:
        made = await at.digest()
        made_by_model(made)
        assert at.naps.taken == [0.5, 1.0]
        assert made.digest.summarizer.output_tokens == 100


async def test_f04_a_server_that_fails_for_ever_gets_three_tries_then_the_breaker_opens() -> None:
    async with bench(fails(500)) as at:
        for _ in range(5):
            ended_in_extract(await at.digest(), errors.ModelDownError)
        assert len(at.server.asked) == 15
        ended_in_extract(await at.digest(), errors.ModelBusyError)
        assert len(at.server.asked) == 15


async def test_f05_a_refused_connection_is_tried_again_then_given_up() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    naps = Naps()
    model = OpenAIModel(
        model="m", base_url=f"http://127.0.0.1:{port}/v1", clock=naps.clock, sleep=naps.sleep
    )
    prompts = load_prompts()
    made = await summarize(ARTICLE, language="auto", model=model, prompts=prompts)
    ended_in_extract(made, errors.ModelDownError)
    assert len(naps.taken) == 2
    await model.aclose()


async def test_f05_an_address_that_no_name_server_knows_is_as_one_that_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    naps = Naps()
    where = "http://models.example/v1"
    model = OpenAIModel(model="m", base_url=where, clock=naps.clock, sleep=naps.sleep)
    await model.warm()
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    made = await summarize(ARTICLE, language="auto", model=model, prompts=load_prompts())
    ended_in_extract(made, errors.ModelDownError)
    assert len(naps.taken) == 2
    await model.aclose()


@pytest.mark.parametrize(
    "play",
    [Play(hang=True), Play(body=b"{", drip=0.01)],
    ids=["f06_never_answers", "f07_drips_for_ever"],
)
async def test_f06_f07_the_deadline_holds_for_the_whole_answer_and_frees_the_line(
    play: Play,
) -> None:
    async with bench(says(GOOD), play) as at:
        made_by_model(await at.digest())
        at.model._deadline = 0.1
        ended_in_extract(await at.digest(), errors.ModelDownError)
        await asyncio.wait_for(at.server.hung_up.wait(), 10)


async def test_f08_an_answer_cut_in_the_middle_is_a_failure() -> None:
    async with bench(replace(says(GOOD), keep=200)) as at:
        ended_in_extract(await at.digest(), errors.ModelDownError)
        assert len(at.server.asked) == 3


async def test_f08_an_answer_without_a_finish_reason_is_a_failure() -> None:
    async with bench(says(GOOD, finish=None)) as at:
        ended_in_extract(await at.digest(), errors.ModelAnswerError)


async def test_f09_an_answer_that_hit_its_limit_gets_one_try_with_a_larger_one() -> None:
    async with bench(says("{", "length"), says(GOOD)) as at:
        made = await at.digest()
        made_by_model(made)
        limits = [asked.body["max_tokens"] for asked in at.server.asked]
        assert limits[1] > limits[0]
        assert made.digest.summarizer.output_tokens == 200


async def test_f09_an_answer_that_is_cut_again_is_never_posted() -> None:
    async with bench(says(GOOD, "length")) as at:
        ended_in_extract(await at.digest(), errors.ModelAnswerError)
        assert len(at.server.asked) == 2


@pytest.mark.parametrize(
    "play",
    [
        says("", "content_filter"),
        says(None, refusal="I cannot help with that."),
        fails(400, "The response was filtered", "content_filter"),
        fails(400, "Content Exists Risk"),
    ],
)
async def test_f10_a_refusal_is_told_as_one_and_not_tried_again(play: Play) -> None:
    async with bench(play) as at:
        ended_in_extract(await at.digest(), errors.ModelRefusedError)
        assert len(at.server.asked) == 1
        assert at.model.is_available


@pytest.mark.parametrize("wrap", ["```json\n{}\n```", "Sure!\n{}\nEnjoy.", "<think>{{}}</think>{}"])
async def test_f11_an_object_in_a_fence_or_in_prose_needs_no_second_call(wrap: str) -> None:
    async with bench(says(wrap.format(json.dumps(GOOD)))) as at:
        made_by_model(await at.digest())
        assert len(at.server.asked) == 1


async def test_f11_broken_json_is_asked_for_once_more_with_the_error() -> None:
    async with bench(says('{"one_line": "Gre'), says(GOOD)) as at:
        made_by_model(await at.digest())
        roles = [message["role"] for message in at.server.asked[1].body["messages"]]
        assert roles == ["system", "user", "assistant", "user"]
        assert "not one complete JSON object" in at.server.asked[1].text


async def test_f11_broken_json_twice_ends_in_the_extract() -> None:
    async with bench(says('{"one_line": "Gre')) as at:
        ended_in_extract(await at.digest(), errors.ModelAnswerError)
        assert len(at.server.asked) == 2


WRONG = {
    "a missing part": {key: GOOD[key] for key in ("one_line", "risks")} | {"key_points": None},
    "no bullets": {**GOOD, "key_points": []},
    "forty bullets": {**GOOD, "key_points": GOOD["key_points"] * 10},
    "an empty string": {**GOOD, "one_line": ""},
    "nulls": {**GOOD, "one_line": None, "risks": None},
    "numbers": {**GOOD, "one_line": 12, "key_points": [1, 2, 3]},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_f12_the_wrong_shape_is_asked_for_once_more_with_the_error(wrong: object) -> None:
    async with bench(says(wrong), says(GOOD)) as at:
        made_by_model(await at.digest())
        assert len(at.server.asked) == 2
    async with bench(says(wrong)) as at:
        ended_in_extract(await at.digest(), errors.ModelAnswerError)
        assert len(at.server.asked) == 2


FOREIGN = "Der Zug nach Wien fährt heute nicht und niemand weiß warum, @everyone."


async def test_f13_points_that_are_not_the_articles_are_repaired_once() -> None:
    bad = {
        **GOOD,
        "key_points": [*GOOD["key_points"][:3], {**GOOD["key_points"][3], "fact": FOREIGN}],
    }
    async with bench(says(bad), says(GOOD)) as at:
        made_by_model(await at.digest())
        assert "key_points[3]" in at.server.asked[1].text


async def test_f13_points_that_stay_foreign_are_dropped() -> None:
    bad = {
        **GOOD,
        "key_points": [*GOOD["key_points"][:3], {**GOOD["key_points"][3], "fact": FOREIGN}],
    }
    async with bench(says(bad)) as at:
        made = await at.digest()
        assert made.failure is None
        assert [point.label for point in made.digest.key_points] == ["Change", "Waiting", "Riders"]
        assert len(at.server.asked) == 2


async def test_f13_an_answer_that_is_foreign_altogether_ends_in_the_extract() -> None:
    points = [{**point, "fact": FOREIGN} for point in GOOD["key_points"]]
    async with bench(says({**GOOD, "one_line": FOREIGN, "key_points": points})) as at:
        made = await at.digest()
        ended_in_extract(made, errors.ModelAnswerError)
        assert "everyone" not in str(made)


@pytest.mark.parametrize(
    "play",
    [
        Play(
            body=b"<html><body>502 Bad Gateway</body></html>", headers={"content-type": "text/html"}
        ),
        Play(body=b""),
        Play(body={"choices": []}),
        Play(body={"choices": None}),
        Play(body={"choices": ["x"]}),
        Play(body=b"[1]"),
        Play(body=b"[" * 100_000),
        Play(body=b"\xff\xfe"),
        says(None),
        says("   \n"),
        says(""),
    ],
    ids=str,
)
async def test_f14_an_answer_with_nothing_in_it_is_asked_for_once_more(play: Play) -> None:
    async with bench(play, says(GOOD)) as at:
        made_by_model(await at.digest())
    async with bench(play) as at:
        ended_in_extract(await at.digest(), errors.ModelAnswerError)
        assert len(at.server.asked) == 2
        assert at.model.is_available


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_f15_a_wrong_key_or_model_is_not_tried_again_and_opens_the_breaker(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench(fails(status, f"Incorrect API key provided: {KEY}", KEY)) as at:
        made = await at.digest()
        ended_in_extract(made, errors.ModelRejectedError)
        assert "check OPENAI_API_KEY" in str(made.failure)
        ended_in_extract(await at.digest(), errors.ModelBusyError)
        assert len(at.server.asked) == 1
        assert not at.model.is_available
    alerts = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(alerts) == 1
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "play",
    [
        fails(
            400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"
        ),
        fails(413, "Request too large"),
        fails(400, "the request exceeds the available context size, try increasing it"),
    ],
)
async def test_f16_an_article_the_model_calls_too_long_is_retried_once_in_parts(play: Play) -> None:
    async with bench(play, says(GOOD)) as at:
        made = await at.digest()
        made_by_model(made)
        assert len(at.server.asked) == 4
        assert made.digest.summarizer.parts == 2
        assert "part 1 of 2" in at.server.asked[1].text + at.server.asked[2].text
    async with bench(play) as at:
        ended_in_extract(await at.digest(), errors.ModelTooLongError)
        assert len(at.server.asked) <= 3
        assert at.model.is_available
