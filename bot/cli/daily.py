"""`linkdigest daily`: a chat's daily post, set up by who runs the bot, or tried in the terminal."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.app import open_app
from bot.app.dailies import open_editor
from bot.cli.ending import EXIT_DONE, EXIT_REFUSED, complain, usage
from bot.cli.logs import tell_warnings
from bot.cli.sources import reader_language, tell_refusal
from bot.core.answers import DailyAnswer
from bot.core.chats import Chat, ChatKind
from bot.core.commands.feed import listen_to
from bot.core.daily.feed import FedEntry
from bot.core.daily.opml import read_opml
from bot.core.daily.schedule import Hour, local_date, zone_of
from bot.core.daily.subscription import USUAL_AT, Subscription, keep
from bot.core.daily.wishes import (
    Wish,
    find_zone,
    nearest_zone,
    read_days,
    read_time,
    read_wish,
    zone_label,
)
from bot.core.links import find
from bot.core.model import Refusal
from bot.core.retention import DAY
from bot.render.daily_text import render_daily_text
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.app.dailies import Bureau
    from bot.core.chats import Platform
    from bot.core.daily.feed import Feed, FeedReading, Listening
    from bot.core.model import AskedLanguage

TRY_SECONDS: Final = 110.0
"""Longest that a trial reads and digests."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is wanted otherwise; None: as it is."""

    at: str | None = None
    zone: str | None = None
    days: str | None = None
    feeds: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    opml: Path | None = None
    language: AskedLanguage | None = None
    most: int | None = None
    include: str | None = None
    topic: str | None = None
    rings: bool | None = None
    off: bool = False


async def daily_post(name: str, change: Change, *, dry_run: bool) -> int:
    """Change the daily post of the chat `name`, or print what it would be; then how it is set."""
    platform, chat_id = _place(name)
    wish = _wish(change)
    addresses = _opml(change.opml) if change.opml else ()
    settings = load(os.environ)
    tell_warnings(settings)
    async with open_app(settings) as app, open_editor(settings, app) as bureau:
        chat = await _chat(bureau, platform, chat_id)
        before = await bureau.ledger.subscription(platform, chat_id)
        each = before or Subscription(
            chat, chat, Hour(USUAL_AT, settings.zone), is_on=False, since=bureau.now() - DAY
        )
        found: list[tuple[Feed, FeedReading]] = []
        for address in change.feeds:
            outcome = await _found(bureau, address)
            if isinstance(outcome, Refusal):
                tell_refusal(outcome, address, reader_language(settings))
                return EXIT_REFUSED
            found.append(outcome)
        wanted = _changed(each, change, wish)
        if wanted.is_on and not each.is_on:
            wanted = replace(wanted, since=bureau.now() - DAY)
        if dry_run:
            return await _try(bureau, wanted, found)
        await _change_feeds(bureau, chat, change, addresses, found)
        if wanted != each:
            await keep(bureau.ledger, wanted, bureau.now())
            # Who runs the bot wants it there, whatever the lists of who may use it say.
            if wanted.is_on and not each.is_on:
                await bureau.rooms.admit(wanted.target, is_allowed=True)
        await _show(bureau, chat)
    return EXIT_DONE


async def _try(
    bureau: Bureau, wanted: Subscription, found: Sequence[tuple[Feed, FeedReading]]
) -> int:
    """Print the post as it would be now."""
    tried = _Tried(bureau.ledger, tuple(found), bureau.now())
    editor = bureau.editor(tried)
    await editor.prepare(wanted, TRY_SECONDS)
    edition = await editor.edition(wanted, TRY_SECONDS)
    if not edition.items:
        sys.stdout.write("Nothing to say: nothing would be posted.\n")
        return EXIT_DONE
    day = local_date(bureau.now(), wanted.hour.zone).isoformat()
    shown = edition.items[: wanted.most]
    answer = DailyAnswer(day, edition.language, shown, len(edition.items), unread=edition.unread)
    sys.stdout.write(render_daily_text(answer, colour=sys.stdout.isatty()))
    return EXIT_DONE


@dataclass(frozen=True, slots=True)
class _Tried:
    """What the chat listens to, and feeds that are only tried: what they brought in a day."""

    kept: Listening
    tried: tuple[tuple[Feed, FeedReading], ...]
    now: int

    async def feeds_of(self, platform: Platform, chat: str) -> Sequence[Feed]:
        return await self.kept.feeds_of(platform, chat)

    async def entries(
        self, platform: Platform, chat: str, since: int, limit: int
    ) -> Sequence[FedEntry]:
        new = [
            FedEntry(feed.url, reading.title, entry, self.now)
            for feed, reading in self.tried
            for entry in reading.entries
            if (entry.published or self.now) > self.now - DAY
        ]
        return [*new, *await self.kept.entries(platform, chat, since, limit)]


async def _change_feeds(
    bureau: Bureau,
    chat: Chat,
    change: Change,
    addresses: Sequence[str],
    found: Sequence[tuple[Feed, FeedReading]],
) -> None:
    for feed, _ in found:
        await bureau.ledger.listen(chat, feed, bureau.now())
    if addresses:
        _, rest = await listen_to(bureau.ledger, chat, addresses, bureau.now())
        if rest:
            complain(str(change.opml), f"{rest} of its feeds are more than a chat may have")
    for address in change.dropped:
        if not await bureau.ledger.ignore(chat, address):
            complain(address, "is none of this chat's feeds")


async def _found(bureau: Bureau, address: str) -> tuple[Feed, FeedReading] | Refusal:
    links = find(address)
    if len(links) != 1:
        usage(f"--feed wants one address, not {address}")
    return await bureau.poller.find(links[0].url)


def _place(name: str) -> tuple[Platform, str]:
    on, _, number = name.partition(":")
    if on not in {"telegram", "discord"} or not number.lstrip("-").isdecimal():
        usage(f"CHAT reads like telegram:-1001234567890 or discord:123456789012345678, not {name}")
    return ("telegram" if on == "telegram" else "discord"), number


async def _chat(bureau: Bureau, platform: Platform, name: str) -> Chat:
    """The chat as we know it; one that has never written to us is what its id looks like."""
    if kept := await bureau.ledger.chat(platform, name):
        return Chat(platform, name, kept.kind, within=kept.within)
    if platform == "discord" or name.startswith("-100"):
        return Chat(platform, name, ChatKind.CHANNEL)
    return Chat(platform, name, ChatKind.BASIC if name.startswith("-") else ChatKind.PRIVATE)


def _wish(change: Change) -> Wish:
    """What was asked for, as a chat would say it; ends the program where that cannot be read."""
    zone = (change.zone or "").replace(" ", "_")
    wish = Wish(
        at=read_time(change.at or ""),
        zone=find_zone(zone),
        days=read_days((change.days or "").replace(" ", "")),
        parts=read_wish(change.include or "").parts,
    )
    faults = [
        f"{name} cannot be read: {given}"
        for name, given, read in (
            ("--at", change.at, wish.at),
            ("--days", change.days, wish.days),
            ("--include", change.include, wish.parts),
        )
        if given is not None and read is None
    ]
    if zone and not wish.zone:
        near = nearest_zone(zone)
        faults.append(f"there is no time zone {zone}{f', did you mean {near}?' if near else ''}")
    if faults:
        usage("; ".join(faults))
    return wish


def _changed(each: Subscription, change: Change, wish: Wish) -> Subscription:
    """The post as it is wanted; whatever is said of it but its feeds switches it on."""
    hour = each.hour
    target = replace(each.target, topic=change.topic) if change.topic else each.target
    is_meant = replace(change, feeds=(), dropped=(), opml=None) != Change()
    return replace(
        each,
        target=target,
        hour=Hour(
            hour.at if wish.at is None else wish.at, wish.zone or hour.zone, wish.days or hour.days
        ),
        is_on=(is_meant or each.is_on) and not change.off,
        rings=each.rings if change.rings is None else change.rings,
        language=change.language or each.language,
        most=change.most or each.most,
        parts=wish.parts or each.parts,
        fault="" if is_meant else each.fault,
    )


def _opml(path: Path) -> tuple[str, ...]:
    try:
        return read_opml(path.read_text("utf-8-sig", "replace"))
    except OSError as fault:
        usage(f"--opml {path}: {fault.strerror}")
    except ValueError:
        usage(f"--opml {path}: no OPML file")


async def _show(bureau: Bureau, chat: Chat) -> None:
    """How it is set, in a few lines."""
    each = await bureau.ledger.subscription(chat.platform, chat.id)
    feeds = await bureau.ledger.feeds_of(chat.platform, chat.id)
    lines = [f"daily post of {chat.platform}:{chat.id}"]
    if each is None or not each.is_on:
        fault = f" ({each.fault})" if each and each.fault else ""
        lines.append(f"  off{fault}; --at HH:MM --zone ZONE switches it on")
    else:
        next_at = datetime.fromtimestamp(each.next_at, zone_of(each.hour.zone))
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        days = ",".join(names[day] for day in sorted(each.hour.days))
        lines += [
            f"  at {each.hour.clock} {zone_label(each.hour.zone)}, {days}",
            f"  next {next_at:%Y-%m-%d %H:%M}",
            f"  tells of {','.join(sorted(each.parts))}, {each.most} stories at most",
        ]
    lines += [f"  feed {feed.url}  {feed.title}".rstrip() for feed in feeds]
    sys.stdout.write("\n".join(lines) + "\n")
