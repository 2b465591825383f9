"""Whatever the program writes, says or keeps, with every logger at DEBUG: no secret is in it.

The real program on both platforms, in a bad hour: refusals, floods, cut lines, a key that is taken
back and quoted, errors that nobody catches.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.settings import SETTINGS
from tests.chats.city import Twins
from tests.chats.program import free_port
from tests.fakes.model_server import Play, fails

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

KEY = "odd/Key+with=Signs&more~0123456789"
"""Of no shape that is known: it has to be known by its value, also where it was escaped."""

LOUD = (sys.executable, "-X", "dev", Path(__file__).with_name("loud.py"))
SEND = "/channels/*/messages"
VERBS = ("config", "doctor --page {page}", "healthcheck", "backup copy.db")
PATIENCE = 20
"""Seconds: what fails is tried again after a while."""
PIECE = 12
"""So many characters of a secret in a row are a leak, too."""

LIBRARIES = ("aiosqlite", "asyncio", "discord", "httpcore", "httpx", "openai", "telegram")
"""Each has to have said something that it says below WARNING: a silent one proves nothing."""


@pytest_asyncio.fixture(loop_scope="session", params=["json", "text"])
async def twins(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Twins]:
    async with Twins(tmp_path_factory.mktemp("loud"), OPENAI_API_KEY=KEY) as place:
        environment = place.program.environment
        environment |= more_secrets(environment)
        environment["LINKDIGEST_HTTP"] = f"127.0.0.1:{free_port()}"
        environment["LINKDIGEST_LOG_LEVEL"] = "DEBUG"
        environment["PYTHONASYNCIODEBUG"] = "1"
        place.program.command = LOUD
        environment["LOUD_FORM"] = request.param
        environment["LOUD_SECRETS"] = "\n".join(secrets(place))
        yield place


def more_secrets(known: dict[str, str]) -> dict[str, str]:
    """Every other secret that can be set."""
    return {
        setting.name: sha256(setting.name.encode()).hexdigest()[:32]
        for setting in SETTINGS
        if setting.secret and setting.name not in known and not setting.name.endswith("_URL")
    }


def secrets(twins: Twins) -> list[str]:
    names = [setting.name for setting in SETTINGS if setting.secret]
    environment = twins.program.environment
    return [environment[name] for name in names if name in environment]


def needles(twins: Twins) -> set[str]:
    """Every piece of every secret, as it is and as it may be written."""
    found = set()
    for secret in secrets(twins):
        # What stands before it in a token is the bot's own number, which everybody may know.
        private = secret.rpartition(":")[2]
        private = private.partition(".")[2] if private.count(".") == 2 else private
        for form in (private, quote(private), quote_plus(private), json.dumps(private)[1:-1]):
            found |= {form[at : at + PIECE] for at in range(len(form) - PIECE + 1)}
    return found


async def test_no_secret_is_in_any_sink(twins: Twins) -> None:
    await twins.open()
    await twins.discord.until(lambda: twins.discord.commands)
    await a_bad_hour(twins)
    pages = await asked_for_by_http(twins)
    twins.program.running.send_signal(signal.SIGUSR1)
    await twins.until(lambda: said_of_the_fall(twins.program.text))
    readers = dict(of_readers(twins))
    verbs = [verb.format(page=twins.article("en")) for verb in VERBS]
    told = await asyncio.gather(*(told_by(twins, verb) for verb in verbs))
    await turned_away(twins)
    sinks = (
        pages
        | readers
        | dict(zip(verbs, told, strict=True))
        | dict(sent(twins))
        | dict(kept(twins))
    )
    assert "/bot***" in twins.program.text
    assert [name for name in LIBRARIES if not has_said(twins, name)] == []
    assert len(readers) > 1, "no process has read a page"
    pieces = needles(twins)
    leaks = {name: [p for p in pieces if p in text] for name, text in sinks.items()}
    assert {name: found for name, found in leaks.items() if found} == {}


async def a_bad_hour(twins: Twins) -> None:
    """A bit of everything, and everything of it goes wrong once."""
    quoted = f"Incorrect API key provided: {KEY}."
    twins.model.play(Play(body={"choices": []}, keep=9), fails(500), fails(401, quoted))
    await asyncio.gather(on_telegram(twins), on_discord(twins))


async def on_telegram(twins: Twins) -> None:
    chat, someone = twins.group(), twins.person()
    echo = f"Bad Gateway: /bot{twins.telegram.token}/sendMessage"
    twins.telegram.fault("setMessageReaction", status=401, description="Unauthorized")
    twins.telegram.fault("sendMessage", status=502, description=echo)
    twins.telegram.fault("getUpdates", drop=True)
    await twins.say(chat, someone, twins.broken())
    await twins.say(chat, someone, twins.article("en"))
    await twins.posts(chat, 1, PATIENCE)
    twins.telegram.fault("sendMessage", retry_after=1)
    other = twins.group()
    await twins.say(other, twins.person(), f"/digest {twins.article()}")
    await twins.posts(other, 1, PATIENCE)


async def on_discord(twins: Twins) -> None:
    city, channel = twins.discord, twins.discord.channel(twins.discord.server())
    reader = city.person()
    city.fail("PUT", f"{SEND}/*/reactions/**", 403, code=50013)
    city.cut("POST", SEND)
    city.fail("POST", SEND, 503, message=f"Bot {city.token}")
    city.fail("POST", SEND, 429, retry_after=0.1)
    await city.say(channel, reader, twins.article("zh"))
    await city.until(lambda: city.ours(channel), PATIENCE)
    await city.drop()
    await city.slash(channel, reader, "digest", url=twins.article("en"))
    await city.until(lambda: not city.unanswered(), PATIENCE)


async def asked_for_by_http(twins: Twins) -> dict[str, str]:
    """What the web server says to those who may and who may not know."""
    address = f"http://{twins.program.environment['LINKDIGEST_HTTP']}"
    said = {}
    async with ClientSession() as web:
        for path in ("/livez", "/readyz", "/metrics", f"/bot{twins.telegram.token}/getMe"):
            for secret in ("", *secrets(twins)):
                headers = {"Authorization": f"Bearer {secret}"}
                async with web.get(f"{address}{path}", headers=headers) as answer:
                    name = f"{path} {answer.status}"
                    said[name] = f"{await answer.text()} {dict(answer.headers)}"
    return said


async def told_by(twins: Twins, verb: str) -> str:
    """What another verb prints beside the running program, with the same settings."""
    quiet = {name: value for name, value in twins.program.environment.items() if name[:4] != "LOUD"}
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("linkdigest"), *verb.split(), cwd=twins.program.folder,
        env=quiet, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    return (await process.communicate())[0].decode()


async def turned_away(twins: Twins) -> None:
    """Both platforms take their tokens back; the program says so, and ends."""
    twins.discord.refuse_token()
    await twins.discord.close_gateway(4004)
    twins.telegram.fault("*", times=99, status=401, description="Unauthorized")
    await twins.say(twins.group(), twins.person(), "an end to the long poll")
    assert await twins.program.ended() != 0


def sent(twins: Twins) -> Iterator[tuple[str, str]]:
    """What went to the platforms, the model and the site, but for where the secret has to stand."""
    yield "calls to Telegram", str([call.params for call in twins.telegram.calls])
    yield "Telegram's chats", str(twins.telegram.world.rooms)
    yield "requests to Discord", str([(c.path, c.body) for c in twins.discord.calls])
    yield (
        "model",
        str([(a.path, a.body, _but_for("authorization", a.headers)) for a in twins.model.asked]),
    )
    yield "sites", str(twins.site.requests)


def _but_for(name: str, headers: dict[str, str]) -> dict[str, str]:
    return {given: value for given, value in headers.items() if given.lower() != name}


def kept(twins: Twins) -> Iterator[tuple[str, str]]:
    """Every file: the log, the database and what lies beside it, a backup."""
    for path in twins.program.folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(twins.program.folder)), path.read_bytes().decode("latin-1")


def of_readers(twins: Twins) -> Iterator[tuple[str, str]]:
    """What the processes know that read strangers' pages, and what anybody may see of ours."""
    ours = twins.program.running.pid
    yield "command line", Path(f"/proc/{ours}/cmdline").read_text()
    for child in Path(f"/proc/{ours}/task/{ours}/children").read_text().split():
        process = Path(f"/proc/{child}")
        yield (
            f"reader {child}",
            (process / "environ").read_text() + (process / "cmdline").read_text(),
        )


def said_of_the_fall(text: str) -> bool:
    return all(
        where in text for where in ("unraisable", "in a thread", "in the loop", "a warning of")
    )


def has_said(twins: Twins, library: str) -> bool:
    forms = ('"level": "{}", "logger": "{}', " {} {}")
    said = (form.format(level, library) for form in forms for level in ("DEBUG", "INFO"))
    return any(words in twins.program.text for words in said)
