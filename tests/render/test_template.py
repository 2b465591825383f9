import pytest

from bot.core.answers import Moment
from bot.render.template import Piece, pieces


def test_a_text_is_taken_apart_into_lines_of_words_and_fields() -> None:
    told = pieces("<b>{name}</b> at {time}\n< {n}", {"name": "a\nb", "time": Moment(5), "n": 3})
    said = [[piece for piece in line if piece.value != ""] for line in told]
    assert said == [
        [Piece("a b", "b"), Piece(" at ", ours=True), Piece(Moment(5))],
        [Piece("< ", ours=True), Piece("3")],
    ]


def test_what_a_platform_has_to_show_stays_as_it_is() -> None:
    link = object()
    assert pieces("{post}", {"post": link})[0][1].value is link


def test_a_field_is_cut_to_a_sane_length_and_one_that_is_missing_is_a_mistake_of_ours() -> None:
    assert len(str(pieces("{x}", {"x": "a" * 9000})[0][1].value)) == 300
    with pytest.raises(KeyError):
        pieces("{x}", {})
