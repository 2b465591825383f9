import pytest

from bot.core.check.links import foreign_links, has_link, unknown_codes
from tests.core.check.articles import evidence

LINKS = [
    "https://promo.example/x?y=1",
    "http://169.254.169.254/latest",
    "tg://user?id=1",
    "ftp://files.example/a",
    "javascript:alert(1)",
    "mailto:me@mail.example",
    "www.promo.example",
    "promo.example/claim",
    "t.me/somegroup",
    "help@mail.example",
    "@everyone",
    "＠here",
    "@all",
    "@所有人",
    "@some_user",
    "@张三",
    "<@123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "+47 22 33 44 55",
    "13800138000",
    "400-123-4567",
    "010-12345678",
    "微信号：some_wx_1",
    "[here](x)",
    "<a href='x'>",
    "&lt;b&gt;",
    "[[note]]",
]


@pytest.mark.parametrize("link", LINKS)
def test_no_address_handle_or_number_to_call_stands_even_if_the_article_has_it(link: str) -> None:
    text = f"The boat sails daily, see {link} for more."
    assert foreign_links(text, evidence(text))
    assert foreign_links(f"详见{link}。", evidence(f"详见{link}。", language="zh"))
    assert has_link(text)


@pytest.mark.parametrize(
    "own", ["Booking.com", "Node.js", "#MeToo", "#话题", "/compact", "max_tokens", "<div>"]
)
def test_a_host_tag_command_or_name_stands_if_the_article_has_it(own: str) -> None:
    text = f"They spoke about {own} for an hour."
    assert foreign_links(text, evidence(text)) is None
    assert foreign_links(text, evidence()) == f"remove {own}"


def test_a_host_inside_another_is_not_the_article_s_own() -> None:
    assert foreign_links("Buy at flix.com", evidence("They own netflix.com and films.")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The fee was dropped.The boat sails.",
        "U.S. and/or E.U. ships, 24/7, at 3:0",
        "It costs $5 & more (about 2.5x), see No.1",
        "400 000 000 people in 2023-2024",
        "中国/美国，C#语言",
        "微信推出新功能，QQ也有",
        "data: 3 of 5",
    ],
)
def test_plain_prose_holds_no_link(text: str) -> None:
    assert foreign_links(text, evidence()) is None


def test_a_host_right_after_chinese_text_is_found() -> None:
    assert foreign_links("访问evil.example领取", evidence()) == "remove evil.example"


def test_a_domain_in_title_case_is_still_a_domain() -> None:
    assert foreign_links("Go to Evil.Com", evidence()) is not None


def test_a_random_string_must_stand_in_the_heading_or_twice() -> None:
    code = "AB12CD34EF"
    assert unknown_codes(f"The code is {code}.", evidence(f"Once: {code}.")) is not None
    assert unknown_codes(f"The code is {code}.", evidence(f"Once: {code}. Twice: {code}.")) is None
    assert unknown_codes(f"The code is {code}.", evidence(title=f"On {code}")) is None


@pytest.mark.parametrize("word", ["SENTINEL-WORD", "QZWV", "TRACER", "ab1c2d"])
def test_a_word_that_looks_like_a_signal_must_be_the_article_s_own(word: str) -> None:
    text = f"They said {word} aloud."
    assert unknown_codes(text, evidence()) is not None
    assert unknown_codes(text, evidence(text)) is None


def test_glosses_are_no_codes() -> None:
    assert unknown_codes("The app (API, UI, MAU, GPT-4o) grew 5G use", evidence()) is None
