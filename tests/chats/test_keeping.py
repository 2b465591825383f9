"""The database under the real program: backed up, lost, put back; and never begun anew unasked."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.adapters.store.aside import backups, traces
from bot.adapters.store.backup import stock_of
from tests.chats.program import free_port
from tests.chats.together import together
from tests.cli.conftest import PROGRAM
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


def leave_room(town: Town, size: int) -> None:
    """No file of the program's may grow beyond `size` bytes, as on a disk that is full; -1: any."""
    resource.prlimit(town.program.running.pid, resource.RLIMIT_FSIZE, (size, -1))


async def is_ready(town: Town, port: int) -> bool:
    async with aiohttp.ClientSession() as session:
        return (await session.get(f"http://127.0.0.1:{port}/readyz")).status == 200


@together
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux has it")
async def test_on_a_full_disk_who_asks_is_told_and_nothing_is_lost(found: Founder) -> None:
    port = free_port()
    async with found(LINKDIGEST_HTTP=f"127.0.0.1:{port}") as town:
        chat, bob = town.group(), town.person()
        await town.ask(chat, ALICE, f"/digest {town.article()}")
        assert await is_ready(town, port)
        leave_room(town, 4096)
        town.program.forgiven += ["an update waits for the store"]
        asked = await town.say(bob, bob, f"/digest {town.article()}")
        dropped = await town.say(chat, ALICE, town.article())
        (sorry,) = await town.posts(bob, seconds=30)
        assert sorry.text.startswith("I can't write anything down just now")
        assert sorry.reply_to is asked
        async with asyncio.timeout(15):
            while await is_ready(town, port):  # noqa: ASYNC110 - it tries to write every ten seconds
                await asyncio.sleep(0.1)
        assert len(town.telegram.ours(chat)) == 1
        leave_room(town, -1)
        _, digest = await town.posts(bob, 2, seconds=20)
        assert "Key points" in digest.text
        _, other = await town.posts(chat, 2, seconds=20)
        assert other.reply_to is dropped
        assert await is_ready(town, port)
        assert await town.program.stop() == 0
        assert len(town.telegram.ours(bob)) == 2
        assert stock_of(database(town)).deliveries >= 3


@together
async def test_a_database_that_stays_locked_for_a_while_loses_no_link(found: Founder) -> None:
    async with found() as town:
        chat = town.group()
        await town.ask(chat, ALICE, f"/digest {town.article()}")
        town.program.forgiven += ["an update waits for the store"]
        with closing(sqlite3.connect(database(town), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            links = [await town.say(chat, ALICE, town.article()) for _ in range(3)]
            await town.until(lambda: town.program.says("an update waits for the store"))
            other.execute("ROLLBACK")
        await town.posts(chat, 4, seconds=20)
        assert await town.program.stop() == 0
        assert [post.reply_to for post in town.telegram.ours(chat)[1:]] == links


def standing(path: Path, *needles: str) -> dict[str, str]:
    """Where any of them stands in the file: table and column, and what stands there."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, map(str, row), strict=True):
                    if re.search(rf"(?<!\w)({'|'.join(map(re.escape, needles))})(?!\w)", value):
                        found[f"{table}.{name}"] = value
    return found


async def forget(town: Town, what: str) -> str:
    """As who runs the bot does, beside the running program."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "forget", what, "--yes"),
        cwd=town.program.folder,
        env={"PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    told = (await process.stdout.read()).decode()
    assert await process.wait() == 0
    return told


@together
async def test_after_a_lively_history_nothing_of_who_was_forgotten_is_left(found: Founder) -> None:
    async with found(LINKDIGEST_OWNERS=OWNER) as town:
        chat, bob = town.group(), town.person()
        name = town.telegram.world.people[bob].first_name
        link = town.article()
        await town.ask(bob, bob, "/start")
        await town.ask(bob, bob, "/settings language en")
        await town.ask(bob, bob, link)
        await town.ask(bob, bob, "/daily on 08:30 UTC")
        shared = await town.say(chat, bob, town.article())
        await town.posts(chat)
        await town.cleared(shared)
        await town.ask(chat, bob, f"/digest {town.article()}")
        await town.ask(chat, ALICE, "/daily on 08:30 UTC")
        assert {"chat.id", "subscription.chat", "delivery.asker", "delivery.poster"} <= set(
            standing(database(town), str(bob))
        )
        assert standing(database(town), name)
        told = await town.ask(bob, bob, "/forget me")
        assert told.text.startswith("Deleted. Your digests: 1, your shares: 2.")
        await town.until(lambda: standing(database(town), str(bob), name) == {})

        assert standing(database(town), link)
        assert await forget(town, link) == f"{link}: 2 rows removed\n"
        assert standing(database(town), link) == {}
        assert standing(database(town), str(chat))
        assert (await forget(town, f"telegram:chat:{chat}")).endswith(" messages removed\n")
        assert standing(database(town), str(chat)) == {}
        assert await town.program.stop() == 0
        for needle in name, str(chat), link:
            assert needle.encode() not in database(town).read_bytes()
