"""The wheel holds all that the program reads, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "tests" / "data" / "sample.en.html"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by the locked tools, as the image does, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=PROJECT, check=True, capture_output=True, timeout=50,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_every_file_of_the_program_is_in_it(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "bot").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    prompts = {f"bot/prompts/{path.name}" for path in (PROJECT / "prompts").iterdir()}
    assert {name for name in inside if ".dist-info/" not in name} == ours | prompts
    assert {Path(name).suffix for name in ours | prompts} >= {".py", ".toml", ".sql", ".md"}


def test_it_runs_from_an_empty_folder_without_a_home(wheel: Path, tmp_path: Path) -> None:
    place, empty, data = tmp_path / "place", tmp_path / "empty", tmp_path / "data"
    zipfile.ZipFile(wheel).extractall(place)
    for folder in (empty, data):
        folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", "from bot.__main__ import main; main()", "digest", SAMPLE],
        cwd=empty, check=True, capture_output=True, timeout=50, text=True,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(place),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DATABASE_URL": f"sqlite:///{data}/linkdigest.db",
        },
    )  # fmt: skip
    assert "A harbour town put its heat pumps under the sea" in ended.stdout
    assert list(empty.iterdir()) == []
    assert {path.name for path in data.iterdir()} <= {
        f"linkdigest.db{end}" for end in ("", "-wal", "-shm")
    }
