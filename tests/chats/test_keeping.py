"""The database under the real program: backed up, lost, put back; and never begun anew unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.store.aside import backups, traces
from tests.chats.together import together
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chats.together import Founder
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWNER = f"telegram:{ALICE}"


def database(town: Town) -> Path:
    return town.program.folder / "data" / "linkdigest.db"


def ruin(path: Path) -> None:
    path.write_bytes(b"no database\n" * 5000)


@together
async def test_a_damaged_database_is_replaced_by_its_backup_and_the_owner_hears_it_once(
    found: Founder,
) -> None:
    async with found(LINKDIGEST_OWNERS=OWNER) as town:
        chat = town.group()
        await town.ask(ALICE, ALICE, "/start")
        await town.ask(chat, ALICE, "/daily on 08:30 UTC")
        assert backups(database(town)) == []  # there was nothing to lose when it began
        assert await town.program.stop() == 0
        await town.open()
        await town.until(lambda: town.program.says("backed up"))
        assert await town.program.stop() == 0
        (backup,) = backups(database(town))
        ruin(database(town))
        town.program.forgiven.append("a backup is in its place")
        for _ in range(2):
            before = len(town.telegram.ours(ALICE))
            await town.open()
            told = await town.ask(chat, ALICE, "/daily")
            assert "Daily post: 08:30 UTC" in told.text
            await town.ask(ALICE, ALICE, "/help")
            assert await town.program.stop() == 0
            heard = [post.text for post in town.telegram.ours(ALICE)]
            assert len(heard) - before <= 2
            (alarm,) = [text for text in heard if text.startswith("The database was damaged")]
            assert backup.name in alarm
        assert len(traces(database(town))) == 2  # the backup, and what was damaged


@together
async def test_without_a_backup_it_does_not_start_until_somebody_has_decided(
    found: Founder,
) -> None:
    async with found(opened=False, LINKDIGEST_BACKUPS_KEPT="0") as town:
        await town.open()
        chat = town.group()
        await town.ask(chat, ALICE, "/daily on 08:30 UTC")
        assert await town.program.stop() == 0
        assert traces(database(town)) == []
        ruin(database(town))
        for _ in range(2):
            await town.program.launch()
            assert await town.program.ended() == 1
            *_, line = town.program.errors.read_text("utf-8").splitlines()
            (aside,) = traces(database(town))
            assert "linkdigest restore --empty" in line
            town.program.forgiven.append(line)
        assert not database(town).exists()
        assert aside.read_bytes().startswith(b"no database")
