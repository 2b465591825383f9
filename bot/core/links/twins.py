"""Mobile and AMP twins of well-known sites: one article, several addresses.

Tables, not guesses: `/amp` at the end of an unknown site's path may be an amplifier.
"""

from __future__ import annotations

import re
from typing import Final

from ada_url import URL

_HOSTS: Final = {
    # mobile editions with the desktop's own paths
    "3g.163.com": "www.163.com",
    "m.163.com": "www.163.com",
    "m.36kr.com": "36kr.com",
    "m.bbc.co.uk": "www.bbc.co.uk",
    "m.bbc.com": "www.bbc.com",
    "m.bilibili.com": "www.bilibili.com",
    "m.dw.com": "www.dw.com",
    "m.facebook.com": "www.facebook.com",
    "m.guancha.cn": "www.guancha.cn",
    "m.huxiu.com": "www.huxiu.com",
    "m.imdb.com": "www.imdb.com",
    "m.jiemian.com": "www.jiemian.com",
    "m.mediawiki.org": "www.mediawiki.org",
    "m.sohu.com": "www.sohu.com",
    "m.spiegel.de": "www.spiegel.de",
    "m.thepaper.cn": "www.thepaper.cn",
    "m.toutiao.com": "www.toutiao.com",
    "m.weibo.cn": "weibo.com",
    "m.wikidata.org": "www.wikidata.org",
    "m.xkcd.com": "xkcd.com",
    "m.yicai.com": "www.yicai.com",
    "m.youtube.com": "www.youtube.com",
    "m.zhihu.com": "www.zhihu.com",
    "mbasic.facebook.com": "www.facebook.com",
    "mobile.nytimes.com": "www.nytimes.com",
    "mobile.reuters.com": "www.reuters.com",
    # one site, several names
    "i.reddit.com": "www.reddit.com",
    "m.reddit.com": "www.reddit.com",
    "m.twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "np.reddit.com": "www.reddit.com",
    "old.reddit.com": "www.reddit.com",
    "reddit.com": "www.reddit.com",
    "twitter.com": "x.com",
    "www.36kr.com": "36kr.com",
    "www.twitter.com": "x.com",
    "www.weibo.com": "weibo.com",
    "www.x.com": "x.com",
    "youtube.com": "www.youtube.com",
    # AMP editions with the desktop's own paths
    "amp.dw.com": "www.dw.com",
    "amp.france24.com": "www.france24.com",
    "amp.ft.com": "www.ft.com",
    "amp.reddit.com": "www.reddit.com",
    "amp.rfi.fr": "www.rfi.fr",
    "amp.scmp.com": "www.scmp.com",
    "amp.smh.com.au": "www.smh.com.au",
    "amp.theage.com.au": "www.theage.com.au",
    "amp.theguardian.com": "www.theguardian.com",
    "amp.usatoday.com": "www.usatoday.com",
}

_WIKIMEDIA = re.compile(
    r"([a-z-]+)\.m\.((?:wikipedia|wiktionary|wikinews|wikisource|wikivoyage|wikiquote|wikibooks"
    r"|wikiversity|wikimedia)\.org)"
)

_WRAPPED: Final = r"(?:[\w-]{1,63}\.){1,3}[A-Za-z]{2,24}(?:/.*)?"
"""The page inside Google's AMP viewer or cache."""

_PATHS: Final = tuple(
    (re.compile(address), replacement)
    for address, replacement in (
        (r"weibo\.com/status/(\d+)", r"weibo.com/detail/\1"),
        (r"(www\.(?:bbc\.com|bbc\.co\.uk|foxnews\.com)/.+)\.amp", r"\1"),
        (r"(www\.nytimes\.com/.+)\.amp\.html", r"\1.html"),
        (r"(www\.(?:aljazeera\.com|cnbc\.com|indiatoday\.in|euronews\.com)/)amp/(.+)", r"\1\2"),
        (r"(timesofindia\.indiatimes\.com/.+)/amp_articleshow/(.+)", r"\1/articleshow/\2"),
        (r"((?:techcrunch|www\.forbes|www\.wired|www\.axios)\.com/.+)/amp/?", r"\1"),
        (r"amp\.cnn\.com/cnn/(.+)", r"www.cnn.com/\1"),
        (r"youtu\.be/([\w-]{6,})", r"www.youtube.com/watch?v=\1"),
        (rf"www\.google\.[a-z.]{{2,6}}/amp/(?:s/)?({_WRAPPED})", r"\1"),
        (rf"[\w-]+\.cdn\.ampproject\.org/(?:c|v|wp)/(?:s/)?({_WRAPPED})", r"\1"),
    )
)
"""Whole host and path, without the query, and what they become."""

_QUERIES: Final = {
    "www.businessinsider.com": "amp",
    "www.independent.co.uk": "amp",
    "www.newsweek.com": "amp",
    "www.standard.co.uk": "amp",
    "www.usatoday.com": "outputType",
    "www.washingtonpost.com": "outputType",
}
"""The parameter that asks these sites for their AMP edition."""


def untwinned(url: str) -> str:
    """The address of the edition that the others are twins of; the same where there is none."""
    parsed = URL(url)
    if parsed.port:
        return url
    host = _WIKIMEDIA.sub(r"\1.\2", _HOSTS.get(parsed.hostname, parsed.hostname))
    address = _path_of(host + parsed.pathname)
    query = _query_of(host, parsed.search.removeprefix("?"))
    if query:
        address += ("&" if "?" in address else "?") + query
    return URL(f"https://{address}").href


def _path_of(address: str) -> str:
    for pattern, replacement in _PATHS:
        if match := pattern.fullmatch(address):
            return match.expand(replacement)
    return address


def _query_of(host: str, query: str) -> str:
    asks = _QUERIES.get(host)
    if asks is None:
        return query
    return "&".join(part for part in query.split("&") if part.partition("=")[0] != asks)
