from bot.core.check.topics import sound_topics
from tests.core.check.articles import LIBRARY, evidence


def test_topics_of_the_article_stay_once_each() -> None:
    found = sound_topics(["Norlink", " hydrogen  engine", "Norlink"], evidence())
    assert found == ("Norlink", "hydrogen engine")


def test_a_topic_half_of_which_is_foreign_is_left_out() -> None:
    assert sound_topics(["图书馆", "逾期罚款", "火星移民"], evidence(LIBRARY, language="zh")) == (
        "图书馆",
        "逾期罚款",
    )


def test_a_topic_that_would_break_a_note_or_a_chat_is_left_out() -> None:
    bad = ["a]] b", "@everyone", "x|y", "#tag", "https://a.example", "", "n" * 31, "AB12CD34EF"]
    assert sound_topics(bad, evidence(" ".join(bad))) == ()


def test_across_languages_a_topic_in_another_script_is_taken_on_trust() -> None:
    assert sound_topics(["氢能", "Voltara", "Norlink"], evidence(asked="zh")) == ("氢能", "Norlink")
