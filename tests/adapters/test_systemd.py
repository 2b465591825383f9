from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from bot.adapters.systemd import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(5)
        yield line


def test_it_hears_what_we_say(line: socket.socket) -> None:
    told = Supervisor({"NOTIFY_SOCKET": line.getsockname()})
    told.ready("telegram connected")
    told.alive()
    told.stopping()
    assert [line.recv(200) for _ in range(3)] == [
        b"READY=1\nSTATUS=telegram connected",
        b"WATCHDOG=1",
        b"STOPPING=1",
    ]


def test_a_socket_without_a_file_is_one_too() -> None:
    name = f"linkdigest-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0{name}")
        line.settimeout(5)
        Supervisor({"NOTIFY_SOCKET": f"@{name}"}).alive()
        assert line.recv(200) == b"WATCHDOG=1"


def test_who_is_not_there_does_not_trouble_us(caplog: pytest.LogCaptureFixture) -> None:
    Supervisor({"NOTIFY_SOCKET": "/nowhere/at/all"}).ready("")
    assert "does not hear us" in caplog.text
    caplog.clear()
    Supervisor({}).ready("")
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("environment", "patience"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_its_patience_is_as_it_says(environment: dict[str, str], patience: float | None) -> None:
    assert Supervisor({"NOTIFY_SOCKET": "/x"} | environment).patience == patience
