"""Small pages of the open web, written for the tests: an article, and what surrounds one."""

from __future__ import annotations

EN = (
    "The lamps on the dike were lit at nine, and nobody in the old town went to bed early. ",
    "For twenty years the harbour had been dark, because the council could not agree on a bill. ",
    "Now a cooperative of forty households pays for the current and mends the cables itself. ",
    "Its chair, a retired welder, keeps the accounts in a school notebook under the counter. ",
    "Last winter a storm broke eleven posts; all of them stood again before the month was over. ",
    "Critics say that the scheme rests on a few old men and that nobody has been trained. ",
    "The council has promised to look at the matter again in spring, as it does every year. ",
)
ZH = (
    "昨晚，河堤上亮起了四百盏灯，沿着旧码头一直排到石桥。",
    "二十年来港口一片漆黑，因为电费由谁来付，始终谈不拢。",
    "如今四十户人家凑钱付电费，线路坏了也自己修。",
    "负责记账的是一位退休焊工，账本就压在小店柜台下面。",
    "去年冬天的大风吹倒十一根灯杆，不到一个月全部立了回来。",
    "也有人说，这件事全靠几位老人撑着，至今没有人接班。",
    "镇里答应开春再议，和往年说的一样。",
)


def page(body: str, *, title: str = "", head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def paragraphs(*sentences: str) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def article(
    *sentences: str, title: str = "Lamps on the dike", around: str = "", head: str = ""
) -> str:
    """A page with an article, and `around` it whatever a test wants there."""
    text = paragraphs(*(sentences or EN))
    return page(
        f"<main><article><h1>{title}</h1>{text}</article></main>{around}", title=title, head=head
    )


def teasers(count: int) -> str:
    """Headlines that lead elsewhere, as home pages stack them."""
    return "".join(
        f'<li><a href="/2026/{number}.html">Headline {number}: the lamps of district {number} are '
        f"lit</a></li>"
        for number in range(count)
    )
