"""Bytes to text, as a browser would read them, whatever the labels claim.

Labels come off the wire, so they are looked up in an allow-list made of the WHATWG Encoding
standard and never handed to a codec look-up.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABELS: dict[str, str] = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk cp936 chinese csgb2312"
        " csiso58gb231280 iso-ir-58",
        "big5hkscs": "big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5",
        "cp932": "shift_jis shift-jis sjis x-sjis ms932 ms_kanji windows-31j csshiftjis",
        "euc_jp": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr"
        " csksc56011987 iso-ir-149 windows-949",
        "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 l1"
        " ascii us-ascii ansi_x3.4-1968 cp819 ibm819 csisolatin1 iso-ir-100 iso_8859-1:1987",
        "cp1250": "windows-1250 cp1250 x-cp1250",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "cp1253": "windows-1253 cp1253 x-cp1253",
        "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 latin5 l5",
        "cp1255": "windows-1255 cp1255 x-cp1255",
        "cp1256": "windows-1256 cp1256 x-cp1256",
        "cp1257": "windows-1257 cp1257 x-cp1257",
        "cp1258": "windows-1258 cp1258 x-cp1258",
        "iso8859_2": "iso-8859-2 iso8859-2 iso88592 iso_8859-2 latin2 l2 csisolatin2",
        "iso8859_3": "iso-8859-3 iso8859-3 latin3 l3",
        "iso8859_4": "iso-8859-4 iso8859-4 latin4 l4",
        "iso8859_5": "iso-8859-5 iso8859-5 cyrillic csisolatincyrillic",
        "iso8859_6": "iso-8859-6 iso8859-6 arabic ecma-114 asmo-708",
        "iso8859_7": "iso-8859-7 iso8859-7 greek greek8 ecma-118 elot_928",
        "iso8859_8": "iso-8859-8 iso8859-8 iso-8859-8-i hebrew visual logical",
        "iso8859_10": "iso-8859-10 iso8859-10 latin6 l6",
        "iso8859_13": "iso-8859-13 iso8859-13",
        "iso8859_14": "iso-8859-14 iso8859-14",
        "iso8859_15": "iso-8859-15 iso8859-15 iso_8859-15 latin9 l9",
        "iso8859_16": "iso-8859-16",
        "koi8_r": "koi8-r koi8 koi koi8_r cskoi8r",
        "koi8_u": "koi8-u koi8-ru",
        "cp866": "ibm866 cp866 866 csibm866",
        "cp874": "windows-874 tis-620 iso-8859-11 iso8859-11 dos-874",
        "mac_roman": "macintosh mac x-mac-roman csmacintosh",
        "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    }.items()
    for label in labels.split()
}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_META_BYTES = 4096


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`; undecodable bytes become U+FFFD, nothing is ever raised.

    `content_type` is the header as it came. Order of belief: byte order mark, valid UTF-8,
    then the fewest U+FFFD among header, `<meta>` and the detector.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    readings = (body.decode(codec, "replace") for codec in _candidates(body, content_type))
    return min(readings, key=lambda text: text.count("\ufffd"))


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    """Codecs to try, most believed first, each once."""
    seen: set[str] = set()
    for label in (_label(content_type[:500]), _label(_head(body)), _detected(body), "utf-8"):
        codec = _LABELS.get(label)
        if codec is not None and codec not in seen:
            seen.add(codec)
            yield codec


def _head(body: bytes) -> str:
    return body[:_META_BYTES].decode("latin-1")


def _label(text: str) -> str:
    found = _CHARSET.search(text)
    return found[1].lower() if found else ""


def _detected(body: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415 - only legacy pages pay

    return detect_encoding(body, max_len=1 << 17) or ""
