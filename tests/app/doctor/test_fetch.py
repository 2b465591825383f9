"""What the doctor says of the fetcher."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app.doctor.fetch import look_at_fetch, look_at_reading
from bot.core.model import Page
from tests.app.doctor.ward import Ward, only, told

if TYPE_CHECKING:
    import pytest


async def test_public_pages_come_and_private_ones_are_refused(ward: Ward) -> None:
    lines = await told(look_at_fetch(ward.around()))
    assert [status for status, _ in lines] == ["ok", "ok"]
    only(lines, "127.0.0.1, 169.254.169.254, [::1], 10.0.0.1 refused")


async def test_a_page_is_read_in_a_process_of_its_own() -> None:
    ((status, words),) = await told(look_at_reading())
    assert status == "ok"
    assert "a page was read in a process of its own" in words


async def test_a_page_that_cannot_be_read_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.doctor.fetch.sample_page", lambda: Page(None, b"<p>short"))
    ((status, words),) = await told(look_at_reading())
    assert status == "fail"
    assert "a page could not be read" in words


async def test_a_page_that_does_not_come_is_a_warning(ward: Ward) -> None:
    around = replace(ward.around(), page=ward.place.broken())
    lines = await told(look_at_fetch(around))
    status, words = only(lines, "did not come")
    assert status == "warn"
    assert "status 404" in words


async def test_a_guard_that_lets_something_through_is_a_failure(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetched(_: object, url: str) -> object:
        return Page(url, b"a page")

    monkeypatch.setattr("bot.adapters.web.WebFetcher.fetch", fetched)
    lines = await told(look_at_fetch(ward.around()))
    status, words = only(lines, "private addresses are not refused")
    assert status == "fail"
    assert "127.0.0.1, 169.254.169.254, [::1], 10.0.0.1" in words
