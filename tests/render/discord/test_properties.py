"""Whatever a page says, the message is one that Discord takes, and says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answers import Action, DigestAnswer, Line, Moment, NoticeAnswer, PointerAnswer
from bot.core.chats import ChatKind
from bot.render.address import web_address
from bot.render.clean import clean
from bot.render.discord import (
    Message,
    Text,
    View,
    embed_payload,
    payload,
    render,
    thread_name,
    toast_text,
)
from bot.render.discord.live import looks_like_address
from bot.render.phrases import phrase
from bot.render.text import how_made
from tests.render.digests import digests, grown
from tests.render.discord.reading import Read, check_embed, check_payload, read, units

if TYPE_CHECKING:
    from bot.core.model import CheckedPoint, Digest

FRAGMENTS = (
    *("<@1>", "<@!12>", "<@&3>", "<#4>", "</digest:5>", "<id:home>", "<:a:6>", "<a:b:7>"),
    *("<t:1:R>", "<t:1>", "@everyone", "@here", "<sound:1:2>", "<https://evil.example>"),
    *("https://evil.example/x?y=1", "http://a", "discord.gg/x", "mailto:a@b.co", "<a@b.co>"),
    *("[a](https://evil.example)", "[", "]", "(", ")", "<", ">", "](<", ">)", "://", "tg://x"),
    *("**", "*", "__", "_", "~~", "~", "||", "|", "`", "``", "```", "\\", "\\\\", "-# ", "- "),
    *("# ", "### ", "> ", ">>> ", "1. ", "12.", "+ ", "#1", "C++", ":smile:", ":", "::", "!"),
    *("@", "every", "one", "ht", "tp", "/", "1", "a", "x.com", "www.x.com", "README.md", "&lt;"),
    *("\u202e", "\u200b", "\ud800", "\u2060", "e\u0301\u0301\u0301\u0301\u0301", "🇨🇳"),
    *(" ", "\n", "\n- ", "\n# ", "。", "“", "”", "{x}", "字", "word", "…", "\u0301"),
)
HOSTILE = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=60)
VIEWS = st.builds(
    View,
    id=st.sampled_from(("1k7x", "", "x" * 99)),
    ui=st.sampled_from(("zh", "en")),
    kind=st.sampled_from(
        (ChatKind.GROUP, ChatKind.THREAD, ChatKind.GUEST, ChatKind.PRIVATE, ChatKind.ASIDE)
    ),
    server=st.sampled_from((None, "77")),
)
ANSWERS = st.builds(
    DigestAnswer,
    digest=digests(HOSTILE, 12),
    style=st.sampled_from(("compact", "full")),
    more_links=st.sampled_from((0, 1, 3)),
    trouble=st.sampled_from((None, "model_busy")),
    evidence=st.booleans(),
    meta=st.booleans(),
)
OURS = {"bold", "item", "heading", "small", "code"}


def taken(message: Message) -> list[Read]:
    """The texts of a message that Discord takes, in which no mark is a stranger's."""
    check_payload(payload(message))
    check_embed(embed_payload(message))
    found = [read(block.markdown) for block in message.blocks if isinstance(block, Text)]
    embed = message.embed
    assert not {mark for each in found for mark, _ in each.marks} - OURS
    assert sum(units(block.markdown) for block in message.blocks if isinstance(block, Text)) <= 3800
    title = read(embed.title)
    assert not title.alive
    assert not title.marks
    assert all(
        each in [a for one in found for a in one.alive] for each in read(embed.description).alive
    )
    return found


def check_links(found: list[Read], url: str | None) -> None:
    """Nothing lives but one link to the article, under words that are no address."""
    alive = [each for one in found for each in one.alive]
    assert {each.kind for each in alive} <= {"link"}
    assert len(alive) <= 1
    for each in alive:
        assert unquote(each.value) == unquote(url or "")
        assert web_address(each.value)
        assert not set(each.value) & set("<>()\\`\"' ")
        assert not looks_like_address(each.text)


@settings(deadline=None)  # the checks take longer than what they check
@given(ANSWERS, VIEWS, st.sampled_from((1, 9, 200)))
def test_any_digest_is_a_message_that_discord_takes(
    answer: DigestAnswer, view: View, times: int
) -> None:
    digest = grown(answer.digest, times)
    check_links(taken(render(replace(answer, digest=digest), view)), digest.url)
    name = thread_name(digest)
    assert 0 < units(name) <= 100
    assert name == clean(name)


@settings(deadline=None)
@given(digests(HOSTILE.map(lambda text: text[:60]), 4), st.booleans())
def test_a_digest_says_exactly_what_it_was_made_of(digest: Digest, evidence: bool) -> None:
    answer = DigestAnswer(digest, "full", evidence=evidence)
    found = taken(render(answer, View("1", "en", ChatKind.GROUP, "7")))
    check_links(found, digest.url)
    said = [each.text.replace("［", "[").replace("］", "]") for each in found]
    expected = [_said(digest, digest.one_line), *_sections(digest, evidence=evidence), _end(digest)]
    assert said[:-1] == [each for each in expected[:-1] if each]
    assert said[-1] in {expected[-1], _with_word(expected[-1], digest)}
    bold = [mark for each in found for mark in each.marked("bold")]
    labels = [clean(each.label) for part in _shown(digest) for each in part]
    assert bold == [each for each in (_said(digest, digest.one_line), *labels) if each]


def _said(digest: Digest, text: str) -> str:
    text = clean(text)
    alone = digest.summarizer.kind == "model" or not text
    if alone or (text[0] in '“"「' and text[-1] in '”"」'):
        return text
    return f"“{text}”"


def _shown(digest: Digest) -> tuple[tuple[CheckedPoint, ...], ...]:
    points = tuple(point for point in digest.key_points if clean(point.fact))
    others = tuple(p for p in points if clean(p.fact) != clean(digest.one_line))
    return others or points, tuple(point for point in digest.risks if clean(point.fact))


def _sections(digest: Digest, *, evidence: bool) -> list[str]:
    told = []
    colon = phrase(digest.language, "label.colon")
    has_quotes = evidence and digest.summarizer.kind == "model"
    for name, part in zip(("key_points", "risks"), _shown(digest), strict=True):
        lines = [phrase(digest.language, f"heading.{name}")]
        for each in part:
            label = clean(each.label) + colon if clean(each.label) else ""
            lines.append(f"• {label}{_said(digest, each.fact)}")
            lines += [
                phrase(digest.language, "label.evidence", text=clean(quote))
                for quote in (each.quotes if has_quotes else ())
                if clean(quote)
            ]
        told.append("\n".join(lines) if part else "")
    return told


def _end(digest: Digest) -> str:
    facts = [
        *(clean(name) for name in dict.fromkeys((digest.author, digest.source)) if name),
        *([digest.published.isoformat()] if digest.published else []),
        how_made(digest),
        *([phrase(digest.language, "label.partial")] if digest.partial else []),
    ]
    if digest.title or digest.url:
        facts.insert(0, clean(digest.title) or phrase(digest.language, "label.untitled"))
    return " · ".join(facts)


def _with_word(end: str, digest: Digest) -> str:
    """The end where the title looks like an address, and another word is the link."""
    title = clean(digest.title)
    return f"{title} · {phrase(digest.language, 'button.source')}{end.removeprefix(title)}"


@given(HOSTILE, HOSTILE, VIEWS)
def test_what_a_notice_or_a_pointer_names_stays_words(one: str, two: str, view: View) -> None:
    keys = ("unknown_option", "setting_unknown", "setting_is", "owner_request", "reading", "forgot")
    fields = dict.fromkeys(("option", "names", "setting", "who", "host", "digests"), one)
    fields |= dict.fromkeys(("name", "value", "chat", "shares"), two)
    lines = tuple(Line(f"chat.{key}", fields) for key in keys)
    (notice,) = taken(render(NoticeAnswer(lines, tuple(Action)), view))
    assert not notice.alive
    assert f"“{clean(one)}”" in notice.text
    (pointer,) = taken(render(PointerAnswer(one, 1_773_800_000, "12", "34"), view))
    jump = f"https://discord.com/channels/{view.server or '@me'}/12/34"
    assert [each.value for each in pointer.alive] == ["<t:1773800000:R>", jump]
    assert not read(toast_text("chat.unknown_option", {"option": two}, "zh")).alive


@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_pointer_never_leaves_its_server(server: str, chat: str, post: str) -> None:
    view = View("1", "zh", ChatKind.GROUP, server)
    (found,) = taken(render(PointerAnswer("题", 1, chat, post), view))
    assert all(
        each.kind == "time" or each.value.startswith("https://discord.com/channels/")
        for each in found.alive
    )


def test_a_moment_is_shown_in_the_readers_own_zone() -> None:
    assert toast_text("chat.limit_all_day", {"time": Moment(5)}, "zh").endswith("，<t:5:t> 恢复。")
