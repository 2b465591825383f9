"""The chat side of the store, on a real file."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import open_ledger
from bot.adapters.store.lock import only_one
from bot.core.answers import (
    Action,
    Answer,
    DigestAnswer,
    Line,
    Moment,
    NoticeAnswer,
    PointerAnswer,
    SettingRow,
    SettingsAnswer,
)
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.row import OPEN, Ask, Delivery, State, Trigger
from bot.core.errors import StoreError
from bot.core.ledger import Bill, ChatRow, Scope, Use
from tests.fakes.rows import DIGEST, NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger

GROUP = Chat("telegram", "-100", ChatKind.GROUP, "7")
ROW = Delivery(
    id="a1",
    chat=GROUP,
    message="12",
    slot="https://example.com/1",
    trigger=Trigger.DROPPED,
    ui="zh",
    ask=Ask("digest", "https://example.com/1?x", "https://example.com/1", language="zh"),
    accepted_at=NOW,
    expires_at=NOW + 100,
    reply_to="12",
    asker="1",
    poster="2",
)
ANSWERS: tuple[Answer, ...] = (
    DigestAnswer(DIGEST, "full", 2, "model_busy", evidence=True, meta=True),
    DigestAnswer(
        DIGEST,
        trouble="budget",
        limit=Line("chat.limit_all_month", {"time": Moment(NOW, is_dated=True)}),
    ),
    PointerAnswer("标题", NOW, "-100", "13"),
    NoticeAnswer(
        (Line("chat.limit_user", {"n": 3, "time": Moment(NOW), "x": "<b>"}),), (Action.RETRY,)
    ),
    SettingsAnswer("-100", (SettingRow("mode", "auto", False, ("auto", "off")),), True),
)


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    async with await open_ledger(tmp_path / "linkdigest.db") as opened:
        yield opened


async def accept(ledger: SqlLedger, *rows: Delivery, update: str = "u1") -> list[str]:
    return [row.id for row in await ledger.accept("telegram:7", update, rows, NOW)]


@pytest.mark.parametrize("answer", [None, *ANSWERS])
async def test_a_row_comes_back_as_it_was_written(ledger: SqlLedger, answer: Answer | None) -> None:
    full = replace(
        ROW,
        answer=answer,
        placeholder="5",
        post="6",
        posted_at=NOW + 1,
        cost_micros=1234,
        charged=False,
        again=2,
        code="paywall",
        state=State.POSTED,
    )
    await accept(ledger, full)
    assert await ledger.delivery("a1") == full


async def test_an_update_brings_its_rows_once(ledger: SqlLedger) -> None:
    assert await accept(ledger, ROW) == ["a1"]
    assert await accept(ledger, replace(ROW, id="a2", slot="other")) == []
    assert await accept(ledger, update="u2") == []


async def test_a_place_in_a_message_is_taken_once(ledger: SqlLedger) -> None:
    await accept(ledger, ROW)
    second = replace(ROW, id="a2")
    other = replace(ROW, id="a3", slot="https://example.com/2")
    assert await accept(ledger, second, other, update="u2") == ["a3"]


async def test_a_notice_is_new_once(ledger: SqlLedger) -> None:
    assert await ledger.note("telegram:7", "u1", NOW)
    assert not await ledger.note("telegram:7", "u1", NOW)
    assert await ledger.note("telegram:8", "u1", NOW)


async def test_a_row_is_saved_only_from_the_state_it_is_thought_to_be_in(
    ledger: SqlLedger,
) -> None:
    await accept(ledger, ROW)
    assert await ledger.save(replace(ROW, state=State.READY), {State.ACCEPTED})
    assert not await ledger.save(replace(ROW, state=State.CANCELLED), {State.ACCEPTED})
    saved = await ledger.delivery("a1")
    assert saved is not None
    assert saved.state is State.READY


async def test_what_is_owed_comes_oldest_first(ledger: SqlLedger) -> None:
    states = [*State]
    rows = [
        replace(ROW, id=f"a{number}", message=str(number), state=state)
        for number, state in enumerate(states)
    ]
    await accept(ledger, *reversed(rows))
    assert [row.state for row in await ledger.unfinished()] == list(OPEN)


async def test_a_message_is_unmarked_until_its_mark_is_said_to_be_right(
    ledger: SqlLedger,
) -> None:
    await accept(ledger, ROW, replace(ROW, id="a2", message="13", ask=Ask("help"), slot="help"))
    assert await ledger.unmarked() == []
    await ledger.save(replace(ROW, state=State.POSTED))
    assert [row.id for row in await ledger.unmarked()] == ["a1"]
    await ledger.marked(GROUP, ROW.message)
    assert await ledger.unmarked() == []


async def test_pace_counts_digests_that_were_begun_and_not_pointers(ledger: SqlLedger) -> None:
    rows = [
        replace(ROW, state=State.POSTED, charged=False),
        replace(ROW, id="a2", message="13", asker="9"),
        replace(ROW, id="a3", message="14", state=State.POSTED, code="pointer"),
        replace(ROW, id="a4", message="15", state=State.QUIET),
        replace(ROW, id="a5", message="16", chat=replace(GROUP, id="-5")),
    ]
    await accept(ledger, *rows)
    here, by = Scope("telegram", "-100"), Scope("telegram", asker="9")
    assert await ledger.pace(Trigger.DROPPED, here, NOW) == 2
    assert await ledger.pace(Trigger.DROPPED, by, NOW) == 1
    assert await ledger.pace(Trigger.DROPPED, here, NOW + 1) == 0
    assert await ledger.pace(Trigger.COMMAND, here, NOW) == 0


async def test_what_is_owed_is_counted_by_kind(ledger: SqlLedger) -> None:
    await accept(
        ledger,
        ROW,
        replace(ROW, id="a2", message="13", state=State.READY),
        replace(ROW, id="a3", message="14", ask=Ask("help"), slot="help", charged=False),
        replace(ROW, id="a4", message="15", ask=Ask("text", text="x"), slot="text"),
    )
    here = Scope("telegram", "-100")
    assert await ledger.waiting(here) == 3
    assert await ledger.words_waiting(here) == 1
    assert await ledger.waiting(Scope("telegram", "-1")) == 0


async def test_what_a_digest_took_goes_on_accounts_with_its_row_or_not_at_all(
    ledger: SqlLedger,
) -> None:
    bill = Bill(7, ("all", "chat telegram -100"), Use(1, 1234, 500))
    await accept(ledger, ROW)
    made = replace(ROW, state=State.READY, cost_micros=1234)
    assert await ledger.save_made(made, bill)
    assert not await ledger.save_made(made, bill)
    assert await ledger.spent(7, 7, "all") == Use(1, 1234, 500)
    assert await ledger.spent(8, 8, "all") == Use()
    assert [each.cost_micros for each in await ledger.figures(GROUP, NOW)] == [1234]


async def test_what_was_made_for_nobody_is_paid_all_the_same(ledger: SqlLedger) -> None:
    bill = Bill(7, ("all",), Use(1, 1234, 500))
    made = replace(ROW, state=State.READY)
    assert not await ledger.save_made(made, bill)  # /forget me has taken the row away
    await accept(ledger, ROW)
    await ledger.save(replace(ROW, state=State.CANCELLED))
    assert not await ledger.save_made(made, bill)
    assert await ledger.spent(7, 7, "all") == Use(2, 2468, 1000)


async def test_a_month_is_the_sum_of_its_days(ledger: SqlLedger) -> None:
    for day in (30, 31, 45, 61, 62):
        await ledger.charge(Bill(day, ("all", f"chat {day}"), Use(1, 10, day)))
    assert await ledger.spent(31, 61, "all") == Use(3, 30, 31 + 45 + 61)
    assert await ledger.spent(31, 61, "chat 62") == Use()


async def test_accounts_are_kept_for_this_month_and_the_one_before(ledger: SqlLedger) -> None:
    for day in (99, 100, 162):
        await ledger.charge(Bill(day, ("all",), Use(1)))
    await ledger.prune_rows(162 * 86_400, 100)
    assert await ledger.spent(0, 162, "all") == Use(2)


async def test_the_language_in_which_somebody_was_last_answered_is_known(
    ledger: SqlLedger,
) -> None:
    await accept(ledger, replace(ROW, ui="en"), replace(ROW, id="a2", message="13", ui="zh"))
    assert await ledger.spoken_by("telegram", ROW.asker) == "zh"
    assert await ledger.spoken_by("discord", ROW.asker) == ""


async def test_a_row_that_was_seen_is_claimed_once_with_who_asks(ledger: SqlLedger) -> None:
    await accept(ledger, replace(ROW, state=State.SEEN, charged=False))
    asked = replace(ROW, trigger=Trigger.REACTION, asker="77", charged=True)
    assert await ledger.claim_seen(asked)
    assert not await ledger.claim_seen(asked)
    row = await ledger.delivery("a1")
    assert row is not None
    assert (row.asker, row.state) == ("77", State.ACCEPTED)


async def test_a_row_in_work_does_not_bring_back_who_was_forgotten(ledger: SqlLedger) -> None:
    await accept(ledger, ROW)
    await ledger.forget_person("telegram", "1", "")
    await ledger.save(replace(ROW, state=State.READY))
    row = await ledger.delivery("a1")
    assert row is not None
    assert (row.asker, row.poster, row.state) == ("", "2", State.READY)


async def test_a_chat_that_moves_takes_everything_along(ledger: SqlLedger) -> None:
    await ledger.save_chat(ChatRow("telegram", "-100", ChatKind.BASIC, {"mode": "ask"}))
    await ledger.save_chat(ChatRow("telegram", "-999", ChatKind.GROUP))
    await accept(ledger, replace(ROW, post="5", state=State.POSTED))
    await ledger.move_chat("telegram", "-100", "-999")
    await ledger.move_chat("telegram", "-100", "-999")
    moved = await ledger.chat("telegram", "-999")
    assert moved is not None
    assert (moved.own, moved.kind) == ({"mode": "ask"}, ChatKind.GROUP)
    assert await ledger.chat("telegram", "-100") is None
    row = await ledger.delivery("a1")
    assert row is not None
    assert (row.chat.id, row.reply_to, row.post) == ("-999", "", "")
    there = replace(ROW, id="b1", chat=replace(GROUP, id="-999"))
    assert await accept(ledger, there, update="u2") == ["b1"]


async def test_what_has_expired_is_dropped_but_never_what_is_owed(ledger: SqlLedger) -> None:
    await accept(ledger, ROW, replace(ROW, id="a2", message="13", state=State.POSTED))
    assert await ledger.prune_rows(NOW + 101, 10) == 1
    assert [row.id for row in await ledger.unfinished()] == ["a1"]
    assert await ledger.prune_rows(NOW + 4 * 86_400, 10) == 1
    assert await ledger.note("telegram:7", "u1", NOW)


async def test_private_chats_and_basic_groups_know_one_anothers_messages(
    ledger: SqlLedger,
) -> None:
    alice, bob, few = (
        Chat("telegram", "7", ChatKind.PRIVATE),
        Chat("telegram", "8", ChatKind.PRIVATE),
        Chat("telegram", "-9", ChatKind.BASIC),
    )
    await accept(
        ledger,
        replace(ROW, id="a2", chat=alice, message="20", post="23"),
        replace(ROW, id="a3", chat=bob, message="21", post="24"),
        replace(ROW, id="a4", chat=few, message="22"),
        replace(ROW, id="a5", chat=GROUP, message="99", post="98"),
    )
    for chat in (alice, bob, few):
        assert await ledger.known_messages(chat, NOW) == {"20", "21", "22", "23", "24"}
    assert await ledger.known_messages(GROUP, NOW) == {"98", "99"}


async def test_the_messages_of_a_chat_are_known(ledger: SqlLedger) -> None:
    await accept(
        ledger,
        replace(ROW, post="5", placeholder="6"),
        replace(ROW, id="a2", message="13", chat=replace(GROUP, id="-5"), post="7"),
    )
    assert await ledger.known_messages(GROUP, NOW) == {"12", "5", "6"}
    assert await ledger.known_messages(GROUP, NOW + 1) == set()
    held = await ledger.holding(GROUP, "5")
    assert held is not None
    assert held.id == "a1"


async def test_facts_are_kept_and_replaced(ledger: SqlLedger) -> None:
    assert await ledger.fact("menu") is None
    await ledger.keep_fact("menu", "1")
    await ledger.keep_fact("menu", "2")
    assert await ledger.fact("menu") == "2"


async def test_a_transaction_is_all_or_nothing_and_nobody_gets_between(ledger: SqlLedger) -> None:
    database = ledger._database

    async def failing() -> None:
        async with database.transaction() as run:
            await run("INSERT INTO fact (name, value) VALUES ($1, $2)", "half", "1")
            await asyncio.sleep(0.02)
            raise RuntimeError

    work = asyncio.create_task(failing())
    await asyncio.sleep(0.01)
    await ledger.keep_fact("other", "1")
    with pytest.raises(RuntimeError):
        await work
    assert await ledger.fact("half") is None
    assert await ledger.fact("other") == "1"


async def test_a_cancelled_transaction_leaves_nothing_behind(ledger: SqlLedger) -> None:
    async def slow() -> None:
        async with ledger._database.transaction() as run:
            await run("INSERT INTO fact (name, value) VALUES ($1, $2)", "half", "1")
            await asyncio.sleep(60)

    work = asyncio.create_task(slow())
    await asyncio.sleep(0.05)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert await ledger.fact("half") is None
    await ledger.keep_fact("after", "1")


async def test_a_transaction_cancelled_as_it_begins_leaves_none_open(ledger: SqlLedger) -> None:
    database = ledger._database

    async def begin() -> None:
        async with database.transaction():
            await asyncio.sleep(60)

    for turns in range(4):
        work = asyncio.create_task(begin())
        for _ in range(turns):
            await asyncio.sleep(0)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert await ledger.note("telegram:7", f"u{turns}", NOW)
        await ledger.keep_fact("after", str(turns))


async def test_what_was_confirmed_is_in_no_transaction_of_others(ledger: SqlLedger) -> None:
    database = ledger._database

    async def failing() -> None:
        for _ in range(40):
            with contextlib.suppress(RuntimeError):
                async with database.transaction() as run:
                    await run("INSERT INTO fact (name, value) VALUES ('x', 'x')")
                    raise RuntimeError

    async def writing(name: str) -> list[str]:
        names = [f"{name} {number}" for number in range(40)]
        for each in names:
            await ledger.keep_fact(each, "1")
        return names

    *_, one, two = await asyncio.gather(failing(), failing(), writing("a"), writing("b"))
    assert [name for name in one + two if await ledger.fact(name) is None] == []


async def test_a_row_that_cannot_be_read_is_left_out(ledger: SqlLedger) -> None:
    await accept(ledger, ROW, replace(ROW, id="a2", message="13"))
    await ledger._database.rows("UPDATE delivery SET ask = '{' WHERE id = 'a1'")
    assert [row.id for row in await ledger.unfinished()] == ["a2"]


def test_f32_a_second_program_on_one_database_is_turned_away(tmp_path: Path) -> None:
    path = tmp_path / "data" / "linkdigest.db"
    with only_one(path):
        with pytest.raises(StoreError, match="another linkdigest is running"), only_one(path):
            pass
        with only_one(tmp_path / "other.db"):
            pass
    with only_one(path):
        pass


THREAD = Chat("discord", "30", ChatKind.THREAD, within=("20", "10"))
ASIDE = Chat("discord", "40", ChatKind.ASIDE, within=("20", "10"))


async def test_what_a_chat_is_within_comes_back(ledger: SqlLedger) -> None:
    await accept(ledger, replace(ROW, chat=THREAD))
    row = await ledger.delivery("a1")
    assert row
    assert row.chat == THREAD
    kept = ChatRow("discord", "30", ChatKind.THREAD, {"mode": "ask"}, within=("20", "10"))
    await ledger.save_chat(kept)
    assert await ledger.chat("discord", "30") == kept


async def test_what_is_within_a_chat_counts_for_it(ledger: SqlLedger) -> None:
    rows = [
        replace(ROW, id=f"a{number}", chat=chat, message=str(number), cost_micros=5)
        for number, chat in enumerate(
            (THREAD, ASIDE, replace(THREAD, id="31", within=("21", "10")))
        )
    ]
    await accept(ledger, *rows)
    counts = [await ledger.waiting(Scope("discord", whole=name)) for name in ("10", "20", "1")]
    assert counts == [3, 2, 0]
    server, channel = (Chat("discord", name, ChatKind.GROUP) for name in ("10", "20"))
    (whole,), (owed,) = await ledger.figures(server, 0), await ledger.figures(channel, 0)
    assert (whole.cost_micros, owed.cost_micros) == (15, 10)
    assert (owed.outcome, owed.rows) == ("accepted", 2)
    for row in rows:
        await ledger.save(replace(row, state=State.POSTED))
    assert await ledger.forget_key(channel, ROW.ask.key, NOW) == 2
    assert await ledger.forget_chat(server, NOW) == 1


async def test_a_person_is_forgotten_in_what_only_they_have_seen(ledger: SqlLedger) -> None:
    await accept(ledger, replace(ROW, chat=ASIDE, state=State.POSTED))
    assert await ledger.forget_person("discord", "1", "") == (1, 0)
    assert await ledger.delivery("a1") is None
