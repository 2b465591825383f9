"""The daily post, joined: its scheduler, its feeds, and the two commands about them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.adapters.store import open_ledger
from bot.app.budgets import accounts_of, budgets_of
from bot.core.background import Background
from bot.core.chats import Chat, ChatKind
from bot.core.commands.daily import DailyCommand
from bot.core.commands.feed import FeedCommand
from bot.core.daily.editing import Editor, Previews
from bot.core.daily.gather import Gathering
from bot.core.daily.maker import DailyMaker
from bot.core.daily.notices import Notices
from bot.core.daily.poller import Poller
from bot.core.daily.prepare import Preparer
from bot.core.daily.scheduler import Scheduler
from bot.core.daily.writing import Writer
from bot.core.delivery.ids import Ids
from bot.core.rooms import Access, Rooms
from bot.core.spending import Spending
from bot.render.daily_note import render_daily_note

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.adapters.store.ledger import SqlLedger
    from bot.app.arrow import App
    from bot.core.chats import Platform
    from bot.core.commands.office import Office
    from bot.core.daily.feed import Feed, FeedFetcher, FeedReader, Listening
    from bot.core.delivery.row import Delivery
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Outside:
    """What daily posts and welcomes need of the world.

    `bot_name`: what people call us on a platform, once we have connected to it; `is_up`: whether it
    takes messages now; `model_up`: whether the model is not left alone, None where none is set.
    """

    fetcher: FeedFetcher
    reader: FeedReader
    bot_name: Callable[[Platform], str]
    is_up: Callable[[Platform], bool]
    model_up: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Dailies:
    """`scheduler` and `poller` run beside everything else; `daily` and `feed` are commands.

    `notices`: what else is to be said, to chats and to who runs the bot.
    """

    scheduler: Scheduler
    poller: Poller
    maker: DailyMaker
    daily: DailyCommand
    feed: FeedCommand
    notices: Notices


@dataclass(frozen=True, slots=True)
class Bureau:
    """What a daily post is set up and tried with, where no chat is served."""

    ledger: SqlLedger
    poller: Poller
    editor: Callable[[Listening], Editor]
    rooms: Rooms
    now: Callable[[], int]


@asynccontextmanager
async def open_editor(settings: Settings, app: App) -> AsyncIterator[Bureau]:
    """Open it beside `app`, closed at the end.

    Raises:
        StoreError: the database cannot be used.
    """
    clock = SystemClock()
    async with await open_ledger(settings.database) as ledger:
        access = Access(settings.allow_chats, settings.allow_users, settings.owners)
        rooms = Rooms(ledger, access, settings.chat_defaults, clock)
        spending = Spending(accounts_of(settings, ledger, clock), budgets_of(settings))
        background = Background()
        preparer = Preparer(app.pipeline, ledger, spending, clock, background)

        async def dead(_: Feed) -> None:
            """Whoever listens to it is told by the program that serves them."""

        fetcher, reader = app.reader.fetcher, app.reader.extractor
        poller = Poller(ledger, fetcher, reader, clock, dead)
        yield Bureau(
            ledger,
            poller,
            lambda shelf: Editor(
                Gathering(ledger, shelf, _told_where_said),
                preparer,
                poller,
                rooms,
                Ids(clock),
                clock,
            ),
            rooms,
            clock.now,
        )
        await background.finish(0)


def _told_where_said(chat: Chat, target: Chat) -> bool:
    """No platform is asked who may read what: so nothing is told elsewhere."""
    return chat.id == target.id


def join_dailies(
    zone: str,
    ledger: SqlLedger,
    preparer: Preparer,
    office: Office,
    ids: Ids,
    background: Background,
    outside: Outside,
    begin: Callable[[Delivery], None],
) -> Dailies:
    """Join them. `zone` holds where nobody has named one, `begin` takes rows that are owed."""
    clock, rooms, posters = office.clock, office.rooms, office.posters
    notices = Notices(ledger, ledger, ledger, rooms, ids, clock, begin)

    async def is_wanted(feed: str) -> bool:
        listeners = await ledger.listeners(feed)
        chats = [Chat(platform, name, ChatKind.GROUP) for platform, name in listeners]
        return any([await rooms.serves(chat) for chat in chats])

    poller = Poller(
        *(ledger, outside.fetcher, outside.reader, clock, notices.feed_died), is_wanted=is_wanted
    )

    def is_open(chat: Chat, target: Chat) -> bool:
        return posters[chat.platform].is_open(chat, target)

    editor = Editor(Gathering(ledger, ledger, is_open), preparer, poller, rooms, ids, clock)
    writer = Writer(posters, rooms, ids, clock, render_daily_note)
    maker = DailyMaker(ledger, editor, writer, notices, rooms, clock, begin)
    scheduler = Scheduler(ledger, maker, clock, background, outside.is_up)
    previews = Previews(editor, posters, clock)
    daily = DailyCommand(office, ledger, ledger, previews, ids, zone, scheduler.stir, begin)
    feed = FeedCommand(office, ledger, ledger, poller)
    return Dailies(scheduler, poller, maker, daily, feed, notices)
