"""All that people read on Telegram, as files to look at; `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.answers import (
    Action,
    Answer,
    DigestAnswer,
    Line,
    NoticeAnswer,
    PointerAnswer,
    SettingsAnswer,
)
from bot.core.chats import ChatKind
from bot.render.telegram import Message, View, draft, render
from tests.render.articles import EN, EN_EXTRACT, ZH, ZH_EXTRACT
from tests.render.golden import golden, notices
from tests.render.samples import LIMIT, MONTHLY, ROWS
from tests.render.telegram.reading import read_html

if TYPE_CHECKING:
    from bot.render.phrases import UiLanguage


def view(ui: str, kind: ChatKind = ChatKind.GROUP, *, preview: bool = False) -> View:
    return View("1k7x", ui, kind, "digest_bot", preview)


def shown(message: Message) -> str:
    read_html(message.html)
    rows = [
        " ".join(f"[{each.text}{' !' * each.danger} → {each.url or each.data}]" for each in row)
        for row in message.keyboard
    ]
    return "\n".join(
        filter(None, (message.html, *rows, message.preview and f"({message.preview})"))
    )


def answers(ui: str) -> dict[str, tuple[Answer, View]]:
    digest, extract = (ZH, ZH_EXTRACT) if ui == "zh" else (EN, EN_EXTRACT)
    supergroup = PointerAnswer(digest.title, 1_773_800_000, "-1001234567890", "42")
    private = view(ui, ChatKind.PRIVATE)
    return {
        "group": (DigestAnswer(digest), view(ui)),
        "group_full": (DigestAnswer(digest, "full"), view(ui, preview=True)),
        "private": (DigestAnswer(digest, "full"), private),
        "channel": (DigestAnswer(digest, "full"), view(ui, ChatKind.CHANNEL)),
        "guest": (DigestAnswer(digest), view(ui, ChatKind.GUEST)),
        "evidence": (DigestAnswer(digest, "full", evidence=True), private),
        "meta": (DigestAnswer(replace(digest, cached=True), meta=True), view(ui)),
        "extract": (DigestAnswer(extract, "full"), private),
        "trouble": (DigestAnswer(extract, trouble="model_down", more_links=2), view(ui)),
        "limit": (DigestAnswer(extract, trouble="budget", limit=LIMIT), view(ui)),
        "limit_kept": (DigestAnswer(digest, trouble="kept", limit=MONTHLY), view(ui)),
        "other_language": (DigestAnswer(EN if ui == "zh" else ZH, more_links=1), view(ui)),
        "pasted": (
            DigestAnswer(replace(digest, url=None, title="", author=None, source=None), "full"),
            private,
        ),
        "pointer": (supergroup, view(ui)),
        "pointer_basic": (replace(supergroup, chat="-77"), view(ui, ChatKind.BASIC)),
        "settings": (SettingsAnswer("-1001234567890", ROWS, may_change=True), view(ui)),
        "settings_locked": (SettingsAnswer("-1001234567890", ROWS, may_change=False), view(ui)),
        "settings_private": (SettingsAnswer("1001", ROWS, may_change=True), private),
        "buttons": (NoticeAnswer((Line("chat.forget_confirm"),), tuple(Action)), view(ui)),
    }


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("name", list(answers("en")))
def test_what_a_reader_sees(ui: str, name: str) -> None:
    answer, where = answers(ui)[name]
    golden(f"telegram/{name}.{ui}.html", shown(render(answer, where)))


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_what_every_notice_says(ui: UiLanguage) -> None:
    told = notices(ui, "telegram", lambda notice: shown(render(notice, view(ui))))
    golden(f"telegram/notices.{ui}.html", "\n\n".join(told))


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_what_a_draft_shows(ui: str) -> None:
    digest = ZH if ui == "zh" else EN
    first = replace(digest, key_points=digest.key_points[:2], risks=())
    golden(f"telegram/draft.{ui}.html", draft(DigestAnswer(first), ui))
    assert draft(None, ui) == ""
