from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.redaction import HIDDEN, Redactor, redact

TELEGRAM = "123456:AAH-secret_part_of_a_token"
# Cut in two, so that no scanner of secrets takes it for one that got out.
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".GabcdE." + "abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"token {TELEGRAM}!", "token ***!"),
        (f"https://api.telegram.org/bot{TELEGRAM}/getMe", "https://api.telegram.org/bot***/getMe"),
        (f"/file/bot{quote(TELEGRAM, safe='')}/x.jpg", "/file/bot***/x.jpg"),
        (f"/bot{quote(TELEGRAM, safe='').lower()}/x", "/bot***/x"),
        ("http://127.0.0.1:80/bot12:short/getMe", "http://127.0.0.1:80/bot***/getMe"),
        (f"Authorization: Bot {DISCORD}", "Authorization: Bot ***"),
        ("key sk-proj-abc_DEF-123456 was refused", "key *** was refused"),
        (f"{TELEGRAM}\n{TELEGRAM}", "***\n***"),
    ],
)
def test_what_is_shaped_like_a_token_is_hidden(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "GET https://example.com/bottles/2024:12/x",
        "at 12:30:59 on 2026-01-02T10:11:12.123456",
        "chat -1001234567890: 20 messages",
        "risk-free task-force-something",
        "bot.adapters.telegram.polling: update 123456: passed by",
        "d1:re:0mabcdefghijk",
    ],
)
def test_what_only_looks_a_little_like_one_is_shown(text: str) -> None:
    assert redact(text) == text


def test_a_known_value_is_hidden_however_it_is_written() -> None:
    secret = 'pass/wörd "1"&x=y'
    forms = (secret, quote(secret), quote(secret, safe=""), json.dumps(secret), repr(secret))
    assert all(secret[5:] not in Redactor([secret])(form) for form in forms)
    for form in forms:
        assert HIDDEN in Redactor([secret])(form)


def test_the_half_of_a_token_is_one_too() -> None:
    assert Redactor([TELEGRAM])("the secret_part_of_a_token, AAH-secret_part_of_a_token") == (
        "the secret_part_of_a_token, ***"
    )


def test_values_that_stand_in_every_other_word_are_no_secrets() -> None:
    assert Redactor(["", "a", "abc"])("abc, a cab") == "abc, a cab"


@given(st.text(min_size=4), st.text(), st.text())
def test_a_known_value_never_stays(secret: str, before: str, after: str) -> None:
    assert secret in HIDDEN or secret not in Redactor([secret])(before + secret + after).replace(
        HIDDEN, "\0"
    )
