"""What an address sends back, whatever it is, ends as an answer or as a trouble of a known kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.openai.reply import read_reply
from bot.adapters.openai.trouble import Kind, of_status
from bot.core import errors

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def near_miss(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Bodies with the keys of a chat completion and anything behind them."""
    message = st.fixed_dictionaries({}, optional={"content": inner, "refusal": inner})
    choice = st.fixed_dictionaries(
        {}, optional={"message": message | inner, "finish_reason": inner}
    )
    return st.fixed_dictionaries(
        {}, optional={"choices": st.lists(choice | inner) | inner, "usage": inner, "error": inner}
    )


@given(ANY_JSON | near_miss(ANY_JSON))
def test_no_json_makes_the_reader_stumble(data: Any) -> None:
    reply, trouble = read_reply(json.dumps(data).encode(), "m at h")
    assert trouble is not None or reply.text.strip()


@given(st.binary())
def test_no_bytes_make_the_reader_stumble(body: bytes) -> None:
    _, trouble = read_reply(body, "m at h")
    assert trouble is not None


@given(st.integers(300, 999), st.dictionaries(st.just("retry-after"), st.text()), st.binary())
def test_every_status_is_a_trouble_that_says_nothing_of_the_body(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    trouble = of_status(status, headers, b"ZQCANARY " + body, "m at h")
    assert str(trouble.error).startswith(f"m at h: HTTP {status}")
    assert "ZQCANARY" not in str(trouble.error)


@pytest.mark.parametrize(
    ("status", "message", "error", "kind"),
    [
        (400, "maximum context length is 8192 tokens", errors.ModelTooLongError, Kind.FINAL),
        (429, "Request too large for m on tokens per min", errors.ModelTooLongError, Kind.FINAL),
        (400, "prompt is too long: 210000 tokens", errors.ModelTooLongError, Kind.FINAL),
        (400, "8000 in the completion, context length", errors.ModelTooLongError, Kind.DIALECT),
        (400, "data_inspection_failed", errors.ModelRefusedError, Kind.FINAL),
        (451, "nothing", errors.ModelRejectedError, Kind.FINAL),
        (404, "The model does not exist", errors.ModelRejectedError, Kind.FINAL),
        (400, "Model Not Exist", errors.ModelRejectedError, Kind.DIALECT),
        (429, "billing hard limit reached", errors.ModelBusyError, Kind.FINAL),
        (429, "slow down", errors.ModelBusyError, Kind.BUSY),
        (408, "timeout", errors.ModelDownError, Kind.DOWN),
        (503, "overloaded", errors.ModelDownError, Kind.DOWN),
        (501, "response_format", errors.ModelRejectedError, Kind.DIALECT),
    ],
)
def test_each_answer_is_read_for_what_it_is(
    status: int, message: str, error: type[errors.ModelError], kind: Kind
) -> None:
    body = json.dumps({"error": {"message": message}}).encode()
    trouble = of_status(status, {}, body, "m at h")
    assert (type(trouble.error), trouble.kind) == (error, kind)
