"""What a model wrote, read as a summary: repaired without guessing, or refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ModelAnswerError
from bot.core.summarize.answer import read_answer

ANSWER = {
    "one_line": "A pump failed in Orr.",
    "key_points": [{"label": "Cause", "fact": 'The "old" pump, {1}, failed.', "cites": [2]}],
    "risks": [],
    "topics": [],
}
TEXT = json.dumps(ANSWER)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\n  {TEXT}  \n",
        json.dumps(ANSWER, indent=2),
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}\n```\nHope this helps!",
        f"Here is the digest you asked for:\n{TEXT}\nAnything else?",
        f'<think>Is {{this}} it? No: {{"key_points": []}}</think>\n{TEXT}',
        f"The user wants JSON, so {{ }} it is.</think>{TEXT}",
        f"<reasoning>{TEXT.replace('Orr', 'Utah')}</reasoning>{TEXT}",
        f"Draft: {TEXT.replace('Orr', 'Utah')}\nFinal: {TEXT}",
        TEXT.replace("[2]}]", "[2,],},]").replace("[]}", "[],\n}"),
        f'{{"summary": {TEXT}}}',
        f"[{TEXT}]",
        TEXT.replace("Orr.", "Orr.\n"),
        TEXT.replace("Orr", "\u200bOrr\u202e"),
    ],
)
def test_what_surrounds_or_spoils_the_object_is_forgiven(text: str) -> None:
    summary = read_answer(text)
    assert summary.one_line == "A pump failed in Orr."
    assert summary.key_points[0].fact == 'The "old" pump, {1}, failed.'
    assert summary.key_points[0].cites == (2,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "null",
        "[]",
        "{}",
        '"key_points"',
        TEXT[:-1],
        TEXT[: len(TEXT) // 2],
        "<html><body>502 Bad Gateway</body></html>",
        f"<think>{TEXT}</think>",
        '{"error": {"message": "x"}}',
        "{" * 100_000,
        '{"a":' * 100_000,
        '{"key_points": ' + "9" * 10_000 + "}",
        "{" + '"' * 50_000,
    ],
)
def test_anything_else_is_refused_and_nothing_is_completed_by_guessing(text: str) -> None:
    with pytest.raises(ModelAnswerError):
        read_answer(text)


@given(st.text() | st.text(alphabet='{}[]",:\\ <>think/key_points'))
def test_no_text_is_more_than_refused(text: str) -> None:
    with pytest.raises(ModelAnswerError):
        read_answer(text)


@given(st.text(), st.text())
def test_prose_without_braces_around_the_object_never_matters(before: str, after: str) -> None:
    noise = str.maketrans("", "", '{}<"')
    text = before.translate(noise) + TEXT + after.translate(noise)
    assert read_answer(text).one_line == "A pump failed in Orr."
