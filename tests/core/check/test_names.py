from bot.core.check.names import latin_names, unknown_names
from tests.core.check.articles import LIBRARY, evidence


def test_names_stand_inside_sentences_and_are_no_abbreviations() -> None:
    text = "Officials met Maria Lund. Later the UI and API of OpenLab: Better, they said."
    assert latin_names(text) == ["Maria", "Lund", "OpenLab"]


def test_every_latin_word_with_a_capital_in_chinese_is_a_name() -> None:
    assert latin_names("公司与Voltara合作开发app") == ["Voltara"]


def test_names_that_the_article_lacks_are_told_once() -> None:
    text = "The ferry Sigrun met Maria and Maria left."
    assert unknown_names(text, evidence()) == "the article does not name Maria"


def test_a_compound_or_possessive_of_known_parts_is_known() -> None:
    assert unknown_names("On the Bodo-Moskenes line, Norlink’s boat sails", evidence()) is None


def test_a_chinese_article_has_only_the_names_it_spells() -> None:
    assert unknown_names("馆长Silva宣布", evidence(LIBRARY, language="zh")) is not None


def test_a_month_or_a_weekday_is_known_when_the_article_says_it_in_its_own_language() -> None:
    library = evidence(LIBRARY + "每周六开放。", language="zh", asked="en")
    assert unknown_names("The July change ends fees, also on a Saturday", library) is None
    assert unknown_names("The August change, also on a Sunday", library) == (
        "the article does not name August, Sunday"
    )
