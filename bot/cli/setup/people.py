"""Who runs the bot, and who may use it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.app.doctor import find_writers
from bot.cli.setup.trying import NONE
from bot.core.errors import SettingsError

if TYPE_CHECKING:
    from bot.cli.setup.draft import Draft
    from bot.cli.setup.talk import Talk

OWNERS: Final = "LINKDIGEST_OWNERS"
ALLOW_CHATS, ALLOW_USERS = "LINKDIGEST_ALLOW_CHATS", "LINKDIGEST_ALLOW_USERS"

ON_TELEGRAM: Final = """\
  Telegram shows ids in its desktop program alone: Settings › Advanced › Experimental settings ›
  Show Peer IDs in Profile. Or write anything to your bot in private now, and type ? here."""
ON_DISCORD: Final = """\
  Discord: User Settings › Advanced › Developer Mode, then right-click your name › Copy User ID."""


def ask_for_owner(draft: Draft, talk: Talk, found: tuple[str, str] | None) -> None:
    """Ask for the owner's ids; `found` is id and name of whose the Discord application is."""
    settings = draft.settings()
    talk.say("\n4/5 You, by your id: the bot asks you about access, and /owner is yours alone")
    if settings.telegram_bot_token:
        talk.say(ON_TELEGRAM)
    if settings.discord_bot_token:
        talk.say(ON_DISCORD)
    default = draft.value(OWNERS)
    if found and not default:
        default = f"discord:{found[0]}"
        talk.tell(f"The application on Discord is {found[1]}'s: {default}")
    if draft.elsewhere(OWNERS):
        talk.say(f"  {OWNERS} stands in the environment, and is left as it is.")
        return
    _ask_ids(OWNERS, "Your id, like telegram:123 or discord:123, or both", default, draft, talk)


def ask_for_access(draft: Draft, talk: Talk) -> None:
    """Ask whether everybody may use it, or who."""
    talk.say("\n5/5 Who may use it")
    if place := draft.elsewhere(ALLOW_CHATS) or draft.elsewhere(ALLOW_USERS):
        talk.say(f"  That stands in {place}, and is left as it is.")
        return
    chats, people = draft.value(ALLOW_CHATS), draft.value(ALLOW_USERS)
    choice = talk.choose(
        "[e]verybody within the limits, or [o]nly you and the chats that you name",
        "eo",
        "o" if chats or people else "e",
    )
    owners = ",".join(sorted(draft.settings().owners))
    if choice == "o" and not (owners or chats or people):
        talk.say("  Without your id nobody could use it, so for now everybody may.")
        choice = "e"
    draft.put(ALLOW_USERS, (people or owners) if choice == "o" else "")
    if choice == "e":
        draft.put(ALLOW_CHATS, "")
        return
    talk.say("  Others can ask you for access by a button; /owner allow ID lets them in.")
    _ask_ids(ALLOW_CHATS, "Chats, like telegram:-100123 or discord:123", chats, draft, talk)


def _ask_ids(name: str, question: str, default: str, draft: Draft, talk: Talk) -> None:
    enter = f"Enter: {default}, {NONE}: none" if default else "Enter: none"
    while True:
        typed = talk.ask(f"{question} ({enter})")
        if typed == "?":
            _tell_writers(draft, talk)
            continue
        draft.put(name, "" if typed == NONE else _named(typed, draft) or default)
        try:
            draft.settings()
        except SettingsError as fault:
            draft.mend(fault)
            talk.tell(str(fault))
        else:
            return


def _named(typed: str, draft: Draft) -> str:
    """A bare number with its platform before it, where there is only one."""
    settings = draft.settings()
    tokens = {"telegram": settings.telegram_bot_token, "discord": settings.discord_bot_token}
    platforms = [name for name, token in tokens.items() if token]
    is_bare = typed.removeprefix("-").isdecimal() and len(platforms) == 1
    return f"{platforms[0]}:{typed}" if is_bare else typed


def _tell_writers(draft: Draft, talk: Talk) -> None:
    found = asyncio.run(find_writers(draft.settings()))
    if found is None:
        talk.say("  That cannot be seen: linkdigest is running, or there is a webhook or no token.")
    elif not found:
        talk.say("  Nobody has written to the bot yet. Do so in private, and type ? again.")
    for number, name in found or ():
        talk.tell(f"telegram:{number} is {name}")
