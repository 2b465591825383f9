"""How the program starts, what it shows of its secrets, and updates that come by a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.chats.program import free_port
from tests.chats.together import together
from tests.chats.town import KEY
from tests.fakes.telegram.world import ALICE, CAROL, READERS

if TYPE_CHECKING:
    from tests.chats.together import Founder

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "w3bhook-s3cret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@together
async def test_without_a_token_it_says_where_one_comes_from(found: Founder) -> None:
    async with found(opened=False, TELEGRAM_BOT_TOKEN="") as town:
        await town.program.launch()
        assert await town.program.ended() == 78
        (line,) = town.program.errors.read_text("utf-8").splitlines()
        assert line.startswith(
            "linkdigest: configuration: TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN: "
        )
        town.program.forgiven.append(line)
        assert town.telegram.calls == []


@together
async def test_all_faults_of_the_settings_are_told_at_once_and_no_secret(found: Founder) -> None:
    async with found(
        opened=False,
        TELEGRAM_BOT_TOKEN="swapped.with.discord",
        LINKDIGEST_MODE="sometimes",
        LINKDIGEST_OWNER="telegram:1",
        LINKDIGEST_ALLOW_CHATS="somewhere",
    ) as town:
        await town.program.launch()
        assert await town.program.ended() == 78
        lines = town.program.errors.read_text("utf-8").splitlines()
        assert len(lines) == 4
        assert any("did you mean LINKDIGEST_OWNERS?" in line for line in lines)
        assert "swapped" not in town.program.text
        town.program.forgiven.extend(lines)


@together
async def test_a_token_that_telegram_refuses_ends_it_and_is_not_shown(found: Founder) -> None:
    async with found(opened=False, TELEGRAM_BOT_TOKEN="654321:another-token-altogether") as town:
        await town.program.launch()
        assert await town.program.ended() == 1
        lines = town.program.errors.read_text("utf-8").splitlines()
        (line,) = (each for each in lines if each.startswith("linkdigest: "))
        assert line.startswith("linkdigest: platform: Telegram refused the bot token")
        assert "another-token" not in town.program.text
        town.program.forgiven.append(line)


@together
async def test_no_secret_is_in_any_line_with_every_logger_at_its_loudest(found: Founder) -> None:
    async with found(LINKDIGEST_LOG_LEVEL="DEBUG") as town:
        town.telegram.fault("sendMessage", times=1, status=502)
        town.telegram.fault("setMessageReaction", times=1, drop=True)
        await town.say(READERS, CAROL, town.article())
        await town.posts(READERS)
        await town.ask(ALICE, ALICE, "/settings")
        assert await town.program.stop() == 0
        assert len(town.program.log) > 5
        for secret in (town.telegram.token, town.telegram.token.partition(":")[2], KEY):
            assert secret not in town.program.text


@together
async def test_updates_come_by_webhook_to_who_knows_the_secret(found: Founder) -> None:
    port = free_port()
    async with (
        found(
            LINKDIGEST_HTTP=f"127.0.0.1:{port}",
            LINKDIGEST_WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
            LINKDIGEST_WEBHOOK_SECRET=SECRET,
        ) as town,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as visitor,
    ):
        await town.until(lambda: town.telegram.feed.hook)
        link = await town.say(READERS, CAROL, town.article())
        (digest,) = await town.posts(READERS)
        await town.cleared(link)
        assert digest.reply_to is link
        assert link.update_id
        update = town.telegram.feed.pushed[link.update_id] | {"update_id": 1}
        for headers in ({}, {HEADER: "wrong"}):
            async with visitor.post("/hook", json=update, headers=headers) as response:
                assert response.status == 403
        known = {HEADER: SECRET}
        async with visitor.post("/hook", data=b"no JSON", headers=known) as response:
            assert response.status == 400
        async with visitor.post("/hook", json={"update_id": 2}, headers=known) as response:
            assert response.status == 200
        await town.telegram.push_again(link.update_id)
        told = await town.ask(READERS, ALICE, "/help")
        assert town.telegram.ours(READERS) == [digest, told]
        for path in ("/livez", "/readyz"):
            async with visitor.get(path) as response:
                assert response.status == 200
        assert SECRET not in town.program.text
        assert await town.program.stop() == 0


@together
async def test_an_update_that_comes_by_webhook_before_telegram_was_reached_comes_again(
    found: Founder,
) -> None:
    port = free_port()
    async with (
        found(
            opened=False,
            LINKDIGEST_HTTP=f"127.0.0.1:{port}",
            LINKDIGEST_WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
            LINKDIGEST_WEBHOOK_SECRET=SECRET,
        ) as town,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as visitor,
    ):
        town.telegram.fault("getMe", times=1, status=502)
        await town.program.launch()
        await town.until(lambda: town.program.says("cannot be reached yet"))
        known = {HEADER: SECRET}
        async with visitor.post("/hook", json={"update_id": 2}, headers=known) as response:
            assert response.status == 503
        await town.until(lambda: town.telegram.feed.hook)
        async with visitor.post("/hook", json={"update_id": 2}, headers=known) as response:
            assert response.status == 200


@together
async def test_readiness_is_told_while_polling_too(found: Founder) -> None:
    port = free_port()
    async with (
        found(LINKDIGEST_HTTP=f"127.0.0.1:{port}") as town,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as visitor,
    ):
        await town.ask(READERS, ALICE, "/help")
        for path, status in (("/livez", 200), ("/readyz", 200), ("/hook", 404)):
            async with visitor.get(path) as response:
                assert response.status == status


@together
async def test_a_database_that_cannot_be_made_is_told_in_one_line(found: Founder) -> None:
    async with found(opened=False, DATABASE_URL="sqlite:////proc/nowhere/x.db") as town:
        await town.program.launch()
        assert await town.program.ended() == 1
        (line,) = town.program.errors.read_text("utf-8").splitlines()
        assert line.startswith("linkdigest: store: ")
        assert "/proc/nowhere" in line
        town.program.forgiven.append(line)


async def test_the_first_link_after_a_start_is_seen_within_a_second(found: Founder) -> None:
    await found.quiet()
    async with found() as town:
        link = await town.say(READERS, CAROL, town.article())
        await town.posts(READERS)
        assert town.reactions_to(link)[0].at - link.at < 1
