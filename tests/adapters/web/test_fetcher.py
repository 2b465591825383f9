from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import __version__
from bot.adapters.web import FetchPolicy, WebFetcher, fetch, fetcher, http1
from bot.core.errors import (
    BadUrlError,
    BlockedHostError,
    FetchError,
    FetchFailedError,
    FetchTimeoutError,
    TooBigError,
    UnsupportedTypeError,
)
from tests.fakes.internet import Internet
from tests.fakes.site import Site, answer, drip, hang, leave, redirect, reset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.core.model import Page

TEXT = "<p>该工厂雇用四百一十二名员工。</p>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as site:
        yield site


def reader(site: Site, **bounds: float) -> WebFetcher:
    policy = FetchPolicy(allow=frozenset({f"127.0.0.1:{site.port}"}))
    return WebFetcher(replace(policy, **bounds))  # type: ignore[arg-type]


async def brought(site: Site, url: str, **bounds: float) -> Page:
    return await reader(site, **bounds).fetch(url)


async def test_a_page_comes_with_its_bytes_type_and_address(site: Site) -> None:
    url = site.on("/post", answer(TEXT, content_type="text/html; charset=GBK"))
    page = await brought(site, url + "#part")
    assert (page.url, page.status) == (url, 200)
    assert (page.body.decode(), page.content_type) == (TEXT, "text/html; charset=GBK")


async def test_a_long_page_comes_whole(site: Site) -> None:
    url = site.on("/post", answer(gzip.compress(TEXT.encode() * 50_000), content_encoding="gzip"))
    assert (await brought(site, url)).body.decode() == TEXT * 50_000


async def test_the_request_says_who_asks_and_carries_nothing_else(site: Site) -> None:
    await brought(site, site.on("/post?a=1", answer(TEXT)))
    line, *headers = site.requests[0].strip().splitlines()
    assert line == "GET /post?a=1 HTTP/1.1"
    names = [header.partition(":")[0].lower() for header in headers]
    assert names == ["host", "user-agent", "accept", "accept-encoding", "connection"]
    assert f"User-Agent: Linkdigest/{__version__}" in site.requests[0]
    assert "Accept-Encoding: gzip\r\n" in site.requests[0]


async def test_a_site_that_shows_articles_to_browsers_alone_is_asked_as_one(site: Site) -> None:
    site.on("/s/abc", answer(TEXT))
    internet = Internet(site, {"mp.weixin.qq.com": ["93.184.215.14"]})
    await WebFetcher(network=internet.network).fetch("http://mp.weixin.qq.com/s/abc")
    assert "User-Agent: Mozilla/5.0" in site.requests[0]
    assert "Host: mp.weixin.qq.com\r\n" in site.requests[0]


@pytest.mark.parametrize(
    "script",
    [
        answer(gzip.compress(TEXT.encode(), mtime=0), content_encoding="gzip"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"1\r\n%c\r\n" % byte for byte in TEXT.encode())
        + b"0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + TEXT.encode(),
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(TEXT),
        answer(TEXT, status="203 Transformed"),
        answer(TEXT, content_type=""),
        answer(TEXT + "rubbish", content_length=str(len(TEXT.encode()))),
    ],
)
async def test_a_page_is_whole_however_it_is_packed(site: Site, script: bytes) -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(script)
        await writer.drain()

    assert (await brought(site, site.on("/post", talk))).body.decode() == TEXT


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temp", "308 Perm"])
async def test_a_redirect_is_followed_to_the_final_address(site: Site, status: str) -> None:
    final = site.on("/b", answer(TEXT))
    page = await brought(site, site.on("/a/", redirect("../b", status)))
    assert page.url == final


async def test_a_location_beyond_ascii_is_read_as_browsers_do(site: Site) -> None:
    site.on("/%E4%B8%AD", answer(TEXT))
    place = "/中".encode().decode("latin-1")
    assert (await brought(site, site.on("/a", redirect(place)))).body.decode() == TEXT
    site.on("/%C3%A9", answer(TEXT))
    assert (await brought(site, site.on("/b", redirect("/\xe9")))).body.decode() == TEXT


async def test_the_sixth_redirect_is_one_too_many(site: Site) -> None:
    site.on("/6", answer(TEXT))
    for hop in range(6):
        site.on(f"/{hop}", redirect(f"/{hop + 1}"))
    assert (await brought(site, site.url("/1"))).body.decode() == TEXT
    with pytest.raises(FetchFailedError, match="more than 5 redirects"):
        await brought(site, site.url("/0"))


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.2/", BlockedHostError),
        ("//127.0.0.2/", BlockedHostError),
        ("http://2130706434/", BlockedHostError),
        ("http://[::ffff:127.0.0.2]/", BlockedHostError),
        ("http://169.254.169.254/latest/meta-data/", BlockedHostError),
        ("http://example.com:22/", FetchFailedError),
        ("http://user:pass@example.com/", FetchFailedError),
        ("file:///etc/passwd", FetchFailedError),
        ("javascript:alert(1)", FetchFailedError),
        ("http://[::1", FetchFailedError),
        ("", FetchFailedError),
    ],
)
async def test_a_redirect_is_judged_like_an_address_that_somebody_posted(
    site: Site, location: str, error: type[FetchError]
) -> None:
    with pytest.raises(error):
        await brought(site, site.on("/a", redirect(location)))
    assert len(site.requests) == 1


async def test_a_redirect_to_two_places_leads_nowhere(site: Site) -> None:
    both = b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(FetchFailedError, match="nowhere"):
        await brought(site, site.on("/c", both))


async def test_a_name_is_vetted_anew_on_every_hop(site: Site) -> None:
    site.on("/a", redirect("http://example.com/b"))
    internet = Internet(site, {"example.com": ["93.184.215.14"]})

    async def rebound(host: str, port: int) -> tuple[str, ...]:
        answers = await internet.network.resolve(host, port)
        internet.names["example.com"] = ["127.0.0.1"]
        return answers

    network = replace(internet.network, resolve=rebound)
    with pytest.raises(BlockedHostError):
        await WebFetcher(network=network).fetch("http://example.com/a")
    assert internet.dialled == [("93.184.215.14", 80)]


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
async def test_a_page_that_is_gone_comes_with_its_status(site: Site, status: str) -> None:
    page = await brought(site, site.on("/a", answer(TEXT, status)))
    assert (page.status, page.body.decode()) == (int(status[:3]), TEXT)
    page = await brought(site, site.on("/b", answer(b"\0", status, content_type="image/png")))
    assert (page.status, page.body) == (int(status[:3]), b"")


@pytest.mark.parametrize(
    "status", [201, 204, 205, 206, 300, 304, 400, 401, 403, 451, 500, 599, 999]
)
async def test_another_status_is_a_failure_that_names_it(site: Site, status: int) -> None:
    body = "" if status in (204, 205, 304) else TEXT
    with pytest.raises(FetchFailedError, match=str(status)) as caught:
        await brought(site, site.on("/a", answer(body, f"{status} Reason")))
    assert caught.value.status == status
    assert len(site.requests) == 1


async def test_an_empty_page_is_a_failure(site: Site) -> None:
    with pytest.raises(FetchFailedError, match="empty"):
        await brought(site, site.on("/a", answer("")))


async def test_a_busy_site_is_asked_once_more_after_the_wait_it_names(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "PAUSE", 0.0)
    busy = answer("busy", "503 Service Unavailable")
    assert (await brought(site, site.on("/a", busy, answer(TEXT)))).body.decode() == TEXT
    with pytest.raises(FetchFailedError) as caught:
        await brought(site, site.on("/b", busy))
    assert (caught.value.status, caught.value.retry_after) == (503, None)
    assert len(site.requests) == 4


async def test_a_wait_that_does_not_fit_is_left_to_the_caller(site: Site) -> None:
    busy = answer("busy", "429 Too Many Requests", retry_after="120")
    with pytest.raises(FetchFailedError) as caught:
        await brought(site, site.on("/a", busy))
    assert (caught.value.status, caught.value.retry_after) == (429, 120)
    assert len(site.requests) == 1


@pytest.mark.parametrize("silence", [reset, leave])
async def test_a_connection_lost_before_the_first_byte_is_tried_once_more(
    site: Site, silence: Callable[[asyncio.StreamWriter], Awaitable[None]]
) -> None:
    assert (await brought(site, site.on("/a", silence, answer(TEXT)))).body.decode() == TEXT
    with pytest.raises(FetchFailedError, match="hung up"):
        await brought(site, site.on("/b", silence))
    assert len(site.requests) == 4


@pytest.mark.parametrize(
    "script",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"-ERR wrong number of arguments\r\n",
        b"<html>HTTP/0.9</html>",
        b"HTTP/1.1 200 OK\r\nX",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50 + answer(TEXT),
        answer(TEXT, content_length="1000"),
        answer(TEXT, content_length="-5"),
        answer(TEXT, content_length="5\r\nContent-Length: 6"),
        answer(b"zz\r\nabc\r\n", content_length="", transfer_encoding="chunked"),
        answer(b"5\r\nhello\r\n", content_length="", transfer_encoding="chunked"),
        answer(b"5\r\nhello\r\n0\r\n" + b"X-T: y\r\n" * 20_000, content_length="",
               transfer_encoding="chunked"),
        answer(TEXT, x_long="a" * 100_000),
        answer(TEXT, **{f"x_{n}": "y" for n in range(300)}),
        answer(TEXT, content_encoding="gzip"),
    ],
)  # fmt: skip
async def test_a_broken_answer_is_a_clean_failure(site: Site, script: bytes) -> None:
    with pytest.raises(FetchFailedError, match=r"127\.0\.0\.1"):
        await brought(site, site.on("/a", script))


async def test_a_connection_lost_in_the_middle_is_a_failure(site: Site) -> None:
    async def lose(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(TEXT, content_length="100000"))
        await writer.drain()
        await asyncio.sleep(0.05)
        await reset(writer)

    with pytest.raises(FetchFailedError, match="connection lost"):
        await brought(site, site.on("/a", lose))


@pytest.mark.parametrize(
    "script",
    [
        answer("short", content_length="10000001"),
        answer("x" * 20_000, content_length=""),
        answer(b"1\r\na\r\n" * 3000 + b"0\r\n\r\n", content_length="", transfer_encoding="chunked"),
        answer(gzip.compress(bytes(10**6), mtime=0), content_encoding="gzip"),
    ],
)
async def test_more_than_the_bounds_is_too_big(site: Site, script: bytes) -> None:
    with pytest.raises(TooBigError, match=r"127\.0\.0\.1"):
        await brought(site, site.on("/a", script), wire_bytes=15_000, decoded_bytes=100_000)


async def test_a_body_in_too_many_chunks_is_too_big(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http1, "PIECES", 100)
    chunks = answer(b"1\r\na\r\n" * 200, content_length="", transfer_encoding="chunked")
    with pytest.raises(TooBigError):
        await brought(site, site.on("/a", chunks))


async def test_an_endless_body_is_cut_off_at_the_bound(site: Site) -> None:
    head = answer(content_length="")
    with pytest.raises(TooBigError):
        await brought(site, site.on("/a", drip(head, b"x" * 10_000, 0)), wire_bytes=100_000)


@pytest.mark.parametrize(
    "script",
    [
        answer(b"\x89PNG\r\n", content_type="image/png"),
        answer(TEXT, content_disposition="attachment"),
        answer(TEXT, content_encoding="br"),
        answer(b"\0" * 2000, content_type="application/octet-stream"),
        answer(b"\0" * 10, content_type=""),
    ],
)
async def test_what_is_no_text_is_unsupported(site: Site, script: bytes) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"127\.0\.0\.1"):
        await brought(site, site.on("/a", script))


async def test_a_type_is_judged_before_the_body(site: Site) -> None:
    head = answer(content_type="video/mp4", content_length="")
    with pytest.raises(UnsupportedTypeError):
        await brought(site, site.on("/a", drip(head, b"\0", 0.01)))


@pytest.mark.parametrize(
    "script", [hang, drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.02), drip(answer(), b"a", 0.02)]
)
async def test_one_deadline_stands_over_every_kind_of_slowness(site: Site, script: object) -> None:
    head = site.on("/a", script)  # type: ignore[arg-type]
    with pytest.raises(FetchError) as caught:
        await brought(site, head, deadline=0.3)
    assert isinstance(caught.value, FetchTimeoutError | FetchFailedError)


async def test_a_slow_chain_of_redirects_meets_the_same_deadline(site: Site) -> None:
    async def late(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(redirect("/a"))

    with pytest.raises(FetchTimeoutError, match=r"127\.0\.0\.1: no page within 0\.3 s"):
        await brought(site, site.on("/a", late), deadline=0.3)


async def test_proxies_of_the_environment_are_not_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await brought(site, site.on("/a", answer(TEXT)))).status == 200


async def test_cookies_are_not_kept(site: Site) -> None:
    cookie = redirect("/b").replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b\r\n\r\n")
    site.on("/b", answer(TEXT))
    await brought(site, site.on("/a", cookie))
    assert "cookie" not in site.requests[1].lower()


async def test_the_stand_alone_fetch_reads_its_one_exception_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.on("/a", answer(TEXT))
    monkeypatch.delenv("LINKDIGEST_FETCH_ALLOW", raising=False)
    with pytest.raises(BadUrlError):
        await fetch(url)
    monkeypatch.setenv("LINKDIGEST_FETCH_ALLOW", f"wiki.corp:80, 127.0.0.1:{site.port},")
    assert (await fetch(url)).body.decode() == TEXT
