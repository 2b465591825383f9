from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BadUrlError
from bot.core.links import parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.com", "https://example.com/"),
        ("  HTTPS://Example.COM/A \n", "https://example.com/A"),
        ("https://example.com/a#part", "https://example.com/a"),
        ("http://example.com:80/a/../b", "http://example.com/b"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https:/example.com/", "https://example.com/"),
        ("https://exa\tmple.com/", "https://example.com/"),
        ("https://bücher.example/käse", "https://xn--bcher-kva.example/k%C3%A4se"),
        ("https://例子.中国/路", "https://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF"),
        ("https://example。com/", "https://example.com/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0x7f.0.0.1/", "http://127.0.0.1/"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
        ("http://%31%32%37.0.0.1/", "http://127.0.0.1/"),
        ("http://[0:0::1]/", "http://[::1]/"),
        ("http://example.com\\@other.com/", "http://example.com/@other.com/"),
        ("https://example.com/?a=1&amp;b=2&amp;amp;c=3", "https://example.com/?a=1&b=2&c=3"),
        ("https://example.com/?mail=a@b.com", "https://example.com/?mail=a@b.com"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(written: str, read: str) -> None:
    assert parse(written).url == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example.com/a",
        "//example.com/",
        "https://",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://example.com:99999/",
        "https://example.com:8 0/",
        "https://exa mple.com/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://256.0.0.1/",
        "https://example.com../",
        "https://./",
        "https://a;b.example.com/",
        f"https://{'a' * 64}.com/",
        f"https://{'abcdefghi.' * 26}com/",
        f"https://example.com/{'a' * 5000}",
        "https://example.com/\ud800",
    ],
)
def test_what_is_no_web_address_is_refused(written: str) -> None:
    with pytest.raises(BadUrlError):
        parse(written)


@pytest.mark.parametrize(
    "written",
    [
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://exam\tple.com:80@127.0.0.1/",
        "http:user@example.com",
        "https:\\\\user@example.com/",
    ],
)
def test_credentials_are_refused_even_empty_ones(written: str) -> None:
    with pytest.raises(BadUrlError) as caught:
        parse(written)
    assert "secret" not in str(caught.value)


_HOSTILE = st.text(st.sampled_from("htps:/\\@.%#?&=[]-0x7a\t \u3002\uff0e\u0661é。中\u00ad\ud800"))


@given(st.one_of(st.text(), _HOSTILE, _HOSTILE.map("https://{}".format)))
def test_any_text_is_a_link_or_a_bad_url(text: str) -> None:
    try:
        link = parse(text)
    except BadUrlError:
        return
    assert parse(link.url).url == link.url
    assert parse(link.key).key == link.key
