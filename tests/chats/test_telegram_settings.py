"""What a chat and a person may set: modes, the panel, opting out, forgetting; and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats.together import together
from tests.chats.town import SEEN, TRIGGER
from tests.fakes.telegram.world import ALICE

if TYPE_CHECKING:
    from tests.chats.town import Town
    from tests.fakes.telegram.chats import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


def label(panel: Message, start: str) -> str:
    """The text of the button that begins so."""
    return next(text for row in panel.buttons for text, _ in row if text.startswith(start))


async def to_mode(town: Town, chat: int, mode: str) -> None:
    """Press the panel's button until the mode is the wanted one."""
    panel = await town.ask(chat, ALICE, "/settings")
    for _ in range(4):
        if label(panel, "Mode") == mode:
            return
        assert await town.toast(panel, label(panel, "Mode"), ALICE) == "Saved."
    raise AssertionError(panel.text)


@together
async def test_the_panel_changes_in_place_and_closes(town: Town) -> None:
    chat = town.group()
    panel = await town.ask(chat, ALICE, "/settings")
    assert "Mode: automatic (default)" in panel.text
    assert all(len(row) <= 2 for row in panel.buttons)
    await town.toast(panel, label(panel, "Mode"), ALICE)
    assert "Mode: on a ✍ reaction (set here)" in panel.text
    await town.toast(panel, label(panel, "Layout"), ALICE)
    assert "Layout: full (set here)" in panel.text
    assert await town.toast(panel, "Close", ALICE) == "Closed."
    assert panel.deleted


@together
async def test_only_admins_change_settings_though_all_may_look(town: Town) -> None:
    chat, bob = town.group(), town.person("zh-hans")
    panel = await town.ask(chat, bob, "/settings")
    assert not panel.buttons
    assert panel.text.endswith("只有管理员可以修改。")
    told = await town.ask(chat, bob, "/settings mode off")
    assert told.text == "只有管理员可以这样做。"
    panel = await town.ask(chat, ALICE, "/settings")
    assert await town.toast(panel, label(panel, "Mode"), bob) == "只有管理员可以这样做。"
    assert "Mode: automatic (default)" in panel.text


@together
async def test_in_mode_react_an_administrators_bot_digests_on_the_sign(town: Town) -> None:
    chat, bob = town.group(status="administrator"), town.person("en")
    await to_mode(town, chat, "Mode: on a ✍ reaction")
    before = len(town.telegram.ours(chat))
    link = await town.say(chat, bob, town.article())
    await town.telegram.react(chat, link.id, "👍", bob)
    other = await town.say(chat, bob, town.article())
    await town.telegram.react(chat, other.id, TRIGGER, town.person("en"))
    posts = await town.posts(chat, before + 1)
    assert posts[-1].reply_to is other
    await town.cleared(other)
    assert town.signs(link) == []
    await town.telegram.react(chat, other.id, "", bob)
    await town.telegram.react(chat, link.id, TRIGGER, bob)
    assert (await town.posts(chat, before + 2))[-1].reply_to is link


@together
async def test_in_mode_ask_a_dropped_link_is_left_alone(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await to_mode(town, chat, "Mode: only when asked")
    link = await town.say(chat, bob, town.article())
    digest = await town.ask(chat, bob, f"/digest {town.article()}")
    assert "Key points" in digest.text
    assert town.signs(link) == []
    asked = await town.ask(chat, bob, "/digest", reply_to=link)
    assert "Key points" in asked.text


@together
async def test_in_mode_off_only_commands_are_heard(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await to_mode(town, chat, "Mode: off")
    link = await town.say(chat, bob, town.article())
    digest = await town.ask(chat, bob, f"/digest {town.article()}")
    assert "Key points" in digest.text
    assert town.signs(link) == []


@together
async def test_the_language_of_a_chat_is_the_one_of_its_digests_and_our_words(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    told = await town.ask(chat, ALICE, "/settings language zh")
    assert "中文" in told.text
    digest = await town.ask(chat, bob, f"/digest {town.article('en')}")
    assert "关键要点" in digest.text
    assert digest.buttons[0][0][0] == "原文"


@together
async def test_settings_by_words_are_checked(town: Town) -> None:
    chat = town.group()
    told = await town.ask(chat, ALICE, "/settings colour blue")
    assert told.text.startswith("There is no setting “colour”.")
    told = await town.ask(chat, ALICE, "/settings mode sometimes")
    assert told.text == "mode can be: auto react ask off."
    told = await town.ask(chat, ALICE, "/settings deny example.com, example.org")
    assert "example.com example.org" in told.text


@together
async def test_a_site_may_be_ignored(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(chat, ALICE, "/settings allow example.org")
    link = await town.say(chat, bob, town.article())
    await town.ask(chat, bob, "/help")
    assert town.signs(link) == []


@together
async def test_settings_of_a_group_open_in_private_by_a_door(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(chat, ALICE, "/settings notify on")
    panel = await town.ask(ALICE, ALICE, f"/start set_{chat}")
    assert "Notification: on (set here)" in panel.text
    await town.toast(panel, label(panel, "Notification"), ALICE)
    assert "Notification: off (set here)" in panel.text
    told = await town.ask(bob, bob, f"/start set_{chat}")
    assert told.text == "Only admins can do that."


@together
async def test_a_loud_chat_is_told_loudly(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(chat, ALICE, "/settings notify on")
    digest = await town.ask(chat, bob, town.article())
    assert not digest.silent


@together
async def test_model_and_cost_are_shown_where_they_are_wanted(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(chat, ALICE, "/settings show_meta on")
    digest = await town.ask(chat, bob, town.article())
    assert digest.text.splitlines()[-1].startswith("fake-1 · ")


@together
async def test_where_only_admins_may_ask_others_are_passed_over_or_told(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(chat, ALICE, "/settings who admins")
    link = await town.say(chat, bob, town.article())
    told = await town.ask(chat, bob, f"/digest {town.article()}")
    assert "admins" in told.text
    assert "Key points" in (await town.ask(chat, ALICE, town.article())).text
    assert link not in [post.reply_to for post in town.telegram.ours(chat)]


@together
async def test_who_opts_out_is_left_alone_until_opting_in(town: Town) -> None:
    chat, bob, carol = town.group(), town.person("en"), town.person("en")
    told = await town.ask(chat, bob, "/optout")
    assert told.text.startswith("All right: I'll leave the links you post alone.")
    link = await town.say(chat, bob, town.article())
    other = await town.ask(chat, carol, town.article())
    assert other.reply_to is not link
    assert town.signs(link) == []
    asked = await town.ask(chat, carol, "/digest", reply_to=link)
    assert "Key points" in asked.text
    assert (await town.ask(chat, bob, "/optin")).text.startswith("Good: links you post")
    again = await town.say(chat, bob, town.article())
    await town.until(lambda: town.signs(again)[:1] == [SEEN])
    await town.posts(chat, 5)


@together
async def test_forget_me_says_in_numbers_what_was_deleted(town: Town) -> None:
    chat, bob = town.group(), town.person("zh-hans")
    await town.ask(chat, bob, town.article())
    await town.ask(bob, bob, town.article())
    told = await town.ask(bob, bob, "/forget me")
    assert told.text.startswith("已删除：1 篇摘要、1 条分享记录。")
    assert (await town.ask(bob, bob, "/forget me")).text == "没有可删除的内容。"


@together
async def test_forget_a_link_is_for_who_brought_it_and_for_admins(town: Town) -> None:
    chat, bob, carol, url = town.group(), town.person("en"), town.person("en"), town.article()
    await town.ask(chat, bob, url)
    told = await town.ask(chat, carol, f"/forget {url}")
    assert told.text == "Only who asked for it, who posted the link, or an admin can do that."
    told = await town.ask(chat, bob, f"/forget {url}")
    assert told.text == "Deleted what this chat asked about this link. Records: 1."
    digest = await town.ask(chat, bob, f"/digest {url}")
    assert "Key points" in digest.text


@together
async def test_forget_chat_asks_once_more(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    await town.ask(chat, bob, town.article())
    assert (await town.ask(chat, bob, "/forget chat")).text == "Only admins can do that."
    asked = await town.ask(chat, ALICE, "/forget chat")
    assert asked.text == "Delete everything that this chat has asked for? This can't be undone."
    assert await town.toast(asked, "Yes, delete", bob) == "Only admins can do that."
    assert await town.toast(asked, "Yes, delete", ALICE) == "Deleted."
    assert asked.text.startswith("Deleted everything that this chat has asked for. Records: ")
    assert not asked.buttons


@together
async def test_privacy_says_what_is_seen_kept_and_sent(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    told = await town.ask(chat, bob, "/privacy")
    assert told.text.splitlines()[0].startswith("• What I see: all messages here.")
    assert "And for 365 days" in told.text
    assert "is sent to 127.0.0.1" in told.text


@together
async def test_statistics_are_for_admins(town: Town) -> None:
    chat, bob, url = town.group(), town.person("en"), town.article()
    await town.ask(chat, bob, url)
    await town.ask(chat, bob, f"/digest {town.broken()}")
    assert (await town.ask(chat, bob, "/stats")).text == "Only admins can do that."
    told = await town.ask(chat, ALICE, "/stats")
    lines = told.text.splitlines()
    assert lines[0].startswith("Last ")
    assert "Digests: 1" in lines
    assert "Not readable: 1" in lines
    assert (await town.ask(chat, ALICE, "/stats week")).text.startswith("Last 7 days")
