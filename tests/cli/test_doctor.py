"""`linkdigest doctor`: each thing it looks at, healthy and not, by the real program."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.chats.city import Twins
from tests.cli.test_end_to_end import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

BASE = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@dataclass
class Practice:
    """A place with both platforms, a model and a site, which a doctor looks at."""

    place: Twins
    folder: Path

    async def told(self, **settings: str) -> list[dict[str, Any]]:
        """The checks, with these settings on top; "" takes one away."""
        env = BASE | self.place.environment | settings
        page = self.place.article("en")
        ended = await run(self.folder, env, "doctor", "--json", "--page", page)
        secrets = (env["TELEGRAM_BOT_TOKEN"], env["DISCORD_BOT_TOKEN"], env["OPENAI_API_KEY"])
        for secret in filter(None, secrets):
            assert secret not in ended.out + ended.err
            assert secret.partition(":")[2][:20] in {"", secret[:0]} or (
                secret.partition(":")[2] not in ended.out + ended.err
            )
        assert "Traceback" not in ended.out + ended.err
        assert ended.err == ""
        checks: list[dict[str, Any]] = json.loads(ended.out)["checks"]
        statuses = {check["status"] for check in checks}
        assert ended.code == (2 if "fail" in statuses else 1 if "warn" in statuses else 0)
        assert all(bool(check["fix"]) == (check["status"] != "ok") for check in checks)
        return checks

    async def lines(self, name: str, **settings: str) -> list[tuple[str, str]]:
        """The status and the words of the checks of this name."""
        checks = await self.told(**settings)
        return [
            (check["status"], f"{check['detail']} → {check['fix'] or ''}")
            for check in checks
            if check["name"] == name
        ]


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    async with Twins(tmp_path) as place:
        yield Practice(place, tmp_path)
        assert not place.telegram.violations
        assert not place.discord.violations


async def test_a_healthy_bot_has_nothing_but_good_lines(practice: Practice) -> None:
    checks = await practice.told()
    assert {check["status"] for check in checks} == {"ok"}
