from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.daily.stories import Told, stories
from tests.bench.stories import Labelled, labelled, score

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3600
DAY = 24 * HOUR
RESULTS = Told(
    "青禾电器一季度营收 318.6 亿元，同比增长 9%",
    "青禾电器公布一季度业绩，营收 318.6 亿元，同比增长 9%，净利润 27.4 亿元，海外收入首次过半，"
    "公司维持全年 1300 亿元的收入目标不变。",
    "zh",
    "a.example",
    100 * DAY,
)
RETOLD = replace(
    RESULTS,
    title="海外卖得更多了：青禾电器交出一季报",
    one_line="青禾电器一季度收入约 319 亿元，增长 9%，净利润 27.4 亿元，海外收入占比首次过半，"
    "全年收入目标仍为 1300 亿元。",
    host="b.example",
)
LAYOFFS = replace(
    RESULTS,
    title="青禾电器将关闭两座工厂，涉及 2600 名员工",
    one_line="青禾电器宣布关闭南方两座空调工厂，涉及 2600 名员工，补偿为工龄加四个月工资，"
    "产能将转移到海外，工会已要求协商。",
    host="b.example",
)


def told(title: str, one_line: str, language: str = "zh", hours: float = 0) -> Told:
    return Told(title, one_line, language, "", 100 * DAY + int(hours * HOUR))


def are_one(*articles: Told) -> bool:
    return len(stories(articles)) == 1


def events(articles: Sequence[Told]) -> list[list[str]]:
    """Who is told together, whatever the order."""
    return sorted(sorted(repr(articles[n]) for n in group) for group in stories(articles))


def test_an_event_told_in_other_words_is_one() -> None:
    assert are_one(RESULTS, RETOLD)


def test_two_announcements_of_one_company_on_one_day_are_two() -> None:
    assert stories([RESULTS, LAYOFFS, RETOLD]) == ((0, 2), (1,))


def test_figures_may_be_rounded() -> None:
    say = "港湾地产出售三座商场，买方为一家保险公司，交易金额{}元，预计年底完成交割。"
    whole = told("港湾地产出售三座商场", say.format("约 12 亿"))
    exact = told("接盘三座商场的，是一家保险公司", say.format(" 12.3 亿"))
    other = replace(exact, one_line=say.format(" 18.7 亿"))
    assert are_one(whole, exact)
    assert not are_one(whole, other)


def test_a_billion_is_ten_times_an_yi() -> None:
    say = "The port of Brue sold its cranes for {} euros to a firm from Halden on Monday."
    one = told("Brue sells its cranes", say.format("1.23 billion"), "en")
    other = told("Cranes of Brue go to Halden", say.format("12.3 亿"), "en")
    assert are_one(one, other)


def test_issues_of_a_column_are_apart() -> None:
    line = "本期整理了三篇关于缓存的文章、两个新的开源项目和一场会议的录像，文末附招聘信息。"
    assert not are_one(told("后端周报 第 12 期", line), told("后端周报 第 13 期", line, hours=60))
    line = "News from the core team, the crate of the week, calls for papers and events."
    issues = [told(f"This Week in Zephyr {n}", line, "en") for n in (571, 572)]
    assert not are_one(*issues)


def test_issues_named_by_their_month_are_apart() -> None:
    line = "The monthly thread lists openings for engineers, on site and remote, in many cities."
    issues = [told(f"Who is hiring? ({month} 2026)", line, "en") for month in ("May", "June")]
    assert not are_one(*issues)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("读懂分布式事务（上）", "读懂分布式事务（下）"),
        ("读懂分布式事务：一", "读懂分布式事务：二"),
        (
            "Moving a database without downtime, Part 1",
            "Moving a database without downtime, Part 2",
        ),
        ("Moving a database, part one", "Moving a database, part two"),
        ("Moving a database: Part II", "Moving a database: Part III"),
    ],
)
def test_parts_of_a_series_are_apart(one: str, other: str) -> None:
    line = "读懂分布式事务, moving a database: 作者结合线上事故讲解做法，给出取舍和检查清单。"
    assert not are_one(told(one, line), told(other, line))


def test_the_same_words_about_another_city_are_another_event() -> None:
    say = "{0}地铁 {1} 号线今天开通，设站 {2} 座，串起老城与机场，首日客流预计十余万人次。"
    one = told("梅岭地铁 4 号线今日开通", say.format("梅岭", 4, 24))
    other = told("凤台地铁 6 号线今日开通", say.format("凤台", 6, 19))
    assert not are_one(one, other)


def test_the_same_words_about_another_match_are_another_event() -> None:
    say = "{} beat {} in straight sets to win the {} Open, the first title of the season."
    one = told("Varga wins Norbury Open", say.format("Ilse Varga", "Tamsin Holt", "Norbury"), "en")
    other = told("Pell wins Selby Open", say.format("Goran Pell", "Luca Moretti", "Selby"), "en")
    assert not are_one(one, other)


def test_the_same_words_about_another_product_are_another_event() -> None:
    say = "云帆汽车宣布{0}全系降价 2 万元，入门版{1}万元，即日生效，近期提车的用户可获充电积分。"
    one = told("云帆 E7 全系降价 2 万元", say.format(" E7 ", " 19.98 "))
    other = told("云帆 S3 全系降价 2 万元", say.format(" S3 ", " 12.68 "))
    assert not are_one(one, other)


def test_prices_of_two_days_are_apart() -> None:
    say = "Crude oil settled at {} a barrel, as traders wait for the meeting of producers."
    one = told("Oil settles at $71.40, up 2.1%", say.format("$71.40, up 2.1 percent,"), "en")
    other = told(
        "Oil settles at $70.15, down 1.8%", say.format("$70.15, down 1.8 percent,"), "en", 24
    )
    assert not are_one(one, other)


def test_what_follows_days_later_is_another_event() -> None:
    assert are_one(RESULTS, replace(RETOLD, at=RETOLD.at + 2 * DAY))
    assert not are_one(RESULTS, replace(RETOLD, at=RETOLD.at + 4 * DAY))
    assert not are_one(RESULTS, replace(RESULTS, at=RESULTS.at - 4 * DAY))


def test_a_copy_under_another_title_is_the_same() -> None:
    line = "作者送了三个月外卖，记录派单规则、出餐与门禁之间的摩擦，认为骑手的时间被层层压缩。"
    one = told("我送了三个月外卖", line)
    assert are_one(one, told("【转载】一个外卖骑手的城市观察", line, hours=30))


def test_a_line_that_calls_on_readers_to_follow_says_nothing() -> None:
    line = "点击上方蓝字关注我们，每天与您分享健康知识和实用生活技巧。"
    assert not are_one(told("夏天吃西瓜的误区", line), told("膝盖疼别乱按", line))


def test_titles_of_one_form_are_no_event() -> None:
    one = told("关于举办春季讲座的通知", "图书馆四月举办三场讲座，面向全校师生，需在线预约。")
    other = told("关于举办春季运动会的通知", "体育部四月举办运动会，各学院组队报名，有团体奖。")
    assert not are_one(one, other)


def test_articles_in_two_languages_are_never_put_together() -> None:
    assert not are_one(RESULTS, replace(RESULTS, language="en"))


def test_traditional_characters_are_no_hindrance_where_the_figures_agree() -> None:
    traditional = replace(
        RESULTS,
        title="青禾電器首季收入升 9%",
        one_line="青禾電器公佈首季業績，收入 318.6 億元，按年升 9%，純利 27.4 億元，"
        "海外收入首次過半，全年目標維持 1300 億元。",
    )
    assert are_one(RESULTS, traditional)


def test_a_chain_of_neighbours_does_not_join_two_events() -> None:
    words = ["harbour", "ferry", "strike", "pilot", "tunnel", "bridge", "museum", "reactor"]
    links = [" ".join(words[n : n + 4]) for n in range(5)]
    chain = [told(link, link, "en") for link in links]
    assert all(are_one(*pair) for pair in pairwise(chain))
    assert not any(are_one(*pair) for pair in pairwise(chain[::2]))
    assert not any({0, 4} <= {*group} for group in stories(chain))


def test_groups_stand_in_the_order_given() -> None:
    assert stories([LAYOFFS, RESULTS, RETOLD]) == ((0,), (1, 2))
    assert stories([]) == ()


def test_articles_of_which_nothing_is_known_are_not_one_event() -> None:
    assert stories([told("", ""), told("", "")]) == ((0,), (1,))


WORDS = [
    "港口",
    "起火",
    "集装箱码头",
    "900",
    "12.3亿",
    "上",
    "下",
    "Norvia",
    "million",
    "Part",
    "1",
    "May",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=30)
ARTICLES = st.builds(
    Told,
    title=TEXTS,
    one_line=TEXTS,
    language=st.sampled_from(["zh", "en"]),
    host=st.sampled_from(["", "a.example"]),
    at=st.integers(0, 5 * DAY),
)


@given(st.lists(ARTICLES, max_size=9))
def test_every_article_is_in_one_group(articles: list[Told]) -> None:
    groups = stories(articles)
    assert sorted(n for group in groups for n in group) == list(range(len(articles)))
    assert list(groups) == sorted(tuple(sorted(group)) for group in groups)


@given(st.lists(ARTICLES, max_size=9).flatmap(lambda a: st.tuples(st.just(a), st.permutations(a))))
def test_the_order_does_not_matter(both: tuple[list[Told], list[Told]]) -> None:
    one, other = both
    assert events(one) == events(other)


@given(ARTICLES, st.integers(0, 2 * DAY))
def test_identical_texts_are_one(article: Told, later: int) -> None:
    if (article.title + article.one_line).strip():
        assert are_one(article, replace(article, host="elsewhere.example", at=article.at + later))


@given(
    st.lists(st.text(st.characters()), min_size=2, max_size=2),
    st.text("0٠.,亿万百零i", max_size=60),
)
def test_no_text_makes_it_fail(texts: list[str], digits: str) -> None:
    articles = [told(text, text + digits, "") for text in texts]
    assert sum(map(len, stories(articles))) == 2


LABELLED = labelled()


def of(part: str) -> list[Labelled]:
    return [each for each in LABELLED if part in {each.part, "all"}]


def test_the_labelled_set_is_large_and_hard_enough() -> None:
    names = [each.story for each in LABELLED]
    assert len(LABELLED) >= 200
    assert sum(names.count(story) > 1 for story in set(names)) >= 50
    assert sum(bool(each.near) for each in LABELLED) >= 70
    assert {each.near for each in LABELLED} <= {*names, ""}
    assert len(of("unseen")) * 3 >= len(of("held")) + len(of("unseen"))


@pytest.mark.parametrize("part", ["tune", "held", "unseen", "all"])
def test_hardly_two_events_are_taken_for_one(part: str) -> None:
    assert score(of(part)).precision >= 0.98


@pytest.mark.parametrize("part", ["tune", "held", "unseen", "all"])
def test_most_events_told_in_one_language_are_found(part: str) -> None:
    assert score(of(part), abroad=False).recall >= 0.7
    assert score(of(part)).recall >= 0.55
