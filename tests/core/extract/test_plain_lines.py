from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lines import continues, join_wrapped, wrap_width


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["他说得很轻，", "像怕吵醒谁。"], ["他说得很轻，像怕吵醒谁。"]),
        (["这座桥（", "旧的那座）", "，没有灯。"], ["这座桥（旧的那座），没有灯。"]),
        (["大家都在", "TikTok", "上告别。"], ["大家都在TikTok上告别。"]),
        (["The lamps were lit", "at nine."], ["The lamps were lit at nine."]),
        (["lamps", "were lit"], ["lamps", "were lit"]),
        (["第一句。", "第二句。"], ["第一句。", "第二句。"]),
        (["没有句号", "也是一行"], ["没有句号", "也是一行"]),
        (["先说结论：", "1、前端", "2、后端"], ["先说结论：", "1、前端", "2、后端"]),
        (["有两点，", "- 甲", "- 乙"], ["有两点，", "- 甲", "- 乙"]),
        (["Q：难吗，", "A：不难"], ["Q：难吗，", "A：不难"]),
        (["他说，", "　　另起一段"], ["他说，", "另起一段"]),
        (["apple", "banana"], ["apple", "banana"]),
        (["", "  ", "一行"], ["一行"]),
        ([], []),
    ],
)
def test_a_line_continues_only_a_sentence_left_open(lines: list[str], joined: list[str]) -> None:
    assert join_wrapped(lines) == joined


def test_a_line_as_wide_as_the_text_was_wrapped() -> None:
    lines = [
        "昨晚河堤上亮起了四百盏灯沿着旧码头一直排到石桥附近的居民",
        "说上一次这样热闹还是二十年前修桥的时候如今四十户人家凑钱",
        "付电费",
    ]

    width = wrap_width(lines * 3)

    assert continues(lines[0], lines[1], width)
    assert continues(lines[1], lines[2], width)
    assert not continues(lines[2], lines[0], width)
    assert not continues(lines[0], lines[1])


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["short", "lines", "only"],
        ["one line of some length, and then", "no", "other", "that", "is", "as", "long"],
        ["x" * 300] * 9,
    ],
)
def test_a_text_that_no_machine_wrapped_has_no_width(lines: list[str]) -> None:
    assert wrap_width(lines) == 0


@given(st.lists(st.text()))
def test_joining_loses_no_character(lines: list[str]) -> None:
    joined = "".join("".join(join_wrapped(lines)).split())

    assert joined == "".join("".join(lines).split())
