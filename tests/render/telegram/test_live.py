from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.render.telegram.live import defuse, find_live
from tests.render.telegram.reading import RULES

ALIVE = [
    ("问 @durov 吧", ["@durov"]),
    ("@全体成员", ["@全体成员"]),
    ("发送 /start 即可", ["/start"]),
    ("《/start@some_bot》", ["/start@some_bot"]),
    ("见 /etc/passwd。", ["/etc/passwd"]),
    ("#话题 和 #tag_1", ["#话题", "#tag_1"]),
    ("买 $TSLA 卖 $1INCH", ["$TSLA", "$1INCH"]),
    ("README.md main.py setup.sh", ["README.md", "main.py", "setup.sh"]),
    ("在 Node.js 中", ["Node.js"]),
    ("去 t.me/evil 看", ["t.me/evil"]),
    ("example.com/path?a=b, 然后", ["example.com/path?a=b"]),
    ("(see example.com).", ["example.com"]),
    ("a.b.c.d.zip", ["a.b.c.d.zip"]),
    ("写信给 some.one+x@mail.example.org。", ["some.one+x@mail.example.org"]),
    ("https://evil.example/a(b)?c#d 完", ["https://evil.example/a(b)?c#d"]),
    ("tg://resolve?domain=evil", ["tg://resolve?domain=evil"]),
    ("javascript:alert(1)", ["javascript:alert(1)"]),
    ("文件.中国 和 看这里.com", ["文件.中国", "看这里.com"]),
    ("сайт.рф", ["сайт.рф"]),
    ("xn--fiqs8s.xn--fiqz9s", ["xn--fiqs8s.xn--fiqz9s"]),
    ("《书》.com", ["》.com"]),
    ("192.168.1.1:8080/x", ["192.168.1.1:8080/x"]),
    ("+1 555 0100 000 转 2", ["+1 555 0100 000"]),
    ("4111 1111 1111 1111", ["4111 1111 1111 1111"]),
    ("One ends.Next begins", ["ends.Next"]),
]
DEAD = [
    "涨了3.5%，约1.2亿元，版本 v2.10.3",
    "e.g. the U.S. and i.e. that, p.m. or a.m.",
    "5 @ 3 元，每周 24/7，和/或，km/h，A/B",
    "C# 与 F#，C#语言，US$100，$5",
    "结束了.然后他走了。1.背景 2.方法",
    "他说……然后：好。比分3:2，12:30开始",
    "等等...还有",
    "2026-03-18 · 6.2万人次 · 1,234.56",
    "Note: this is fine; the .NET of old",
    "a.b",
]


@pytest.mark.parametrize(("text", "expected"), ALIVE)
def test_what_would_come_to_life_is_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_live(text)] == expected


@pytest.mark.parametrize("text", DEAD)
def test_numbers_abbreviations_and_prose_are_left_alone(text: str) -> None:
    assert find_live(text) == ()


PIECES = st.sampled_from(
    [*"@/#$.:+-_~0123456789 abcdZ中国йक।·²①🙂，。「《<>\"'()&"]
) | st.sampled_from(
    [
        "com",
        "http",
        "https://",
        "tg://",
        ".com",
        "xn--a",
        "中国",
        "公司",
        ".中国",
        "1INCH",
        "USD",
        "हिन्दी",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=40))
@example("《@ab")
@example("a.b.com@x")
@example("0000000000000")
@example("1 - - - 234567890123")
@example("²#a")
@example("com.com.中国")
@example("com.中国²")
def test_nothing_that_telegram_finds_is_missed(text: str) -> None:
    spans = find_live(text)
    signs = {sign for rule in RULES for sign in rule(text)}
    assert all(any(start <= sign < end for start, end in spans) for sign in signs)
    damp = "".join(_damped(text, spans))
    assert not [sign for rule in RULES for sign in rule(damp)]
    assert damp.replace("\u2060", "") == text.replace("\u2060", "")


def _damped(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    at, parts = 0, list[str]()
    for start, end in spans:
        parts += [text[at:start], defuse(text[start:end])]
        at = end
    return [*parts, text[at:]]
