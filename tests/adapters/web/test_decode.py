from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.decode import PIECE, Gzip, Plain, decoder
from bot.core.errors import FetchFailedError, UnsupportedTypeError


def decode(data: bytes, step: int = 1000) -> bytes:
    coding = Gzip("example.com")
    parts = [
        piece
        for start in range(0, len(data), step)
        for piece in coding.feed(data[start : start + step])
    ]
    coding.finish()
    assert max(map(len, parts), default=0) <= PIECE
    return b"".join(parts)


@given(st.binary(max_size=2000), st.integers(1, 100))
def test_gzip_comes_out_as_it_went_in_however_it_is_cut(data: bytes, step: int) -> None:
    assert decode(gzip.compress(data), step) == data


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7])
def test_long_text_comes_in_bounded_pieces_and_whole(size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    assert decode(gzip.compress(data), 10**9) == data


def test_members_follow_one_another_and_rubbish_after_them_is_ignored() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0rubbish") == b"one two"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"plain text", "damaged"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 50, "damaged"),
        (gzip.compress(b"text", mtime=0)[:-9], "breaks off"),
        (b"", "breaks off"),
    ],
)
def test_broken_gzip_is_an_error_that_says_so(data: bytes, complaint: str) -> None:
    with pytest.raises(FetchFailedError, match=f"example.com: .*{complaint}"):
        decode(data)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ((), Plain),
        ((b"identity",), Plain),
        ((b"identity, identity", b" "), Plain),
        ((b"gzip",), Gzip),
        ((b"X-GZIP",), Gzip),
        ((b"identity", b" gzip "), Gzip),
    ],
)
def test_the_header_names_the_decoder(headers: tuple[bytes, ...], kind: type[Plain | Gzip]) -> None:
    assert type(decoder(headers, "example.com")) is kind


@pytest.mark.parametrize("headers", [(b"br",), (b"deflate",), (b"gzip, gzip",), (b"gzip", b"gzip")])
def test_codings_that_were_not_offered_are_refused(headers: tuple[bytes, ...]) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"example\.com"):
        decoder(headers, "example.com")
