"""The real program as a process of its own, with a folder, an environment and a log."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

STARTED = "running"


@dataclass(slots=True)
class Program:
    """`linkdigest run` in `folder`. Started again it goes on with what is there."""

    folder: Path
    environment: dict[str, str]
    command: tuple[str | Path, ...] = (PROGRAM,)
    starts: int = 0
    process: asyncio.subprocess.Process | None = None
    forgiven: list[str] = field(default_factory=list)

    async def start(self, **more: str) -> None:
        """Start, and wait until it says that it runs, or has ended."""
        await self.launch(**more)
        async with asyncio.timeout(20):
            while self.is_alive and not self.says(STARTED):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)

    async def launch(self, **more: str) -> None:
        """Start, and do not wait."""
        self.starts += 1
        base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        with self.errors.open("wb") as errors, self.output.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, "run", cwd=self.folder, env=base | self.environment | more,
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=errors,
                start_new_session=True,
            )  # fmt: skip

    @property
    def errors(self) -> Path:
        """What this start has written to stderr."""
        return self.folder / f"stderr-{self.starts}"

    @property
    def output(self) -> Path:
        return self.folder / "stdout"

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    @property
    def running(self) -> asyncio.subprocess.Process:
        assert self.process is not None
        return self.process

    async def ended(self, seconds: float = 20) -> int:
        """Wait for its end; the exit code."""
        async with asyncio.timeout(seconds):
            return await self.running.wait()

    async def stop(self) -> int:
        """Tell it to end, as a supervisor does; the exit code."""
        if self.is_alive:
            self.running.send_signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """End it as a power failure would."""
        if self.is_alive:
            self.running.kill()
        await self.running.wait()

    async def close(self) -> None:
        """End it and all it has started, however it is."""
        if self.process is None:
            return
        await self.kill()
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)

    @property
    def text(self) -> str:
        """All that any start has written."""
        written = [self.output, *sorted(self.folder.glob("stderr-*"))]
        return "".join(path.read_text("utf-8") for path in written if path.exists())

    @property
    def log(self) -> list[dict[str, Any]]:
        """The lines of all starts; a line that is no JSON is a line of level ERROR."""
        return [_line(text) for text in self.text.splitlines()]

    def says(self, message: str) -> bool:
        """Whether this start has a line with these words."""
        lines = (_line(text) for text in self.errors.read_text("utf-8").splitlines())
        return any(message in line["message"] for line in lines)

    def complaints(self) -> list[str]:
        """Lines that no healthy program writes, but for those that a test has forgiven."""
        return [
            f"{line['level']} {line['message']} {line.get('exception', '')}"
            for line in self.log
            if (line["level"] in {"ERROR", "CRITICAL"} or "exception" in line)
            and not any(words in line["message"] for words in self.forgiven)
        ]

    def memory(self) -> int:
        """What the process holds, in bytes, its readers of pages not counted."""
        status = (self.folder.__class__("/proc") / str(self.running.pid) / "status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def _line(text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        line = None
    is_ours = isinstance(line, dict) and {"level", "message"} <= line.keys()
    return line if is_ours else {"level": "ERROR", "message": text}


def free_port() -> int:
    """A port of loopback that nobody listens on, nor is given one of until the program does.

    Those that the system gives by itself (from 32768 on) go to the servers of other tests, too.
    """
    while True:
        port = random.randrange(15_000, 32_000)
        with suppress(OSError), socket.socket() as line:
            line.bind(("127.0.0.1", port))
            return port
