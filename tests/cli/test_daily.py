"""`linkdigest daily`: a chat's daily post set up, and tried, by who runs the bot."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.cli.test_end_to_end import run
from tests.fakes.feeds import item, rss
from tests.fakes.site import Site, answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CHAT = "telegram:-1001234567890"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Two articles, a feed of them, and a page that names it."""
    async with Site() as running:
        urls = [running.on(f"/{name}", answer(pages.article(name))) for name in ("en", "zh")]
        now = int(time.time())
        entries = [item(n, link=url, at=now - 60 * n) for n, url in enumerate(urls)]
        feed = running.on("/feed", answer(rss(*entries), content_type="application/rss+xml"))
        link = f'<link rel="alternate" type="application/rss+xml" href="{feed}">'
        running.on("/", answer(f"<html><head>{link}</head><body>News</body></html>"))
        yield running


def environment(site: Site) -> dict[str, str]:
    allow = f"127.0.0.1:{site.port}"
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LINKDIGEST_FETCH_ALLOW": allow}


async def test_it_is_shown_set_and_switched_off(site: Site, tmp_path: Path) -> None:
    env = environment(site)
    told = await run(tmp_path, env, "daily", CHAT)
    assert (told.code, told.out) == (
        0,
        f"daily post of {CHAT}\n  off; --at HH:MM --zone ZONE switches it on\n",
    )
    words = (
        "--at",
        "8:30",
        "--zone",
        "Asia/Shanghai",
        "--days",
        "mon-fri",
        "--feed",
        site.url("/"),
    )
    told = await run(tmp_path, env, "daily", CHAT, *words)
    assert told.code == 0
    assert "at 08:30 Asia/Shanghai, mon,tue,wed,thu,fri" in told.out
    assert f"feed {site.url('/feed')}  Harbour News" in told.out
    told = await run(tmp_path, env, "daily", CHAT, "--max", "7")
    assert "at 08:30 Asia/Shanghai" in told.out
    assert "7 stories at most" in told.out
    told = await run(tmp_path, env, "daily", CHAT, "--off", "--remove-feed", site.url("/feed"))
    assert "off; " in told.out
    assert "feed" not in told.out


async def test_a_trial_prints_the_post_and_sets_nothing(site: Site, tmp_path: Path) -> None:
    env = environment(site)
    told = await run(tmp_path, env, "daily", CHAT, "--feed", site.url("/"), "--dry-run")
    assert told.code == 0
    assert told.out.startswith("Daily digest · ")
    assert "2 stories" in told.out
    assert pages.EN_TITLE in told.out
    assert pages.ZH_TITLE in told.out
    told = await run(tmp_path, env, "daily", CHAT)
    assert "feed" not in told.out


async def test_with_nothing_to_say_a_trial_says_so(site: Site, tmp_path: Path) -> None:
    told = await run(tmp_path, environment(site), "daily", CHAT, "--dry-run")
    assert (told.code, told.out) == (0, "Nothing to say: nothing would be posted.\n")


async def test_feeds_come_from_an_opml_file(site: Site, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{site.url("/feed")}"/></body></opml>'
    )
    told = await run(tmp_path, environment(site), "daily", CHAT, "--opml", str(opml))
    assert f"feed {site.url('/feed')}" in told.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((CHAT, "--zone", "Asia/Shanghi"), "did you mean Asia/Shanghai?"),
        ((CHAT, "--at", "25:00"), "--at cannot be read"),
        ((CHAT, "--days", "someday"), "--days cannot be read"),
        ((CHAT, "--include", "everyone"), "--include cannot be read"),
        (("telegram",), "CHAT reads like"),
        (("matrix:1",), "CHAT reads like"),
        ((CHAT, "--opml", "missing.opml"), "No such file"),
    ],
)
async def test_what_cannot_be_read_is_told_and_changes_nothing(
    site: Site, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    told = await run(tmp_path, environment(site), "daily", *words)
    assert told.code == 2
    assert complaint in told.err


async def test_all_that_cannot_be_read_is_told_at_once(site: Site, tmp_path: Path) -> None:
    words = ("--at", "25:61", "--zone", "Mars/Base", "--days", "someday")
    told = await run(tmp_path, environment(site), "daily", CHAT, *words)
    assert (told.code, told.err.count("\n")) == (2, 1)
    for word in ("25:61", "Mars/Base", "someday"):
        assert word in told.err


async def test_a_site_without_a_feed_is_refused_with_a_reason(tmp_path: Path) -> None:
    async with Site() as site:
        page = site.on("/en", answer(pages.article("en")))
        told = await run(tmp_path, environment(site), "daily", CHAT, "--feed", page)
        assert told.code == 1
        assert "no feed" in told.err
        told = await run(tmp_path, environment(site), "daily", CHAT)
        assert "feed" not in told.out
