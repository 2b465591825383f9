from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.check.figures import KnownFigures

TUESDAY = date(2025, 1, 14)


def unknown(article: str, point: str, published: date | None = None) -> list[str]:
    return KnownFigures([article], published).unknown(point)


@pytest.mark.parametrize(
    ("article", "point"),
    [
        ("fines of 31,000 crowns", "罚款三万一千克朗"),
        ("上升了百分之十四", "rose by 14 percent"),
        ("上升了百分之三点一", "up 3.1%"),
        ("30亿参数", "3 billion parameters"),
        ("3B parameters", "三十亿参数"),
        ("１，２３４人", "1234人"),
        ("$1.2bn", "12亿美元"),
        ("12k users", "1.2万用户"),
        ("1万2千人", "12,000 people"),
        ("3亿5000万", "3.5亿"),
        ("占七成", "70%"),
        ("half of the voters", "50%的选民"),
        ("三分之一的人", "1/3 of the people"),
        ("two-thirds of them", "三分之二"),
        ("two and a half times", "2.5倍"),
        ("half a million", "50万"),
        ("three dozen", "36"),
        ("nineteen ninety-five", "1995年"),
        ("两千五百", "2500"),
        ("两千五", "2,500"),
        ("三至五年", "3-5年"),
        ("3～5万元", "3万元到5万元"),
        ("the 14th edition", "第14届"),
        ("the 21st century", "21世纪"),
        ("the eighties", "80年代"),
        ("80年代", "1980s"),
        ("'25 season", "2025赛季"),
        ("25年", "2025年"),
        ("二〇二五年", "2025"),
        ("3:0 win", "3比0"),
        ("no goals", "0球"),
        ("8折优惠", "优惠20%"),
        ("翻番", "2倍"),
        ("GPT-4", "GPT4"),
        ("version 2.5.1", "2.5.1版"),
        ("1 500 000 people", "150万人"),
        ("1.234.567 Euro", "1,234,567 euros"),
        ("3,14 Prozent", "3.14%"),
        ("3.500 Euro", "3,500 euros"),
        ("3千克", "3 kg"),
        ("3 p.m.", "15:00"),
        ("下午3点", "15:00"),
        ("half an hour", "30分钟"),
        ("壹佰贰拾圆", "120元"),
        ("十四五规划", "the 14th plan"),
        ("twenty three years", "23岁"),
    ],
)
def test_equal_values_match_across_notations_and_languages(article: str, point: str) -> None:
    assert unknown(article, point) == []


@pytest.mark.parametrize(
    ("article", "point"),
    [
        ("January 14, 2025", "2025年1月14日"),
        ("14 January 2025", "2025-01-14"),
        ("14.01.2025", "1月14日"),
        ("01/14/2025", "14 January"),
        ("二〇二五年一月十四日", "Jan. 14, 2025"),
        ("am 3. Mai 2024", "May 3, 2024"),
        ("le 3 mars 2024", "2024年3月3日"),
        ("in March", "3月"),
        ("5月1日至3日", "5月3日"),
        ("May 1-3", "5月1日"),
        ("between 3 and 5 May", "3 May"),
        ("第3天", "three days, 3日"),
    ],
)
def test_one_date_is_known_in_all_its_forms(article: str, point: str) -> None:
    assert unknown(article, point) == []


@pytest.mark.parametrize(
    ("article", "point"),
    [
        ("昨晚10点", "1月13日22:00"),
        ("next to nothing", "1月14日"),
        ("今年", "2025年"),
        ("last year", "2024"),
        ("明年", "2026年"),
        ("13号凌晨", "1月13日"),
        ("nothing", "Tuesday"),
    ],
)
def test_the_day_of_publication_settles_what_is_told_from_it(article: str, point: str) -> None:
    assert unknown(article + "，13号，昨天", point, TUESDAY) == []


@pytest.mark.parametrize(
    ("article", "point", "missing"),
    [
        ("rose by 14 percent", "15%", "15"),
        ("30亿", "30万", "30万"),
        ("412 people", "421人", "421"),
        ("1,200 users", "12,000 users", "12,000"),
        ("none", "987654321", "987654321"),
        ("none", "up 73.19%", "73.19"),
        ("none", "七十三家公司", "七十三"),
        ("none", "上涨三成", "三"),
        ("none", "fourteen people", "fourteen"),
        ("none", "三分之二", "三分之二"),
        ("三家分馆", "五家分馆", "五"),
        ("2.5.1", "2.5.2", "2.5.2"),
        ("14:30", "15:45", "15"),
        ("1/2", "3/4", "3"),
        ("January 14", "January 15", "january 15"),
        ("2025年1月14日", "2025年2月14日", "2025年2月14日"),
        ("3个月，14人", "3月14日", "3月14日"),
        ("on Friday", "周二", "周二"),
        ("2024年", "2023年", "2023"),
    ],
)
def test_what_the_article_lacks_is_named_as_it_is_written(
    article: str, point: str, missing: str
) -> None:
    assert missing in unknown(article, point)


@pytest.mark.parametrize(
    "point",
    [
        "一直如此",
        "三明治",
        "数百人",
        "千万不要",
        "上千名",
        "one of them",
        "二战之后",
        "millions of people",
        "第一次",
    ],
)
def test_words_that_count_nothing_are_no_figures(point: str) -> None:
    assert unknown("none", point) == []


def test_no_date_is_before_the_first_or_after_the_last_year() -> None:
    assert unknown("yesterday", "none", date(1, 1, 1)) == []
    assert unknown("tomorrow", "none", date(9999, 12, 31)) == []


def test_impossible_dates_are_plain_numbers() -> None:
    assert unknown("99月", "99月") == []
    assert unknown("19月", "19月") == []
    assert unknown("2025-02-30", "2025年2月30日") == []


@given(st.text(alphabet="0123456789,.:/-月日年号万亿百十三两半成折点 abmkst%分之May", max_size=60))
def test_a_text_has_all_of_its_own_figures(text: str) -> None:
    assert unknown(text, text) == []


@given(st.integers(0, 10**12))
def test_a_number_is_known_with_and_without_separators(number: int) -> None:
    assert unknown(f"total {number:,}", f"{number}") == []


def test_a_part_of_nothing_is_read_as_its_part() -> None:
    assert unknown("零分之三", "3") == []
    assert unknown("none", "0分之7") == ["0分之7"]


def test_a_number_of_thousands_of_digits_is_read_in_pieces() -> None:
    assert unknown("9" * 10_000, "9" * 10_000) == []
