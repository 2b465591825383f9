from bot.core.check import check
from bot.core.model import Article, CheckedPoint, Point, Summary
from bot.core.summarize.passages import passages

TEXT = "The library dropped its late fees. Returns rose by 14 percent. Loans fell slightly."
ARTICLE = Article(None, "Library", TEXT, TEXT, "en")


def test_an_honest_summary_passes_with_the_sentences_behind_it() -> None:
    summary = Summary(
        "The library dropped late fees.", (Point("Effect", "Returns rose.", (2,)),), ()
    )
    verdict = check(summary, ARTICLE, passages(ARTICLE), "en")
    assert verdict.faults == ()
    assert verdict.one_line == summary.one_line
    assert verdict.key_points == (
        CheckedPoint("Effect", "Returns rose.", ("Returns rose by 14 percent.",)),
    )
