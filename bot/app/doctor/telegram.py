"""Telegram: who we are there, what reaches us, where we may write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.clock import SystemClock
from bot.app.doctor.check import Check, asked, fail, ok, rights, side_by_side, turned_away, warn
from bot.core.chats import ChatKind
from bot.core.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.telegram.probe import Hook, Me, TelegramProbe
    from bot.app.doctor.surroundings import Surroundings
    from bot.core.ledger import ChatRow

NAME: Final = "telegram"
REACH: Final = "see that this machine reaches api.telegram.org, or what TELEGRAM_BASE_URL names"
PRIVACY_OFF: Final = (
    "write /setprivacy to @BotFather, choose Disable, remove the bot from its groups and add it"
    " again; or make it an administrator of the group, no right is needed"
)


async def look_at_telegram(around: Surroundings) -> AsyncIterator[Check]:
    """Who we are, what reaches us, who else polls, where we may write."""
    from bot.adapters.telegram.probe import open_probe  # noqa: PLC0415 - half a second

    settings = around.settings
    if settings.telegram_bot_token is None:
        return
    token = settings.telegram_bot_token.reveal()
    async with open_probe(token, clock=SystemClock(), base_url=settings.telegram_base_url) as probe:
        try:
            me = await probe.me()
        except PlatformError as fault:
            yield turned_away(NAME, fault, REACH)
            return
        yield ok(NAME, f"@{me.name}, {_switches(me)}")
        yield privacy(me, wants_drops=settings.mode in {"auto", "react"})
        chats = around.groups("telegram")
        looks = [_updates(around, probe), _menus(around, probe)]
        looks += [_rights(chats, probe)] if chats else []
        async for check in side_by_side(looks):
            yield check
        around.note(NAME, probe.skew)


def privacy(me: Me, *, wants_drops: bool) -> Check:
    """Whether links reach us that nobody sends to us."""
    if me.reads_all:
        return ok(NAME, "privacy mode off: it sees the links that are dropped in groups")
    told = "privacy mode on: in groups where it is no administrator it sees commands only"
    return warn(NAME, told, PRIVACY_OFF) if wants_drops else ok(NAME, told)


def _switches(me: Me) -> str:
    states = {"guest mode": me.is_guest, "inline mode": me.is_inline}
    return ", ".join(f"{name} {'on' if state else 'off'}" for name, state in states.items())


async def _updates(around: Surroundings, probe: TelegramProbe) -> Check:
    """How updates come to us, and who takes them away."""
    hook, wanted = await probe.hook(), around.settings.webhook_url or ""
    if wanted:
        return _hooked(hook, wanted, is_running=around.is_running)
    if hook.url and around.is_running:
        return fail(
            NAME,
            "a webhook is set though we poll: no update reaches us",
            "end the program that set it, or unset LINKDIGEST_WEBHOOK_URL there; restart ours",
        )
    if hook.url:
        return warn(
            NAME,
            "a webhook is set, though LINKDIGEST_WEBHOOK_URL is not",
            "if another program uses this token, give it one of its own; else nothing:"
            " `linkdigest run` takes the webhook away",
        )
    if around.is_running:
        return ok(NAME, "no webhook; not asked who else polls, linkdigest is running")
    if await probe.is_polled():
        return warn(
            NAME,
            "another program polls with this token",
            "end it (or is it linkdigest on another database?): updates go to one of the two",
        )
    return ok(NAME, "no webhook, nobody else was met polling")


def _hooked(hook: Hook, wanted: str, *, is_running: bool) -> Check:
    if hook.url != wanted and is_running:
        told = "no webhook is set" if not hook.url else "another webhook than ours is set"
        return fail(NAME, told, "restart linkdigest; end whatever else uses this token")
    if hook.url != wanted:
        return ok(NAME, "the webhook will be set at the start")
    if hook.fault and is_running:
        at = f"{hook.faulted_at:%Y-%m-%d %H:%M} UTC" if hook.faulted_at else "some time ago"
        return warn(
            NAME,
            f"webhook set, {hook.waiting} waiting; its last fault, {at}: {hook.fault}",
            "see that LINKDIGEST_WEBHOOK_URL leads from outside to LINKDIGEST_HTTP",
        )
    return ok(NAME, f"webhook set, {hook.waiting} waiting")


async def _menus(around: Surroundings, probe: TelegramProbe) -> Check:
    if await probe.has_menus():
        return ok(NAME, "commands current (en, zh)")
    if around.is_running:
        return warn(NAME, "the commands in its menu are out of date", "restart linkdigest")
    return ok(NAME, "the commands in its menu will be published at the start")


async def _rights(chats: list[ChatRow], probe: TelegramProbe) -> Check:
    async def lack(chat: ChatRow) -> str:
        return await probe.shut(chat.id, is_channel=chat.kind is ChatKind.CHANNEL)

    return rights(NAME, len(chats), await asked(chats, lack))
