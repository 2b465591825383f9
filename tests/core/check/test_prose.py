import pytest

from bot.core.check.prose import no_prose


@pytest.mark.parametrize("text", ["取消罚款", "Loans fell.", "增长14%到412人，创下新高", "x" * 240])
def test_a_statement_is_prose(text: str) -> None:
    assert no_prose(text) is None


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("", "write a sentence"),
        ("ok", "write a sentence"),
        ("123 456", "write a sentence"),
        ("x" * 241, "make it shorter: at most 240 characters"),
        ("好的🎉🎉🎉", "use words, not pictures"),
        ("Fees were dropped.\nLoans fell.", "write one line"),
        ("Which films are on this week?", "state what the article says, do not ask"),
        ("他问：“为什么？”", "state what the article says, do not ask"),
        ("banana " * 20, "say it once"),
    ],
)
def test_anything_else_is_told_how_to_become_prose(text: str, fix: str) -> None:
    assert no_prose(text) == fix
