"""What the bot answers to its commands, one file each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.core.commands import forget, hello, owner, settings, stats

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.answers import Answer
    from bot.core.commands.daily import DailyCommand
    from bot.core.commands.feed import FeedCommand
    from bot.core.commands.office import Office
    from bot.core.commands.welcome import Welcome
    from bot.core.delivery.row import Delivery, Verb


def commands(
    office: Office, welcome: Welcome, daily: DailyCommand, feed: FeedCommand
) -> Mapping[Verb, Callable[[Delivery], Awaitable[Answer | None]]]:
    """Every command by its verb, and the words for a chat that is new to us."""
    return {
        "start": partial(hello.start, office),
        "help": partial(hello.help_, office),
        "privacy": partial(hello.privacy, office),
        "optout": partial(hello.optout, office),
        "optin": partial(hello.optin, office),
        "forget": partial(forget.forget, office),
        "settings": partial(settings.settings, office),
        "stats": partial(stats.stats, office),
        "owner": partial(owner.owner, office),
        "welcome": welcome.words,
        "daily": daily,
        "feed": feed,
    }
