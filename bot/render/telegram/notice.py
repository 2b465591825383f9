"""Notices and pointers: a few lines of our own, with what they name kept in its place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.answers import Action, Moment
from bot.render.setting_words import fields_of
from bot.render.telegram.address import message_address
from bot.render.telegram.keyboard import action_keyboard
from bot.render.telegram.markup import Body, Span, link, write, write_most
from bot.render.telegram.message import Message
from bot.render.telegram.template import line, lines, time
from bot.render.tidy import title_in

if TYPE_CHECKING:
    from bot.core.answers import NoticeAnswer, PointerAnswer
    from bot.render.telegram.message import View


def render_notice(answer: NoticeAnswer, view: View) -> Message:
    """The lines in the reader's language, and a button for each action."""
    ui = view.ui
    told = tuple(line for each in answer.lines for line in lines(ui, each.key, fields_of(each, ui)))
    most = len(told)
    written = write_most(lambda n: Body(told[:n] + ((Span("…"),),) * (n < most)), most)
    return Message(written.html, written.plain, action_keyboard(answer.actions, view))


def render_pointer(answer: PointerAnswer, view: View) -> Message:
    """When the article was digested here, a link to that message where there can be one."""
    title = title_in(answer.title, view.ui)
    address = message_address(answer.chat, answer.post)
    day = f"{datetime.fromtimestamp(answer.posted_at, UTC):%Y-%m-%d}"
    told = line(
        view.ui,
        "chat.pointer",
        when=time(Moment(answer.posted_at), "r", day),
        post=link(title, address) if address else Span(title),
    )
    written = write(Body((told,)))
    return Message(written.html, written.plain, action_keyboard((Action.AGAIN,), view))
