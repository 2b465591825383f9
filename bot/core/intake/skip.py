"""Addresses that are surely no articles: not worth a look when nobody asked for one."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from ada_url import URL

from bot.core.links import host_of

if TYPE_CHECKING:
    from bot.core.model import Link


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HOSTS: Final = _names(
    """
    t.me telegram.me telegram.org telegram.dog discord.com discord.gg discordapp.com
    whatsapp.com wa.me line.me signal.group slack.com zoom.us meet.google.com teams.microsoft.com
    x.com twitter.com t.co instagram.com facebook.com fb.com threads.net tiktok.com douyin.com
    weibo.com bsky.app pinterest.com snapchat.com linkedin.com xiaohongshu.com xhslink.com
    youtube.com youtu.be vimeo.com twitch.tv bilibili.com b23.tv kuaishou.com ixigua.com
    netflix.com v.qq.com iqiyi.com youku.com spotify.com music.163.com y.qq.com soundcloud.com
    maps.google.com maps.app.goo.gl goo.gl map.baidu.com amap.com ditu.amap.com maps.apple.com
    openstreetmap.org
    amazon.com amazon.co.uk amazon.de amazon.cn amazon.co.jp ebay.com aliexpress.com etsy.com
    taobao.com tmall.com jd.com pinduoduo.com yangkeduo.com m.tb.cn tb.cn suning.com shein.com
    temu.com apps.apple.com play.google.com store.steampowered.com
    imgur.com giphy.com tenor.com gph.is flickr.com unsplash.com i.redd.it v.redd.it
    drive.google.com docs.google.com dropbox.com onedrive.live.com 1drv.ms mega.nz wetransfer.com
    pan.baidu.com aliyundrive.com alipan.com lanzou.com quark.cn pan.quark.cn 115.com
    accounts.google.com login.microsoftonline.com passport.baidu.com
    """
)
"""Chats, short posts, videos, music, maps, shops, pictures, file shares, doors to log in at."""

_SUFFIXES: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|bmp|ico|heic|mp4|webm|mov|avi|mkv|m4v|mp3|m4a|ogg|wav|flac|pdf|zip"
    r"|rar|7z|gz|tar|xz|exe|dmg|apk|ipa|iso|msi|deb|rpm|docx?|xlsx?|pptx?|epub|csv|json|xml|torrent)$",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"/(?:log-?in|sign-?(?:in|up)|register|passport|oauth2?|sso|auth)(?:[/.?]|$)", re.IGNORECASE
)
_SEARCH: Final = frozenset({"www.google.com", "www.bing.com", "www.baidu.com", "duckduckgo.com"})


def is_skipped(link: Link) -> bool:
    """Whether a dropped link is surely none to an article."""
    url = URL(link.url)
    host = host_of(link)
    return (
        _is_listed(host)
        or bool(_SUFFIXES.search(url.pathname))
        or bool(_LOGIN.search(url.pathname))
        or (host in _SEARCH and url.pathname in {"/search", "/s", "/"})
    )


def is_private(link: Link) -> bool:
    """Whether the host's name alone says that it is none of the public web."""
    host = host_of(link).strip("[]")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        top = host.rpartition(".")[2]
        return top in {host, "local", "localhost", "lan", "internal", "home", "corp", "test"}


def address_of(link: Link) -> str:
    """Host and port as an operator's list names them."""
    url = URL(link.url)
    port = url.port or ("443" if url.protocol == "https:" else "80")
    return f"{url.hostname}:{port}"


def _is_listed(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in _HOSTS for start in range(len(labels) - 1))
