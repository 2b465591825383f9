import pytest

from bot.core.check.language import other_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("公司发布了新模型", "zh"),
        ("OpenLab发布GPT-4o mini API", "zh"),
        ("The fees were dropped", "en"),
        ("Loans fell slightly", "en"),
        ("The brand 小禾 grew", "en"),
        ("会社は東京で発表した", "ja"),
        ("회사는 발표했다", "ko"),
        ("Компания сообщила", "ru"),
        ("La directora anunció que no habrá multas", "es"),
        ("Styret vedtok saken", "no"),
        ("2024", "zh"),
        ("2024", "en"),
    ],
)
def test_a_text_in_the_language_asked_for_stands(text: str, language: str) -> None:
    assert other_language(text, language) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fees were dropped", "zh"),
        ("会社は東京で新製品を発表した", "zh"),
        ("公司在Москва Компания设厂", "zh"),
        ("公司发布了新模型", "en"),
        ("La directora dijo que el plan no es para los niños", "en"),
        ("Die Direktorin sagte, dass der Plan nicht für das Haus ist", "en"),
    ],
)
def test_a_text_in_another_language_does_not(text: str, language: str) -> None:
    assert other_language(text, language) == f"write it in {language}"
