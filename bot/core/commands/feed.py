"""`/feed`: the feeds that a chat's daily post tells of, seen by all, changed by admins."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from bot.core.answers import FileAnswer, Line, NoticeAnswer, notice
from bot.core.commands.office import named_chat
from bot.core.daily.feed import Feed
from bot.core.daily.opml import read_opml, write_opml
from bot.core.errors import BadUrlError, PostError
from bot.core.links import find, parse
from bot.core.model import Refusal, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.answers import Answer
    from bot.core.chats import Chat
    from bot.core.commands.office import Office
    from bot.core.daily.feed import FeedReading, Shelf
    from bot.core.daily.subscription import Agenda
    from bot.core.delivery.row import Delivery

FEEDS_MOST: Final = 100
"""Feeds of one chat."""

FIND_SECONDS: Final = 45.0
"""Longest that a feed is looked for: a command is answered within a minute."""

LISTED_MOST: Final = 40
SHOWN_ENTRIES: Final = 3

_VERBS: Final = {
    **dict.fromkeys(("list", "列表"), "list"),
    **dict.fromkeys(("add", "添加"), "add"),
    **dict.fromkeys(("remove", "delete", "删除"), "remove"),
    **dict.fromkeys(("test", "测试"), "test"),
    **dict.fromkeys(("export", "导出"), "export"),
    **dict.fromkeys(("import", "导入"), "import"),
}


class Finder(Protocol):
    """Finds the feed behind an address: `core.daily.poller.Poller`."""

    async def find(self, url: str) -> tuple[Feed, FeedReading] | Refusal:
        """The feed that `url` is, or that the page there names, and what it says now."""
        ...


@dataclass(frozen=True, slots=True)
class FeedCommand:
    """Answers the command."""

    office: Office
    agenda: Agenda
    shelf: Shelf
    finder: Finder

    async def __call__(self, row: Delivery) -> Answer:
        """`list`, `add`, `remove` and `test` with an address, `export`, `import` with a file."""
        chat, arguments = await named_chat(self.office, row)
        if chat is None:
            return notice("chat.not_admin")
        chat = replace(chat, topic=None)
        verb, about = _verb(arguments)
        if verb == "list":
            return await self._list(chat)
        if verb == "" or (verb in {"add", "remove", "test"} and not about):
            return notice("chat.feed_usage")
        if not await self.office.is_admin(chat, row.asker):
            return notice("chat.not_admin")
        return await self._done(row, chat, verb, about)

    async def _done(self, row: Delivery, chat: Chat, verb: str, about: str) -> Answer:
        match verb:
            case "export":
                return await self._export(chat)
            case "import":
                return await self._import(chat, row)
            case "remove":
                return await self._remove(chat, about)
            case "add":
                return await self._add(chat, about)
            case _:
                return await self._test(chat, about)

    async def _list(self, chat: Chat) -> Answer:
        feeds = await self.shelf.feeds_of(chat.platform, chat.id)
        if not feeds:
            return notice("chat.feed_none")
        lines = [
            Line(
                "chat.feed_row_failing" if feed.failures else "chat.feed_row",
                {"n": number, "feed": feed.title or feed.url, "url": feed.url},
            )
            for number, feed in enumerate(feeds[:LISTED_MOST], 1)
        ]
        rest = len(feeds) - len(lines)
        more = (Line("chat.feed_more", {"n": rest}),) if rest else ()
        return NoticeAnswer((Line("chat.feed_heading", {"n": len(feeds)}), *lines, *more))

    async def _add(self, chat: Chat, about: str) -> Answer:
        links = find(about)
        if len(links) != 1:
            return notice("chat.feed_usage")
        if len(await self.shelf.feeds_of(chat.platform, chat.id)) >= FEEDS_MOST:
            return notice("chat.feed_too_many", n=FEEDS_MOST)
        found = await self._found(links[0].url)
        if isinstance(found, Refusal):
            return _not_found(found)
        feed, reading = found
        is_new = await self.shelf.listen(chat, feed, self.office.clock.now())
        key = "chat.feed_added" if is_new else "chat.feed_known"
        lines = [Line(key, {"feed": feed.title or feed.url, "url": feed.url})]
        lines += _latest(reading)
        each = await self.agenda.subscription(chat.platform, chat.id)
        if each is None or not each.is_on:
            lines.append(Line("chat.feed_needs_daily"))
        return NoticeAnswer(tuple(lines))

    async def _remove(self, chat: Chat, about: str) -> Answer:
        feed = await self._one_of(chat, about)
        if feed is None or not await self.shelf.ignore(chat, feed.url):
            return notice("chat.feed_unknown")
        return notice("chat.feed_removed", feed=feed.title or feed.url)

    async def _test(self, chat: Chat, about: str) -> Answer:
        """What a feed says now: one of the chat's, or any other."""
        feed = await self._one_of(chat, about)
        links = find(about)
        if feed is None and len(links) != 1:
            return notice("chat.feed_usage")
        found = await self._found(feed.url if feed else links[0].url)
        if isinstance(found, Refusal):
            return _not_found(found)
        feed, reading = found
        name, number = feed.title or feed.url, len(reading.entries)
        told = Line("chat.feed_tested", {"feed": name, "url": feed.url, "n": number})
        return NoticeAnswer((told, *_latest(reading)))

    async def _found(self, url: str) -> tuple[Feed, FeedReading] | Refusal:
        try:
            async with asyncio.timeout(FIND_SECONDS):
                return await self.finder.find(url)
        except TimeoutError:
            return Refusal(RefusalCode.FETCH_TIMEOUT, "while a feed was looked for")

    async def _one_of(self, chat: Chat, about: str) -> Feed | None:
        """The chat's feed that is meant: by its number in the list, or its address."""
        feeds = await self.shelf.feeds_of(chat.platform, chat.id)
        if about.isascii() and about.isdecimal():
            return feeds[int(about) - 1] if 1 <= int(about) <= len(feeds) else None
        keys = {link.key for link in find(about)}
        return next((feed for feed in feeds if _key(feed) in keys or feed.url == about), None)

    async def _export(self, chat: Chat) -> Answer:
        feeds = await self.shelf.feeds_of(chat.platform, chat.id)
        if not feeds:
            return notice("chat.feed_none")
        text = write_opml("Linkdigest", [(feed.title or feed.url, feed.url) for feed in feeds])
        return FileAnswer("feeds.opml", text, Line("chat.feed_exported", {"n": len(feeds)}))

    async def _import(self, chat: Chat, row: Delivery) -> Answer:
        """Listen to the feeds of a file; whether they answer shows when they are looked at."""
        if not row.ask.file:
            return notice("chat.feed_import_usage")
        try:
            body = await self.office.posters[row.chat.platform].read_file(row.chat, row.ask.file)
            urls = read_opml(body.decode("utf-8-sig", "replace"))
        except (PostError, ValueError):
            return notice("chat.feed_no_opml")
        added, rest = await listen_to(self.shelf, chat, urls, self.office.clock.now())
        fields = {"n": added, "known": len(urls) - added - rest, "rest": rest}
        return notice("chat.feed_imported", **fields)


async def listen_to(shelf: Shelf, chat: Chat, urls: Sequence[str], now: int) -> tuple[int, int]:
    """Let the chat listen to these feeds: how many were added, and how many are too many.

    Raises:
        StoreError: not all are.
    """
    heard = {feed.url for feed in await shelf.feeds_of(chat.platform, chat.id)}
    room = FEEDS_MOST - len(heard)
    added = rest = 0
    for url in urls:
        try:
            address = parse(url).url
        except BadUrlError:
            continue
        if address not in heard and added >= room:
            rest += 1
        else:
            added += await shelf.listen(chat, Feed(address), now)
    return added, rest


def _verb(arguments: str) -> tuple[str, str]:
    """What is wanted, and what follows it; an address alone is to be added."""
    first, _, rest = arguments.partition(" ")
    if not first:
        return "list", ""
    if verb := _VERBS.get(first.lower()):
        return verb, rest.strip()
    return ("add", arguments) if find(arguments) else ("", "")


def _not_found(refusal: Refusal) -> NoticeAnswer:
    """Why there is no feed: there is none, or its page could not be had."""
    key = "chat.feed_not_found" if refusal.detail == "no feed" else f"refusal.{refusal.code}"
    return notice(key)


def _latest(reading: FeedReading) -> list[Line]:
    lines = []
    for entry in reading.entries[:SHOWN_ENTRIES]:
        moment = datetime.fromtimestamp(entry.published, UTC) if entry.published else None
        fields = {"title": entry.title or entry.url, "day": f"{moment:%Y-%m-%d}" if moment else ""}
        lines.append(Line("chat.feed_entry" if moment else "chat.feed_entry_undated", fields))
    return lines


def _key(feed: Feed) -> str:
    try:
        return parse(feed.url).key
    except BadUrlError:
        return ""
