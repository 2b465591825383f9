"""Answers to post, and places to post them at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import (
    Action,
    DailyAnswer,
    DigestAnswer,
    FileAnswer,
    Line,
    SettingRow,
    SettingsAnswer,
    notice,
)
from bot.core.chats import Chat, ChatKind
from bot.core.delivery.row import base36
from bot.core.ports import Placing
from tests.adapters.river import river
from tests.render.dailies import EN

if TYPE_CHECKING:
    from bot.core.answers import ChatStyle

NAME = base36(1_767_225_600_000, 8) + "0abcd"
"""A delivery of the moment when the stand-in's clock begins."""

OTHER = base36(1_767_225_600_001, 8) + "0abcd"

NOTICE = notice("chat.expired", Action.RETRY)
WORDS = notice("chat.expired")
DAILY = DailyAnswer("2026-11-22", "en", EN, 3)
FILE = FileAnswer("feeds.opml", "<opml>河</opml>", Line("chat.feed_exported", {"n": 3}))
PANEL = SettingsAnswer(
    "77", (SettingRow("mode", "auto", True, ("auto", "ask", "off")),), may_change=True
)


def group(channel: object, server: object) -> Chat:
    return Chat("discord", str(channel), ChatKind.GROUP, within=(str(server),))


def thread(number: object, channel: object, server: object) -> Chat:
    return Chat("discord", str(number), ChatKind.THREAD, within=(str(channel), str(server)))


def server_chat(server: object) -> Chat:
    return Chat("discord", str(server), ChatKind.GROUP)


def private(person: object) -> Chat:
    return Chat("discord", str(person), ChatKind.PRIVATE)


def aside(interaction: object, *within: object) -> Chat:
    return Chat("discord", str(interaction), ChatKind.ASIDE, within=tuple(map(str, within)))


def guest(interaction: object) -> Chat:
    return Chat("discord", str(interaction), ChatKind.GUEST)


def digest(one_line: str = "The river rose.", *, style: ChatStyle = "compact") -> DigestAnswer:
    return DigestAnswer(river(one_line, 5), style)


def placing(
    reply_to: object = None,
    name: str = NAME,
    *,
    must: bool = False,
    silent: bool = True,
    in_thread: bool = False,
) -> Placing:
    target = str(reply_to) if reply_to else None
    return Placing(name, "en", target, must_reply=must, silent=silent, thread=in_thread)
