"""What the doctor says of clocks and daily posts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app.doctor.surroundings import Kept, Surroundings
from bot.app.doctor.telegram import look_at_telegram
from bot.app.doctor.time import look_at_time
from bot.core.chats import Chat, ChatKind
from bot.core.daily.schedule import Hour
from bot.core.daily.subscription import Subscription
from bot.settings import load
from tests.app.doctor.ward import Ward, seen, told

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_clock_that_is_wrong_is_told_by_the_servers(ward: Ward) -> None:
    around = ward.around({"LINKDIGEST_ZONE": "Asia/Shanghai"})
    await told(look_at_telegram(around))
    assert seen([look_at_time(around)]) == [
        ("ok", "Asia/Shanghai, clock right; no daily post is on → ")
    ]
    ward.place.telegram.ahead = 90
    await told(look_at_telegram(around))
    ((status, words),) = seen([look_at_time(around)])
    assert status == "warn"
    assert "clock 90 s behind" in words


def test_the_daily_posts_to_come_are_counted(tmp_path: Path) -> None:
    chat = Chat("telegram", "-100", ChatKind.GROUP)
    soon = Subscription(chat, chat, Hour(510, "UTC", frozenset(range(7))), next_at=1_800_000_000)
    kept = Kept(dailies=[soon, replace(soon, next_at=1_900_000_000)])
    settings = load({"LINKDIGEST_ZONE": "Asia/Shanghai"}, None)
    line = look_at_time(Surroundings(settings, "", kept=kept))
    assert "daily posts: 2, the next at 2027-01-15 16:00" in line.detail
    assert "clock not compared" in line.detail
