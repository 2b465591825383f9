"""The chat side, joined: the doors in, the desk, the outbox, over one ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.app.budgets import accounts_of, join_spending
from bot.app.dailies import join_dailies
from bot.core.background import Background
from bot.core.commands import commands
from bot.core.commands.buttons import Buttons
from bot.core.commands.office import Facts, Office
from bot.core.commands.welcome import Welcome
from bot.core.daily.prepare import Preparer
from bot.core.delivery.desk import Desk
from bot.core.delivery.endings import Endings
from bot.core.delivery.ids import Ids
from bot.core.delivery.maker import AnswerMaker
from bot.core.delivery.marks import Marks
from bot.core.delivery.outbox import Outbox
from bot.core.delivery.places import Places
from bot.core.delivery.send import Sender
from bot.core.front import Front
from bot.core.intake.apologies import Apologies
from bot.core.intake.drops import Drops
from bot.core.intake.intake import Intake
from bot.core.intake.limits import Limits
from bot.core.intake.membership import Membership
from bot.core.intake.removals import Removals
from bot.core.intake.requests import Requests
from bot.core.meter import NOBODY
from bot.core.rooms import Access, Rooms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.store.ledger import SqlLedger
    from bot.app.dailies import Dailies, Outside
    from bot.core.chats import Platform
    from bot.core.delivery.row import Delivery
    from bot.core.meter import Meter
    from bot.core.pipeline import Pipeline
    from bot.core.ports import Clock, Poster
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Chats:
    """The chat side: `front` for what arrives, `desk` for what is owed, `dailies` for the hour."""

    front: Front
    desk: Desk
    background: Background
    dailies: Dailies


def join_chats(
    settings: Settings,
    pipeline: Pipeline,
    ledger: SqlLedger,
    posters: Mapping[Platform, Poster],
    outside: Outside,
    clock: Clock,
    meter: Meter = NOBODY,
) -> Chats:
    """Join the chat side for these platforms; nothing runs before `desk.resume`."""
    background, ids = Background(), Ids(clock)
    access = Access(settings.allow_chats, settings.allow_users, settings.owners)
    rooms = Rooms(ledger, access, settings.chat_defaults, clock)
    accounts = accounts_of(settings, ledger, clock)

    def begin(row: Delivery) -> None:
        desk.take(row)

    spending = join_spending(
        settings, accounts, ledger, rooms, tuple(posters), ids, background, begin
    )
    facts = _facts(settings)
    office = Office(ledger, rooms, posters, clock, facts, spending.shares, outside.model_up)
    marks = Marks(ledger, posters, background, clock)
    places = Places(ledger, posters, rooms, clock)
    sender = Sender(ledger, posters, rooms, places, clock, meter=meter)

    async def daily_ended(row: Delivery) -> None:
        await dailies.maker.ended(row)

    endings = Endings(ledger, marks, ids, clock, begin, daily_ended)
    outbox = Outbox(sender, clock, background, endings)
    limits = Limits(ledger)
    preparer = Preparer(pipeline, ledger, spending, clock, background)
    dailies = join_dailies(settings.zone, ledger, preparer, office, ids, background, outside, begin)
    verbs = commands(office, Welcome(office, outside.bot_name), dailies.daily, dailies.feed)
    maker = AnswerMaker(pipeline, office, verbs, spending, settings.has_model)
    desk = Desk(
        ledger=ledger,
        maker=maker,
        outbox=outbox,
        places=places,
        marks=marks,
        spending=spending,
        clock=clock,
        background=background,
        links_at_once=2 * settings.concurrency,
        meter=meter,
    )
    intake = Intake(
        ledger=ledger,
        rooms=rooms,
        limits=limits,
        drops=Drops(ledger, limits, frozenset(settings.fetch_allow)),
        requests=Requests(ledger, limits, accounts),
        marks=marks,
        ids=ids,
        clock=clock,
        begin=desk.take,
        drop=desk.drop,
        is_admin=office.is_admin,
        meter=meter,
    )
    front = Front(
        intake=intake,
        buttons=Buttons(office, spending, accounts, desk, ids, desk.take, dailies.daily.corrected),
        membership=Membership(ledger, rooms, ids, clock, desk.take),
        removals=Removals(ledger, posters, background, desk.drop),
        pipeline=pipeline,
        ledger=ledger,
        rooms=rooms,
        clock=clock,
        apologies=Apologies(posters, background, clock),
    )
    return Chats(front, desk, background, dailies)


def _facts(settings: Settings) -> Facts:
    host = urlsplit(settings.openai_base_url).hostname or ""
    return Facts(host if settings.has_model else "", settings.contact, settings.keeping)
