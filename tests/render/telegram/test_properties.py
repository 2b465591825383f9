"""Whatever a page says, the message is one that Telegram takes, and says the same."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answers import DigestAnswer
from bot.core.chats import ChatKind
from bot.render.clean import clean, units
from bot.render.phrases import phrase
from bot.render.telegram import Message, View, render
from bot.render.text import how_made
from tests.render.digests import digests, grown
from tests.render.telegram.reading import live, read_html

if TYPE_CHECKING:
    from bot.core.model import Digest

FRAGMENTS = (
    *("@durov", "@all", "/start", "/start@bot", "#tag", "#话题", "$USD", "t.me/x", "a@b.co"),
    *("https://evil.example/x?y=1", "tg://user?id=1", "README.md", "文件.中国", "1.2.3.4"),
    *("4111 1111 1111 1111", "+1 555 0100 000", "<b>", "</b>", "&lt;", "&", "<a href='x'>", '"'),
    *(
        "\u202e",
        "\u200b",
        "\ud800",
        "\u2060",
        "e\u0301\u0301\u0301\u0301\u0301",
        "👨\u200d👩\u200d👧",
        "🇨🇳",
    ),
    *(" ", "\n", "。", "“", "”", "{x}", "字", "word", "…", "\u0301", "_", "*", "`"),
)
HOSTILE = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=60)


VIEWS = st.builds(
    View,
    id=st.just("1k7x"),
    ui=st.sampled_from(("zh", "en")),
    kind=st.sampled_from(ChatKind),
    bot=st.just("digest_bot"),
    preview=st.booleans(),
)
ANSWERS = st.builds(
    DigestAnswer,
    digest=digests(HOSTILE, 12),
    style=st.sampled_from(("compact", "full")),
    trouble=st.sampled_from((None, "model_busy")),
    evidence=st.booleans(),
    meta=st.booleans(),
)


def taken(message: Message) -> str:
    """The text of a message that Telegram takes and in which nothing of a stranger lives."""
    read = read_html(message.html)
    assert read.text.strip()
    assert read.units <= 4096
    assert len(read.entities) <= 100
    assert live(read) == []
    assert units(message.plain) <= 4096
    assert live(read_html(escape(message.plain, quote=False))) == []
    assert read.text.replace("\u2060", "") == message.plain.replace("\u2060", "")
    assert all(
        len((button.data or "").encode()) <= 64 for row in message.keyboard for button in row
    )
    return read.text.replace("\u2060", "")


@settings(deadline=None)  # the checks take longer than what they check
@given(ANSWERS, VIEWS, st.sampled_from((1, 9, 200)))
def test_any_digest_is_a_message_that_telegram_takes(
    answer: DigestAnswer, view: View, times: int
) -> None:
    taken(render(replace(answer, digest=grown(answer.digest, times)), view))


@settings(deadline=None)
@given(digests(HOSTILE.map(lambda text: text[:70]), 4), st.sampled_from(("compact", "full")))
def test_a_digest_says_exactly_what_it_was_made_of(digest: Digest, style: str) -> None:
    answer = DigestAnswer(digest, "full" if style == "full" else "compact")
    shown = taken(render(answer, View("1", "en", ChatKind.GROUP, "digest_bot")))
    gap = "\n\n" if style == "full" else "\n"
    sections = [section for section in _sections(digest) if section]
    blocks = [
        _said(digest, digest.one_line),
        *(sections if style == "full" else filter(None, ["\n\n".join(sections)])),
        _end(digest),
    ]
    assert shown == gap.join(filter(None, blocks))


def _said(digest: Digest, text: str) -> str:
    text = clean(text)
    alone = digest.summarizer.kind == "model" or not text
    if alone or (text[0] in '“"「' and text[-1] in '”"」'):
        return text
    return f"“{text}”"


def _sections(digest: Digest) -> list[str]:
    points = [point for point in digest.key_points if clean(point.fact)]
    others = [point for point in points if clean(point.fact) != clean(digest.one_line)]
    told = []
    for name, part in (("key_points", others or points), ("risks", digest.risks)):
        colon = phrase(digest.language, "label.colon")
        lines = [
            f"• {clean(each.label) + colon if clean(each.label) else ''}{_said(digest, each.fact)}"
            for each in part
            if clean(each.fact)
        ]
        told.append(
            "\n".join((phrase(digest.language, f"heading.{name}"), *lines)) if lines else ""
        )
    return told


def _end(digest: Digest) -> str:
    facts = [
        *(clean(name) for name in dict.fromkeys((digest.author, digest.source)) if name),
        *([digest.published.isoformat()] if digest.published else []),
        how_made(digest),
        *([phrase(digest.language, "label.partial")] if digest.partial else []),
    ]
    if not digest.title and not digest.url:
        return " · ".join(facts)
    title = clean(digest.title) or phrase(digest.language, "label.untitled")
    return f"{title}\n{' · '.join(facts)}"
