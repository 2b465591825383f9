from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.decode import decode

ZH = (
    "<html><title>河堤上的灯</title><p>昨晚，河堤上亮起了四百盏灯，沿着旧码头一直排到石桥。</p>" * 3
)
TW = "<p>昨晚，河堤上亮起了四百盞燈，沿著舊碼頭一直排到石橋。</p>" * 3
JA = "<p>昨夜、堤防に四百の灯がともり、古い埠頭から石橋まで続いた。</p>" * 3
KO = "<p>어젯밤 둑에 사백 개의 등이 켜져 옛 부두에서 돌다리까지 이어졌다.</p>" * 3
RU = "<p>Вчера вечером на дамбе зажгли четыреста фонарей, от старой пристани до моста.</p>" * 3
FR = "<p>Hier soir, la digue s’est éclairée : quatre cents lampes, du quai à l’écluse, à 9 €.</p>"
DE = "<p>Über die Brücke führt der Deich, dort brannten süße, schöne Lichter.</p>"
EVERY_CODEC = [
    (ZH, "gb18030"),
    (ZH, "utf-8"),
    (TW, "big5"),
    (JA, "shift_jis"),
    (JA, "euc_jp"),
    (JA, "iso2022_jp"),
    (KO, "euc_kr"),
    (RU, "cp1251"),
    (RU, "koi8-r"),
    (FR, "cp1252"),
    (DE, "latin-1"),
    (ZH, "utf-16-le"),
    (ZH, "utf-16-be"),
]
LIES = ["", "utf-8", "iso-8859-1", "utf-7", "rot13", "hex", "zip", "unicode_escape", "x" * 5000]


@pytest.mark.parametrize(("text", "codec"), EVERY_CODEC)
@pytest.mark.parametrize("label", LIES)
def test_a_header_that_lies_or_says_nothing_changes_no_character(
    text: str, codec: str, label: str
) -> None:
    assert decode(text.encode(codec), f"text/html; charset={label}") == text


@pytest.mark.parametrize(("text", "codec"), EVERY_CODEC[:-2])
@pytest.mark.parametrize("label", LIES)
def test_a_meta_tag_that_lies_changes_no_character(text: str, codec: str, label: str) -> None:
    body = f'<meta charset="{label}">'.encode() + text.encode(codec)

    assert decode(body).endswith(text)


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_byte_order_mark_beats_every_label_and_is_not_part_of_the_text(mark: str) -> None:
    body = ("\ufeff" + ZH).encode(mark) if mark == "utf-16-be" else ZH.encode(mark)

    assert decode(body, "text/html; charset=iso-8859-1") == ZH


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "<p>镕基、囍、㐂</p>"),
        ("GBK", "gb18030", "<p>昨晚，河堤上亮起了灯。</p>"),
        ("latin1", "cp1252", "<p>“dash” – 5 €</p>"),
        ("ks_c_5601-1987", "cp949", KO),
        ("big5", "big5hkscs", TW),
        ("tis-620", "cp874", "<p>เมื่อคืนนี้ไฟบนเขื่อนสว่างขึ้น</p>"),
    ],
)
def test_a_label_means_what_it_means_to_browsers(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), f"text/html; charset={label}") == text


def test_a_label_in_quotes_or_in_an_xml_declaration_is_read() -> None:
    body = RU.encode("cp866")

    assert decode(body, 'text/html; charset="IBM866"') == RU
    assert RU in decode(b'<?xml version="1.0" encoding="ibm866"?>' + body)
    assert RU in decode(
        b'<meta http-equiv=Content-Type content="text/html; charset=ibm866">' + body
    )


def test_a_stray_byte_does_not_cost_a_page_its_utf_8() -> None:
    body = (ZH * 5).encode().replace(b"</title>", b"\xff</title>", 1)

    assert decode(body, "text/html; charset=iso-8859-1") == (ZH * 5).replace(
        "</title>", "\ufffd</title>", 1
    )


def test_a_character_cut_off_at_the_end_does_not_matter() -> None:
    assert decode(FR.encode()[:-6]) == FR[:-6] + "\ufffd"


def test_what_no_codec_can_read_becomes_replacement_characters() -> None:
    assert decode(b"\xff\xfe\xc0") == "\ufffd"
    assert "\ufffd" in decode(ZH.encode("gb18030")[:-5] + b"\xff\xff</p>")


@given(st.binary(), st.text(max_size=60))
def test_no_bytes_and_no_header_raise(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1b\ufeff")))
def test_utf_8_is_always_read_back(text: str) -> None:
    assert decode(text.encode()) == text
