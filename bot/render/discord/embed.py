"""The same in Discord's older form, for the day that components are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.render.clean import cut, units
from bot.render.discord.address import link_target
from bot.render.discord.footer import remarks
from bot.render.discord.live import looks_like_address
from bot.render.discord.markdown import still
from bot.render.discord.message import Embed
from bot.render.tidy import facts_of, title_of

if TYPE_CHECKING:
    from bot.core.answers import DigestAnswer
    from bot.render.discord.message import View

_MOST_TITLE, _SHORT_TITLE = 256, 80
"""UTF-16 units of a title as it is sent, and as it is before three signs stand for one."""

_MOST_FOOTER: Final = 1500
"""UTF-16 units: with title and description, the platform takes 6000 in all."""


def digest_embed(answer: DigestAnswer, view: View, description: str) -> Embed:
    """The embed of a digest whose line, points and risks are `description`, ready to be sent."""
    digest = answer.digest
    title = title_of(digest) if digest.title or digest.url else ""
    heading = still(title)
    if units(heading) > _MOST_TITLE:
        heading = still(cut(title, _SHORT_TITLE))
    url = None if looks_like_address(title) else link_target(digest.url)
    before, after = remarks(answer, view)
    # A footer knows no markdown: what stands there is shown as it is.
    told = "\n".join((*before, facts_of(digest), *after))
    return Embed(heading, url, description, cut(told, _MOST_FOOTER))


def plain_embed(description: str) -> Embed:
    """The embed of a message that is but a text."""
    return Embed("", None, description, "")
