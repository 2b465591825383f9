"""Daily posts: some to look at, and any kind of them for properties."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.core.answers import AlsoAt, DailyAnswer, DailyItem
from tests.render.digests import ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Callable

ZH = (
    DailyItem(
        "一条停航九年的渡船，被两个退休船长开回来了",
        "https://weekly.example/2026/ferry?from=chat&id=7",
        "停航九年的柳河渡口今年复航，两位退休船长自筹48万元买下旧船，半年运送了6.2万人次。",
        "zh",
        author="顾行舟",
        source="河口周刊",
        sharers=("Alice", "沈听澜", "bob_w", "Ines"),
        shared_by=5,
        also=(
            AlsoAt("县城晚报", "https://evening.example/ferry"),
            AlsoAt("河口电视台", "https://tv.example/n/8"),
        ),
    ),
    DailyItem(
        "县城图书馆取消了借书押金",
        "https://library.example/deposit",
        "取消押金一年，办证读者增至3.1万人，逾期率没有上升。",
        "zh",
        author="栗树周刊",
        source="栗树周刊",
        sharers=("Alice",),
        shared_by=1,
        row="0mabc12345678",
    ),
    DailyItem(
        "A harbour town heats its homes from the fjord",
        "https://harbour.example/heat",
        "2,300 homes are heated from the fjord.",
        "en",
        is_extract=True,
        source="harbour.example",
        row="0mabc12345679",
    ),
)
EN = (
    DailyItem(
        "Two retired captains bring a ferry back after nine years",
        "https://weekly.example/2026/ferry?from=chat&id=7",
        "The Willow Ferry sails again: two retired captains bought it for 480,000 yuan and have"
        " carried 62,000 people in half a year.",
        "en",
        author="Maren Oyelaran",
        source="Estuary Weekly",
        sharers=("Alice", "Tomasz", "bob_w", "Ines"),
        shared_by=5,
        also=(
            AlsoAt("Evening Post", "https://evening.example/ferry"),
            AlsoAt("Estuary TV", "https://tv.example/n/8"),
        ),
    ),
    DailyItem(
        "A county library drops its deposit",
        "https://library.example/deposit",
        "A year without deposits: 31,000 readers, and no more overdue books than before.",
        "en",
        author="Chestnut",
        source="Chestnut",
        sharers=("Alice",),
        shared_by=1,
        row="0mabc12345678",
    ),
    DailyItem(
        "县城的海港用海水供暖",
        "https://harbour.example/heat",
        "两千三百户人家靠峡湾里的海水取暖。",
        "zh",
        is_extract=True,
        source="harbour.example",
        row="0mabc12345679",
    ),
)


def posts(ui: str, chat: str, post: str) -> dict[str, DailyAnswer]:
    """Posts to look at; the first story's digest is the message `post` of `chat`."""
    group = ZH if ui == "zh" else EN
    items = (replace(group[0], chat=chat, post=post), *group[1:])
    channel = tuple(replace(item, sharers=(), shared_by=0) for item in items)
    unnamed = tuple(replace(item, sharers=(), shared_by=n) for n, item in enumerate(items, 1))
    two = tuple(replace(item, sharers=item.sharers[: 2 + n]) for n, item in enumerate(items))
    return {
        "daily": DailyAnswer("2026-11-22", ui, items, 3, unread=3),
        "daily_channel": DailyAnswer("2026-11-23", ui, channel, 3),
        "daily_late": DailyAnswer("2026-11-22", ui, (two[0],), 1, late="08:30", unread=1),
        "daily_preview": DailyAnswer("2026-01-01", ui, unnamed, 3, is_preview=True),
        "daily_parts": DailyAnswer("2026-11-22", ui, items * 12, 36, unread=3),
    }


def dailies(texts: st.SearchStrategy[str], most: int) -> st.SearchStrategy[DailyAnswer]:
    """Posts of up to `most` items, every text of strangers out of `texts`."""
    addresses = st.sampled_from(ADDRESSES) | texts
    numbers = st.sampled_from(("", "42", "-1001234567890", "1100000000000000002", "x"))
    items = st.builds(
        DailyItem,
        title=texts,
        url=addresses,
        one_line=texts,
        language=st.sampled_from(("zh", "en", "ja")),
        is_extract=st.booleans(),
        author=st.none() | texts,
        source=st.none() | texts,
        sharers=st.lists(texts, max_size=5).map(tuple),
        shared_by=st.integers(0, 7),
        chat=numbers,
        post=numbers,
        row=st.sampled_from(("", "0mabc12345678")) | texts,
        also=st.lists(st.builds(AlsoAt, texts, addresses), max_size=5).map(tuple),
    )
    return st.builds(
        lambda items, total, **more: DailyAnswer(items=items, total=len(items) + total, **more),
        day=st.dates().map(lambda day: day.isoformat()),
        language=st.sampled_from(("zh", "en")),
        items=st.lists(items, min_size=1, max_size=most).map(tuple),
        total=st.integers(0, 3),
        first=st.sampled_from((1, 16)),
        late=st.sampled_from(("", "08:30")),
        unread=st.integers(0, 2),
        is_preview=st.booleans(),
    )


def grown(answer: DailyAnswer, times: int, copies: int) -> DailyAnswer:
    """The post with its texts `times` as long, and `copies` of its items."""
    items = tuple(
        replace(
            item,
            title=item.title * times,
            one_line=item.one_line * times,
            author=(item.author or "") * times,
            sharers=tuple(name * times for name in item.sharers),
            also=tuple(replace(also, name=also.name * times) for also in item.also),
        )
        for item in answer.items
    )
    return replace(answer, items=items * copies, total=answer.total + len(items) * (copies - 1))


def check_parts(
    answer: DailyAnswer,
    parts: tuple[DailyAnswer, ...],
    shown: Callable[[DailyAnswer], list[int]],
) -> None:
    """The parts tell a beginning of the items, each numbered on; `shown` are their numbers."""
    assert 1 <= len(parts) <= 2
    told = tuple(item for part in parts for item in part.items)
    assert told == answer.items[: len(told)]
    at = answer.first
    for number, part in enumerate(parts, 1):
        assert part == replace(answer, items=part.items, first=at, part=number, parts=len(parts))
        assert 1 <= len(part.items) <= 15
        assert shown(part) == list(range(at, at + len(part.items)))
        at += len(part.items)
