"""The reader that other tests rely on sees what Discord's client sees."""

from __future__ import annotations

import pytest

from tests.render.discord.reading import Alive, RejectedError, check_payload, read


@pytest.mark.parametrize(
    ("markdown", "kind", "value"),
    [
        ("hi <@123>", "mention", "<@123>"),
        ("hi <@!123>", "mention", "<@!123>"),
        ("<@&5>", "mention", "<@&5>"),
        ("<#7>", "mention", "<#7>"),
        ("</digest:9>", "mention", "</digest:9>"),
        ("<id:customize>", "mention", "<id:customize>"),
        ("<:blob:1>", "emoji", "<:blob:1>"),
        ("<a:blob:1>", "emoji", "<a:blob:1>"),
        ("so :smile:", "emoji", ":smile:"),
        ("<t:1773800000:R>", "time", "<t:1773800000:R>"),
        ("<https://a.example>", "address", "<https://a.example>"),
        ("<a@b.example>", "address", "<a@b.example>"),
        ("see https://a.example/b.", "address", "https://a.example/b."),
        ("join discord.gg/abc", "invite", "discord.gg/abc"),
    ],
)
def test_what_lives_is_seen(markdown: str, kind: str, value: str) -> None:
    assert read(markdown).alive == [Alive(kind, value)]


@pytest.mark.parametrize(
    ("markdown", "kind", "text"),
    [
        ("**a**", "bold", "a"),
        ("*a*", "italic", "a"),
        ("_a_", "italic", "a"),
        ("__a__", "underline", "a"),
        ("~~a~~", "strike", "a"),
        ("||a||", "spoiler", "a"),
        ("`a`", "code", "a"),
        ("``a`b``", "code", "a`b"),
        ("# a", "heading", "a"),
        ("### a", "heading", "a"),
        ("-# a", "small", "a"),
        ("- a", "item", "a"),
        ("1. a", "item", "a"),
        ("> a", "quotation", "a"),
        ("- # a", "heading within", "a"),
        ("**> a**", "quotation within", "a"),
    ],
)
def test_what_is_marked_up_is_seen(markdown: str, kind: str, text: str) -> None:
    found = read(markdown)
    assert (kind, text) in found.marks
    assert found.text.removeprefix("• ") == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"\*a\* \_b\_ \~\~c\~\~ \|\|d\|\|", "*a* _b_ ~~c~~ ||d||"),
        (r"\# a", "# a"),
        (r"1\. a", "1. a"),
        (r"\[a\](b)", "[a](b)"),
        (r"\:smile:", ":smile:"),
        (r"C:\a\\", "C:\\a\\"),
        ("`@everyone` `<@1>`", "@everyone <@1>"),
        ("a_b c*d", "a_b c*d"),
    ],
)
def test_what_is_held_still_is_seen_as_words(markdown: str, text: str) -> None:
    found = read(markdown)
    assert found.text == text
    assert not found.alive


def test_a_link_is_its_words_and_its_address() -> None:
    assert read("[so \\*it\\* is](<https://a.example/x>)").alive == [
        Alive("link", "https://a.example/x", "so *it* is")
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "[https://bank.example](<https://evil.example>)",
        "[ ](<https://evil.example>)",
        "[**a**](<https://evil.example>)",
        "`never closed",
        "```\nblock\n```",
        r"\<@123>",
        r"\@everyone",
        r"https\://evil.example",
    ],
)
def test_what_no_message_of_ours_may_hold_is_refused(markdown: str) -> None:
    with pytest.raises(RejectedError):
        read(markdown)


@pytest.mark.parametrize(
    "components",
    [
        [],
        [{"type": 10, "content": " "}],
        [{"type": 10, "content": "a" * 4001}],
        [{"type": 14}] * 41,
        [{"type": 1, "components": []}],
        [{"type": 1, "components": [{"type": 2, "label": "a", "custom_id": "x"}] * 2}],
        [{"type": 1, "components": [{"type": 2, "label": "a", "custom_id": "x" * 101}]}],
        [{"type": 1, "components": [{"type": 2, "label": "a", "url": "https://a.example" * 40}]}],
    ],
)
def test_a_message_beyond_a_limit_is_refused(components: list[dict[str, object]]) -> None:
    with pytest.raises(RejectedError):
        check_payload({"flags": 32768, "components": components})
