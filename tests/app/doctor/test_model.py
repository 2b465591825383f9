"""What the doctor says of the model."""

from __future__ import annotations

from bot.app.doctor.model import look_at_model
from bot.settings import load
from tests.app.doctor.ward import Ward, told
from tests.fakes.model_server import fails, says


async def test_the_model_writes_a_digest_that_passes_the_check(ward: Ward) -> None:
    ((status, words),) = await told(look_at_model(ward.around().settings))
    assert status == "ok"
    assert f"fake-1 at {ward.place.model.url}: 1 test digest in " in words
    assert "1100 tokens, price unknown to LINKDIGEST_PRICES, so USD budgets do not count" in words
    assert words.endswith("JSON schema, checked → ")


async def test_a_model_that_does_not_write_one_says_why(ward: Ward) -> None:
    for play, cause, cure in (
        (fails(401, "bad key"), "401", "check OPENAI_API_KEY"),
        (says("no digest"), "fake-1", "set another OPENAI_MODEL"),
    ):
        ward.place.model.play(play)
        ((status, words),) = await told(look_at_model(ward.around().settings))
        assert status == "fail"
        assert cause in words
        assert cure in words


async def test_no_model_is_a_warning() -> None:
    ((status, words),) = await told(look_at_model(load({}, None)))
    assert (status, words.partition(":")[0]) == ("warn", "no model")
    assert "OPENAI_API_KEY" in words
