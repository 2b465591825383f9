from hypothesis import given
from hypothesis import strategies as st

from bot.render.fit import greatest


@given(st.integers(0, 200), st.integers(-1, 220))
def test_the_greatest_that_fits_is_found_and_nothing_where_none_does(most: int, room: int) -> None:
    assert greatest(lambda n: n <= room, most) == max(0, min(most, room))
