"""Which parts of an answer are finished: never one that the whole answer would not have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.summarize.finished import Finished

Parts = tuple[str | None, list[Any], list[Any]]

WORDS = st.text() | st.text(alphabet='"\\{}[]:,/\n\u2028\ud83d\ude00é汉😀u0')
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
POINT = st.fixed_dictionaries(
    {"label": WORDS, "fact": WORDS, "cites": st.lists(st.integers(1), min_size=1, max_size=3)},
    optional={"more": ODD, "key_points": ODD, "one_line": ODD},
)
ANSWER = st.fixed_dictionaries(
    {
        "one_line": WORDS,
        "key_points": st.lists(POINT, min_size=1, max_size=8),
        "risks": st.lists(POINT, max_size=4),
    },
    optional={"topics": st.lists(WORDS), "meta": ODD, "é\\": ODD},
)
AROUND = st.sampled_from(
    [
        ("", ""),
        (" \n", "\n"),
        ("```json\n", "\n```"),
        ("Here it is:\n", "\nAnything else?"),
        ("[", "]"),
        ('<think>Is {this} it? {"one_line": "no"}</think>', ""),
        ("<Reasoning>{</reasoning> So: ", ""),
        ("It should be JSON.</think>", ""),
    ]
)


def parts(finished: Finished) -> Parts:
    return finished.one_line, finished.key_points, finished.risks


def shuffled(answer: dict[str, Any], turn: int) -> dict[str, Any]:
    """The same with its keys in another order."""
    keys = list(answer)
    start = turn % len(keys)
    return {key: answer[key] for key in keys[start:] + keys[:start]}


def is_prefix(some: Parts, whole: Parts) -> bool:
    return (
        some[0] in {None, whole[0]}
        and some[1] == whole[1][: len(some[1])]
        and some[2] == whole[2][: len(some[2])]
    )


@given(ANSWER, st.integers(0), AROUND, st.booleans(), st.sampled_from([None, 2, "\t"]))
@example({"one_line": "\ud83d", "key_points": [{"label": "\\"}], "risks": []}, 0, ("", ""), True, 2)
def test_every_beginning_of_an_answer_has_a_beginning_of_its_parts(
    answer: dict[str, Any], turn: int, around: tuple[str, str], ascii_only: bool, indent: Any
) -> None:
    dumped = json.dumps(shuffled(answer, turn), ensure_ascii=ascii_only, indent=indent)
    text = around[0] + dumped + around[1]
    whole = json.loads(dumped)
    final: Parts = (whole["one_line"], whole["key_points"], whole["risks"])
    growing = Finished()
    for end in range(len(text) + 1):
        before = parts(growing)[0], list(growing.key_points), list(growing.risks)
        more = growing.read(text[:end])
        assert is_prefix(parts(growing), final)
        assert more == (parts(growing) != before)
    assert parts(growing) == final
    at_once = Finished()
    assert at_once.read(text)
    assert parts(at_once) == final
    assert at_once.over


def test_a_part_is_finished_with_the_character_that_closes_it() -> None:
    text = '{"one_line": "A \\"b\\".", "key_points": [{"label": "x", "cites": [1]}, {'
    finished = Finished()
    grown = [end for end in range(len(text) + 1) if finished.read(text[:end])]
    assert [text[end - 1] for end in grown] == ['"', "}"]
    assert parts(finished) == ('A "b".', [{"label": "x", "cites": [1]}], [])
    assert not finished.over


@pytest.mark.parametrize(
    "text",
    [
        "no",
        '{"one_line": 1, "key_points": 2}',
        '{"one_line": null, "key_points": {"a": {"label": "x"}}, "risks": "none"}',
        '{"summary": {"one_line": "x"}}',
        '{"topics": ["one_line", {"one_line": "x"}], "key_points": [1, ["x", {"a": 1}]]}',
        '<think>{"one_line": "x"}',
        '{"one_line": "\\x"}',
        '{"key_points": [{"a" 1}]}',
        '{"key_points": [{"cites": [1}]}',
        '{"one_line": "x',
        "{" * 100_000,
        '{"key_points": [{"a":' + "[" * 100_000,
        '{"key_points": [' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "]}",
        '{"key_points": [' + '{"a":' * 40 + "1" + "}" * 40 + "]}",
    ],
)
def test_what_is_no_part_is_none(text: str) -> None:
    finished = Finished()
    assert not finished.read(text)
    assert parts(finished) == (None, [], [])


def test_what_is_finished_before_the_json_goes_wrong_stays_and_nothing_is_added() -> None:
    text = '{"one_line": "A.", "key_points": [{"a": 1}, {"a" 2}, {"a": 3}], "risks": [{"a": 4}]}'
    finished = Finished()
    assert finished.read(text)
    assert parts(finished) == ("A.", [{"a": 1}], [])
    assert finished.over


def test_a_part_that_is_named_twice_is_taken_once() -> None:
    text = '{"one_line": "A.", "risks": [{}], "risks": [{"a": 1}], "one_line": "B."}'
    finished = Finished()
    finished.read(text)
    assert parts(finished) == ("A.", [], [{}])


def test_no_more_is_taken_than_a_digest_may_hold() -> None:
    finished = Finished()
    finished.read(json.dumps({"key_points": [{}] * 99, "risks": [{}] * 99, "one_line": "A."}))
    assert parts(finished) == ("A.", [{}] * 8, [{}] * 4)
    late = Finished()
    late.read(json.dumps({"topics": "x" * 50_000, "one_line": "A."}))
    assert late.one_line is None


@given(st.text(), st.text(alphabet='{}[]",:\\ one_line<think>/key_points'))
def test_no_text_makes_it_stumble(text: str, other: str) -> None:
    for said in (text, other, '{"key_points": [' + other, '{"one_line": "' + text):
        finished = Finished()
        for end in range(len(said) + 1):
            finished.read(said[:end])


class Counting(Finished):
    """Counts the marks it looks at."""

    steps = 0

    def _step(self, text: str) -> bool:
        self.steps += 1
        return super()._step(text)


@pytest.mark.parametrize("unit", ['{"a": [1]},', '"\\\\",', "\\", '"', "x", "[]", "[", "{}{}"])
def test_each_mark_is_looked_at_once_however_often_the_text_is_handed_in(unit: str) -> None:
    text = '{"key_points": [' + unit * (3_000 // len(unit))
    counting = Counting()
    for end in range(len(text) + 1):
        counting.read(text[:end])
    assert counting.steps <= 2 * len(text) + 2
    assert counting._at >= len(text) - 1 or counting.over
