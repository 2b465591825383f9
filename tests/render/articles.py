"""Digests written for these tests, in the shape that a model's have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core.model import CheckedPoint, Digest, Summarizer, Timings

ZH = Digest(
    url="https://weekly.example/2026/ferry?from=chat&id=7",
    canonical_url="https://weekly.example/2026/ferry",
    title="一条停航九年的渡船，被两个退休船长开回来了",
    author="顾行舟",
    source="河口周刊",
    published=date(2026, 3, 18),
    language="zh",
    one_line="停航九年的柳河渡口今年复航，两位退休船长自筹48万元买下旧船，半年运送了6.2万人次。",
    key_points=(
        CheckedPoint(
            "停航原因",
            "2017年大桥通车后，渡口客流三年内从每天1900人次降到不足80人次。",
            ("大桥通车后的第三年，每天过河的人已不足80人次。", "而在2016年，这个数字是1900。"),
        ),
        CheckedPoint(
            "复航契机",
            "桥面限行非机动车，三个村的老人去镇医院要绕行14公里。",
            ("限行令下来，三个村的老人看一次病要绕14公里。",),
        ),
        CheckedPoint(
            "资金来源",
            "两位船长各出20万元，其余8万元由412户村民凑成。",
            ("老周和老佟各拿出20万。", "剩下的8万，是412户人家凑的。"),
        ),
        CheckedPoint(
            "运营方式",
            "单程2元，七十岁以上免费，每天6点到19点半小时一班。",
            ("票价两块，七十岁以上不收钱。",),
        ),
    ),
    risks=(
        CheckedPoint(
            "接班无人",
            "两位船长都已过六十五岁，按规定最多再开三年，目前没有人报名学习。",
            ("“再过三年，我们就得上岸了。”老佟说。",),
        ),
        CheckedPoint(
            "票款不足",
            "去年下半年票款只够支付油费和保险，船体检修的11万元还没有着落。",
            ("票款付完油钱和保险就没了，检修要的11万，谁也不知道在哪里。",),
        ),
    ),
    topics=("渡口", "乡村"),
    summarizer=Summarizer("model", "m-large-2", "p", 4100, 380, 0.0061, 1),
    timings=Timings(fetch_ms=310, extract_ms=90, summarize_ms=2700, total_ms=3123),
)
EN = Digest(
    url="https://ledger.example/night-bus",
    canonical_url="https://ledger.example/night-bus",
    title="The night bus that a town would not give up",
    author="Ines Falkner",
    source="Valley Ledger",
    published=date(2026, 5, 2),
    language="en",
    one_line="When the county cut the night bus, 34 volunteers kept it going, at $9 a trip.",
    key_points=(
        CheckedPoint(
            "The cut",
            "The county ended line 61 in April 2025 to save $212,000 a year.",
            ("Ending line 61 would save $212,000 a year, the county said in April 2025.",),
        ),
        CheckedPoint(
            "The riders",
            "Two thirds of the passengers work night shifts at the hospital & the cannery.",
            ("Two riders in three work nights, at the hospital or the cannery.",),
        ),
        CheckedPoint(
            "The volunteers",
            "34 people with a licence drive in turns; nobody drives more than twice a month.",
            ("There are 34 of them.", "Nobody is asked to drive more than twice a month."),
        ),
    ),
    risks=(
        CheckedPoint(
            "Insurance",
            "The insurer covers the trips as a trial and decides again in September.",
            ("The insurer calls it a trial and will decide again in September.",),
        ),
    ),
    topics=("transport",),
    summarizer=Summarizer("model", "m-large-2", "p", 3900, 300, 0.0002, 1),
    timings=Timings(total_ms=2480),
)
ZH_EXTRACT = replace(
    ZH,
    one_line="大桥通车后的第三年，每天过河的人已不足80人次。",
    key_points=(
        CheckedPoint("", "大桥通车后的第三年，每天过河的人已不足80人次。", ()),
        CheckedPoint("", "剩下的8万，是412户人家凑的。", ()),
        CheckedPoint("", "“再过三年，我们就得上岸了。”", ()),
    ),
    risks=(),
    summarizer=Summarizer("extract"),
)
EN_EXTRACT = replace(
    EN,
    one_line="Two riders in three work nights, at the hospital or the cannery.",
    key_points=(
        CheckedPoint("", "Two riders in three work nights, at the hospital or the cannery.", ()),
        CheckedPoint("", "Nobody is asked to drive more than twice a month.", ()),
    ),
    risks=(),
    summarizer=Summarizer("extract"),
)
