"""What the running program tells of itself, to who watches over it."""

from __future__ import annotations

import asyncio
import json
import os
import re
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.links import parse
from tests.chats.program import free_port
from tests.chats.together import Founder, together
from tests.cli.conftest import PROGRAM
from tests.fakes.model_server import Play
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORT = "LINKDIGEST_HTTP"


async def got(town: Town, path: str) -> tuple[int, str]:
    """What the program's own web server says."""
    address = town.program.environment[PORT]
    async with aiohttp.ClientSession() as web, web.get(f"http://{address}{path}") as answer:
        return answer.status, await answer.text()


async def figures(town: Town) -> dict[tuple[str, ...], float]:
    """Every figure by its name and the values of its labels."""
    status, text = await got(town, "/metrics")
    assert status == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def listening() -> dict[str, Any]:
    return {PORT: f"127.0.0.1:{free_port()}"}


@together
async def test_every_link_is_counted_once_by_what_became_of_it(found: Founder) -> None:
    async with found(**listening()) as town:
        chat, bob, carol = town.group(), town.person(), town.person()
        url = town.article("en")
        await town.say(chat, bob, url)
        await town.posts(chat)
        await town.ask(carol, carol, url)
        await town.ask(carol, carol, town.broken())
        posted = ("deliveries_total", "posted", "telegram", "dropped")
        while (told := await figures(town)).get(
            posted
        ) != 1:  # noted a moment after it stands there
            pass
        asked = {key[1:]: n for key, n in told.items() if key[0] == "digest_requests_total"}
        assert asked == {
            ("model", "telegram", "dropped"): 1,
            ("cached", "telegram", "private"): 1,
            ("not_found", "telegram", "private"): 1,
        }
        assert told["digest_cache_hits_total",] == 1
        assert told["digest_seconds_count", "summarize"] == 1
        assert told["digest_seconds_count", "fetch"] == 2
        assert told["llm_tokens_total", "input"] > 0
        assert told["queue_depth",] == 0
        assert told["platform_connected", "telegram"] == 1
        assert told["llm_breaker_open",] == 0


@together
async def test_no_figure_tells_of_anybody(found: Founder) -> None:
    async with found(**listening(), LINKDIGEST_OWNERS=f"telegram:{ALICE}") as town:
        chat, bob = town.group(), town.person()
        town.telegram.fault("sendMessage", times=1, status=429, retry_after=1)
        await town.say(chat, bob, town.article("en"))
        await town.posts(chat)
        await town.ask(bob, bob, town.broken())
        await town.ask(bob, bob, "/help")
        status, text = await got(town, "/metrics")
        assert status == 200
        labels = re.findall(r'="([^"]*)"', text)
        assert labels
        names = {str(chat), str(chat).lstrip("-"), str(bob), f"reader_{bob - 5000}", "fake-1"}
        assert not names & set(labels)
        assert not re.search(r"\d{4,}", " ".join(v for v in labels if v != "3"))
        for word in ("http:", "127.0.0.1", "Reader", str(bob), str(town.site.port)):
            assert word not in text
        told = await figures(town)
        assert told["telegram_retry_after_seconds_total",] == 1


@together
async def test_what_happened_to_a_link_and_to_its_post_stands_in_one_line_each(
    found: Founder,
) -> None:
    async with found() as town:
        chat, bob = town.group(), town.person()
        url = town.article("en")
        await town.say(chat, bob, url)
        await town.posts(chat)
        await town.ask(bob, bob, url)
        first, again = lines(town, "digested")
        assert first.pop("fetch_ms") >= 0
        assert first.pop("summarize_ms") >= 0
        assert (
            first.items()
            >= {
                "url": parse(url).key,
                "chat": str(chat),
                "platform": "telegram",
                "trigger": "dropped",
                "cached": False,
                "outcome": "model",
                "model": "fake-1",
            }.items()
        )
        assert {
            "extract_ms",
            "total_ms",
            "input_tokens",
            "output_tokens",
            "cost",
            "paid",
        } <= first.keys()
        assert again.items() >= {"chat": str(bob), "cached": True, "url": first["url"]}.items()
        await town.until(lambda: len(lines(town, "posted")) == 2)
        posted = lines(town, "posted")
        assert [line["row"] for line in posted] == [first["row"], again["row"]]
        assert all(line["outcome"] == "posted" for line in posted)
        await town.ask(bob, bob, town.broken())
        (refused,) = lines(town, "refused")
        assert refused["outcome"] == "not_found"
        assert refused["chat"] == str(bob)
        assert refused["fetch_ms"] >= 0


def lines(town: Town, message: str) -> list[dict[str, Any]]:
    return [line for line in town.program.log if line["message"] == message]


@together
async def test_statistics_can_be_read_while_the_program_runs(found: Founder) -> None:
    async with found() as town:
        chat, bob = town.group(), town.person()
        await town.say(chat, bob, town.article("en"))
        await town.posts(chat)
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "stats", "--json", cwd=town.program.folder,
            env={"PATH": os.environ["PATH"]}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate()
        told = json.loads(said)
        assert process.returncode == 0
        assert told["digests"] + told["waiting"] == 1


@together
async def test_a_model_that_keeps_failing_turns_readiness_red(found: Founder) -> None:
    async with found(**listening(), LINKDIGEST_OWNERS=f"telegram:{ALICE}") as town:
        town.program.forgiven.append("left alone")
        town.model.play(Play(status=401, body=b"{}"))
        chat = town.group()
        await town.say(chat, town.person(), town.article("en"))
        await town.posts(chat)
        status, said = await got(town, "/readyz")
        assert status == 503
        assert said == "ok database\nok telegram\nfail model: left alone: it keeps failing\n"
        assert (await figures(town))["llm_breaker_open",] == 1
        assert (await figures(town))["llm_errors_total", "model_rejected"] == 1
        told = await town.ask(ALICE, ALICE, "/owner status")
        assert "Model: left alone for now" in told.text
        assert "Budget of today: 0 % used" in told.text
