from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answers import Action, ChatStyle, DigestAnswer
from bot.core.chats import ChatKind
from bot.core.errors import ModelError
from bot.core.model import CheckedPoint, Summarizer, Timings
from bot.render.discord import Button, Message, Rule, Text, View, embed_payload, payload, render
from tests.render.articles import EN, EN_EXTRACT, ZH, ZH_EXTRACT
from tests.render.discord.reading import check_embed, check_payload, read, units

GROUP = View("1k7x", "zh", ChatKind.GROUP, "77")
PRIVATE = View("1k7x", "zh", ChatKind.PRIVATE)
ASIDE = replace(GROUP, kind=ChatKind.ASIDE)
GUEST = replace(GROUP, kind=ChatKind.GUEST)


def markdown(message: Message) -> list[str]:
    return [block.markdown for block in message.blocks if isinstance(block, Text)]


def text(message: Message) -> str:
    return "\n".join(read(each).text for each in markdown(message))


def rows(message: Message) -> list[tuple[Button, ...]]:
    return [block for block in message.blocks if isinstance(block, tuple)]


def buttons(message: Message) -> list[str]:
    return [button.url or button.data or "" for row in rows(message) for button in row]


def test_headings_follow_the_digest_and_our_own_words_the_reader() -> None:
    message = render(DigestAnswer(EN, "full", more_links=4), GROUP)
    assert "### Key points\n- **The cut**: " in markdown(message)[1]
    assert markdown(message)[-1].split("\n")[0].endswith(" · AI digest")
    assert markdown(message)[-1].split("\n")[1].startswith("-# 还有 4 个链接：")
    assert rows(message)[0][0].text == "原文"


def test_a_rule_stands_between_the_line_the_points_and_the_source() -> None:
    kinds = [type(block).__name__ for block in render(DigestAnswer(ZH, "full"), GROUP).blocks]
    assert kinds == ["Text", "Rule", "Text", "Text", "Rule", "Text", "tuple"]
    empty = replace(ZH, one_line="", key_points=(), risks=())
    assert not isinstance(render(DigestAnswer(empty), GROUP).blocks[0], Rule)


def test_a_digest_stands_in_our_colour_and_nothing_else_does() -> None:
    (container,) = payload(render(DigestAnswer(ZH), GROUP))["components"]
    assert (container["type"], container["accent_color"]) == (17, 0x2A9D8F)


def test_without_risks_nothing_is_said_about_risks() -> None:
    assert "风险" not in text(render(DigestAnswer(replace(ZH, risks=()), "full"), GROUP))


@pytest.mark.parametrize(
    ("points", "risks", "told"),
    [
        (4, 0, "Not shown here: 1 point"),
        (7, 2, "Not shown here: 4 points and 2 risks"),
        (3, 1, "Not shown here: 1 risk"),
        (3, 0, None),
    ],
)
def test_the_compact_form_shows_three_points_and_says_what_it_leaves_out(
    points: int, risks: int, told: str | None
) -> None:
    digest = replace(
        EN,
        key_points=tuple(CheckedPoint(f"l{n}", f"f{n}", ()) for n in range(points)),
        risks=tuple(CheckedPoint(f"r{n}", f"g{n}", ()) for n in range(risks)),
    )
    message = render(DigestAnswer(digest), replace(GROUP, ui="en"))
    assert text(message).count("• ") == min(points, 3)
    assert ("go:f_1k7x" in buttons(message)) == bool(told)
    assert told is None or f"\n-# {told}" in markdown(message)[1]
    full = render(DigestAnswer(digest, "full"), GROUP)
    assert text(full).count("• ") == points + risks
    assert "go:f_1k7x" not in buttons(full)


def test_points_of_an_extract_are_quotations_and_the_one_line_stands_there_once() -> None:
    shown = text(render(DigestAnswer(ZH_EXTRACT), GROUP))
    assert shown.count("每天过河的人已不足80人次") == 1
    assert "• “剩下的8万，是412户人家凑的。”" in shown
    assert "““" not in shown


@pytest.mark.parametrize("style", ["compact", "full"])
def test_evidence_stands_small_below_each_point_of_all(style: ChatStyle) -> None:
    answer = replace(DigestAnswer(ZH, evidence=True), style=style)
    message = render(answer, ASIDE)
    assert "半小时一班。\n-# 「票价两块，七十岁以上不收钱。」" in "\n".join(markdown(message))
    assert "接班无人" in text(message)
    assert "d1:bk:1k7x" in buttons(message)
    assert "d1:ev:1k7x" not in buttons(message)


def test_long_evidence_is_trimmed_evenly_and_every_point_stays() -> None:
    long = tuple(f"{n}、" + "证据说了很多话，" * 80 + "完。" for n in range(3))
    points = tuple(replace(point, quotes=long) for point in ZH.key_points)
    message = render(DigestAnswer(replace(ZH, key_points=points), evidence=True), ASIDE)
    quotes = [line for line in text(message).split("\n") if line.startswith("「")]
    cut = [line for line in quotes if line.endswith("…」")]
    assert len(quotes) == 3 * len(points) + 2
    assert len({len(line) for line in cut}) == 1
    assert 3500 < sum(map(units, markdown(message))) <= 3800
    for point in (*points, *ZH.risks):
        assert point.fact in text(message)


def test_evidence_that_no_trimming_makes_fit_costs_the_last_points() -> None:
    points = tuple(CheckedPoint(f"点{n}", "事" * 200, ("据" * 90,) * 8) for n in range(12))
    shown = text(render(DigestAnswer(replace(ZH, key_points=points), evidence=True), ASIDE))
    assert "点0" in shown
    assert "点11" not in shown
    assert "\n…\n" in shown


def test_too_long_a_digest_loses_risks_first_and_then_points_from_the_end() -> None:
    fact = "事实说了很多话，没有一句是多余的。" * 12
    points = tuple(CheckedPoint(f"要点{n}", fact, ()) for n in range(40))
    digest = replace(ZH, key_points=points[:14], risks=points[20:26])
    shown = text(render(DigestAnswer(digest, "full"), GROUP))
    assert "要点13" in shown
    assert "要点20" in shown
    assert "要点25" not in shown
    shown = text(render(DigestAnswer(replace(digest, key_points=points), "full"), GROUP))
    assert "要点0" in shown
    assert "风险与不足" not in shown
    assert shown.count("\n…\n") == 1
    assert ZH.title in shown


@pytest.mark.parametrize("sign", ["<@", "*", ":", "@everyone", "`", "题。"])
def test_a_digest_of_nothing_but_signs_still_fits_once_they_are_escaped(sign: str) -> None:
    long = sign * 3000
    point = CheckedPoint(long, long, (long,) * 8)
    digest = replace(
        EN,
        url="https://a.example/" + "x" * 1000,
        title=long,
        one_line=long,
        author=long,
        source=f"{long}!",
        key_points=(point,) * 9,
        risks=(point,) * 9,
        summarizer=replace(EN.summarizer, model=long),
    )
    answer = DigestAnswer(digest, trouble="model_busy", meta=True, more_links=3)
    for each in (answer, replace(answer, style="full"), replace(answer, evidence=True)):
        message = render(each, GROUP)
        check_payload(payload(message))
        check_embed(embed_payload(message))
        assert sum(map(units, markdown(message))) <= 3800
        assert text(message).startswith(sign)


def test_buttons_amid_a_chat_answer_whoever_presses() -> None:
    expected = [ZH.url, "go:f_1k7x", "go:e_1k7x", "go:d_1k7x_en", "d1:re:1k7x", "d1:rm:1k7x"]
    assert buttons(render(DigestAnswer(ZH), GROUP)) == expected
    thread = render(DigestAnswer(ZH, "full"), replace(GROUP, kind=ChatKind.THREAD))
    assert buttons(thread) == [each for each in expected if each != "go:f_1k7x"]
    assert buttons(render(DigestAnswer(ZH), GUEST)) == [
        each for each in expected if each != "d1:re:1k7x"
    ]


def test_buttons_for_one_reader_change_the_message_itself() -> None:
    reading = [EN.url, "d1:tr:1k7x:zh", "d1:ev:1k7x", "d1:re:1k7x"]
    assert buttons(render(DigestAnswer(EN, "full"), PRIVATE)) == [*reading, "d1:rm:1k7x"]
    assert buttons(render(DigestAnswer(EN, "full"), ASIDE)) == reading


def test_a_pasted_text_cannot_be_read_again_nor_translated() -> None:
    message = render(DigestAnswer(replace(ZH, url=None), "full"), PRIVATE)
    assert buttons(message) == ["d1:ev:1k7x", "d1:rm:1k7x"]


@pytest.mark.parametrize("trouble", [None, "only_quotes"])
def test_where_no_model_is_an_extract_is_neither_translated_nor_made_anew(
    trouble: str | None,
) -> None:
    message = render(DigestAnswer(ZH_EXTRACT, trouble=trouble), PRIVATE)
    assert buttons(message) == [str(ZH_EXTRACT.url), "d1:rm:1k7x"]
    standing_in = render(DigestAnswer(ZH_EXTRACT, trouble="model_busy"), PRIVATE)
    assert "d1:re:1k7x" in buttons(standing_in)


def test_a_message_that_has_no_number_yet_has_no_button_but_the_source() -> None:
    for kind in (ChatKind.GROUP, ChatKind.PRIVATE, ChatKind.ASIDE):
        message = render(DigestAnswer(ZH), View("", "zh", kind))
        assert buttons(message) == [ZH.url]
        assert "重新生成" not in text(render(DigestAnswer(ZH_EXTRACT, trouble="x"), GUEST))


def test_a_button_that_discord_would_refuse_is_left_out() -> None:
    assert buttons(render(DigestAnswer(ZH), replace(GROUP, id="x" * 99))) == [ZH.url]
    long = "https://a.example/" + "x" * 600
    message = render(DigestAnswer(replace(ZH, url=long)), GROUP)
    assert long not in buttons(message)
    assert f"](<{long}>)" in markdown(message)[-1]
    assert all(len(f"d1:{action}:{'x' * 12}:en") <= 100 for action in Action)


def test_only_delete_is_a_danger() -> None:
    found = [button for row in rows(render(DigestAnswer(ZH), PRIVATE)) for button in row]
    assert [button.data for button in found if button.danger] == ["d1:rm:1k7x"]


@pytest.mark.parametrize(
    "url",
    [
        *(None, "ftp://a.example/x", "javascript:alert(1)", "http://intranet/x", "https://[", ""),
        *("https://a.example/\u202etxt", "https://a.example/ b", "https://user@a.example/"),
        *("https://a.example/" + "x" * 3000, "https://a.example/\ud800"),
    ],
)
def test_what_is_no_web_address_is_no_link_and_no_button(url: str | None) -> None:
    message = render(DigestAnswer(replace(ZH, url=url)), GROUP)
    assert not read(markdown(message)[-1]).alive
    assert ZH.title in text(message)
    assert not [button for row in rows(message) for button in row if button.url]
    assert message.embed.url is None


def test_an_address_that_would_leave_its_brackets_is_encoded() -> None:
    url = "https://a.example/(x)?q=>)[y](<z&r=\"'`\\*字%20%"
    message = render(DigestAnswer(replace(ZH, url=url)), GROUP)
    (link,) = read(markdown(message)[-1]).alive
    assert link.value == (
        "https://a.example/%28x%29?q=%3E%29%5By%5D%28%3Cz&r=%22%27%60%5C%2A%E5%AD%97%20%"
    )
    assert link.text == ZH.title


@pytest.mark.parametrize(
    "title",
    [
        "https://bank.example/login",
        "Log in at http://bank.example now",
        "www.bank.example",
        "bank.example",
        "bank.example/login please",
        "bank.example:8080",
        "ｈｔｔｐｓ：／／bank.example",
        "README.md",
    ],
)
def test_a_title_that_looks_like_an_address_is_no_link(title: str) -> None:
    message = render(DigestAnswer(replace(ZH, title=title), "full"), GROUP)
    found = read(markdown(message)[-1])
    assert [(each.value, each.text) for each in found.alive] == [(ZH.url, "原文")]
    assert found.text.startswith(f"{title} · 原文 · ")
    assert message.embed.url is None


@pytest.mark.parametrize(
    "title",
    [
        *("Node.js 入门", "a_b*c", "<vector> 与 List<String>", "#1 的故事", "C++ 与 C#", "1. a"),
        *("@全体成员 注意", "3.5% 与 1:2", "> 引用", "- 清单", "e.g. the U.S.", "a|b ~ c"),
        *("¯\\_(ツ)_/¯", "12:30:45", "- ", "**", "𝕏 🇨🇳 é"),
    ],
)
def test_words_stay_readable_and_exact_wherever_they_stand(title: str) -> None:
    point = CheckedPoint(title, title, (title,))
    digest = replace(EN, title=title, one_line=title, author=title, key_points=(point,), risks=())
    found = [read(each) for each in markdown(render(DigestAnswer(digest, evidence=True), ASIDE))]
    word = title.strip()
    assert found[0].text == word
    assert found[1].text == f"Key points\n• {word}: {word}\n«{word}»"
    assert found[-1].text.startswith(f"{word} · {word} · Valley Ledger")
    assert not found[1].marked("code")


def test_what_would_live_is_code_in_running_text_and_broken_in_bold() -> None:
    digest = replace(EN, one_line="Ask @everyone", key_points=(CheckedPoint("", "Ask @here.", ()),))
    one_line, points, _ = markdown(render(DigestAnswer(digest), GROUP))
    assert one_line == "**Ask @\u2060everyone**"
    assert "- Ask `@here`." in points


def test_brackets_of_a_title_cannot_end_its_link() -> None:
    message = render(DigestAnswer(replace(ZH, title="a](<https://evil.example>) [b")), GROUP)
    assert [each.value for each in read(markdown(message)[-1]).alive] == [ZH.url]
    shown = render(DigestAnswer(replace(ZH, title="[转载] 灯")), GROUP)
    assert "[［转载］ 灯](<" in markdown(shown)[-1]


@pytest.mark.parametrize("error", ModelError.__subclasses__())
def test_every_trouble_is_told_above_the_source(error: type[ModelError]) -> None:
    lines = markdown(render(DigestAnswer(ZH_EXTRACT, trouble=error.code), GROUP))[-1].split("\n")
    assert len(lines) == 2
    assert all(line.startswith("-# ") for line in lines)
    assert "密钥" not in lines[0]
    assert "顾行舟" in lines[1]


def test_meta_tells_what_is_known_and_of_nothing_makes_no_line() -> None:
    made = Summarizer("model", "m", cost=0.0061)
    digest = replace(ZH, summarizer=made, timings=Timings(total_ms=3123), cached=True)
    source = markdown(render(DigestAnswer(digest, meta=True), GROUP))[-1]
    assert source.endswith("\n-# m · $0.006 · 3.1 s · 缓存")
    bare = replace(EN_EXTRACT, timings=Timings())
    assert render(DigestAnswer(bare, meta=True), GROUP) == render(DigestAnswer(bare), GROUP)


def test_the_older_form_says_the_same() -> None:
    embed = render(DigestAnswer(ZH, "full", more_links=2), GROUP).embed
    assert (embed.title, embed.url) == (ZH.title, ZH.url)
    assert "### 关键要点\n- **停航原因**：" in embed.description
    assert "### 风险与不足" in embed.description
    assert embed.footer.startswith("顾行舟 · 河口周刊 · 2026-03-18 · AI 摘要\n还有 2 个链接")


def test_a_footer_of_the_older_form_knows_no_markdown() -> None:
    digest = replace(ZH, author="a_b*c")
    message = render(DigestAnswer(digest), GROUP)
    assert message.embed.footer.startswith("a_b*c · ")
    assert r"a\_b\*c" in markdown(message)[-1]
