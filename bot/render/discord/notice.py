"""Notices and pointers: a few lines of our own, with what they name kept in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import Action, Moment
from bot.render.discord.address import message_address
from bot.render.discord.buttons import action_rows
from bot.render.discord.embed import plain_embed
from bot.render.discord.markdown import Line, Span, length, titled, write
from bot.render.discord.message import Message, Text
from bot.render.discord.wording import PLATFORM, lines, time, words
from bot.render.fit import greatest
from bot.render.setting_words import fields_of
from bot.render.tidy import title_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.answers import Field, NoticeAnswer, PointerAnswer
    from bot.render.discord.message import Row, View

_MOST_UNITS = 3800


def render_notice(answer: NoticeAnswer, view: View) -> Message:
    """The lines in the reader's language, and a button for each action."""
    told = tuple(
        line
        for each in answer.lines
        for line in lines(view.ui, each.key, fields_of(each, view.ui, PLATFORM))
    )
    return message_of(told, action_rows(answer.actions, view))


def render_pointer(answer: PointerAnswer, view: View) -> Message:
    """When the article was digested here, with a link to that message where there can be one."""
    title = title_in(answer.title, view.ui)
    target = message_address(view.server, answer.chat, answer.post)
    fields = {
        "when": (time(Moment(answer.posted_at), "R"),),
        "post": titled(title, target, words(view.ui, "label.message")),
    }
    return message_of(lines(view.ui, "chat.pointer", fields), action_rows((Action.AGAIN,), view))


def toast_text(key: str, fields: Mapping[str, Field], ui: str) -> str:
    """The short answer to a press, as the markdown of a message that one person alone sees."""
    return write(lines(ui, key, fields))


def message_of(told: tuple[Line, ...], rows: tuple[Row, ...]) -> Message:
    """Some lines, as many as there is room for, and rows of buttons."""

    def text(shown: int) -> str:
        return write(told[:shown] + ((Line((Span("…"),)),) if shown < len(told) else ()))

    markdown = text(greatest(lambda n: length([text(n)]) <= _MOST_UNITS, len(told)))
    texts = (Text(markdown),) if markdown.strip() else ()
    return Message((*texts, *rows), plain_embed(markdown))
