"""An answer, tried: it works, or it is kept, typed anew or left out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.app.doctor import Trial
    from bot.cli.setup.draft import Draft
    from bot.cli.setup.talk import Talk
    from bot.settings import Settings

    Attempt = Callable[[Settings], Coroutine[Any, Any, Trial]]

NONE: Final = "-"
"""What is typed to take away what is there."""

AGAIN: Final = "[t]ype it again, [k]eep it all the same, or [s]kip"


def tried(attempt: Attempt, draft: Draft, talk: Talk) -> Trial | None:
    """What came of it, shown; None where it cannot even be tried, which is taken away again."""
    try:
        settings = draft.settings()
    except SettingsError as fault:
        draft.mend(fault)
        for line in fault.faults:
            talk.say(f"  {line}")
        return None
    trial = asyncio.run(attempt(settings))
    talk.show(trial.checks)
    return trial


def is_settled(trial: Trial, names: tuple[str, ...], draft: Draft, talk: Talk) -> bool:
    """Whether that is the answer. What does not work is taken away unless it is to be kept."""
    if trial.is_good:
        return True
    choice = talk.choose(AGAIN, "tks", "t")
    if choice != "k":
        for name in names:
            draft.put(name, "")
    return choice != "t"


def hint(*, is_there: bool) -> str:
    """What Enter does."""
    return f"Enter: keep what is there, {NONE}: none" if is_there else "Enter: skip"
