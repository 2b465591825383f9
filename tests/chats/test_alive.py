"""Whether the running program is well, as supervisors and container engines ask for it."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.chats.program import free_port
from tests.chats.together import Founder, together
from tests.cli.conftest import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

DATABASE = "data/linkdigest.db"


async def health(town: Town, *arguments: str) -> tuple[int | None, str]:
    """What `linkdigest healthcheck` says, in the folder and the settings of the program."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "healthcheck", *arguments, cwd=town.program.folder,
        env={"PATH": os.environ["PATH"]} | town.program.environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@together
async def test_without_a_web_server_it_is_well_while_it_runs_and_its_loop_turns(
    found: Founder,
) -> None:
    async with found() as town:
        assert await health(town) == (0, "")
        assert "set LINKDIGEST_HTTP" in (await health(town, "--ready"))[1]
        sign = town.program.folder / f"{DATABASE}.running"
        town.program.running.send_signal(signal.SIGSTOP)
        os.utime(sign, (0, time.time() - 40))  # as if for so long
        code, said = await health(town)
        assert code == 1
        assert "no sign of life for" in said
        town.program.running.send_signal(signal.SIGCONT)
        assert await town.program.stop() == 0
        os.utime(sign)
        code, said = await health(town)
        assert (code, "no linkdigest runs on it" in said) == (1, True)


@together
async def test_where_it_has_never_run_it_is_not_well(found: Founder) -> None:
    async with found(opened=False) as town:
        code, said = await health(town)
        assert code == 1
        assert said.count("\n") == 1
        assert "ever run" in said


@together
async def test_with_a_web_server_it_is_asked_itself(found: Founder) -> None:
    port = free_port()
    async with found(LINKDIGEST_HTTP=f"0.0.0.0:{port}") as town:
        assert await health(town) == (0, "")
        assert await health(town, "--ready") == (0, "")
        town.program.running.send_signal(signal.SIGSTOP)
        began = asyncio.get_running_loop().time()
        code, said = await health(town)
        assert code == 1
        assert "/livez does not answer" in said
        assert asyncio.get_running_loop().time() - began < 10
        town.program.running.send_signal(signal.SIGCONT)
        assert await town.program.stop() == 0
        assert (await health(town))[0] == 1


@together
async def test_a_full_disk_turns_readiness_red_until_there_is_room(found: Founder) -> None:
    port = free_port()
    async with found(LINKDIGEST_HTTP=f"127.0.0.1:{port}") as town:
        written = town.program.folder / f"{DATABASE}-wal"
        pid = town.program.running.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (written.stat().st_size, hard))
        assert await asked(port, "/readyz") == (503, "fail database: cannot be written")
        assert await asked(port, "/livez") == (200, "alive")
        assert (await health(town))[0] == 0
        code, said = await health(town, "--ready")
        assert (code, "database: cannot be written" in said) == (1, True)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
        async with asyncio.timeout(15):
            while (await asked(port, "/readyz"))[0] != 200:  # noqa: ASYNC110 - it looks every ten seconds
                await asyncio.sleep(0.2)


async def asked(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, (await answer.text()).splitlines()[0]


@together
async def test_systemd_hears_that_it_is_ready_alive_and_about_to_end(found: Founder) -> None:
    async with found(opened=False) as town:
        with heard(town.program.folder / "notify") as line:
            await town.program.start(NOTIFY_SOCKET=str(line.getsockname()), WATCHDOG_USEC="1000000")
            said = [await said_to(line) for _ in range(4)]
            assert said.count("READY=1\nSTATUS=telegram connected") == 1
            assert said.count("WATCHDOG=1") == 3
            town.program.running.send_signal(signal.SIGTERM)
            while (last := await said_to(line)) == "WATCHDOG=1":
                pass
            assert last == "STOPPING=1"
            assert await town.program.ended() == 0


def heard(path: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(path))
    line.setblocking(False)
    return line


async def said_to(line: socket.socket) -> str:
    async with asyncio.timeout(10):
        return (await asyncio.get_running_loop().sock_recv(line, 500)).decode()
