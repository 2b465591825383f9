"""All that people read on Discord, as files to look at; `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import json
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
    SettingRow,
    SettingsAnswer,
)
from bot.core.chats import ChatKind
from bot.render.discord import (
    Choice,
    Message,
    Rule,
    Text,
    View,
    embed_payload,
    payload,
    render,
    thread_name,
    toast_text,
)
from bot.render.phrases import UiLanguage, catalogue
from tests.render.articles import EN, EN_EXTRACT, ZH, ZH_EXTRACT
from tests.render.discord.reading import check_embed, check_payload, read
from tests.render.golden import golden, notices
from tests.render.samples import LIMIT, MONTHLY, ROWS

if TYPE_CHECKING:
    from bot.render.discord import Block

SERVER = "1100000000000000001"
CHANNEL = "1100000000000000002"
SETTINGS = (
    *(row for row in ROWS if row.name != "preview"),
    SettingRow("thread", "on", is_own=False, choices=("off", "on"), is_around=True),
)


def view(ui: str, kind: ChatKind = ChatKind.GROUP) -> View:
    return View("1k7x", ui, kind, None if kind is ChatKind.PRIVATE else SERVER)


def shown(message: Message) -> str:
    check_payload(payload(message))
    check_embed(embed_payload(message))
    edge = "(in our colour)\n" if message.accent else ""
    return edge + "\n".join(map(_block, message.blocks))


def _block(block: Block) -> str:
    if isinstance(block, Text):
        read(block.markdown)
        return block.markdown
    if isinstance(block, Rule):
        return "────"
    if isinstance(block, Choice):
        options = (f"{'● ' * each.is_chosen}{each.text} = {each.value}" for each in block.options)
        return f"[{block.text} ▾ {' | '.join(options)} → {block.data}]"
    return " ".join(
        f"[{each.text}{' !' * each.danger} → {each.url or each.data}]" for each in block
    )


def answers(ui: str) -> dict[str, tuple[Answer, View]]:
    digest, extract = (ZH, ZH_EXTRACT) if ui == "zh" else (EN, EN_EXTRACT)
    pointer = PointerAnswer(digest.title, 1_773_800_000, CHANNEL, "1100000000000000042")
    group, private, aside = (
        view(ui, kind) for kind in (ChatKind.GROUP, ChatKind.PRIVATE, ChatKind.ASIDE)
    )
    bare = replace(digest, url=None, title="", author=None, source=None)
    other = EN if ui == "zh" else ZH
    return {
        "group": (DigestAnswer(digest), group),
        "group_full": (DigestAnswer(digest, "full"), group),
        "thread": (DigestAnswer(digest, "full"), view(ui, ChatKind.THREAD)),
        "guest": (DigestAnswer(digest), view(ui, ChatKind.GUEST)),
        "private": (DigestAnswer(digest, "full"), private),
        "aside": (DigestAnswer(digest, "full"), aside),
        "evidence": (DigestAnswer(digest, "full", evidence=True), aside),
        "meta": (DigestAnswer(replace(digest, cached=True), meta=True), group),
        "extract": (DigestAnswer(extract, "full"), private),
        "trouble": (DigestAnswer(extract, trouble="model_down", more_links=2), group),
        "limit": (DigestAnswer(extract, trouble="budget", limit=LIMIT), group),
        "limit_kept": (DigestAnswer(digest, trouble="kept", limit=MONTHLY), group),
        "other_language": (DigestAnswer(other, more_links=1), group),
        "pasted": (DigestAnswer(bare, "full"), private),
        "pointer": (pointer, group),
        "pointer_private": (pointer, private),
        "settings": (SettingsAnswer(CHANNEL, SETTINGS, may_change=True), aside),
        "settings_whole": (SettingsAnswer(SERVER, SETTINGS, may_change=True), aside),
        "settings_locked": (SettingsAnswer(CHANNEL, SETTINGS, may_change=False), aside),
        "settings_private": (SettingsAnswer("1001", SETTINGS[:3], may_change=True), private),
        "buttons": (NoticeAnswer((Line("chat.forget_confirm"),), tuple(Action)), group),
    }


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("name", list(answers("en")))
def test_what_a_reader_sees(ui: str, name: str) -> None:
    answer, where = answers(ui)[name]
    golden(f"discord/{name}.{ui}.md", shown(render(answer, where)))


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_what_every_notice_says(ui: UiLanguage) -> None:
    told = notices(
        ui, "discord", lambda notice: shown(render(notice, view(ui))), but="onboard_basic"
    )
    toasts = [
        f"# toast.{key}\n{toast_text(f'toast.{key}', {}, ui)}" for key in catalogue(ui)["toast"]
    ]
    golden(f"discord/notices.{ui}.md", "\n\n".join(told + toasts))


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("name", ["group", "settings"])
def test_what_the_platform_is_sent(ui: str, name: str) -> None:
    message = render(*answers(ui)[name])
    sent = {"components": payload(message), "embed": embed_payload(message)}
    golden(f"discord/sent_{name}.{ui}.json", json.dumps(sent, ensure_ascii=False, indent=2))


def test_what_a_thread_is_called() -> None:
    names = [thread_name(digest) for digest in (ZH, EN, replace(ZH, title=" "))]
    assert names == [f"摘要：{ZH.title}", f"Digest: {EN.title}", "摘要：无标题"]
    assert thread_name(replace(EN, title="long " * 99)).endswith(" long…")
