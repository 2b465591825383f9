"""The command line from a cold start: what a person waits for."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.table import Row, at_most

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNS = 7
PROGRAM = Path(sys.executable).with_name("linkdigest")


def command_line(address: str) -> list[Row]:
    """`--help`, and a digest that is known."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "LINKDIGEST_FETCH_ALLOW": address,
            "OPENAI_BASE_URL": f"http://{address}/model/0/v1",
            "OPENAI_MODEL": "bench",
        }
        url = f"http://{address}/page/7000"
        first = _seconds(["digest", url], environment)
        known = statistics.median(_seconds(["digest", url], environment) for _ in range(RUNS))
        help_ = statistics.median(_seconds(["--help"], environment) for _ in range(RUNS))
    return [
        at_most("command line, known digest, median", known, 0.8, "s", f" (first: {first:.2f} s)"),
        at_most("command line, --help, median", help_, 0.3, "s"),
    ]


def _seconds(arguments: list[str], environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([PROGRAM, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
