from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chats import Chat, ChatKind
from bot.core.delivery.lane import PATIENCE, Lane
from bot.core.delivery.row import Ask, Delivery, Trigger, Verb


def row(name: str, verb: Verb = "digest") -> Delivery:
    chat = Chat("telegram", "1", ChatKind.GROUP)
    return Delivery(name, chat, name, name, Trigger.COMMAND, "en", Ask(verb), 0, 0)


def test_digests_come_in_the_order_in_which_they_were_asked_for() -> None:
    lane = Lane()
    for name in "abc":
        lane.expect(row(name))
    lane.put(row("c"), 0)
    lane.put(row("b"), 0)
    assert lane.take(0) is None
    lane.put(row("a"), 0)
    assert [getattr(lane.take(0), "id", None) for _ in "abcd"] == ["a", "b", "c", None]


def test_one_that_brings_nothing_holds_up_nobody() -> None:
    lane = Lane()
    lane.expect(row("a"))
    lane.expect(row("b"))
    lane.put(row("b"), 0)
    lane.leave(row("a"))
    assert lane.take(0) == row("b")
    assert lane.is_empty


def test_a_slow_one_is_overtaken_after_a_while() -> None:
    lane = Lane()
    lane.expect(row("a"))
    lane.expect(row("b"))
    lane.put(row("b"), 100)
    assert lane.wait(100) == PATIENCE
    assert lane.take(100 + PATIENCE - 1) is None
    assert lane.take(100 + PATIENCE) == row("b")


def test_words_of_ours_wait_for_nothing() -> None:
    lane = Lane()
    lane.expect(row("a"))
    lane.put(row("b", "help"), 0)
    assert lane.take(0) == row("b", "help")


def test_words_of_ours_go_before_digests_that_are_ready() -> None:
    lane = Lane()
    lane.put(row("a"), 0)
    lane.put(row("b", "help"), 0)
    assert lane.take(0) == row("b", "help")


@given(st.permutations(list("abcdefgh")))
def test_whatever_finishes_first_the_order_is_kept(finished: list[str]) -> None:
    lane = Lane()
    for name in sorted(finished):
        lane.expect(row(name))
    taken: list[str] = []
    for name in finished:
        lane.put(row(name), 0)
        while found := lane.take(0):
            taken.append(found.id)
    assert taken == sorted(finished)
    assert lane.is_empty
