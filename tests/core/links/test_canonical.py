from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links import parse


@pytest.mark.parametrize(
    ("shared", "key"),
    [
        ("http://example.com/a", "https://example.com/a"),
        ("https://EXAMPLE.com./a", "https://example.com/a"),
        ("http://example.com:80/a", "https://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a/", "https://example.com/a"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/a#section", "https://example.com/a"),
        ("https://example.com/?", "https://example.com/"),
        ("https://example.com/%7Euser/%e4%b8%ad", "https://example.com/~user/%E4%B8%AD"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/?b=2&a=1&b=1", "https://example.com/?a=1&b=2&b=1"),
        ("https://example.com/?a=1&amp;b=2", "https://example.com/?a=1&b=2"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_one_page_has_one_key(shared: str, key: str) -> None:
    assert parse(shared).key == key


@pytest.mark.parametrize(
    "tracking",
    [
        "utm_source=x&UTM_Medium=y",
        "fbclid=1",
        "gclid=1&msclkid=2",
        "mc_cid=1&mc_eid=2",
        "igshid=1",
        "_hsenc=1&_hsmi=2",
        "spm=a2c4e.1&scm=20140722",
        "share_token=1&share_source=weixin",
        "from=singlemessage&isappinstalled=0",
        "from=timeline",
        "utm%5Fsource=x",
    ],
)
def test_who_shared_a_link_does_not_matter(tracking: str) -> None:
    assert parse(f"https://example.com/post?id=7&{tracking}").key == "https://example.com/post?id=7"


@pytest.mark.parametrize(
    "query", ["id=7", "p=12", "page=2", "q=news", "v=abc", "from=2020-01-01", "ref=main", "s=term"]
)
def test_what_selects_the_page_stays(query: str) -> None:
    assert parse(f"https://example.com/?{query}").key == f"https://example.com/?{query}"


@pytest.mark.parametrize(
    ("shared", "key"),
    [
        ("https://twitter.com/a/status/1?s=20&t=xyz", "https://x.com/a/status/1"),
        ("https://www.bilibili.com/video/BV1?vd_source=x&p=2", "https://www.bilibili.com/video/BV1?p=2"),
        ("https://name.substack.com/p/post?r=1x", "https://name.substack.com/p/post"),
        ("https://youtu.be/dQw4w9WgXcQ?si=x&t=9", "https://www.youtube.com/watch?t=9&v=dQw4w9WgXcQ"),
    ],
)  # fmt: skip
def test_some_parameters_track_at_one_site_only(shared: str, key: str) -> None:
    assert parse(shared).key == key


LONG = "__biz=MzA5MDE0Nzc0Mw==&idx=1&mid=2654&sn=0badc0de"


@pytest.mark.parametrize(
    ("shared", "key"),
    [
        ("http://mp.weixin.qq.com/s/Ab3_dE-fGh?scene=1&chksm=2#rd", "/s/Ab3_dE-fGh"),
        (f"https://mp.weixin.qq.com/s?{LONG}&chksm=1&scene=21#wechat_redirect", f"/s?{LONG}"),
        (f"https://mp.weixin.qq.com/s/?{LONG}", f"/s?{LONG}"),
        (
            "https://mp.weixin.qq.com/s?sn=0badc0de&mid=2654&idx=1&__biz=MzA5MDE0Nzc0Mw%3D%3D",
            f"/s?{LONG}",
        ),
        (f"https://mp.weixin.qq.com/s?{LONG.replace('&', '&amp;')}", f"/s?{LONG}"),
        ("https://mp.weixin.qq.com/s?src=11&ver=1&signature=x", "/s?signature=x&src=11&ver=1"),
    ],
)
def test_wechat_keeps_what_names_the_post(shared: str, key: str) -> None:
    assert parse(shared).key == f"https://mp.weixin.qq.com{key}"


@pytest.mark.parametrize(
    ("twin", "key"),
    [
        ("https://en.m.wikipedia.org/wiki/Ghent", "https://en.wikipedia.org/wiki/Ghent"),
        ("https://m.bbc.com/news/world-1", "https://www.bbc.com/news/world-1"),
        ("https://www.bbc.com/news/world-1.amp", "https://www.bbc.com/news/world-1"),
        ("https://amp.theguardian.com/world/a", "https://www.theguardian.com/world/a"),
        ("https://amp.cnn.com/cnn/2024/01/a", "https://www.cnn.com/2024/01/a"),
        ("https://techcrunch.com/2024/01/a/amp/", "https://techcrunch.com/2024/01/a"),
        ("https://www.washingtonpost.com/a/?outputType=amp", "https://www.washingtonpost.com/a"),
        ("https://m.weibo.cn/status/4891", "https://weibo.com/detail/4891"),
        ("https://mobile.twitter.com/a/status/1", "https://x.com/a/status/1"),
        ("https://www.google.com/amp/s/www.example.com/a", "https://www.example.com/a"),
        ("https://www-example-com.cdn.ampproject.org/v/s/www.example.com/a?amp_js_v=1",
         "https://www.example.com/a?amp_js_v=1"),
        ("https://www.google.com/amp/s/amp.theguardian.com/a", "https://www.theguardian.com/a"),
    ],
)  # fmt: skip
def test_twins_of_well_known_sites_share_a_key(twin: str, key: str) -> None:
    assert parse(twin).key == key


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example/products/amp",
        "https://m.example.com/a",
        "https://amp.example.com/a",
        "https://m.bbc.com:8080/a",
        "https://www.google.com/amp/s/127.0.0.1/a",
        "https://www.google.com/amp/about",
        f"https://www.google.com/amp/s/{'a' * 64}.com/a",
    ],
)
def test_unknown_sites_have_no_twins(address: str) -> None:
    assert parse(address).key == address


_HOSTS = st.sampled_from(
    ("example.com.", "mp.weixin.qq.com", "m.weibo.cn", "www.google.com", "techcrunch.com",
     "youtu.be", "a.m.wikipedia.org", "www.washingtonpost.com")
)  # fmt: skip
_PIECES = st.sampled_from(
    ("/amp", "/s/", "/amp/s/", "youtu.be/abcdefg", ".amp", "%", "%41", "%2e", "%2F", "25", "/..",
     "//", "?", "&", "=", "amp;", "__biz=1", "mid=%3D", "utm_source=", "%75tm_a=1", "from=timeline",
     "+", "中")
)  # fmt: skip


@given(_HOSTS, st.lists(_PIECES, max_size=12).map("".join))
def test_the_key_of_a_key_is_itself(host: str, rest: str) -> None:
    key = parse(f"http://{host}/{rest}").key
    assert parse(key).key == key
