"""The commands of several verbs: `/daily` and `/feed`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.adapters.discord.menu_words import choices, option, text
from bot.adapters.discord.updates import file_of
from bot.core.daily.subscription import ITEMS_BOUND  # noqa: TC001 - the library reads annotations
from bot.core.daily.wishes import zones_like

if TYPE_CHECKING:
    from bot.adapters.discord.menu_words import Ask

    Asked = discord.Interaction[Any]

_ZONES_SHOWN: Final = 25
"""Discord shows no more."""


def _group(tree: app_commands.CommandTree[Any], name: str) -> app_commands.Group:
    """A command of several verbs, where we are members and in direct messages."""
    group = app_commands.Group(
        name=name,
        description=text(f"discord_command.{name}"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=False
        ),
    )
    tree.add_command(group)
    return group


def add_daily(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    """`/daily show, on, off, now, here`."""
    group = _group(tree, "daily")

    @group.command(name="on", description=text("discord_command.daily_on"))
    @app_commands.describe(
        time=option("daily_time"),
        **{
            name: option(f"daily_{name}")
            for name in (
                *("timezone", "channel", "where", "days", "language", "most", "notify", "include"),
            )
        },
    )
    @app_commands.choices(
        where=choices(channel="channel", server="server"),
        language=choices(auto="auto", zh="zh", en="en"),
        notify=choices(quiet="quiet", loud="loud"),
        include=choices(everything="everything", links="shared,seen", feeds="feeds"),
    )
    @app_commands.autocomplete(timezone=_zones)
    async def on(  # noqa: PLR0913, PLR0917 - the options of the command
        asked: Asked,
        time: str = "",
        timezone: str = "",
        channel: discord.TextChannel | discord.Thread | None = None,
        where: str = "",
        days: str = "",
        language: str = "",
        most: app_commands.Range[int, 1, ITEMS_BOUND] | None = None,
        notify: str = "",
        include: str = "",
    ) -> None:
        words = (
            *(_typed(time), _typed(timezone, "_"), _place(channel)),
            *("server" if where == "server" else "", _typed(days)),
            *(language, f"max={most}" if most else "", notify, include),
        )
        await ask(asked, "daily", " ".join(filter(None, ("on", *words))))

    for verb in ("show", "off", "now", "here"):
        _add_verb(group, ask, "daily", verb)


def _add_verb(group: app_commands.Group, ask: Ask, name: str, verb: str) -> None:
    @group.command(name=verb, description=text(f"discord_command.{name}_{verb}"))
    @app_commands.describe(where=option("daily_where"))
    @app_commands.choices(where=choices(channel="channel", server="server"))
    async def plain(asked: Asked, where: str = "") -> None:
        await ask(asked, name, f"{_whose(asked, where)}{verb}")


def add_feed(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    """`/feed list, add, remove, test, export, import`."""
    group = _group(tree, "feed")
    for verb in ("list", "export"):
        _add_verb(group, ask, "feed", verb)
    for verb, about in (("add", "url"), ("remove", "which"), ("test", "which")):
        _add_about(group, ask, verb, about)

    @group.command(name="import", description=text("discord_command.feed_import"))
    @app_commands.describe(file=option("feed_file"), where=option("daily_where"))
    @app_commands.choices(where=choices(channel="channel", server="server"))
    async def take(asked: Asked, file: discord.Attachment, where: str = "") -> None:
        await ask(asked, "feed", f"{_whose(asked, where)}import", file=file_of(file))


def _add_about(group: app_commands.Group, ask: Ask, verb: str, what: str) -> None:
    @group.command(name=verb, description=text(f"discord_command.feed_{verb}"))
    @app_commands.describe(feed=option(f"feed_{what}"), where=option("daily_where"))
    @app_commands.choices(where=choices(channel="channel", server="server"))
    async def about(asked: Asked, feed: str, where: str = "") -> None:
        await ask(asked, "feed", f"{_whose(asked, where)}{verb} {feed}")


async def _zones(asked: Asked, typed: str) -> list[Choice[str]]:
    """The time zones whose names have in them what was typed so far."""
    del asked
    return [Choice(name=zone, value=zone) for zone in zones_like(typed, _ZONES_SHOWN)]


def _typed(text: str, space: str = "") -> str:
    """What somebody typed, as one word that names no channel."""
    return text.replace("#", "").replace(" ", space)


def _place(channel: discord.TextChannel | discord.Thread | None) -> str:
    """A channel as the core reads it, with the one around a thread."""
    if channel is None:
        return ""
    around = f":{channel.parent_id}" if isinstance(channel, discord.Thread) else ""
    return f"#{channel.id}{around}"


def _whose(asked: Asked, where: str) -> str:
    """The beginning of a command that is about the whole server."""
    return f"@{asked.guild_id} " if where == "server" and asked.guild_id else ""
