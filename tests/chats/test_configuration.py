"""F43: what is wrong with the settings is told at once, before any line is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.city import Twins

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="session")

TELEGRAM = "123456:AAH-a_token-of-Telegram0123456789"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc12.AAH-a_token-of-Discord0123456789"


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (
            {"TELEGRAM_BOT_TOKEN": DISCORD, "DISCORD_BOT_TOKEN": TELEGRAM},
            ["TELEGRAM_BOT_TOKEN: must", "DISCORD_BOT_TOKEN: must"],
        ),
        (
            {"TELEGRAM_BOT_TOKEN": "", "DISCORD_BOT_TOKEN": ""},
            ["TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN: one must be set"],
        ),
        (
            {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": TELEGRAM},
            ["TELEGRAM_BOT_TOKEN: TELEGRAM_BOT_TOKEN_FILE must name a file"],
        ),
    ],
    ids=["swapped", "empty", "instead of a file"],
)
async def test_all_faults_come_in_one_message_before_any_connection(
    tmp_path: Path, tokens: dict[str, str], named: list[str]
) -> None:
    others = {
        "LINKDIGEST_ZONE": "Asia/Shanghia",
        "LINKDIGEST_LANGAUGE": "zh",
        "LINKDIGEST_OWNERS": TELEGRAM,
    }
    told = [
        *named,
        "LINKDIGEST_ZONE: no time zone is called",
        "LINKDIGEST_LANGAUGE: unknown; did you mean LINKDIGEST_LANGUAGE?",
        "LINKDIGEST_OWNERS: must read like",
    ]
    async with Twins(tmp_path, **tokens, **others) as twins:
        await twins.program.launch()
        assert await twins.program.ended() == 78
        lines = twins.program.text.splitlines()
        assert len(lines) == len(told)
        for words in told:
            assert any(line.startswith(f"linkdigest: configuration: {words}") for line in lines)
        for secret in (TELEGRAM, DISCORD):
            assert secret.partition("AAH")[2].lower() not in twins.program.text.lower()
        assert [*twins.telegram.calls, *twins.discord.calls, *twins.model.asked] == []
        assert not (tmp_path / "data").exists()
