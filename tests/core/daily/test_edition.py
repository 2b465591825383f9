"""What the items of a daily post are, and their order."""

from __future__ import annotations

from dataclasses import replace

from bot.core.answers import AlsoAt
from bot.core.daily.edition import Piece, items, spoken
from bot.core.daily.gather import Candidate
from bot.core.links import parse
from tests.fakes.rows import DIGEST, NOW


def piece(name: str, line: str = "", by: tuple[str, ...] = (), at: int = NOW, **more: str) -> Piece:
    link = parse(f"https://{more.pop('host', 'example')}.com/{name}")
    digest = replace(
        DIGEST, title=more.pop("title", name), one_line=line or f"{name} 的一句话。", source=None
    )
    people = tuple((person, person.title()) for person in by)
    return Piece(Candidate(link, at, digest, people, **more), digest)  # type: ignore[arg-type]


RIVER = "昨夜暴雨，城东河水上涨 2.4 米，老城 3 条街道积水，300 名居民转移，无人受伤。"
SAME = "暴雨致城东河水一夜上涨 2.4 米，老城 3 条街道被淹，300 名居民连夜转移，没有人员伤亡。"


def titles(pieces: list[Piece]) -> list[str]:
    return [item.title for item in items(pieces, {}, shows_sharers=True)]


def test_what_more_people_shared_comes_first_then_what_is_newer() -> None:
    pieces = [
        piece("旧闻", at=NOW - 60),
        piece("新闻", at=NOW),
        piece("热议", by=("ann", "bob"), at=NOW - 900),
        piece("一人", by=("ann",), at=NOW - 1800),
    ]
    assert titles(pieces) == ["热议", "一人", "新闻", "旧闻"]


def test_articles_about_one_event_are_one_item_with_their_sources_beside_it() -> None:
    one = piece(
        "a", RIVER, ("ann",), title="暴雨后城东河水上涨 2.4 米 300 人转移", post="7", chat="-1"
    )
    other = piece(
        "b", SAME, ("bob",), title="城东河水上涨 2.4 米，300 名居民转移", source="江边日报"
    )
    (item,) = items([other, one], {}, shows_sharers=True)
    assert item.title == one.digest.title
    assert item.also == (AlsoAt("林一", "https://example.com/b"),)
    assert (item.sharers, item.shared_by) == (("Bob", "Ann"), 2)
    assert (item.chat, item.post) == ("-1", "7")


def test_one_person_who_shared_two_articles_of_an_event_counts_once() -> None:
    one = piece("a", RIVER, ("ann",), title="暴雨后城东河水上涨 2.4 米 300 人转移")
    other = piece("b", SAME, ("ann",), title="城东河水上涨 2.4 米，300 名居民转移")
    (item,) = items([one, other], {}, shows_sharers=True)
    assert item.shared_by == 1


def test_nobody_is_named_where_that_is_not_wanted() -> None:
    (item,) = items([piece("a", by=("ann",))], {}, shows_sharers=False)
    assert (item.sharers, item.shared_by) == ((), 0)


def test_an_article_without_a_message_can_be_asked_for_by_its_row() -> None:
    each = piece("a")
    (item,) = items([each], {each.candidate.link.key: "r1"}, shows_sharers=True)
    assert (item.row, item.post) == ("r1", "")


def test_our_words_are_in_the_language_of_most_digests() -> None:
    english = piece("a")
    english = Piece(english.candidate, replace(english.digest, language="en"))
    assert spoken([piece("b"), piece("c"), english]) == "zh"
    assert spoken([]) == ""
