"""What is kept of daily posts, on a real file; and two processes that share one."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import chats, open_ledger
from bot.core.answers import AlsoAt, Answer, DailyAnswer, DailyItem, FileAnswer, Line
from bot.core.chats import Chat, ChatKind
from bot.core.daily.feed import Feed
from bot.core.daily.schedule import Hour
from bot.core.daily.subscription import Claim, Day, Part, Stage, Subscription
from bot.core.delivery.row import Ask, Delivery, State, Trigger, base36
from bot.core.errors import StoreError
from bot.core.ledger import Bill, ChatRow, Use
from tests.fakes.rows import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.adapters.store.ledger import SqlLedger

GROUP = Chat("telegram", "-100", ChatKind.GROUP)
TOPIC = replace(GROUP, topic="7")
TODAY = date(2027, 1, 15)
DAILY = Subscription(
    chat=GROUP,
    target=TOPIC,
    hour=Hour(510, "Asia/Shanghai", frozenset({0, 1, 4})),
    rings=True,
    language="zh",
    most=9,
    parts=frozenset({Part.FEEDS, Part.SHARED}),
    next_at=NOW,
    since=NOW - 86_400,
)
AT = base36(NOW * 1000, 8)
DUE = Day("telegram", "-100", TODAY, NOW)
ITEM = DailyItem(
    *("河水上涨", "https://example.com/a", "老城积水。", "zh"),
    sharers=("Ann",),
    shared_by=2,
    also=(AlsoAt("江边日报", "https://example.com/b"),),
)


def row(name: str, slot: str, answer: Answer | None = None, **more: object) -> Delivery:
    made = Delivery(
        id=name,
        chat=GROUP,
        message="daily@2027-01-15@-100",
        slot=slot,
        trigger=Trigger.DAILY,
        ui="zh",
        ask=Ask("daily"),
        accepted_at=NOW,
        expires_at=NOW + 100,
        state=State.READY,
        answer=answer,
        charged=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    async with await open_ledger(tmp_path / "linkdigest.db") as ledger:
        yield ledger


async def test_a_subscription_is_found_as_it_was_kept(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    assert await ledger.subscription("telegram", "-100") == DAILY
    changed = replace(DAILY, target=GROUP, is_on=False, fault="chat_closed")
    await ledger.subscribe(changed)
    assert await ledger.subscription("telegram", "-100") == changed
    assert await ledger.subscriptions() == []


async def test_what_is_due_is_found_the_longest_due_first(ledger: SqlLedger) -> None:
    for number, next_at in enumerate([NOW, NOW - 60, NOW + 60]):
        chat = replace(GROUP, id=f"c{number}")
        await ledger.subscribe(replace(DAILY, chat=chat, next_at=next_at))
    assert [each.chat.id for each in await ledger.due(NOW, 10)] == ["c1", "c0"]
    assert await ledger.next_moment() == NOW - 60


async def test_a_day_is_claimed_once_and_the_next_hour_is_kept_with_it(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    claim = Claim("telegram", "-100", (DUE,), NOW + 86_400, NOW)
    assert await ledger.claim([claim]) == [DUE]
    assert await ledger.claim([claim]) == []
    kept = await ledger.subscription("telegram", "-100")
    assert kept is not None
    assert kept.next_at == NOW + 86_400
    assert await ledger.claimed("telegram", 5) == [DUE]


async def test_a_day_that_was_missed_may_be_claimed_after_all(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    missed = DUE._replace(stage=Stage.MISSED)
    assert await ledger.claim([Claim("telegram", "-100", (missed,), NOW, NOW)]) == []
    assert await ledger.days("telegram", "-100", NOW) == [missed]
    assert await ledger.claim([Claim("telegram", "-100", (DUE,), NOW, NOW)]) == [DUE]


async def test_a_day_is_settled_once_with_all_of_its_rows(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    await ledger.claim([Claim("telegram", "-100", (DUE,), NOW, NOW)])
    post = DailyAnswer("2027-01-15", "zh", (ITEM,), 1, late="08:30", unread=2, rings=True)
    rows = [row("m1", "1", post)]
    assert await ledger.settle(DUE, Stage.MADE, rows, NOW - 3600)
    assert not await ledger.settle(DUE, Stage.MADE, [row("m2", "1", post)])
    assert await ledger.delivery("m1") == rows[0]
    assert await ledger.delivery("m2") is None
    assert await ledger.claimed("telegram", 5) == []
    kept = await ledger.subscription("telegram", "-100")
    assert kept is not None
    assert kept.since == NOW - 3600


async def test_a_file_is_kept_with_its_line(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    await ledger.claim([Claim("telegram", "-100", (DUE,), NOW, NOW)])
    file = row("f1", "file", FileAnswer("a.md", "# 一\n", Line("chat.daily_rest", {"n": 3})))
    await ledger.settle(DUE, Stage.MADE, [file])
    assert await ledger.delivery("f1") == file


async def test_links_are_found_here_and_within_but_no_asides_and_nothing_told(
    ledger: SqlLedger,
) -> None:
    server = Chat("discord", "10", ChatKind.GROUP)
    link = Ask("digest", "https://example.com/1", "https://example.com/1")
    places = {
        "a": Chat("discord", "20", ChatKind.GROUP, within=("10",)),
        "b": Chat("discord", "30", ChatKind.THREAD, within=("20", "10")),
        "c": Chat("discord", "40", ChatKind.ASIDE, within=("20", "10")),
        "d": Chat("discord", "50", ChatKind.GROUP, within=("11",)),
    }
    rows = [
        row(AT + name, link.key, chat=chat, ask=link, trigger=Trigger.DROPPED, message=name)
        for name, chat in places.items()
    ]
    told = row("t", link.key, chat=server, ask=link)
    await ledger.accept("discord:1", "u", [*rows, told], NOW)
    found = await ledger.links_in(server, NOW, 9)
    assert [each.id for each in found] == [f"{AT}b", f"{AT}a"]
    assert await ledger.told(server, NOW) == {link.key}
    assert await ledger.told(places["a"], NOW) == set()


async def test_who_wants_to_be_left_alone_is_named_by_no_post(ledger: SqlLedger) -> None:
    link = Ask("digest", "https://example.com/1", "https://example.com/1")
    shared = row("a", link.key, ask=link, trigger=Trigger.DROPPED, poster="5", poster_name="Eve")
    await ledger.accept("telegram:1", "u", [shared], NOW)
    await ledger.opt_out("telegram", "5", NOW)
    (found,) = await ledger.links_in(GROUP, NOW, 9)
    assert (found.poster, found.poster_name) == ("", "")
    await ledger.forget_person("telegram", "5", "")
    kept = await ledger.delivery("a")
    assert kept is not None
    assert kept.poster_name == ""


async def test_whom_we_forget_has_no_daily_post_any_more(ledger: SqlLedger) -> None:
    private = Chat("telegram", "5", ChatKind.PRIVATE)
    await ledger.subscribe(replace(DAILY, chat=private, target=private))
    await ledger.claim([Claim("telegram", "5", (DUE._replace(chat="5"),), NOW + 60, NOW)])
    await ledger.listen(private, Feed("https://example.com/feed"), NOW)
    await ledger.forget_person("telegram", "5", "")
    assert await ledger.subscription("telegram", "5") is None
    assert await ledger.days("telegram", "5", 0) == []
    assert await ledger.feeds_of("telegram", "5") == []


async def test_what_is_posted_to_a_closed_place_is_off_and_said_once(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    (off,) = await ledger.switch_off(GROUP, "chat_closed")
    assert (off.is_on, off.fault) == (False, "chat_closed")
    assert await ledger.switch_off(GROUP, "chat_closed") == []


async def test_a_chat_that_moves_takes_its_post_and_the_dates_that_had_theirs(
    ledger: SqlLedger,
) -> None:
    await ledger.subscribe(replace(DAILY, target=GROUP))
    await ledger.claim([Claim("telegram", "-100", (DUE,), NOW + 60, NOW)])
    await ledger.move_chat("telegram", "-100", "-1009")
    moved = await ledger.subscription("telegram", "-1009")
    assert moved is not None
    assert (moved.chat.id, moved.target.id, moved.next_at) == ("-1009", "-1009", NOW + 60)
    assert await ledger.subscription("telegram", "-100") is None
    assert await ledger.days("telegram", "-1009", NOW) == [DUE._replace(chat="-1009")]
    assert await ledger.days("telegram", "-100", NOW) == []


async def test_f22_a_move_that_fails_on_its_way_has_moved_nothing(
    ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger.subscribe(replace(DAILY, target=GROUP))
    await ledger.save_chat(ChatRow("telegram", "-100", ChatKind.BASIC, {"mode": "ask"}))
    monkeypatch.setattr(chats, "_MOVE_FEEDS", ("UPDATE no_such_table SET a = $1",))
    with pytest.raises(StoreError):
        await ledger.move_chat("telegram", "-100", "-1009")
    assert await ledger.chat("telegram", "-1009") is None
    assert await ledger.subscription("telegram", "-1009") is None
    assert await ledger.subscription("telegram", "-100")
    before = await ledger.chat("telegram", "-100")
    assert before
    assert before.own == {"mode": "ask"}


async def test_a_digest_that_nobody_asked_for_goes_on_its_accounts(ledger: SqlLedger) -> None:
    await ledger.charge(Bill(20_000, ("all", "chat telegram -100"), Use(1, 1200)))
    use = await ledger.spent(20_000, 20_000, "chat telegram -100")
    assert (use.digests, use.cost_micros) == (1, 1200)


async def test_old_days_are_dropped_but_none_that_is_owed(ledger: SqlLedger) -> None:
    await ledger.subscribe(DAILY)
    missed = DUE._replace(day=date(2027, 1, 14), due_at=NOW - 100, stage=Stage.MISSED)
    old = DUE._replace(day=date(2027, 1, 13), due_at=NOW - 200)
    await ledger.claim([Claim("telegram", "-100", (old, missed, DUE), NOW, NOW)])
    assert await ledger.prune_days(NOW) == 1
    assert await ledger.claimed("telegram", 5) == [old, DUE]


CLAIMER = """
import asyncio, json, sys
from datetime import date
from pathlib import Path
from bot.adapters.store import chats, open_ledger
from bot.core.daily.subscription import Claim, Day, Stage

async def main():
    ours = made = 0
    async with await open_ledger(Path(sys.argv[1])) as ledger:
        for number in range(200):
            day = Day("telegram", "-100", date.fromordinal(740_000 + number), 1_800_000_000)
            ours += len(await ledger.claim([Claim("telegram", "-100", (day,), 1_900_000_000, 0)]))
            made += await ledger.settle(day, Stage.MADE)
    print(json.dumps([ours, made]))

asyncio.run(main())
"""


async def test_of_two_processes_one_claims_and_one_makes_each_day(tmp_path: Path) -> None:
    path = tmp_path / "linkdigest.db"
    async with await open_ledger(path) as ledger:
        await ledger.subscribe(DAILY)
    running = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CLAIMER, str(path)), stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    told = [json.loads((await each.communicate())[0]) for each in running]
    assert sum(ours for ours, _ in told) == 200
    assert sum(made for _, made in told) == 200
