"""Articles for the tests of the check, and the evidence in them."""

from datetime import date

from bot.core.check.evidence import Evidence
from bot.core.model import Article
from bot.core.summarize.passages import passages

FERRY = (
    "Norlink has begun a one-year trial of a hydrogen engine on the ferry Sigrun between Bodo and "
    "Moskenes. The boat carries 80 passengers and burns 300 kilograms of hydrogen a day. "
    "The company puts the extra cost at 2.4 million kroner a month, half of it paid by the state. "
    "If the trial fails, the diesel engine can be refitted within six weeks. "
    "Bunkering is the weak point: a single truck brings the fuel from 190 kilometers away. "
    "Crews were trained in March at Narvik."
)
LIBRARY = (
    "市图书馆馆长席尔瓦宣布，从七月起不再收取逾期罚款。去年罚款收入约三万一千元，低于催缴成本。"
    "有逾期图书的读者一次最多只能借两本。三家分馆的试点显示，归还率上升了百分之十四。"
    "有议员担心热门书会长期借不到。图书馆回应说，凡预约超过十人的书都会加购复本。"
)


def article(text: str, title: str = "", language: str = "en") -> Article:
    return Article(None, title, text, text, language, published=date(2025, 1, 14))


def evidence(
    text: str = FERRY, title: str = "", language: str = "en", asked: str | None = None
) -> Evidence:
    read = article(text, title, language)
    return Evidence.of(read, passages(read), asked or language)
