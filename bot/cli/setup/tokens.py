"""The bots: a token for each platform, and the link that brings the bot into a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.app.doctor import try_discord, try_telegram
from bot.cli.setup.trying import NONE, hint, is_settled, tried

if TYPE_CHECKING:
    from bot.app.doctor import Trial
    from bot.cli.setup.draft import Draft
    from bot.cli.setup.talk import Talk
    from bot.cli.setup.trying import Attempt


@dataclass(frozen=True, slots=True)
class Source:
    """A platform's token: its setting, where people get it, how it is tried."""

    name: str
    setting: str
    how: str
    attempt: Attempt
    invite: str


TELEGRAM: Final = Source(
    "Telegram",
    "TELEGRAM_BOT_TOKEN",
    "Write /newbot to https://t.me/BotFather: it gives you a token, like 123456:ABC-DEF…",
    try_telegram,
    "Add it to a group",
)
DISCORD: Final = Source(
    "Discord",
    "DISCORD_BOT_TOKEN",
    "https://discord.com/developers/applications › New Application › Bot › Reset Token",
    try_discord,
    "Invite it to a server",
)


def ask_for_token(number: str, source: Source, draft: Draft, talk: Talk) -> Trial | None:
    """Ask for it until it works, or is kept or left out; what came of it, None if left out."""
    talk.say(f"\n{number} {source.name}\n  {source.how}")
    trial = _asked(source, draft, talk)
    if trial and trial.invite:
        talk.say(f"  {source.invite}: {trial.invite}")
    return trial


def _asked(source: Source, draft: Draft, talk: Talk) -> Trial | None:
    if place := draft.elsewhere(source.setting):
        talk.say(f"  {source.setting} stands in {place}, and is left as it is.")
        return tried(source.attempt, draft, talk)
    while True:
        _type(source, draft, talk)
        if not draft.value(source.setting):
            return None
        trial = tried(source.attempt, draft, talk)
        if trial and is_settled(trial, (source.setting,), draft, talk):
            return trial if draft.value(source.setting) else None


def _type(source: Source, draft: Draft, talk: Talk) -> None:
    is_there = bool(draft.value(source.setting))
    typed = talk.ask_secret(f"{source.name} token ({hint(is_there=is_there)})")
    if typed:
        draft.put(source.setting, "" if typed == NONE else typed)
