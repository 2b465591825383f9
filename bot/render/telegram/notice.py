"""Notices and pointers: a few lines of our own, with what they name kept in its place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.answers import Action, Moment
from bot.render.phrases import phrase
from bot.render.telegram.address import message_address
from bot.render.telegram.clean import clean, cut
from bot.render.telegram.footer import MOST_TITLE
from bot.render.telegram.keyboard import action_keyboard
from bot.render.telegram.markup import Body, Span, link, write, write_most
from bot.render.telegram.message import Message
from bot.render.telegram.panel import setting_name, setting_value
from bot.render.telegram.template import line, lines, time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.answers import Field, NoticeAnswer, PointerAnswer
    from bot.core.answers import Line as Told
    from bot.render.telegram.message import View


def render_notice(answer: NoticeAnswer, view: View) -> Message:
    """The lines in the reader's language, and a button for each action."""
    told = tuple(line for each in answer.lines for line in _told(each, view.ui))
    most = len(told)
    written = write_most(lambda n: Body(told[:n] + ((Span("…"),),) * (n < most)), most)
    return Message(written.html, written.plain, action_keyboard(answer.actions, view))


def render_pointer(answer: PointerAnswer, view: View) -> Message:
    """When the article was digested here, a link to that message where there can be one."""
    title = cut(clean(answer.title), MOST_TITLE) or phrase(view.ui, "label.untitled")
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


def _told(told: Told, ui: str) -> tuple[tuple[Span, ...], ...]:
    fields: Mapping[str, Field] = told.fields
    if told.key in {"chat.setting_done", "chat.setting_is"}:
        name, value = (str(fields[each]) for each in ("name", "value"))
        named = {"name": setting_name(ui, name), "value": setting_value(ui, name, value)}
        fields = {**fields, **named}
    return lines(ui, told.key, fields)
