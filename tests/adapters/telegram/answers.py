"""Answers to post, and places to post them at."""

from __future__ import annotations

from bot.core.answers import Action, DailyAnswer, DigestAnswer, FileAnswer, Line, notice
from bot.core.chats import Chat, ChatKind
from bot.core.ports import Placing
from tests.adapters.river import river
from tests.fakes.telegram.world import ALICE, BASIC, CHANNEL, FORUM, READERS
from tests.render.dailies import EN

GROUP = Chat("telegram", str(READERS), ChatKind.GROUP)
OLD_GROUP = Chat("telegram", str(BASIC), ChatKind.BASIC)
PRIVATE = Chat("telegram", str(ALICE), ChatKind.PRIVATE)
CHANNEL_CHAT = Chat("telegram", str(CHANNEL), ChatKind.CHANNEL)
NOTICE = notice("chat.expired", Action.RETRY)
DAILY = DailyAnswer("2026-11-22", "en", EN, 3)
FILE = FileAnswer("feeds.opml", "<opml>河</opml>", Line("chat.feed_exported", {"n": 3}))


def topic(number: str) -> Chat:
    return Chat("telegram", str(FORUM), ChatKind.GROUP, number)


def digest(one_line: str = "The river rose & fell.") -> DigestAnswer:
    return DigestAnswer(river(one_line, 3))


def placing(
    reply_to: object = None, name: str = "0mabc", *, must: bool = False, preview: bool = False
) -> Placing:
    return Placing(
        name, "en", str(reply_to) if reply_to else None, must_reply=must, preview=preview
    )
