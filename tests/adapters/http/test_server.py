from __future__ import annotations

import io
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.adapters.http import HttpServer
from bot.core.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "s3cret_-"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hooked:
    """A server, and what it was handed."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.taken: list[dict[str, Any]] = []
        self.fault: Exception | None = None
        self.faults = {"database": "", "telegram": ""}
        self.server = HttpServer("127.0.0.1", self.port, self._checks)
        self.server.add_hook("/hook", SECRET, self._take)

    async def _checks(self) -> dict[str, str]:
        return self.faults

    async def _take(self, body: dict[str, Any]) -> None:
        if self.fault:
            raise self.fault
        self.taken.append(body)

    async def get(self, path: str, authorization: str = "") -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.port}{path}"
        headers = {"Authorization": authorization} if authorization else {}
        async with aiohttp.ClientSession() as client, client.get(url, headers=headers) as answer:
            return answer.status, await answer.text()

    async def post(self, body: str, secret: str = SECRET) -> int:
        url, headers = f"http://127.0.0.1:{self.port}/hook", {HEADER: secret}
        async with (
            aiohttp.ClientSession() as client,
            client.post(url, data=io.BytesIO(body.encode()), headers=headers) as answer,
        ):
            return answer.status


@pytest.fixture
async def hooked() -> AsyncIterator[Hooked]:
    hooked = Hooked()
    async with hooked.server:
        yield hooked


async def test_alive_and_ready_are_two_questions(hooked: Hooked) -> None:
    assert await hooked.get("/livez") == (200, "alive\n")
    assert await hooked.get("/readyz") == (200, "ok database\nok telegram\n")
    hooked.faults["telegram"] = "not heard for a minute"
    said = "ok database\nfail telegram: not heard for a minute\n"
    assert await hooked.get("/readyz") == (503, said)
    assert (await hooked.get("/livez"))[0] == 200


async def test_an_update_is_taken_with_the_secret_alone(hooked: Hooked) -> None:
    assert await hooked.post('{"update_id": 1}') == 200
    assert await hooked.post('{"update_id": 2}', "wrong") == 403
    assert await hooked.post('{"update_id": 3}', "") == 403
    assert hooked.taken == [{"update_id": 1}]


@pytest.mark.parametrize(
    "body", ["", "no json", "[1]", '"text"', "\ud800".encode("utf-8", "replace").decode()]
)
async def test_what_is_no_update_is_refused(hooked: Hooked, body: str) -> None:
    assert await hooked.post(body) == 400
    assert hooked.taken == []


async def test_what_could_not_be_written_is_asked_for_again(hooked: Hooked) -> None:
    hooked.fault = StoreError("disk full")
    assert await hooked.post('{"update_id": 1}') == 503


async def test_a_poisonous_update_is_not_asked_for_again(hooked: Hooked) -> None:
    hooked.fault = RuntimeError("boom")
    assert await hooked.post('{"update_id": 1}') == 200


async def test_a_megabyte_is_more_than_an_update_has(hooked: Hooked) -> None:
    assert await hooked.post('{"x": "' + "a" * 1_100_000 + '"}') == 413


async def test_an_address_that_is_taken_is_a_fault_of_the_settings(hooked: Hooked) -> None:
    second = HttpServer("127.0.0.1", hooked.port, hooked._checks)
    with pytest.raises(SettingsError, match="LINKDIGEST_HTTP"):
        await second.__aenter__()


async def told() -> bytes:
    return b"figures 1\n"


@asynccontextmanager
async def measured(token: str = "", host: str = "127.0.0.1") -> AsyncIterator[Hooked]:
    hooked = Hooked()
    hooked.server = HttpServer(host, hooked.port, hooked._checks)
    hooked.server.add_metrics(told, token)
    async with hooked.server:
        yield hooked


async def test_without_a_token_figures_are_for_who_reaches_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with measured() as hooked:
        assert await hooked.get("/metrics") == (200, "figures 1\n")
    assert caplog.messages == []


async def test_with_a_token_they_are_for_who_shows_it() -> None:
    async with measured("s3cret") as hooked:
        assert (await hooked.get("/metrics"))[0] == 401
        assert (await hooked.get("/metrics", "Bearer wrong"))[0] == 401
        assert (await hooked.get("/metrics", "s3cret"))[0] == 401
        assert await hooked.get("/metrics", "Bearer s3cret") == (200, "figures 1\n")
        assert (await hooked.get("/livez"))[0] == 200


async def test_figures_for_the_whole_world_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    async with measured(host="0.0.0.0"):
        assert "LINKDIGEST_METRICS_TOKEN" in caplog.text
    caplog.clear()
    async with measured("s3cret", host="0.0.0.0"):
        assert caplog.messages == []
