"""`linkdigest init` as a user has it: questions down a pipe and in a terminal, and a .env."""

from __future__ import annotations

import asyncio
import os
import re
import stat
from typing import TYPE_CHECKING

import pytest

from tests.chats.city import Twins
from tests.cli.conftest import PROGRAM, Ended
from tests.fakes.telegram.world import ALICE, READERS
from tests.render.golden import golden

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ELSEWHERE = (
    *("TELEGRAM_BASE_URL", "DISCORD_API_URL", "DISCORD_GATEWAY_URL", "LINKDIGEST_FETCH_ALLOW"),
)
WRONG = "123456:AAwrong-token-of-nobody"
KEY = "sk-a-key-that-works"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Twins]:
    async with Twins(tmp_path) as twins:
        # Something waits: so nobody else polls, and none has to be waited for.
        await twins.telegram.say(READERS, ALICE, "/help@digest_test_bot")
        yield twins
        assert twins.telegram.violations == []
        assert twins.discord.violations == []


def environment(place: Twins) -> dict[str, str]:
    """Where the services are, and nothing that is asked for."""
    where = {name: text for name, text in place.environment.items() if name in ELSEWHERE}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **where}


async def init(place: Twins, folder: Path, *answers: str, **settings: str) -> Ended:
    """Answer the questions one after the other; what was a secret may not be seen again."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "init", "--page", place.article("en")),
        cwd=folder, env=environment(place) | settings, stdin=pipe, stdout=pipe, stderr=pipe,
    )  # fmt: skip
    out, err = await process.communicate("".join(f"{each}\n" for each in answers).encode())
    assert process.returncode is not None
    ended = Ended(process.returncode, out.decode(), err.decode())
    for secret in (place.telegram.token, place.discord.token, WRONG, KEY):
        assert secret not in ended.out + ended.err
    assert "Traceback" not in ended.out + ended.err
    return ended


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def test_five_answers_make_a_bot(place: Twins, tmp_path: Path) -> None:
    place.telegram.privacy(on=True)
    place.discord.refuse_intents()
    await place.telegram.say(ALICE, ALICE, "hello")
    ended = await init(
        place,
        tmp_path,
        *("nonsense", WRONG, "t", place.telegram.token),
        place.discord.token,
        *(place.model.url, "fake-1", KEY),
        *("?", "1001", f"telegram:{ALICE}"),
        *("o", "telegram:-1001000000001"),
    )
    assert (ended.code, ended.err) == (0, "")
    written = (tmp_path / ".env").read_text()
    live = [line for line in written.splitlines() if line and not line.startswith("#")]
    assert live == [
        f"TELEGRAM_BOT_TOKEN={place.telegram.token}",
        f"DISCORD_BOT_TOKEN={place.discord.token}",
        f"OPENAI_API_KEY={KEY}",
        f"OPENAI_BASE_URL={place.model.url}",
        "OPENAI_MODEL=fake-1",
        f"LINKDIGEST_OWNERS=telegram:{ALICE}",
        f"LINKDIGEST_ALLOW_USERS=telegram:{ALICE}",
        "LINKDIGEST_ALLOW_CHATS=telegram:-1001000000001",
    ]
    assert mode(tmp_path / ".env") == 0o600
    text = ended.out.replace(str(tmp_path), "/home/bot").replace(str(PROGRAM), "linkdigest")
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"\b\d{18,}\b", "1234567890", text)
    text = re.sub(r"\d+\.\d GB free", "9.9 GB free", text)
    golden("text/init.txt", re.sub(r"\d+\.\d s\b", "0.5 s", text).rstrip("\n"))


async def test_what_is_there_is_kept_by_enter_and_taken_away_by_a_dash(
    place: Twins, tmp_path: Path
) -> None:
    before = (
        f"# mine\nTELEGRAM_BOT_TOKEN={place.telegram.token}\nDISCORD_BOT_TOKEN=no-token-at-all\n"
        f"OPENAI_BASE_URL={place.model.url}\nOPENAI_MODEL=fake-1\nLINKDIGEST_OWNERS=telegram:7\n"
        "LINKDIGEST_MODE=ask\nTHEIRS='x y'\n"
    )
    file = tmp_path / ".env"
    file.write_text(before)
    file.chmod(0o644)
    ended = await init(place, tmp_path, "", "", "-", "", "")
    assert (ended.code, ended.err) == (0, "")
    assert "DISCORD_BOT_TOKEN: must be three parts with dots between" in ended.out
    assert "no-token-at-all" not in ended.out
    after = before.replace("no-token-at-all", "").replace(place.model.url, "")
    assert file.read_text() == after.replace("fake-1", "")
    assert (tmp_path / ".env.bak").read_text() == before
    assert (mode(file), mode(tmp_path / ".env.bak")) == (0o600, 0o600)


async def test_what_fails_may_be_kept_and_the_end_says_so(place: Twins, tmp_path: Path) -> None:
    ended = await init(place, tmp_path, WRONG, "k", WRONG, "", "", "77", "")
    assert ended.code == 2
    assert f"TELEGRAM_BOT_TOKEN={WRONG}\n" in (tmp_path / ".env").read_text()
    assert "LINKDIGEST_OWNERS=telegram:77\n" in (tmp_path / ".env").read_text()
    assert "must be three parts" in ended.out
    assert "Start it" not in ended.out


async def test_without_a_platform_nobody_is_asked_about(place: Twins, tmp_path: Path) -> None:
    ended = await init(place, tmp_path, WRONG, "s", "", "")
    assert ended.code == 0
    assert "questions 4 and 5 are left out" in ended.out
    assert ended.out.endswith(f"\nTry it: {PROGRAM} digest URL\n")
    assert "LINKDIGEST_" not in (tmp_path / ".env").read_text()


async def test_an_end_before_the_last_question_writes_nothing(place: Twins, tmp_path: Path) -> None:
    ended = await init(place, tmp_path, place.telegram.token, "")
    assert (ended.code, ended.err) == (
        1,
        "linkdigest: init: the input ended before the last question: nothing was written\n",
    )
    assert not (tmp_path / ".env").exists()


async def test_what_stands_elsewhere_is_tried_and_left_as_it_is(
    place: Twins, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(KEY)
    before = f"OPENAI_API_KEY_FILE=key\nOPENAI_BASE_URL={place.model.url}\nOPENAI_MODEL=fake-1\n"
    (tmp_path / ".env").write_text(before)
    ended = await init(place, tmp_path, "", "", "e", TELEGRAM_BOT_TOKEN=place.telegram.token)
    assert ended.code == 0
    assert "TELEGRAM_BOT_TOKEN stands in the environment, and is left as it is." in ended.out
    assert "hello, @digest_test_bot" in ended.out
    assert "It stands in a file of its own, and is left as it is." in ended.out
    assert "1 test digest" in ended.out
    assert (tmp_path / ".env").read_text() == before


async def test_in_a_terminal_a_secret_is_not_echoed(place: Twins, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "init"), cwd=tmp_path, env=environment(place),
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        seen = await asyncio.to_thread(_until, ours, "Telegram token (Enter: skip): ")
        os.write(ours, b"too-short-to-be-one\n")
        seen += await asyncio.to_thread(_until, ours, "Telegram token (Enter: skip): ")
        assert "must read like 123456:ABC" in seen
        assert "too-short-to-be-one" not in seen
        os.write(ours, b"\x04")  # the end of the input
        seen += await asyncio.to_thread(_until, ours, "nothing was written")
        assert await process.wait() == 1
    finally:
        os.close(ours)


def _until(terminal: int, words: str) -> str:
    """What is written there until these words are."""
    seen = ""
    while words not in seen:
        seen += os.read(terminal, 4096).decode()
    return seen
