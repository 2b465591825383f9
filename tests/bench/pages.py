"""Articles of about 10 kB each, all different, half of them Chinese: what the bench digests."""

from __future__ import annotations

import random
import re

EN = {
    "who": "harbour office|county library|grid operator|ferry company|regional college|"
    "town council|pump maker|fishing fleet|museum board|water works|tram depot|seed bank",
    "did": "opened|repaired|measured|sold|rebuilt|counted|moved|insured|painted|surveyed",
    "what": "boiler|reading room|cable|quay|laboratory|archive|turbine|net|gallery|reservoir|"
    "workshop|greenhouse",
    "why": "after a winter of complaints|because the old contract had ended|to spare the budget|"
    "before the new rules began|although few had asked for it|once the loan was approved",
    "where": "Skarvik|Oldmere|Tannfels|Brue|Kestrel Point|Halden|Moss Ferry|Ravna|Ulster Bay|"
    "Corvin|Wick|Lindholm|Paxos Hill|Varga|Esker|Norbury|Quill|Jarrow End|Selby|Dunmore",
}
ZH = {
    "who": "港务局|县图书馆|电网公司|轮渡公司|地方学院|镇议会|水泵厂|渔业队|博物馆|"
    "自来水厂|电车库|种子库",
    "did": "启用了|修复了|测量了|出售了|重建了|清点了|搬迁了|投保了|粉刷了|勘察了",
    "what": "锅炉房|阅览室|电缆|码头|实验室|档案室|涡轮机|渔网|展厅|水库|车间|温室",
    "why": "因为旧合同已经到期|在一个冬天的投诉之后|为了节省预算|赶在新规实施之前|"
    "尽管很少有人要求|在贷款获批以后",
    "where": "云溪|柳河|石桥|白沙|枫林|东湾|麦田|南坪|青石|鹿鸣|长堤|梅岭|"
    "沙洲|北屯|竹溪|松江|银杏|月湖|乌镇|凤台",
}


def is_chinese(number: int) -> bool:
    """Every other page is Chinese."""
    return number % 2 == 1


def sentence(dice: random.Random, *, chinese: bool) -> str:
    """One statement unlike any other; every third has figures, about as many as news have."""
    choices = ZH if chinese else EN
    say = {name: dice.choice(texts.split("|")) for name, texts in choices.items()}
    other = {name: dice.choice(texts.split("|")) for name, texts in choices.items()}
    year, cost, homes = dice.randint(1950, 2025), dice.randint(100, 99_999), dice.randint(3, 900)
    if chinese and dice.random() < 1 / 3:
        return (
            f"{year}年，{say['where']}{say['who']}{say['did']}{say['what']}，"
            f"花费{cost}元，涉及{homes}户居民。"
        )
    if chinese:
        return (
            f"{say['where']}{say['who']}{say['why']}，{say['did']}{say['what']}，"
            f"而{other['where']}{other['who']}{other['did']}自己的{other['what']}。"
        )
    if dice.random() < 1 / 3:
        return (
            f"In {year} the {say['where']} {say['who']} {say['did']} its {say['what']} "
            f"at a cost of {cost} crowns, and {homes} homes had part."
        )
    return (
        f"The {say['where']} {say['who']} {say['did']} the {say['what']} {say['why']}, "
        f"while the {other['where']} {other['who']} {other['did']} its own {other['what']}."
    )


def article(number: int) -> list[list[str]]:
    """The paragraphs of article `number`, each a list of sentences."""
    dice = random.Random(number)
    chinese = is_chinese(number)
    return [[sentence(dice, chinese=chinese) for _ in range(3)] for _ in range(22)]


def title_of(number: int) -> str:
    """What stands above article `number`."""
    return f"第{number}号报道" if is_chinese(number) else f"Report number {number}"


def number_in(text: str) -> int:
    """The number of the first article whose title stands in `text`."""
    found = re.search(r"Report number (\d+)|第(\d+)号报道", text)
    if found is None:
        raise RuntimeError(f"no article of ours: {text[:200]}")
    return int(found[1] or found[2])


def page(number: int) -> bytes:
    """The article in the dress of a news site."""
    links = "".join(f'<li><a href="/n/{n}">Story {n}</a></li>' for n in range(40))
    paragraphs = "".join(f"<p>{' '.join(sentences)}</p>" for sentences in article(number))
    title = title_of(number)
    return (
        f'<!DOCTYPE html><html lang="{"zh" if is_chinese(number) else "en"}"><head>'
        f'<meta charset="utf-8"><title>{title} | The Bench</title>'
        f'<meta property="og:title" content="{title}"></head><body><nav><ul>{links}</ul></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article><footer>The Bench</footer></body></html>"
    ).encode()
