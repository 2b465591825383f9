"""Articles for a chat to talk about: two that were written, and as many as wanted that count."""

from __future__ import annotations

EN_TITLE = "The night ferry of Marrow Sound keeps its lamp"
EN = (
    "The council of Marrow Sound decided on Monday to keep the night ferry for another five years.",
    "The ferry carries nurses, bakers and two fishermen who all begin their work before four.",
    "In the first winter it carried 11,400 passengers, which was twice what the council had hoped.",
    "Last winter the figure fell to 8,900, because the bridge at Tolland was open again.",
    "The boat itself is forty years old and burns about 62 litres of fuel for each crossing.",
    "An engineer from the yard told the council that the hull is sound and the gearbox is not.",
    "A new gearbox would cost 240,000 crowns and take the boat out of service for three weeks.",
    "During these weeks a bus would drive the long way round and need seventy minutes.",
    "The council wants to order the gearbox in spring, when fewer people travel at night.",
    "Some members asked whether an electric boat would be the better choice in the long run.",
    "The harbour master answered that the pier has no cable strong enough to charge one.",
    "Laying such a cable would mean opening the old quay, which is under protection.",
    "The bakers wrote a letter in which they offered to pay a little more for a ticket.",
    "A single ticket costs 18 crowns today and would rise to 21 crowns from January.",
    "Children and people over seventy would still travel without paying anything.",
    "The council warned that the price might have to rise again if fuel became dearer.",
    "Questions go to @ferry_office or to /ferry, says a note on tickets.example.com for guests.",
    "The lamp on the upper deck, which neighbours had complained about, stays lit all night.",
    "Without it the pilot cannot see the low rocks on the northern side of the channel.",
    "The neighbours were given thick curtains, and most of them say that these help.",
    "A student counted the moths around the lamp and found 31 kinds of them in June.",
    "She will present her count in the library on the last Friday of the month.",
)
ZH_TITLE = "青石镇的夜班渡船还要再开五年"
ZH = (
    "青石镇议会星期一决定，夜班渡船再保留五年，费用由镇里和三家面包房共同承担。",
    "这条渡船每天凌晨三点半开出，坐船的多是护士、面包师和两位打鱼的老人。",
    "开通后的第一个冬天，渡船运送了11400名乘客，是议会原先估计的两倍。",
    "去年冬天人数降到8900名，因为柳河上的大桥修好以后，一部分人改走了陆路。",
    "船已经用了四十年，每过一次河大约要烧62升柴油，船员说它比新船还听话。",
    "船厂的工程师告诉议会，船体没有问题，但是齿轮箱已经到了必须更换的时候。",
    "新的齿轮箱要花24万元，更换期间渡船停开三个星期，乘客只能绕远路坐大巴。",
    "大巴要走七十分钟，而坐船只要十二分钟，所以议会打算把停航安排在春天。",
    "有几位议员问，从长远看换一条电动船是不是更划算，也能让河边安静一些。",
    "港务主任回答说，码头没有足够粗的电缆，要铺设就得挖开受保护的老石堤。",
    "面包师们写来一封信，表示愿意为每张船票多付一点钱，只要船能按时开出。",
    "单程票现在是18元，从一月起将涨到21元，孩子和七十岁以上的老人仍然免费。",
    "议会提醒说，如果柴油继续涨价，票价在两年之内可能还要再调整一次。",
    "上层甲板的那盏灯曾经引来附近居民的抱怨，现在决定让它整夜亮着。",
    "没有这盏灯，船长看不见航道北侧的暗礁，去年秋天就差一点出了事故。",
    "镇里给抱怨的居民送去了厚窗帘，多数人说挂上以后晚上睡得好多了。",
    "一位学生在六月里数了灯下的飞蛾，一共记录到31种，其中两种从未见过。",
    "她将在本月最后一个星期五到镇图书馆介绍自己的记录，任何人都可以来听。",
    "船票上的说明写着，有问题请找@ferry_office，或者打开tickets.example.com查看。",
    "船长说，他最担心的不是机器，而是再过几年没有年轻人愿意在夜里开船。",
)
IN_OTHER_WORDS = {
    "zh": (
        ("议会决定", "镇议会经过讨论，同意让夜里的渡船继续开下去。"),
        ("乘客情况", "乘船的人多半是天亮以前就要开始工作的居民。"),
        ("船只状况", "工程师认为船体还很结实，机器却需要更换。"),
        ("替代办法", "修理期间将由大巴绕远路把乘客送到对岸。"),
        ("居民反应", "附近的人对灯光有过抱怨，现在大多已经习惯。"),
        ("票价风险", "如果燃料变贵，船票以后可能还会涨价。"),
        ("", "镇议会决定保留夜间渡船，并打算在乘客较少的季节更换机器，居民对此大多表示支持。"),
    ),
    "en": (
        ("decision", "The town council has agreed to let the boat go on at night."),
        ("passengers", "Most of those on board begin their work long before dawn."),
        ("condition", "The hull is still sound, while the machine has to be replaced."),
        ("detour", "During the repair a bus will take people the long way round."),
        ("neighbours", "People nearby had complained about the light and got used to it."),
        ("fares", "Tickets may become dearer once more if fuel does."),
        ("", "The town keeps its boat at night and will replace the machine in a quiet season."),
    ),
}
"""What an honest reader of either article might say in the other language, no figures in it."""
PLACES = (
    "Alder Bank", "Birch Hollow", "Cedar Point", "Dune Head", "Elm Cross", "Fern Hill",
    "Gorse End", "Hazel Mere", "Ivy Ford", "Juniper Rise", "Kelp Bay", "Larch Green",
)  # fmt: skip
WORKS = (
    "weather station", "public bath", "clock tower", "ropeway", "seed store", "school kitchen",
    "fish market", "lending library", "tram shed", "water mill", "bell foundry", "bee garden",
)  # fmt: skip


def page(language: str, title: str, sentences: tuple[str, ...]) -> str:
    """An article in the plainest dress of a news site."""
    paragraphs = (sentences[start : start + 3] for start in range(0, len(sentences), 3))
    space = "" if language == "zh" else " "
    body = "".join(f"<p>{space.join(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta name="author" content="Ada Holm">'
        f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def article(language: str) -> str:
    """The one that was written in this language."""
    return page("zh", ZH_TITLE, ZH) if language == "zh" else page("en", EN_TITLE, EN)


def numbered(number: int) -> str:
    """An article of about 300 words like no other."""
    sentences = tuple(
        f"In year {number * 40 + turn} the people of {PLACES[(number + turn) % 12]} gave their"
        f" {WORKS[(number * 5 + turn * 7) % 12]} {number * 31 + turn * 3 + 100} days of work."
        for turn in range(18)
    )
    return page("en", f"Report number {number}", sentences)


def brief() -> str:
    """A page that is an article, but too short for a digest that nobody asked for."""
    return page("en", "A short word from the pier", EN[:7])
