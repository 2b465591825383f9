"""The JSON schema a model is given, and what is said of an answer that does not fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.core.errors import ModelAnswerError
from bot.core.model import Point, Summary
from bot.core.summarize.schema import summary_schema, validated

if TYPE_CHECKING:
    from collections.abc import Iterator

POINT = {"label": "Cause", "fact": "The pump failed.", "cites": [2]}
ANSWER = {"one_line": "A pump failed.", "key_points": [POINT], "risks": [], "topics": ["pump"]}


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _objects(value)


def test_every_object_requires_all_its_keys_and_allows_no_other() -> None:
    objects = [node for node in _objects(summary_schema()) if node.get("type") == "object"]
    assert len(objects) == 3
    for node in objects:
        assert node["required"] == list(node["properties"])
        assert node["additionalProperties"] is False


def test_the_schema_holds_only_words_that_strict_providers_accept() -> None:
    keywords = {key for node in _objects(summary_schema()) for key in node}
    assert not keywords & {"$ref", "$defs", "title", "default", "minLength", "maxLength", "anyOf"}


def test_no_docstring_of_ours_reaches_the_model() -> None:
    text = str(summary_schema())
    assert "One thing the article says" not in text
    assert "What a model" not in text


def test_bounds_are_kept_those_of_strings_in_words() -> None:
    properties = summary_schema()["properties"]
    assert properties["key_points"]["minItems"] == 1
    assert properties["key_points"]["maxItems"] == 8
    assert properties["one_line"]["description"] == "1 to 240 characters"


def test_an_answer_that_fits_becomes_a_summary() -> None:
    point = Point("Cause", "The pump failed.", (2,))
    assert validated(ANSWER) == Summary("A pump failed.", (point,), (), ("pump",))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"one_line": None}, "one_line: Input should be a valid string"),
        ({"one_line": ""}, "one_line: String should have at least 1 character"),
        ({"one_line": "x" * 241}, "one_line: String should have at most 240 characters"),
        ({"key_points": []}, "key_points: Tuple should have at least 1 item"),
        ({"key_points": [POINT] * 40}, "key_points: Tuple should have at most 8 items"),
        ({"key_points": None}, "key_points: Input should be a valid tuple"),
        ({"key_points": ["x"]}, "key_points[0]: Input should be a dictionary"),
        ({"key_points": [{**POINT, "fact": 7}]}, "key_points[0].fact: Input should be a valid str"),
        ({"key_points": [{**POINT, "cites": []}]}, "key_points[0].cites: Tuple should have at"),
        ({"key_points": [{**POINT, "cites": ["a"]}]}, "key_points[0].cites[0]: Input should be a"),
        ({"risks": [POINT] * 5}, "risks: Tuple should have at most 4 items"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused_with_the_place(
    change: dict[str, object], said: str
) -> None:
    with pytest.raises(ModelAnswerError) as caught:
        validated({**ANSWER, **change})
    assert said in str(caught.value)


def test_a_missing_part_is_named() -> None:
    with pytest.raises(ModelAnswerError, match="risks: Field required"):
        validated({"one_line": "x", "key_points": [POINT]})


def test_the_refusal_of_a_hostile_answer_is_short_and_repeats_none_of_it() -> None:
    secret = "ZQCANARY"
    with pytest.raises(ModelAnswerError) as caught:
        validated(
            {"one_line": [secret], "key_points": [{"label": [secret]}] * 500, "risks": secret}
        )
    assert secret not in str(caught.value)
    assert len(str(caught.value)) < 1000
