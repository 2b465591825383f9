from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answers import (
    Action,
    Line,
    Moment,
    NoticeAnswer,
    PointerAnswer,
    SettingRow,
    SettingsAnswer,
    notice,
)
from bot.core.chats import ChatKind
from bot.core.preferences import CHOICES, Preferences
from bot.render.telegram import View, draft, render
from tests.render.telegram.reading import live, read_html

VIEW = View("1k7x", "en", ChatKind.GROUP, "digest_bot")
POINTER = PointerAnswer("A <b> title", 1_773_800_000, "-1001234567890", "42")
HOSTILE = "@durov <b>x</b> /start https://evil.example \u202e#tag\nnext"


def test_what_a_stranger_typed_cannot_mark_up_mention_or_link() -> None:
    read = read_html(render(notice("chat.unknown_option", option=HOSTILE), VIEW).html)
    assert live(read) == []
    assert (
        read.text
        == "I don't know the option “@durov <b>x</b> /start https://evil.example #tag next”."
    )


def test_our_own_commands_may_be_pressed() -> None:
    assert live(read_html(render(notice("chat.usage"), VIEW).html)) == ["/digest <link>, or r"]


def test_a_field_within_code_stays_within_code() -> None:
    html = render(notice("chat.onboard_commands", bot="digest_bot"), VIEW).html
    assert "<code>/digest@digest_bot</code>" in html
    assert (
        "/digest@digest_bot"
        in render(notice("chat.onboard_commands", bot="digest_bot"), VIEW).plain
    )


def test_a_moment_is_shown_in_the_readers_own_zone() -> None:
    message = render(notice("chat.limit_all_day", time=Moment(1_773_849_600)), VIEW)
    assert '<tg-time unix="1773849600" format="t">16:00 UTC</tg-time>' in message.html
    assert "16:00 UTC" in message.plain


def test_a_field_of_any_length_leaves_a_message() -> None:
    many = NoticeAnswer((Line("chat.unknown_option", {"option": "@a " * 9000}),) * 90)
    read = read_html(render(many, VIEW).html)
    assert read.units <= 4096
    assert len(read.entities) <= 100
    assert live(read) == []
    assert read.text.endswith("\n…")


def test_a_setting_that_was_changed_is_named_as_in_the_panel() -> None:
    done = notice("chat.setting_done", name="language", value="zh")
    assert render(done, replace(VIEW, ui="zh")).html == "语言已改为：中文。"
    odd = notice("chat.setting_done", name="deny", value="ads.example <b>")
    assert render(odd, VIEW).html == "Ignored sites: now <code>ads.example</code> &lt;b&gt;."


def test_short_buttons_stand_side_by_side_and_long_ones_alone() -> None:
    answer = notice("chat.usage", Action.CANCEL, Action.RETRY, Action.MODE_ASK, Action.CLOSE)
    rows = render(answer, VIEW).keyboard
    assert [[button.data for button in row] for row in rows] == [
        ["d1:cx:1k7x", "d1:ry:1k7x"],
        ["d1:ma:1k7x"],
        ["d1:cl:1k7x"],
    ]


def test_settings_in_private_are_one_press_away() -> None:
    panel = SettingsAnswer("-100123", (), may_change=True)
    assert render(panel, VIEW).keyboard[0][0].url == "https://t.me/digest_bot?start=set_-100123"
    in_private = render(panel, replace(VIEW, kind=ChatKind.PRIVATE))
    assert [button.url for row in in_private.keyboard for button in row] == [None]


def test_a_pointer_links_to_the_message_where_telegram_has_an_address_for_it() -> None:
    message = render(POINTER, VIEW)
    read = read_html(message.html)
    assert [each.value for each in read.entities if each.kind == "a"] == [
        "https://t.me/c/1234567890/42"
    ]
    assert 'format="r">2026-03-18</tg-time>' in message.html
    assert read.text == "Digested here already, 2026-03-18 → A <b> title"
    assert message.keyboard[0][0].data == "d1:re:1k7x"


@pytest.mark.parametrize("chat", ["-55", "1001", "", "-100x"])
def test_a_pointer_elsewhere_is_words_that_do_not_live(chat: str) -> None:
    read = read_html(render(replace(POINTER, chat=chat, title="@all x.com"), VIEW).html)
    assert not [each for each in read.entities if each.kind == "a"]
    assert live(read) == []


def test_the_panel_names_every_setting_and_value_of_the_bot_in_both_languages() -> None:
    for ui in ("en", "zh"):
        texts = set[str]()
        for name, choices in CHOICES.items():
            for value in choices or ("", "0", "7"):
                row = SettingRow(name, value, is_own=True, choices=choices)
                answer = SettingsAnswer("-1001", (row,), may_change=True)
                message = render(answer, replace(VIEW, ui=ui))
                texts.add(message.html)
                assert f"value_{value}" not in message.html
                assert not choices or f": {value} (" not in message.html or ui == "en"
        assert len(texts) == sum(len(choices or "abc") for choices in CHOICES.values())


def test_a_press_asks_for_the_next_choice_and_the_last_leads_to_the_first() -> None:
    choices = ("auto", "zh", "en")
    rows = tuple(
        SettingRow("language", value, is_own=False, choices=choices)
        for value in (*choices, "of old")
    )
    panel = render(SettingsAnswer("-1001234567890", rows, may_change=True), VIEW)
    assert [[button.data for button in row] for row in panel.keyboard] == [
        ["s1:language:zh:-1001234567890", "s1:language:en:-1001234567890"],
        ["s1:language:auto:-1001234567890", "s1:language:auto:-1001234567890"],
        [None, "s1:close::-1001234567890"],
    ]


def test_the_real_panel_fits_its_buttons() -> None:
    answer = SettingsAnswer("-1001234567890123", Preferences().rows("telegram"), may_change=True)
    for ui in ("en", "zh"):
        rows = render(answer, replace(VIEW, ui=ui)).keyboard
        for button in (button for row in rows for button in row):
            assert len((button.data or "").encode()) <= 64
            assert len(button.text) <= 34
        assert max(map(len, rows)) == 2


def test_whoever_may_not_change_settings_sees_them_and_who_may() -> None:
    answer = SettingsAnswer("-1001", Preferences().rows("telegram"), may_change=False)
    message = render(answer, VIEW)
    assert message.keyboard == ()
    assert message.html.endswith("\n\nOnly admins can change these.")
    assert "/settings" not in message.html


def test_values_that_an_admin_typed_do_not_live() -> None:
    row = SettingRow("deny", "@all evil.example <b> " * 50, is_own=True)
    read = read_html(render(SettingsAnswer("-1", (row,) * 40, may_change=True), VIEW).html)
    assert set(live(read)) <= {"/settings deny value"}
    assert read.units <= 4096


def test_a_draft_of_a_notice_is_its_text() -> None:
    assert draft(notice("chat.cancelled"), "zh") == "已取消。"
