"""The model: a key, or another provider's address with its model and key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.app.doctor import try_model
from bot.cli.setup.trying import NONE, hint, is_settled, tried
from bot.settings import OPENAI_ADDRESS

if TYPE_CHECKING:
    from bot.cli.setup.draft import Draft
    from bot.cli.setup.talk import Talk

KEY, ADDRESS, MODEL = "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"
ALL: Final = (KEY, ADDRESS, MODEL)
HOW: Final = """
3/5 The model that writes the digests; without one they are extracts
  A key of OpenAI's: https://platform.openai.com/api-keys
  For another provider type its address first, like http://localhost:11434/v1"""


def ask_for_model(draft: Draft, talk: Talk) -> None:
    """Ask for it until it writes a digest, or is kept or left out."""
    talk.say(HOW)
    if place := next(filter(None, map(draft.elsewhere, ALL)), ""):
        talk.say(f"  It stands in {place}, and is left as it is.")
        tried(try_model, draft, talk)
        return
    while True:
        _type(draft, talk)
        if not (draft.value(KEY) or draft.value(ADDRESS)):
            return
        trial = tried(try_model, draft, talk)
        if trial and is_settled(trial, ALL, draft, talk):
            return


def _type(draft: Draft, talk: Talk) -> None:
    address = draft.value(ADDRESS)
    if address:
        talk.tell(f"there is {draft.value(MODEL)} at {address}")
    is_there = bool(draft.value(KEY) or address)
    typed = talk.ask_secret(f"Key, or address ({hint(is_there=is_there)})")
    if typed == NONE:
        for name in ALL:
            draft.put(name, "")
    elif typed.startswith(("http://", "https://")):
        _type_elsewhere(typed, draft, talk)
    elif typed:
        draft.put(KEY, typed)


def _type_elsewhere(address: str, draft: Draft, talk: Talk) -> None:
    talk.tell(address)  # it was typed like a secret
    is_own = address.rstrip("/") == OPENAI_ADDRESS
    draft.put(ADDRESS, "" if is_own else address)
    draft.put(MODEL, "" if is_own else talk.ask("The model's name there"))
    draft.put(KEY, talk.ask_secret("Its key (Enter: it wants none)"))
