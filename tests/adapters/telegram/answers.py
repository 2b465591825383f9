"""Answers to post, and places to post them at."""

from __future__ import annotations

from datetime import date

from bot.core.answers import Action, DigestAnswer, notice
from bot.core.chats import Chat, ChatKind
from bot.core.model import CheckedPoint, Digest, Summarizer
from bot.core.ports import Placing
from tests.fakes.telegram.world import ALICE, BASIC, CHANNEL, FORUM, READERS

GROUP = Chat("telegram", str(READERS), ChatKind.GROUP)
OLD_GROUP = Chat("telegram", str(BASIC), ChatKind.BASIC)
PRIVATE = Chat("telegram", str(ALICE), ChatKind.PRIVATE)
CHANNEL_CHAT = Chat("telegram", str(CHANNEL), ChatKind.CHANNEL)
NOTICE = notice("chat.expired", Action.RETRY)


def topic(number: str) -> Chat:
    return Chat("telegram", str(FORUM), ChatKind.GROUP, number)


def digest(one_line: str = "The river rose & fell.") -> DigestAnswer:
    points = tuple(
        CheckedPoint(f"Point {n}", f"The water stood {n} feet high.", ("It stood high.",))
        for n in range(3)
    )
    return DigestAnswer(
        Digest(
            url="https://example.com/river",
            canonical_url="https://example.com/river",
            title="The river",
            author="Anna",
            source="Example",
            published=date(2026, 1, 2),
            language="en",
            one_line=one_line,
            key_points=points,
            risks=(),
            topics=(),
            summarizer=Summarizer("model", "m", "p"),
        )
    )


def placing(
    reply_to: object = None, name: str = "0mabc", *, must: bool = False, preview: bool = False
) -> Placing:
    return Placing(
        name, "en", str(reply_to) if reply_to else None, must_reply=must, preview=preview
    )
