"""What the README shows is what the program prints."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import DATA, Run
from tests.cli.test_end_to_end import environment
from tests.cli.test_end_to_end import run as run_there
from tests.fakes.model_server import ModelServer, says
from tests.fakes.site import Site

README = Path(__file__).parent.parent.parent / "README.md"
SAMPLE = str(DATA / "sample.en.html")
URL = ("--url", "https://example.com/sample")


def test_the_readme_shows_the_extract_of_the_sample(run: Run) -> None:
    assert f"```\n{run('digest', SAMPLE, *URL).out}```" in README.read_text("utf-8")


async def test_the_readme_shows_a_digest_that_passed_the_check_whole(tmp_path: Path) -> None:
    answer = json.loads((DATA / "sample.en.answer.json").read_text("utf-8"))
    async with ModelServer(says(answer)) as model, Site() as site:
        ended = await run_there(tmp_path, environment(site, model), "digest", SAMPLE, *URL)
    assert f"```\n{ended.out}```" in README.read_text("utf-8")
    assert len(model.asked) == 1
