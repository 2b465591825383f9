from bot.core.model import Article
from bot.core.summarize.extractive import extract_summary
from bot.core.summarize.passages import passages


def test_each_point_of_an_extract_is_a_sentence_of_the_article_and_cites_itself() -> None:
    text = "The library dropped its late fees. Returns rose by 14 percent. Loans fell slightly."
    article = Article(None, "Library", text, text, "en")
    numbered = passages(article)
    for point in extract_summary(article, numbered).key_points:
        assert point.label == ""
        assert point.fact == numbered[point.cites[0] - 1].text
