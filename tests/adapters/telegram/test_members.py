from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.telegram.members import KEPT, MOST, Members
from bot.core.chats import Chat, ChatKind
from tests.adapters.telegram.answers import CHANNEL_CHAT, GROUP, OLD_GROUP, PRIVATE
from tests.fakes.telegram.world import ALICE, BASIC, BOB, READERS

if TYPE_CHECKING:
    from bot.adapters.telegram.bot import TelegramBot
    from tests.fakes.naps import NappingClock
    from tests.fakes.telegram.server import TelegramServer

GUEST = Chat("telegram", "guest-1", ChatKind.GUEST)


@pytest.fixture
def members(bot: TelegramBot, clock: NappingClock) -> Members:
    return Members(bot, clock)


async def test_the_maker_of_a_group_and_its_administrators_may_change_things(
    telegram: TelegramServer, members: Members
) -> None:
    telegram.world.rooms[BASIC].admins.add(BOB)
    assert await members.is_admin(GROUP, str(ALICE))
    assert not await members.is_admin(GROUP, str(BOB))
    assert await members.is_admin(OLD_GROUP, str(BOB))


async def test_an_answer_counts_for_five_minutes_or_until_somebodys_rank_changes(
    telegram: TelegramServer, members: Members, clock: NappingClock
) -> None:
    for _ in range(3):
        await members.is_admin(GROUP, str(BOB))
    assert len(telegram.calls_of("getChatMember")) == 1
    clock.advance(KEPT + 1)
    await members.is_admin(GROUP, str(BOB))
    assert len(telegram.calls_of("getChatMember")) == 2
    telegram.world.rooms[READERS].admins.add(BOB)
    members.forget(GROUP.id)
    assert await members.is_admin(GROUP, str(BOB))


async def test_alone_everybody_is_their_own_administrator_and_nobody_is_one_of_a_guests_message(
    telegram: TelegramServer, members: Members
) -> None:
    assert await members.is_admin(PRIVATE, str(ALICE))
    assert not await members.is_admin(PRIVATE, str(BOB))
    assert not await members.is_admin(GUEST, str(BOB))
    assert not await members.is_admin(GROUP, "@nobody")
    assert telegram.calls_of("getChatMember") == []


async def test_where_telegram_does_not_tell_of_a_member_the_list_of_administrators_does(
    telegram: TelegramServer, members: Members
) -> None:
    telegram.fault("getChatMember", times=2, status=400, description="Bad Request: no rights")
    assert await members.is_admin(GROUP, str(ALICE))
    assert not await members.is_admin(GROUP, str(BOB))
    assert len(telegram.calls_of("getChatAdministrators")) == 2


async def test_where_nobody_can_say_nobody_is_an_administrator_and_it_is_asked_again(
    telegram: TelegramServer, members: Members
) -> None:
    telegram.fault("getChatMember", drop=True)
    telegram.fault("getChatAdministrators", drop=True)
    assert not await members.is_admin(GROUP, str(ALICE))
    assert await members.is_admin(GROUP, str(ALICE))


async def test_privacy_mode_hides_a_groups_messages_unless_we_are_administrator(
    telegram: TelegramServer, members: Members
) -> None:
    telegram.privacy(on=True)
    assert not await members.sees_everything(GROUP)
    await telegram.set_member(READERS, "administrator")
    members.forget(GROUP.id)
    assert await members.sees_everything(GROUP)
    assert not await members.sees_everything(OLD_GROUP)


async def test_without_privacy_mode_we_see_all_and_ask_once_in_five_minutes(
    telegram: TelegramServer, members: Members
) -> None:
    before = len(telegram.calls_of("getMe"))
    assert await members.sees_everything(GROUP)
    assert await members.sees_everything(OLD_GROUP)
    assert len(telegram.calls_of("getMe")) == before + 1
    assert telegram.calls_of("getChatMember") == []


async def test_private_chats_and_channels_hide_nothing_and_guests_see_nothing_else(
    telegram: TelegramServer, members: Members
) -> None:
    telegram.privacy(on=True)
    assert await members.sees_everything(PRIVATE)
    assert await members.sees_everything(CHANNEL_CHAT)
    assert not await members.sees_everything(GUEST)


async def test_while_telegram_is_silent_we_take_it_that_we_see_little(
    telegram: TelegramServer, members: Members
) -> None:
    telegram.fault("*", times=3, drop=True)
    assert not await members.sees_everything(GROUP)
    assert await members.sees_everything(GROUP)


async def test_answers_about_ever_new_people_do_not_pile_up(
    members: Members, clock: NappingClock
) -> None:
    for number in range(MOST + 10):
        members._keep((GROUP.id, str(number)), is_so=False)
    assert len(members._known) == MOST
