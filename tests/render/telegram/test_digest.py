from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest

from bot.core.answers import Action, ChatStyle, DigestAnswer
from bot.core.chats import ChatKind
from bot.core.errors import ModelError
from bot.core.model import CheckedPoint, Digest, Summarizer, Timings
from bot.render.telegram import Message, View, draft, render
from tests.render.articles import EN, EN_EXTRACT, ZH, ZH_EXTRACT
from tests.render.telegram.reading import live, read_html, units

GROUP = View("1k7x", "zh", ChatKind.GROUP, "digest_bot")
PRIVATE = replace(GROUP, kind=ChatKind.PRIVATE)


def text(message: Message) -> str:
    return read_html(message.html).text


def buttons(message: Message) -> list[str]:
    return [button.url or button.data or "" for row in message.keyboard for button in row]


def test_headings_follow_the_digest_and_our_own_words_the_reader() -> None:
    message = render(DigestAnswer(EN, more_links=4), GROUP)
    assert "<b>Key points</b>" in message.html
    assert "AI digest</i>" in message.html
    assert message.html.endswith("<i>还有 4 个链接：回复 /digest</i>")
    assert message.keyboard[0][0].text == "原文"


def test_one_more_link_is_not_many_in_english() -> None:
    english = replace(GROUP, ui="en")
    assert "1 more link:" in render(DigestAnswer(EN, more_links=1), english).html
    assert "2 more links:" in render(DigestAnswer(EN, more_links=2), english).html


def test_without_risks_nothing_is_said_about_risks() -> None:
    assert "风险" not in render(DigestAnswer(replace(ZH, risks=())), GROUP).html


def test_points_of_an_extract_are_quotations_and_the_one_line_stands_there_once() -> None:
    shown = text(render(DigestAnswer(ZH_EXTRACT), GROUP))
    assert shown.count("每天过河的人已不足80人次") == 1
    assert "• “剩下的8万，是412户人家凑的。”" in shown
    assert "““" not in shown


@pytest.mark.parametrize("style", ["compact", "full"])
def test_evidence_stands_below_each_point_in_the_full_layout(style: ChatStyle) -> None:
    answer = replace(DigestAnswer(ZH, evidence=True), style=style)
    message = render(answer, PRIVATE)
    assert "blockquote" not in message.html
    assert (
        "七十岁以上免费，每天6点到19点半小时一班。\n<i>「票价两块，七十岁以上不收钱。」</i>\n"
        in message.html
    )
    assert "d1:bk:1k7x" in buttons(message)
    assert "d1:ev:1k7x" not in buttons(message)


def test_long_evidence_is_trimmed_evenly_and_every_point_stays() -> None:
    long = tuple(f"{n}、" + "证据说了很多话，" * 80 + "完。" for n in range(3))
    points = tuple(replace(point, quotes=long) for point in ZH.key_points)
    message = render(DigestAnswer(replace(ZH, key_points=points), evidence=True), PRIVATE)
    quotes = [line for line in text(message).split("\n") if line.startswith("「")]
    cut = [line for line in quotes if line.endswith("…」")]
    assert len(quotes) == 3 * len(points) + 2
    assert len({len(line) for line in cut}) == 1
    assert units(text(message)) > 3800
    for point in (*points, *ZH.risks):
        assert point.fact in text(message)


def test_evidence_that_no_trimming_makes_fit_costs_the_last_points() -> None:
    points = tuple(CheckedPoint(f"点{n}", "事" * 200, ("据" * 90,) * 8) for n in range(12))
    shown = text(render(DigestAnswer(replace(ZH, key_points=points), evidence=True), PRIVATE))
    assert "点0" in shown
    assert "点11" not in shown
    assert "\n…\n" in shown


def test_an_extract_has_no_evidence_to_show() -> None:
    message = render(DigestAnswer(EN_EXTRACT, evidence=True), PRIVATE)
    assert "「" not in message.html
    assert not any(":ev:" in button or ":bk:" in button for button in buttons(message))


@pytest.mark.parametrize("code", ["model_rejected", "of_tomorrow"])
def test_what_only_an_operator_can_mend_is_told_to_a_reader_in_general_words(code: str) -> None:
    shown = text(render(DigestAnswer(ZH_EXTRACT, trouble=code), GROUP))
    assert "摘要服务暂时不可用，以下为原文摘录；稍后可点「重新生成」。\n" in shown
    channel = replace(GROUP, kind=ChatKind.CHANNEL)
    assert "重新生成" not in render(DigestAnswer(ZH_EXTRACT, trouble=code), channel).html


@pytest.mark.parametrize("error", ModelError.__subclasses__())
def test_every_trouble_is_told_above_the_source(error: type[ModelError]) -> None:
    html = render(DigestAnswer(ZH_EXTRACT, trouble=error.code), GROUP).html
    assert "</blockquote>\n<i>" in html
    assert html.index("</i>\n<a href") < html.index("顾行舟")
    assert "密钥" not in html


def test_a_digest_of_a_part_or_in_parts_says_so() -> None:
    digest = replace(ZH, partial=True, summarizer=replace(ZH.summarizer, parts=3))
    assert "AI 摘要，分 3 部分读完 · 未读完全文" in render(DigestAnswer(digest), GROUP).html


@pytest.mark.parametrize(
    ("made", "total", "cached", "line"),
    [
        (Summarizer("model", "m", cost=0.0061), 3123, True, "m · $0.006 · 3.1 s · 缓存"),
        (Summarizer("model", "m", cost=0.0001), None, False, "m · &lt;$0.001"),
        (Summarizer("model", "m", cost=0.0), None, False, "m · $0.000"),
        (Summarizer("model", "m", cost=12.5), None, False, "m · $12.50"),
        (Summarizer("model", "m"), 60, False, "m · 0.1 s"),
        (Summarizer("extract"), None, True, "缓存"),
    ],
)
def test_meta_tells_what_is_known(
    made: Summarizer, total: int | None, cached: bool, line: str
) -> None:
    digest = replace(ZH, summarizer=made, timings=Timings(total_ms=total), cached=cached)
    assert render(DigestAnswer(digest, meta=True), GROUP).html.endswith(f"<i>{line}</i>")


def test_meta_of_which_nothing_is_known_is_no_line() -> None:
    digest = replace(EN_EXTRACT, timings=Timings())
    plain, meta = (render(DigestAnswer(digest, meta=each), GROUP).html for each in (False, True))
    assert plain == meta


@pytest.mark.parametrize(
    "url", [None, "ftp://a.example/x", "javascript:alert(1)", "http://intranet/x", "https://[", ""]
)
def test_without_a_web_address_the_title_stands_alone_and_has_no_button(url: str | None) -> None:
    view = replace(GROUP, preview=True)
    message = render(DigestAnswer(replace(ZH, url=url)), view)
    assert "<a" not in message.html
    assert ZH.title in message.html
    assert url is None or url not in buttons(message) or url == ""
    assert message.preview is None


def test_an_address_that_would_leave_its_attribute_is_escaped() -> None:
    url = "https://a.example/?q=\"onx='1'&b=<i>"
    message = render(DigestAnswer(replace(ZH, url=url)), GROUP)
    links = [each.value for each in read_html(message.html).entities if each.kind == "a"]
    assert links == [url]


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/\u202etxt",
        "https://a.example/ b",
        "https://user@a.example/",
        "https://a.example/" + "x" * 3000,
        "https://a.example/\ud800",
    ],
)
def test_an_address_that_hides_something_is_no_link(url: str) -> None:
    message = render(DigestAnswer(replace(ZH, url=url)), GROUP)
    assert "<a" not in message.html
    assert url not in buttons(message)


def test_a_preview_is_of_the_article_and_only_where_it_is_wanted() -> None:
    assert render(DigestAnswer(ZH), GROUP).preview is None
    assert render(DigestAnswer(ZH), replace(GROUP, preview=True)).preview == ZH.url


def test_a_long_title_is_cut_and_an_empty_one_is_named() -> None:
    long = render(DigestAnswer(replace(ZH, title="题" * 500)), GROUP)
    assert f">{'题' * 119}…</a>" in long.html
    assert ">无标题</a>" in render(DigestAnswer(replace(ZH, title="\u200b ")), GROUP).html


def test_buttons_of_a_group_lead_into_the_private_chat() -> None:
    assert buttons(render(DigestAnswer(ZH), GROUP)) == [
        ZH.url,
        "https://t.me/digest_bot?start=d_1k7x_en",
        "https://t.me/digest_bot?start=e_1k7x",
        "d1:re:1k7x",
        "d1:rm:1k7x",
    ]


def test_buttons_of_a_private_chat_change_the_message_itself() -> None:
    assert buttons(render(DigestAnswer(EN), PRIVATE)) == [
        EN.url,
        "d1:tr:1k7x:zh",
        "d1:ev:1k7x",
        "d1:re:1k7x",
        "d1:rm:1k7x",
    ]


def test_a_channel_has_the_source_alone_and_a_guest_nothing_that_changes_the_message() -> None:
    channel = render(DigestAnswer(ZH), replace(GROUP, kind=ChatKind.CHANNEL))
    guest = render(DigestAnswer(ZH), replace(GROUP, kind=ChatKind.GUEST))
    assert buttons(channel) == [ZH.url]
    assert len(buttons(guest)) == 3
    assert all(button.startswith("https://") for button in buttons(guest))


def test_a_pasted_text_cannot_be_read_again() -> None:
    message = render(DigestAnswer(replace(ZH, url=None)), PRIVATE)
    assert buttons(message) == ["d1:ev:1k7x", "d1:rm:1k7x"]


@pytest.mark.parametrize("trouble", [None, "only_quotes"])
def test_where_no_model_is_an_extract_is_neither_translated_nor_made_anew(
    trouble: str | None,
) -> None:
    message = render(DigestAnswer(ZH_EXTRACT, trouble=trouble), PRIVATE)
    assert buttons(message) == [str(ZH_EXTRACT.url), "d1:rm:1k7x"]
    standing_in = render(DigestAnswer(ZH_EXTRACT, trouble="model_busy"), PRIVATE)
    assert "d1:re:1k7x" in buttons(standing_in)


def test_only_delete_is_a_danger() -> None:
    rows = render(DigestAnswer(ZH), PRIVATE).keyboard
    assert [button.data for row in rows for button in row if button.danger] == ["d1:rm:1k7x"]


def test_a_button_that_telegram_would_refuse_is_left_out() -> None:
    message = render(DigestAnswer(ZH), replace(PRIVATE, id="x" * 60))
    assert buttons(message) == [ZH.url]
    group = render(DigestAnswer(ZH), replace(GROUP, id="x" * 63, bot=""))
    assert buttons(group) == [ZH.url]


def test_every_action_has_its_place_in_the_data() -> None:
    assert all(len(f"d1:{action}:{'x' * 12}:en".encode()) <= 64 for action in Action)


def long_digest(
    points: int, risks: int, fact: str = "事实说了很多话，没有一句是多余的。" * 12
) -> Digest:
    return replace(
        ZH,
        key_points=tuple(CheckedPoint(f"要点{n}", fact, ()) for n in range(points)),
        risks=tuple(CheckedPoint(f"风险{n}", fact, ()) for n in range(risks)),
    )


@pytest.mark.parametrize("style", ["compact", "full"])
def test_too_long_a_digest_loses_risks_first_and_then_points_from_the_end(style: ChatStyle) -> None:
    answer = replace(DigestAnswer(long_digest(14, 6)), style=style)
    shown = text(render(answer, GROUP))
    assert 3500 < units(shown) <= 4096
    assert "要点13" in shown
    assert "风险0" in shown
    assert "风险5" not in shown
    shown = text(render(replace(answer, digest=long_digest(40, 6)), GROUP))
    assert "要点0" in shown
    assert "要点39" not in shown
    assert "风险与不足" not in shown
    assert shown.count("\n…\n") == 1
    assert ZH.title in shown


def test_one_oversize_text_is_cut_behind_a_sentence() -> None:
    digest = replace(ZH, one_line="这一句有二十来个字，说的是同一件事。" * 200)
    line = text(render(DigestAnswer(digest), GROUP)).split("\n")[0]
    assert 500 < units(line) <= 1000
    assert line.endswith("同一件事。…")


def test_a_hundred_entities_are_the_most() -> None:
    digest = replace(
        ZH, key_points=tuple(CheckedPoint(f"l{n}", f"f{n}", ()) for n in range(150)), risks=()
    )
    read = read_html(render(DigestAnswer(digest), GROUP).html)
    assert len(read.entities) <= 100
    assert "l60" in read.text


def test_where_code_would_take_too_many_entities_unseen_joiners_keep_the_words_still() -> None:
    fact = "@one /two #three $USD four.com https://five.example/six a@b.com 1.2.3.4 t.me/x " * 2
    digest = replace(ZH, key_points=(CheckedPoint("@l", fact, ()),) * 8)
    read = read_html(render(DigestAnswer(digest), GROUP).html)
    assert len(read.entities) <= 100
    assert live(read) == []
    assert len(read.covered("code")) > 30
    assert read.text.replace("\u2060", "").count(fact.strip()) == 8


def test_the_fallback_without_markup_is_the_same_text_and_nothing_in_it_lives() -> None:
    digest = replace(ZH, title="See @all at x.com", one_line="/start now & README.md <b>")
    message = render(DigestAnswer(digest), GROUP)
    assert live(read_html(escape(message.plain, quote=False))) == []
    assert message.plain.replace("\u2060", "") == text(message)


def test_a_draft_has_what_is_finished_and_nothing_of_the_source() -> None:
    begun = replace(ZH, key_points=(), risks=())
    assert draft(DigestAnswer(begun), "zh") == f"<b>{ZH.one_line}</b>"
    assert "河口周刊" not in draft(DigestAnswer(ZH), "zh")
    assert draft(None, "zh") == ""
