"""A token or key, tried as soon as it is given."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.adapters.clock import SystemClock
from bot.adapters.store.probe import is_held
from bot.app.discord import INVITE
from bot.app.doctor.check import Check, ok, turned_away
from bot.app.doctor.discord import REACH as DISCORD_REACH
from bot.app.doctor.discord import content
from bot.app.doctor.model import look_at_model
from bot.app.doctor.round import SECONDS, WARMING, bounded
from bot.app.doctor.telegram import REACH as TELEGRAM_REACH
from bot.app.doctor.telegram import privacy
from bot.core.errors import LinkdigestError, PlatformError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

GROUP_LINK: Final = "https://t.me/{name}?startgroup=true"


@dataclass(slots=True)
class Trial:
    """What came of it. `invite` is the link that brings the bot into a chat, "" if it failed.

    `owner`: the id of whose it is, and their name, where the platform tells.
    """

    checks: list[Check]
    name: str = ""
    invite: str = ""
    owner: tuple[str, str] | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be used."""
        return all(check.status != "fail" for check in self.checks)


async def try_telegram(settings: Settings) -> Trial:
    """Greet the bot."""
    trial = Trial([])
    trial.checks = await bounded("telegram", _telegram(settings, trial), SECONDS)
    return trial


async def try_discord(settings: Settings) -> Trial:
    """Greet the bot."""
    trial = Trial([])
    trial.checks = await bounded("discord", _discord(settings, trial), SECONDS)
    return trial


async def try_model(settings: Settings) -> Trial:
    """Let the model write a digest."""
    return Trial(await bounded("model", look_at_model(settings), settings.model_timeout + WARMING))


async def find_writers(settings: Settings) -> list[tuple[str, str]] | None:
    """Id and name of those who have just written to the Telegram bot; None: it cannot be told."""
    from bot.adapters.telegram.probe import open_probe  # noqa: PLC0415 - half a second

    token = settings.telegram_bot_token
    try:
        # Whoever runs hears them: then nothing is left to be seen, and looking would disturb.
        if token is None or await asyncio.to_thread(is_held, settings.database):
            return None
        async with (
            asyncio.timeout(SECONDS),
            open_probe(
                token.reveal(), clock=SystemClock(), base_url=settings.telegram_base_url
            ) as probe,
        ):
            await probe.me()
            return await probe.writers()
    except (LinkdigestError, TimeoutError):
        return None


async def _telegram(settings: Settings, trial: Trial) -> AsyncIterator[Check]:
    from bot.adapters.telegram.probe import open_probe  # noqa: PLC0415 - half a second

    token = settings.telegram_bot_token
    async with open_probe(
        token.reveal() if token else "", clock=SystemClock(), base_url=settings.telegram_base_url
    ) as probe:
        try:
            me = await probe.me()
        except PlatformError as fault:
            yield turned_away("telegram", fault, TELEGRAM_REACH)
            return
        trial.name, trial.invite = f"@{me.name}", GROUP_LINK.format(name=me.name)
        yield ok("telegram", f"hello, @{me.name}")
        yield privacy(me, wants_drops=True)


async def _discord(settings: Settings, trial: Trial) -> AsyncIterator[Check]:
    from bot.adapters.discord.probe import open_probe  # noqa: PLC0415 - a second

    token = settings.discord_bot_token
    async with open_probe(
        token.reveal() if token else "", api_url=settings.discord_api_url
    ) as probe:
        try:
            me = await probe.me()
        except PlatformError as fault:
            yield turned_away("discord", fault, DISCORD_REACH)
            return
        trial.name, trial.invite = me.name, INVITE.format(id=me.application)
        trial.owner = (me.owner, me.owner_name)
        yield ok("discord", f"hello, {me.name}")
        yield content(me, wants_drops=True)
