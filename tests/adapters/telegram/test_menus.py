from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram.constants import BotCommandLimit, BotDescriptionLimit

from bot.adapters.telegram.menus import publish

if TYPE_CHECKING:
    from bot.adapters.telegram.bot import TelegramBot
    from tests.fakes.telegram.server import TelegramServer

SCOPES = ("all_private_chats", "all_group_chats", "all_chat_administrators")


async def test_every_scope_has_its_menu_in_both_languages(
    telegram: TelegramServer, bot: TelegramBot
) -> None:
    await publish(bot, None)
    assert set(telegram.menus) == {(scope, language) for scope in SCOPES for language in ("", "zh")}
    names = {scope: [name for name, _ in telegram.menus[scope, ""]] for scope in SCOPES}
    assert all(menu[0] == "digest" for menu in names.values())
    assert "optout" in names["all_group_chats"]
    assert "stats" not in names["all_group_chats"]
    assert "stats" in names["all_chat_administrators"]
    assert "start" in names["all_private_chats"]
    for scope in SCOPES:
        assert [name for name, _ in telegram.menus[scope, "zh"]] == names[scope]
        assert telegram.menus[scope, "zh"] != telegram.menus[scope, ""]
    assert telegram.violations == []


async def test_everything_fits_into_what_telegram_takes(
    telegram: TelegramServer, bot: TelegramBot
) -> None:
    await publish(bot, None)
    profile = telegram.world.profile
    texts = [text for menu in profile.menus.values() for _, text in menu]
    assert max(map(len, texts)) <= BotCommandLimit.MAX_DESCRIPTION
    assert set(profile.descriptions) == set(profile.short_descriptions) == {"", "zh"}
    assert (
        max(map(len, profile.descriptions.values())) <= BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    )
    shorts = profile.short_descriptions.values()
    assert max(map(len, shorts)) <= BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH


async def test_what_is_up_to_date_is_left_alone(telegram: TelegramServer, bot: TelegramBot) -> None:
    mark = await publish(bot, None)
    before = len(telegram.calls)
    assert await publish(bot, mark) == mark
    assert len(telegram.calls) == before
    assert await publish(bot, "another") == mark
    assert len(telegram.calls) == 2 * before - 1  # but for the first getMe


@pytest.mark.parametrize("known", [None, "older"])
async def test_a_failure_is_logged_and_tried_again_at_the_next_start(
    telegram: TelegramServer,
    bot: TelegramBot,
    caplog: pytest.LogCaptureFixture,
    known: str | None,
) -> None:
    telegram.fault("setMyDescription", status=429, retry_after=3600)
    assert await publish(bot, known) == (known or "")
    assert "not up to date" in caplog.text
    assert await publish(bot, known) not in {known, ""}
