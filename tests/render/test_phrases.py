import re
from collections.abc import Iterator

import pytest

from bot.core import errors
from bot.core.model import RefusalCode
from bot.render.phrases import UiLanguage, catalogue, phrase, ui_language, wording

MOST = {
    "toast": 200,
    "command": 256,
    "button": 34,
    "discord_button": 34,
    "discord_toast": 200,
    "discord_command": 100,
    "discord_option": 100,
}
"""UTF-16 units that a chat platform shows of each kind of text."""

DISCORD_ALONE = {
    "discord_label": None,
    "discord_command": None,
    "discord_option": None,
    "discord_setting": {"heading_whole", "own_whole", "around", "chosen", "name_thread", "unset"},
}
"""Texts that only Discord has: by section, all of it or these."""


def all_errors(root: type[errors.LinkdigestError]) -> Iterator[type[errors.LinkdigestError]]:
    yield root
    for child in root.__subclasses__():
        yield from all_errors(child)


def test_both_catalogues_have_the_same_keys_and_fields() -> None:
    en, zh = catalogue("en"), catalogue("zh")
    assert {section: list(keys) for section, keys in en.items()} == {
        section: list(keys) for section, keys in zh.items()
    }
    for section, texts in en.items():
        for key, text in texts.items():
            fields = [sorted(re.findall(r"{(\w*)}", each)) for each in (text, zh[section][key])]
            assert fields[0] == fields[1], (section, key)


def test_every_refusal_has_a_phrase_in_both_languages() -> None:
    for code in RefusalCode:
        assert phrase("en", f"refusal.{code}") != phrase("zh", f"refusal.{code}")


def test_every_error_has_a_phrase_in_both_languages() -> None:
    for error in all_errors(errors.LinkdigestError):
        section = "refusal" if issubclass(error, errors.FetchError) else "error"
        for language in ("en", "zh"):
            assert phrase(language, f"{section}.{error.code}")


def test_every_error_stands_in_the_tree_at_the_top_of_its_module() -> None:
    drawn = re.findall(r"\w+Error", errors.__doc__ or "")
    assert drawn == list(dict.fromkeys(drawn))
    assert set(drawn) == {error.__name__ for error in all_errors(errors.LinkdigestError)}


def test_a_reader_of_any_chinese_gets_chinese_and_all_others_english() -> None:
    assert [
        ui_language(tag) for tag in ("zh", "zh-Hant", "zh_CN.UTF-8", "ZH", "ja", "en", "C")
    ] == [
        *["zh"] * 4,
        *["en"] * 3,
    ]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_text_is_empty_and_none_is_longer_than_its_place(language: UiLanguage) -> None:
    for section, texts in catalogue(language).items():
        for key, text in texts.items():
            assert text.strip(), (section, key)
            assert units(text) <= MOST.get(section, 1000), (section, key)
    about = catalogue(language)["about"]
    assert units(about["description"]) <= 512
    assert units(about["short"]) <= 120
    menus = catalogue(language)["discord_command"]
    assert all(units(menus[f"menu_{name}"]) <= 32 for name in ("digest", "private"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_markup_stands_only_where_a_chat_shows_it_and_is_never_nested(language: UiLanguage) -> None:
    for section, texts in catalogue(language).items():
        for key, text in texts.items():
            tags = re.findall(r"</?(?:b|i|code)>", text)
            assert not tags or section.split("_")[-1] in {"chat", "setting"}, (section, key)
            for opening, closing in zip(tags[::2], tags[1::2], strict=True):
                assert closing == f"</{opening[1:]}", (section, key)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chat_is_never_told_about_keys_and_addresses_of_the_service(
    language: UiLanguage,
) -> None:
    for section in ("chat", "discord_chat"):
        told = " ".join(catalogue(language)[section].values()).lower()
        assert not re.search(r"openai|deepseek|api key|密钥|--debug", told)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_text_of_discords_stands_in_for_one_with_the_same_fields(language: UiLanguage) -> None:
    for section, texts in catalogue(language).items():
        alone = DISCORD_ALONE.get(section, set())
        for key, text in texts.items() if section.startswith("discord_") else ():
            if alone is None or key in alone:
                continue
            fields = set(re.findall(r"{(\w+)}", text))
            general = catalogue(language)[section.removeprefix("discord_")][key]
            assert fields <= set(re.findall(r"{(\w+)}", general)), (section, key)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_discord_nobody_reads_of_another_platform(language: UiLanguage) -> None:
    texts = catalogue(language)
    sections = ("chat", "toast", "button", "setting", "refusal", "error")
    unsaid = {"chat.onboard_basic", "button.settings_private", "chat.inline_private"}
    for key in (f"{section}.{name}" for section in sections for name in texts[section]):
        told = wording(language, key, "discord")
        foreign = (
            r"Telegram|BotFather|✍|basic|administrator|\badmins?\b|\bgroup|群|/forget (?:me|chat)"
        )
        assert key in unsaid or not re.search(foreign, told), (key, told)


def test_a_platforms_own_text_comes_before_the_general_one() -> None:
    assert "Apps › Digest" in wording("en", "chat.usage", "discord")
    assert wording("en", "chat.usage", "telegram") == wording("en", "chat.usage")
    assert wording("zh", "chat.no_url", "discord") == phrase("zh", "chat.no_url")
