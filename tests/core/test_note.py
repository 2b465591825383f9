from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import CheckedPoint
from bot.core.note import digest_of, read_note

LAMPS = (Path(__file__).parents[1] / "data/notes/lamps.zh.md").read_text("utf-8")
POINTS = ("灯已熄了二十年。", "四十户凑钱付电费。", "吹倒的灯杆已立回。")


def test_a_note_is_read_whole() -> None:
    note = read_note(LAMPS)

    assert note.title == '河堤上的"四百盏灯"：一个小镇的账本'
    assert note.published == date(2026, 3, 5)
    assert (note.author, note.source) == ("阿桥", "微信公众号")
    assert note.url == (
        "https://mp.weixin.qq.com/s?__biz=Mzk0MDAwMDAwMA==&mid=2247480000&idx=1&sn=0123456789abcdef"
    )
    assert note.summary is not None
    assert note.summary.one_line.startswith("四十户居民自己凑钱")
    assert [point.label for point in note.summary.key_points] == ["起因", "做法", "韧性"]
    assert note.summary.risks == (
        CheckedPoint("后继无人", "全靠几位老人撑着，至今没有人接班。", ()),
    )
    assert note.body.startswith("昨晚，河堤上亮起了四百盏灯")
    assert note.body.endswith("和往年说的一样。")
    assert "## 账本" in note.body
    assert note.links == ("人物/阿桥", "主题/小镇", "社区")
    assert note.topics == ("小镇", "社区")
    assert note.language == "zh"
    assert note.raw == LAMPS


def test_a_note_with_its_digest_needs_no_model() -> None:
    digest = digest_of(read_note(LAMPS))

    assert digest is not None
    assert digest.summarizer.kind == "model"
    assert digest.summarizer.model is None
    assert digest.language == "zh"
    assert digest.topics == ("小镇", "社区")
    assert all(point.quotes == () for point in (*digest.key_points, *digest.risks))


def test_a_note_of_bare_quotes_was_an_extract() -> None:
    text = (
        "## 摘要\n**一句话总结**\n灯亮了。\n**要点**\n- 四十户凑钱。\n- 灯杆立回。\n## 正文\n灯。"
    )
    digest = digest_of(read_note(text))

    assert digest is not None
    assert digest.summarizer.kind == "extract"
    assert [point.label for point in digest.key_points] == ["", ""]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "只有一段话。",
        "## 摘要\n\n没有要点的摘要。\n\n## 正文\n\n灯。",
        "## 摘要\n**关键要点**\n- 没有一句话。\n## 正文\n灯。",
        "# Lamps\n\n## Key takeaways\n\n- No one line above them.\n\n## Risks\n\nMany.",
    ],
)
def test_a_file_without_a_digest_holds_none(text: str) -> None:
    note = read_note(text)

    assert note.summary is None
    assert digest_of(note) is None


def note_with(one_line: str, key_points: str, risks: str) -> str:
    digest = f"{one_line}\n灯亮了。\n\n{key_points}\n{{points}}\n\n{risks}\n{{risk}}"
    return f"## 摘要\n\n{digest}\n\n## 正文\n\n灯。\n"


@pytest.mark.parametrize(
    "text",
    [
        note_with("**1) 一句话总结**", "**2) 关键要点**", "**3) 风险与不足**"),
        note_with("**1）一句话总结**", "**2）核心要点**", "**3）风险与缺口**"),
        note_with("**一句话总结：**", "**要点：**", "**风险：**"),
        note_with("### 一句话总结", "### 核心要点", "### 不足"),
        note_with("### 1. 一句话摘要", "### 2. 主要观点", "### 3. 风险/不足"),
        note_with("一、一句话总结", "二、关键要点", "三、风险和不足"),
        note_with("**In one line**", "**Key points**", "**Risks**"),
        note_with("#### TL;DR", "#### Key takeaways", "#### Limitations"),
        "一句话总结：灯亮了。\n\n关键要点：\n{points}\n\n风险与不足：\n{risk}\n\n# 灯\n\n灯。\n",
        "## 一句话总结\n灯亮了。\n## 关键要点\n{points}\n## 风险\n{risk}\n## 灯\n灯。\n",
    ],
)
@pytest.mark.parametrize("bullet", ["*   ", "- ", "• ", "•", "+ ", "· "])
@pytest.mark.parametrize(
    "form", ["**{label}**：{fact}", "**{label}**: {fact}", "**{label}：**{fact}"]
)
def test_other_headings_bullets_and_colons_are_read(text: str, bullet: str, form: str) -> None:
    points = "\n".join(
        bullet + form.format(label=f"要点{number}", fact=fact)
        for number, fact in enumerate(POINTS, 1)
    )
    risk = bullet + form.format(label="接班", fact="没有人接班。")
    summary = read_note(text.format(points=points, risk=risk)).summary

    assert summary is not None
    assert summary.one_line == "灯亮了。"
    assert summary.key_points == tuple(
        CheckedPoint(f"要点{number}", fact, ()) for number, fact in enumerate(POINTS, 1)
    )
    assert summary.risks == (CheckedPoint("接班", "没有人接班。", ()),)


def test_numbered_and_hand_wrapped_points_are_read() -> None:
    text = "## 摘要\n**一句话总结**：灯\n亮了。\n**要点**\n1. 甲：乙\n   丙\n2. 丁\n\n## 正文\n灯。"
    summary = read_note(text).summary

    assert summary is not None
    assert summary.one_line == "灯 亮了。"
    assert [point.fact for point in summary.key_points] == ["甲：乙 丙", "丁"]


def test_points_that_say_none_are_no_risks() -> None:
    digest = "**一句话总结**\n灯。\n**要点**\n- 灯。\n**风险**\n- 无。\n- None\n- "
    text = f"## 摘要\n{digest}\n## 正文\n灯。"
    summary = read_note(text).summary

    assert summary is not None
    assert summary.risks == ()


def test_a_digest_without_a_heading_for_the_body_ends_at_the_next_heading() -> None:
    digest = "## 摘要\n**一句话总结**\n灯。\n**要点**\n- 甲。"
    chapters = "## 第一章\n\n灯。\n\n## 第二章\n\n亮。"
    note = read_note(f"# 灯\n\n{digest}\n\n{chapters}")

    assert note.summary is not None
    assert note.body == f"# 灯\n\n{chapters}"


def test_a_heading_in_code_is_code() -> None:
    text = "## 正文\n\n```md\n## 关联主题\n```\n\n完。"

    assert read_note(text).body == "```md\n## 关联主题\n```\n\n完。"


def test_a_section_of_more_than_links_stays_in_the_body() -> None:
    text = "灯。\n\n## 相关主题\n\n先说一句。\n\n- [[灯]]"

    assert read_note(text).body == text


def test_links_lose_their_alias_and_anchor() -> None:
    note = read_note("灯。\n\n## Related topics\n\n- [[a/灯|灯光]]\n- [[桥#历史]]\n* [[a/灯]]\n")

    assert note.links == ("a/灯", "桥")
    assert note.body == "灯。"


def test_tags_are_topics_too() -> None:
    note = read_note("---\ntags: ['#灯', 桥]\n作者: 桥\n---\n灯。\n")

    assert note.topics == ("灯",)


@pytest.mark.parametrize(
    ("head", "title", "published"),
    [
        ('---\ntitle: "灯"\ndate: 2026-03-05\n---\n', "灯", date(2026, 3, 5)),
        ("\ufeff---\r\ntitle: 灯\r\n发布日期: 2026/3/5\r\n---\r\n", "灯", date(2026, 3, 5)),
        ("---\ntitle: no\npublished: 2026-03-05T08:00:00+08:00\n---\n", "no", date(2026, 3, 5)),
        ("---\ntitle: 2026\n日期: 2026年3月5日\n---\n", "2026", date(2026, 3, 5)),
        ('---\ntitle: "他说 "灯" 亮了"\n---\n', '他说 "灯" 亮了', None),
        ("---\ntitle: 灯: 一个小镇\ncreated: soon\n---\n", "灯: 一个小镇", None),
        ("---\ntitle: '灯\ndate: 2026-13-45\n---\n", "'灯", None),
        ("---\nTitle: 灯\n...\n", "灯", None),
        ("---\ntitle: 灯\nauthor: 阿桥\n\n", "灯", None),
        ("---\ntitle:\n  - 灯\n  - 桥\n---\n", "灯", None),
        ("---\ntitle: {a: b}\n---\n", "", None),
        ("---\n---\n", "", None),
        ("", "", None),
    ],
)
def test_front_matter_is_read_as_it_was_meant(
    head: str, title: str, published: date | None
) -> None:
    note = read_note(f"{head}昨晚亮了灯。\n")

    assert (note.title, note.published) == (title, published)
    assert note.body.strip() == "昨晚亮了灯。"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n一句话。\n\n---\n\n另一句。\n",
        "---\n- 一\n- 二\n---\n文。\n",
        '{"a": 1}\n',
        "---\n文\n",
    ],
)
def test_text_between_rulers_is_text(text: str) -> None:
    assert read_note(text).body == text.strip("\n")


def test_front_matter_that_nests_without_end_is_no_trap() -> None:
    note = read_note(f"---\ntitle: 灯\nx: {'[' * 9000}\n---\n文。\n")

    assert (note.title, note.body) == ("灯", "文。")


def test_aliases_of_aliases_are_not_followed() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n"
        for before, name in zip("abcdefghijklmnopqrstu", "bcdefghijklmnopqrstuv", strict=True)
    )

    assert read_note(f"---\n{bomb}tags: *v\ntitle: 灯\n---\n文。\n").tags == ()


def test_english_keys_are_read_and_an_address_under_source_is_the_url() -> None:
    note = read_note(
        '---\ntitle: Lamps\nauthor:\n  - "[[A. Bridge]]"\nsource: https://a.example/x\n---\nx'
    )

    assert (note.author, note.source, note.url) == ("A. Bridge", None, "https://a.example/x")


def test_several_authors_are_all_named() -> None:
    assert read_note("---\n作者: [阿桥, 老码头]\n---\n文").author == "阿桥, 老码头"


def test_english_headings_make_an_english_note() -> None:
    text = (
        "## Summary\n\n**1) In one line**\nThe lamps are lit.\n\n**2) Key points**\n"
        "*   **Who**: forty households.\n\n## Article\n\nThe lamps.\n"
    )
    digest = digest_of(read_note(text))

    assert digest is not None
    assert digest.language == "en"


@given(st.text())
def test_any_text_is_a_note(text: str) -> None:
    assert read_note(text).raw == text


@given(st.text(alphabet="#-*[]|:：\"\\'{}& \n\r\ufeffab摘要正文风险无1)"))
def test_any_marks_are_a_note(text: str) -> None:
    note = read_note(f"---\n{text}")

    assert replace(note, raw=None).raw is None
