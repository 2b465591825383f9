"""A value that is made when it is first wanted, whichever thread wants it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Value = TypeVar("_Value")


class Once(Generic[_Value]):
    """Gives what `make` makes at the first call, and the same at each call after it.

    Who calls while another thread makes it waits for that one: under one interpreter lock, two
    makers would end later than one. What `make` raises is raised, and the next call tries again.
    """

    __slots__ = ("_lock", "_made", "_make")

    def __init__(self, make: Callable[[], _Value]) -> None:
        self._make = make
        self._made: tuple[_Value] | None = None
        self._lock = Lock()

    def __call__(self) -> _Value:
        """The value."""
        with self._lock:
            if self._made is None:
                self._made = (self._make(),)
            return self._made[0]
