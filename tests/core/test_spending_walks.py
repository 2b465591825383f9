"""Random walks: people ask, models finish in any order, days and months pass, programs end."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.accounts import ALL
from bot.core.answers import DigestAnswer, PointerAnswer
from bot.core.budgets import Period, Unit, Whose, budgets_set
from bot.core.chats import Chat, ChatKind, Person
from bot.core.delivery.row import State
from bot.core.errors import ModelDownError
from bot.core.retention import DAY, HOUR
from tests.fakes.talk import ALICE, BOB, GROUP, LONG, PRIVATE, ROOM, Talk
from tests.fakes.writer import FakeWriter

if TYPE_CHECKING:
    from bot.core.summarize.summarizer import Made

CAROL = Person("3", "en")
OTHER_ROOM = Chat("discord", "21", ChatKind.GROUP, within=("10",))
CHATS = (GROUP, PRIVATE, ROOM, OTHER_ROOM)
PEOPLE = (ALICE, BOB, CAROL)
URLS = [f"https://example.com/a{number}" for number in range(14)]


class Held(FakeWriter):
    """Lets each digest of a model hang until it is let go, well or with a failure."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: list[asyncio.Future[bool]] = []

    @property
    def under_way(self) -> list[asyncio.Future[bool]]:
        return [gate for gate in self.gates if not gate.done()]

    async def __call__(self, *given: Any, **how: Any) -> Made:
        if how["model"] is None:
            return await super().__call__(*given, **how)
        gate = asyncio.get_running_loop().create_future()
        self.gates.append(gate)
        self.failure = None if await gate else ModelDownError("fake-1: away")
        try:
            return await super().__call__(*given, **how)
        finally:
            self.failure = None


class Walk:
    """One talk, and what may happen in it."""

    def __init__(self, talk: Talk, seed: int) -> None:
        self.talk = talk
        self.random = random.Random(seed)
        self.writer = Held()
        talk.world.writer = self.writer
        talk.world.pipeline = talk.world.another_pipeline()
        talk.restart()
        for url in URLS:
            talk.serve(url, LONG.replace("river", url))

    async def step(self) -> None:
        acts = (self.ask, self.ask, self.ask, self.finish, self.finish, self.wait, self.restart)
        await self.random.choice(acts)()
        await self.settled()
        await self.check()

    async def ask(self) -> None:
        chat, url = self.random.choice(CHATS), self.random.choice(URLS)
        by = ALICE if chat is PRIVATE else self.random.choice(PEOPLE)
        more = self.random.choice(("", "", " zh", " fresh"))
        is_command = more or self.random.random() < 0.5
        text = f"/digest {url}{more}" if is_command else url
        await self.talk.say(text, chat, by, settle=False)

    async def finish(self) -> None:
        if under_way := self.writer.under_way:
            self.random.choice(under_way).set_result(self.random.random() < 0.8)

    async def wait(self) -> None:
        self.talk.clock.advance(self.random.choice((HOUR, 8 * HOUR, DAY, 12 * DAY)))

    async def restart(self) -> None:
        await self.talk.desk.stop(0)
        await self.talk.background.finish(0)
        self.talk.restart()
        await self.talk.desk.resume()

    async def settled(self) -> None:
        """Let everything run that waits for no model."""
        for _ in range(12):
            await self.talk.ledger.fact("")
            await asyncio.sleep(0.001)

    async def check(self) -> None:
        """What is paid and what is being made are together never more than a budget has."""
        today = self.talk.clock.now() // DAY
        for budget in budgets_set(self.talk.settings.budgets):
            if budget.whose is Whose.ALL and budget.unit is Unit.DIGESTS:
                first = budget.period.first(today)
                use = await self.talk.ledger.spent(first, today, ALL)
                assert use.digests + len(self.writer.under_way) <= budget.most
            if budget.whose is not Whose.ALL:
                await self._check_accounts(today, budget.whose, budget.period, budget.most)

    async def _check_accounts(self, today: int, whose: Whose, period: Period, most: float) -> None:
        kind = "chat" if whose is Whose.CHAT else "person"
        rows = await self.talk.ledger._database.rows(
            "SELECT account, sum(digests) FROM spending WHERE day >= $1 AND day <= $2"
            " GROUP BY account",
            *(period.first(today), today),
        )
        assert all(made <= most for name, made in rows if name.startswith(kind))

    async def end(self) -> None:
        """Let all that is under way end; who waits for another's work looks again by the clock."""
        while self.talk._is_busy:
            await self.finish()
            self.talk.clock.advance(1)
            await self.settled()
            await self.check()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "talk",
    [
        {"per_day": 3, "per_month": 7, "usd_per_day": 0.0},
        {"user_per_day": 2, "chat_per_month": 4, "usd_per_day": 0.0},
    ],
    indirect=True,
)
async def test_no_budget_is_passed_and_no_ask_goes_unanswered(talk: Talk, seed: int) -> None:
    await talk.front.rooms.set(GROUP, "user_limit", "0")
    await talk.front.rooms.set(GROUP, "chat_limit", "0")
    walk = Walk(talk, seed)
    for _ in range(40):
        await walk.step()
    await walk.end()
    await walk.check()
    for row in await talk.rows():
        assert not row.is_open
        if row.is_digest and row.state is not State.QUIET:
            assert row.code in {"", "pointer", "limited", "model"}
            if row.state is State.POSTED:
                assert isinstance(row.answer, DigestAnswer | PointerAnswer)
            else:
                assert row.code == "limited"
        elif row.is_digest:
            assert row.code == "shared"
        if isinstance(row.answer, DigestAnswer):
            is_extract = row.answer.digest.summarizer.kind == "extract"
            is_told = row.answer.limit is not None or row.answer.trouble == "model_busy"
            assert is_told or not is_extract
