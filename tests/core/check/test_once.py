import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.core.check.once import Once


def test_a_value_is_made_when_it_is_first_wanted_and_never_again() -> None:
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    value = Once(make)
    assert made == []
    assert value() is value()
    assert len(made) == 1


def test_nothing_is_a_value_too() -> None:
    calls: list[int] = []
    value = Once(lambda: calls.append(1))
    value()
    value()
    assert calls == [1]


def test_who_wants_it_while_another_makes_it_gets_the_same() -> None:
    begun, go = threading.Event(), threading.Event()

    def make() -> object:
        begun.set()
        assert go.wait(10)
        return object()

    value = Once(make)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(value)
        assert begun.wait(10)
        second = threads.submit(value)
        go.set()
        assert first.result(10) is second.result(10)


def test_what_cannot_be_made_is_tried_again() -> None:
    values = iter([0, 4])
    value = Once(lambda: 12 // next(values))
    with pytest.raises(ZeroDivisionError):
        value()
    assert value() == 3
