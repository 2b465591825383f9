"""Answers for Discord: pure, in components and markdown, always within the platform's limits.

    answer -> spans and lines -> markdown in blocks -> Message -> the API's JSON

`digest`, `points`, `daily`, `notice` and `panel` say what stands where, `wording` fills the
catalogue's texts, `live` knows what Discord would make of foreign words, `markdown` writes it all
down in one place, and `payload` is the form in which the platform takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import DailyAnswer, DigestAnswer, FileAnswer, NoticeAnswer, PointerAnswer
from bot.render.discord.daily import FULL, render_daily, split_daily
from bot.render.discord.digest import render_digest, thread_name
from bot.render.discord.message import (
    Block,
    Button,
    Choice,
    Embed,
    Message,
    Option,
    Row,
    Rule,
    Text,
    View,
)
from bot.render.discord.notice import render_notice, render_pointer, toast_text
from bot.render.discord.panel import render_panel
from bot.render.discord.payload import ACCENT, embed_payload, payload

if TYPE_CHECKING:
    from bot.core.answers import Answer

__all__ = [
    "ACCENT",
    "FULL",
    "Block",
    "Button",
    "Choice",
    "Embed",
    "Message",
    "Option",
    "Row",
    "Rule",
    "Text",
    "View",
    "embed_payload",
    "payload",
    "render",
    "split_daily",
    "thread_name",
    "toast_text",
]


def render(answer: Answer, view: View) -> Message:
    """`answer` as one message for the chat and reader of `view`; of a file the line about it."""
    if isinstance(answer, DigestAnswer):
        return render_digest(answer, view)
    if isinstance(answer, PointerAnswer):
        return render_pointer(answer, view)
    if isinstance(answer, NoticeAnswer):
        return render_notice(answer, view)
    if isinstance(answer, DailyAnswer):
        return render_daily(answer, view)
    if isinstance(answer, FileAnswer):
        return render_notice(NoticeAnswer((answer.line,)), view)
    return render_panel(answer, view)
