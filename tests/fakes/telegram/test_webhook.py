"""Updates go to a webhook while one is set, again and again until they are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.fakes.telegram.world import BOB

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot

    from tests.fakes.telegram.server import TelegramServer

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """Where updates arrive: `taken` with their secrets; the first are `refused`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str | None, dict[str, Any]]] = []
        self.refuse = 0
        self.url = ""

    async def serve(self, request: web.Request) -> web.Response:
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503)
        self.taken.append((request.headers.get(SECRET), await request.json()))
        return web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made, app = Hook(), web.Application()
    app.router.add_post("/hook", made.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_updates_arrive_with_the_secret(
    telegram: TelegramServer, bot: Bot, hook: Hook
) -> None:
    await telegram.say(BOB, "bob", "before")
    hook.refuse = 2
    await bot.set_webhook(hook.url, secret_token="s3cret", allowed_updates=["message"])
    said = await telegram.say(BOB, "bob", "after")
    await telegram.until(lambda: len(hook.taken) == 2)
    assert [secret for secret, _ in hook.taken] == ["s3cret", "s3cret"]
    texts = [update["message"]["text"] for _, update in hook.taken]
    assert texts == ["before", "after"]
    assert said.update_id
    await telegram.push_again(said.update_id)
    await telegram.until(lambda: len(hook.taken) == 3)
    assert hook.taken[1] == hook.taken[2]


async def test_polling_and_a_webhook_exclude_one_another(
    telegram: TelegramServer, bot: Bot, hook: Hook
) -> None:
    await bot.set_webhook(hook.url)
    assert (await bot.get_webhook_info()).url == hook.url
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await telegram.say(BOB, "bob", "hi")
    assert len(await bot.get_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_webhook_is_checked(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="an https url must be provided"):
        await bot.set_webhook("http://example.com/hook")
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await bot.set_webhook("https://example.com/hook", secret_token="a b")
