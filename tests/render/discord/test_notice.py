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
from bot.render.discord import (
    Choice,
    Message,
    Text,
    View,
    embed_payload,
    payload,
    render,
    toast_text,
)
from tests.render.discord.reading import check_embed, check_payload, read, units

VIEW = View("1k7x", "en", ChatKind.GROUP, "77")
ASIDE = replace(VIEW, kind=ChatKind.ASIDE)
POINTER = PointerAnswer("A <b> title", 1_773_800_000, "12", "34")


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks if isinstance(block, Text))


def menus(message: Message) -> list[Choice]:
    return [block for block in message.blocks if isinstance(block, Choice)]


def test_what_a_stranger_typed_cannot_mark_up_mention_or_link() -> None:
    hostile = "<@1> **x** [a](https://evil.example) \u202e# tag\nnext"
    found = read(markdown(render(notice("chat.unknown_option", option=hostile), VIEW)))
    assert not found.alive
    assert found.text == (
        "“<@1> **x** [a](https://evil.example) # tag next” is no link that I can read."
    )


def test_bullets_are_items_of_a_list_and_bold_words_are_bold() -> None:
    told = markdown(render(notice("chat.help_2"), VIEW))
    assert "Apps › **Digest**, or **Digest (only me)**" in told


def test_a_moment_is_shown_in_the_readers_own_zone() -> None:
    told = markdown(render(notice("chat.limit_all_day", time=Moment(1_773_849_600)), VIEW))
    assert "<t:1773849600:t>" in told


def test_a_field_of_any_length_leaves_a_message() -> None:
    many = NoticeAnswer((Line("chat.unknown_option", {"option": "<@1> " * 9000}),) * 90)
    message = render(many, VIEW)
    check_payload(payload(message))
    check_embed(embed_payload(message))
    assert markdown(message).endswith("\n…")
    assert units(markdown(message)) > 3000


def test_a_setting_that_was_changed_is_named_as_in_the_panel() -> None:
    done = notice("chat.setting_done", name="mode", value="react")
    assert markdown(render(done, VIEW)) == "Mode: now on a 📝 reaction."
    told = notice("chat.setting_is", name="thread", value="on", setting="thread")
    assert markdown(render(told, VIEW)) == (
        "Thread for each digest is on. To change it: `/settings name:thread value:…`"
    )


def test_short_buttons_stand_side_by_side_and_long_ones_alone() -> None:
    answer = notice("chat.usage", Action.CANCEL, Action.RETRY, Action.MODE_ASK, Action.CLOSE)
    rows = [block for block in render(answer, VIEW).blocks if isinstance(block, tuple)]
    assert [[button.data for button in row] for row in rows] == [
        ["d1:cx:1k7x", "d1:ry:1k7x"],
        ["d1:ma:1k7x"],
        ["d1:cl:1k7x"],
    ]


@pytest.mark.parametrize(
    ("server", "where"), [("77", "77"), (None, "@me"), ("<", None), ("７７", None)]
)
def test_a_pointer_links_to_its_message(server: str | None, where: str | None) -> None:
    found = read(markdown(render(POINTER, replace(VIEW, server=server))))
    links = [each.value for each in found.alive if each.kind == "link"]
    assert links == ([f"https://discord.com/channels/{where}/12/34"] if where else [])
    assert found.text == "Digested here already, <t:1773800000:R> → A <b> title"


def test_a_pointer_to_a_title_that_looks_like_an_address_is_called_otherwise() -> None:
    found = read(markdown(render(replace(POINTER, title="https://bank.example"), VIEW)))
    assert [each.text for each in found.alive if each.kind == "link"] == ["to the message"]
    assert "https://bank.example · to the message" in found.text


def test_the_panel_has_a_menu_for_each_setting_with_choices_and_lines_for_the_others() -> None:
    rows = Preferences().rows("discord")
    for ui in ("en", "zh"):
        message = render(SettingsAnswer("1" * 19, rows, may_change=True), replace(ASIDE, ui=ui))
        check_payload(payload(message))
        check_embed(embed_payload(message))
        assert [menu.data for menu in menus(message)] == [
            f"s1:{row.name}::{'1' * 19}" for row in rows if row.choices
        ]
        for menu, row in zip(menus(message), (row for row in rows if row.choices), strict=True):
            assert tuple(option.value for option in menu.options) == row.choices
            assert [each.value for each in menu.options if each.is_chosen] == [row.value]
        for row in rows:
            assert row.choices or f"`{row.name}`" in markdown(message)
            assert f"`{row.name}`" in message.embed.description


def test_every_value_has_a_name_that_people_read() -> None:
    for ui in ("en", "zh"):
        for name, choices in CHOICES.items():
            row = SettingRow(name, "", is_own=False, choices=choices)
            answer = SettingsAnswer("1", (row,), may_change=True)
            for menu in menus(render(answer, replace(ASIDE, ui=ui))):
                assert len({option.text for option in menu.options}) == len(choices)
                assert not any("value_" in option.text for option in menu.options)


@pytest.mark.parametrize(
    ("is_own", "is_around", "is_whole", "server", "told"),
    [
        (False, False, False, "77", "default"),
        (False, True, False, "77", "from the server"),
        (True, True, False, "77", "set here"),
        (True, False, True, "77", "set for the server"),
        (True, False, False, None, "your choice"),
    ],
)
def test_the_panel_says_where_a_value_comes_from(
    is_own: bool, is_around: bool, is_whole: bool, server: str | None, told: str
) -> None:
    row = SettingRow("mode", "ask", is_own, ("auto", "ask"), is_around)
    answer = SettingsAnswer("77" if is_whole else "1", (row,), may_change=True)
    (menu,) = menus(render(answer, replace(ASIDE, server=server)))
    assert [each.text for each in menu.options] == [
        "Mode: automatic",
        f"Mode: only when asked ({told})",
        *(["Mode: no longer set here"] if is_own else []),
    ]


def test_whoever_may_not_change_settings_sees_them_and_who_may() -> None:
    message = render(SettingsAnswer("1", Preferences().rows("discord"), may_change=False), ASIDE)
    assert not menus(message)
    assert "- Mode: automatic (default)\n" in markdown(message)
    assert markdown(message).endswith(
        "\nOnly people with the Manage Server permission can change these."
    )
    assert "/settings" not in markdown(message)


def test_only_a_panel_in_a_private_chat_can_be_closed() -> None:
    answer = SettingsAnswer("1001", (), may_change=True)
    private = render(answer, View("1", "en", ChatKind.PRIVATE)).blocks[-1]
    assert isinstance(private, tuple)
    assert [button.data for button in private] == ["s1:close::1001"]
    assert all(isinstance(block, Text) for block in render(answer, ASIDE).blocks)


def test_values_that_an_admin_typed_do_not_live() -> None:
    rows = (SettingRow("deny", "@everyone <@1> " * 50, is_own=True),) * 40
    message = render(SettingsAnswer("1", rows, may_change=True), ASIDE)
    check_payload(payload(message))
    assert not read(markdown(message)).alive


def test_a_menu_that_discord_would_refuse_is_a_line() -> None:
    row = SettingRow("mode", "auto", is_own=False, choices=("auto", "off"))
    message = render(SettingsAnswer("1" * 99, (row,), may_change=True), ASIDE)
    assert not menus(message)
    assert "- Mode `mode`: automatic (default)" in markdown(message)


def test_a_toast_is_a_short_text_of_discords_own() -> None:
    assert toast_text("toast.too_old", {}, "en") == (
        "Discord doesn't let me delete this message any more."
    )
    assert toast_text("chat.setting_values", {"name": "a_b", "values": "x"}, "en") == (
        r"a\_b can be: x."
    )
