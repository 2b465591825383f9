"""Answers for Telegram: pure, in HTML, always within the platform's limits.

    answer -> spans and lines -> HTML and the same without markup -> Message

`digest`, `daily`, `notice` and `panel` say what stands where, `template` fills the catalogue's
texts, `clean` makes foreign words fit to be shown, `live` knows what Telegram would make of them,
and `markup` writes it all down in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import DailyAnswer, DigestAnswer, FileAnswer, NoticeAnswer, PointerAnswer
from bot.core.chats import ChatKind
from bot.render.telegram.daily import render_daily, split_daily
from bot.render.telegram.digest import draft_digest, render_digest
from bot.render.telegram.message import Button, Message, View
from bot.render.telegram.notice import render_notice, render_pointer
from bot.render.telegram.panel import render_panel

if TYPE_CHECKING:
    from bot.core.answers import Answer

__all__ = ["Button", "Message", "View", "draft", "render", "split_daily"]


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


def draft(answer: Answer | None, ui: str) -> str:
    """What is finished so far, as HTML without buttons; "" while there is nothing."""
    if answer is None:
        return ""
    if isinstance(answer, DigestAnswer):
        return draft_digest(answer)
    return render(answer, View("", ui, ChatKind.PRIVATE, "")).html
