"""Which sites have a reader of their own.

A new one is a file with `matches` and `read`, and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core.extract import wechat

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.extract.document import Document
    from bot.core.model import Article, Refusal


class Site(NamedTuple):
    """A site rule: `matches` must be cheap, `read` knows the site's own refusals too."""

    matches: Callable[[Document], bool]
    read: Callable[[Document], Article | Refusal]


SITES: Final = (Site(wechat.matches, wechat.read),)


def site_of(document: Document) -> Site | None:
    """The first site rule that matches `document`."""
    return next((site for site in SITES if site.matches(document)), None)
