"""`linkdigest doctor` as a user has it: the real program, its words, its exit codes."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.chats.city import Twins
from tests.chats.program import free_port
from tests.cli.test_end_to_end import run as run_in
from tests.fakes.model_server import fails
from tests.fakes.telegram.world import ALICE, READERS
from tests.render.golden import golden

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.cli.conftest import Ended, Run

BASE = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
WRONG_TELEGRAM = "123456:AAwrong-token-of-nobody"
WRONG_DISCORD = f"{'M' * 24}.Gwrong.{'w' * 30}"
WRONG_KEY = "sk-wrong-key-of-nobody"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Twins]:
    async with Twins(tmp_path) as twins:
        yield twins
        assert twins.telegram.violations == []
        assert twins.discord.violations == []


async def doctor(place: Twins, folder: Path, *options: str, **settings: str) -> Ended:
    """Run it; no secret, no traceback and nothing on stderr whatever it finds."""
    env = BASE | place.environment | settings
    if not place.program.is_alive:
        # Something waits: so nobody else polls, and none has to be waited for.
        await place.telegram.say(READERS, ALICE, "/help@digest_test_bot")
    page = place.article("en")
    ended = await run_in(folder, env, "doctor", "--page", page, *options)
    for name in ("TELEGRAM_BOT_TOKEN", "DISCORD_BOT_TOKEN", "OPENAI_API_KEY"):
        for secret in filter(None, (env[name], env[name].partition(":")[2])):
            assert secret not in ended.out
    assert "Traceback" not in ended.out
    assert ended.err == ""
    return ended


def steady(text: str, place: Twins, folder: Path) -> str:
    """Without what differs from run to run."""
    text = text.replace(str(folder), "/home/bot")
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"\d+\.\d GB free", "9.9 GB free", text)
    return re.sub(r"\d+\.\d s\b", "0.5 s", text)


async def test_all_is_well(place: Twins, tmp_path: Path) -> None:
    ended = await doctor(place, tmp_path)
    assert ended.code == 0
    golden("text/doctor.well.txt", steady(ended.out, place, tmp_path).rstrip("\n"))
    assert not (tmp_path / "data").exists()


async def test_nothing_is_well(place: Twins, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={WRONG_TELEGRAM}\n")
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / "theirs.db").write_bytes(
        b"no database at all, but long enough to look like one" * 99
    )
    place.model.play(fails(401, f"Incorrect API key provided: {WRONG_KEY}"))
    ended = await doctor(
        place,
        tmp_path,
        "--page",
        place.broken(),
        TELEGRAM_BOT_TOKEN=WRONG_TELEGRAM,
        DISCORD_BOT_TOKEN=WRONG_DISCORD,
        OPENAI_API_KEY=WRONG_KEY,
        DATABASE_URL="sqlite:///theirs.db",
        LINKDIGEST_HTTP=f"127.0.0.1:{place.site.port}",
    )
    assert ended.code == 2
    golden("text/doctor.unwell.txt", steady(ended.out, place, tmp_path).rstrip("\n"))
    assert WRONG_TELEGRAM not in ended.out


def test_faults_of_the_settings_are_lines_of_it(run: Run) -> None:
    ended = run(
        "doctor",
        TELEGRAM_BOT_TOKEN="wrong-and-secret",
        LINKDIGEST_MODUS="auto",
        OPENAI_BASE_URL="http://me:password@host/v1/chat/completions",
    )
    assert (ended.code, ended.err) == (2, "")
    lines = ended.out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["FAIL config"] * 3
    assert "LINKDIGEST_MODUS: unknown; did you mean LINKDIGEST_MODE?" in lines[0]
    assert "wrong-and-secret" not in ended.out
    assert "password" not in ended.out


async def test_a_running_program_is_seen_and_left_alone(place: Twins, tmp_path: Path) -> None:
    http = {"LINKDIGEST_HTTP": f"127.0.0.1:{free_port()}"}
    await place.program.start(**http)
    await place.until(lambda: len(place.telegram.menus) == 6 and place.discord.commands)
    chat = place.group()
    await place.telegram.set_member(chat, "administrator")
    await place.ask(chat, "bob", "/help")
    polls = place.telegram.feed.polls
    no_model = dict.fromkeys(("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"), "")
    ended = await doctor(place, tmp_path, "--json", **http, **no_model)
    assert ended.code == 1
    told = json.loads(ended.out)
    assert list(told) == ["checks"]
    checks: list[dict[str, Any]] = told["checks"]
    assert all(list(check) == ["name", "status", "detail", "fix"] for check in checks)
    assert all((check["fix"] is None) == (check["status"] == "ok") for check in checks)
    assert [check["name"] for check in checks if check["status"] != "ok"] == ["model"]
    order = list(dict.fromkeys(check["name"] for check in checks))
    assert order == ["config", "database", "telegram", "discord", "model", "fetch", "http", "time"]
    for words in (
        "linkdigest is running on it",
        "no webhook; not asked who else polls, linkdigest is running",
        "commands current (en, zh)",
        "1 chat, all open to it",
        f"{http['LINKDIGEST_HTTP']} answers /livez",
    ):
        assert words in ended.out
    assert place.telegram.feed.polls - polls <= 2  # the program's own
    assert place.program.is_alive
    assert await place.program.stop() == 0
    assert place.faults() == []
