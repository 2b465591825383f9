"""The command line as a user has it: the real program, in a process and a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("linkdigest")
DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `linkdigest` in an empty folder, with no setting but those given."""

    def run_there(*arguments: str, stdin: bytes = b"", **environment: str) -> Ended:
        process = subprocess.run(
            [PROGRAM, *arguments],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment},
            input=stdin,
            capture_output=True,
            timeout=50,
            check=False,
        )
        return Ended(process.returncode, process.stdout.decode(), process.stderr.decode())

    return run_there


@pytest.fixture
def sample() -> str:
    """The article that ships with the project."""
    return str(DATA / "sample.en.html")
