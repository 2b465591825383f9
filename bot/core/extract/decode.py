"""Bytes to text, as a browser would read them, whatever the labels claim.

Labels come off the wire, so they are looked up in the table of the WHATWG Encoding standard and
never handed to a codec look-up: what is not in the table is ignored.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The standard's decoders accept more than Python's codecs of the same name.
_WIDER: Final = {
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-11": "cp874",
}
_NO_LABELS: Final = frozenset({"utf-16-le", "utf-16-be"})  # only bytes can tell these
_WIDE_STARTS: Final = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_HEADER: Final = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([^\s;,\"']{1,40})", re.IGNORECASE)
_META: Final = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})"
    rb"|<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_META_BYTES: Final = 65_536
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_SAMPLE: Final = 131_072  # bytes that decide between codecs
_ALMOST: Final = 0.01  # share of broken characters with which a text is still in UTF-8
_PILED_ACCENTS: Final = re.compile(r"[\u00a0-\u00ff]{4,}")  # what CJK looks like in Latin-1


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`; what cannot be decoded becomes U+FFFD, nothing is ever raised.

    `content_type` is the header as it came. Order of belief: byte order mark, the bytes' own
    shape (UTF-16, ISO-2022-JP, UTF-8), then the codec with the fewest faults among those that
    header, `<meta>` and a detector name.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    return body.decode(_codec(body, content_type), "replace")


def _codec(body: bytes, content_type: str) -> str:
    if body[:2] in _WIDE_STARTS:
        return _WIDE_STARTS[body[:2]]
    found = _NOT_ASCII.search(body)
    if found is None:
        return "iso2022_jp" if b"\x1b$" in body else "utf-8"
    sample = body[max(0, found.start() - 1000) :][:_SAMPLE]
    if _is_utf8(sample):
        return "utf-8"
    return min(_named(body, content_type, sample), key=lambda codec: _faults(sample, codec))


def _is_utf8(sample: bytes) -> bool:
    """Whether the bytes are UTF-8, but for a stray byte or a character cut off at the end."""
    text = sample.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    return faults <= 1 or faults < _ALMOST * sum(not character.isascii() for character in text)


def _named(body: bytes, content_type: str, sample: bytes) -> Iterator[str]:
    """Codecs that somebody names, most believed first; windows-1252, the web's default, last."""
    header = _HEADER.search(content_type[:1000])
    meta = _META.search(body[:_META_BYTES])
    for label in (
        header[1] if header else "",
        (meta[1] or meta[2]).decode("ascii") if meta else "",
        _detected(sample),
    ):
        codec = map_encoding_to_html5(label, fallback_utf8=False)
        if codec and codec not in _NO_LABELS:
            yield _WIDER.get(codec, codec)
    yield "cp1252"


def _detected(sample: bytes) -> str:
    """The label of what the sample looks like; the detector has a name of its own for Korean."""
    name = detect_encoding(sample, html5_compatible=False) or ""
    return "euc-kr" if name == "cp949" else name


def _faults(sample: bytes, codec: str) -> int:
    """Characters that make no sense in this reading."""
    text = sample.decode(codec, "replace")
    piled = sum(map(len, _PILED_ACCENTS.findall(text))) if codec == "cp1252" else 0
    return text.count("\ufffd") + piled
