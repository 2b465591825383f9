from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from bot.cli.logs import secrets_of, serve_logs, tell_warnings
from bot.settings import Secret, Settings
from tests.fakes.logging_state import logging_as_before

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "123456:AAH-secret_part_of_a_token"
SECRET_HALF = TOKEN.partition(":")[2]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    with logging_as_before():
        yield


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_line_is_an_object_with_what_was_given_beside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serve_logs(())
    logging.getLogger("bot.core").info("posted %d", 3, extra={"chat": -1, "total_ms": 12.5})
    (line,) = lines(capsys)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "bot.core",
        "message": "posted 3",
        "chat": -1,
        "total_ms": 12.5,
    }


def test_as_text_a_line_reads_from_left_to_right(capsys: pytest.CaptureFixture[str]) -> None:
    serve_logs((), json=False)
    logging.getLogger("bot.core").warning("posted", extra={"chat": -1})
    assert capsys.readouterr().err[24:] == " WARNING bot.core: posted chat=-1\n"


def test_libraries_say_only_what_matters_unless_they_were_told_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger("aiosqlite").setLevel(logging.DEBUG)
    serve_logs((), level="DEBUG")
    for name in ("httpx", "telegram.ext.ExtBot", "aiosqlite", "bot.core"):
        logging.getLogger(name).debug("something")
    assert [line["logger"] for line in lines(capsys)] == ["aiosqlite", "bot.core"]


@pytest.mark.parametrize("form", [True, False], ids=["json", "text"])
def test_a_secret_is_hidden_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], form: bool
) -> None:
    serve_logs(["the key itself"], json=form)
    try:
        _raise(ValueError(f"no such address: /bot{TOKEN}/getMe"))
    except ValueError:
        logging.getLogger("bot").exception(
            "%s and %s", TOKEN, {"key": "the key itself"},
            extra={"url": f"/bot{quote(TOKEN, safe='')}/x", "all": [TOKEN, {"the key itself": 1}]},
        )  # fmt: skip
    said = capsys.readouterr().err
    assert SECRET_HALF not in said
    assert "the key itself" not in said
    assert "ValueError: no such address: /bot***/getMe" in said


def test_a_secret_behind_a_new_line_is_hidden_and_the_line_stays_an_object(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serve_logs(())
    logging.getLogger("bot").warning("keys:\nsk-abcdefghijkl\n%s\tend", TOKEN)
    assert lines(capsys)[0]["message"] == "keys:\n***\n***\tend"


def test_a_record_that_cannot_be_written_does_not_show_its_arguments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serve_logs(())
    logging.getLogger("bot").warning("%d", TOKEN)
    assert capsys.readouterr().err == "linkdigest: a line of bot could not be logged\n"


def test_what_nobody_caught_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    serve_logs(())
    fault = ValueError(f"The token `{TOKEN}` was rejected by the server.")
    sys.excepthook(ValueError, fault, None)
    thread = threading.Thread(target=_raise, args=(fault,))
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"careless: {TOKEN}", stacklevel=1)
    said = lines(capsys)
    assert [line["level"] for line in said] == ["CRITICAL", "CRITICAL", "WARNING"]
    assert all(SECRET_HALF not in json.dumps(line) for line in said)
    assert "ValueError: The token `***` was rejected" in said[0]["exception"]


def _raise(fault: Exception) -> None:
    raise fault


async def test_what_a_task_took_with_it_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    serve_logs(())
    context = {"message": "Task exception was never retrieved", "exception": ValueError(TOKEN)}
    asyncio.get_running_loop().call_exception_handler(context)
    (line,) = lines(capsys)
    assert line["logger"] == "asyncio"
    assert SECRET_HALF not in json.dumps(line)


def test_a_verb_that_is_watched_tells_warnings_without_any_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = replace(Settings(), openai_api_key=Secret("a key of any shape"))
    assert secrets_of(settings) == ["a key of any shape"]
    tell_warnings(settings)
    logging.getLogger("bot").info("not told")
    logging.getLogger("bot").warning("refused: %s, %s", "a key of any shape", TOKEN)
    assert capsys.readouterr().err == "linkdigest: warning: refused: ***, ***\n"
