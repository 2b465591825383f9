"""Whose voice a point speaks in: a digest reports, it calls on nobody and has no self."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.injection import orders_a_machine

if TYPE_CHECKING:
    from bot.core.check.evidence import Evidence

_APPEAL = re.compile(
    r"(?:访问|登录|前往)[a-z\d-]+\.[a-z]{2,}|扫码|扫描?(?:上方|下方|文末|此|该)?二维码|长按"
    r"(?:识别|关注|二维码)|点击(?:链接|此处|这里"
    r"|下方|上方|阅读原文|蓝字)|戳(?:这里|链接)"
    r"|加(?:我|入)?(?:微信|群聊|内部群|qq群|社群)|(?:添加|联系)(?:客服|微信)|私信(?:我|领取)|关注"
    r"(?:我们|本号|公众号)|领取(?:红包|福利|优惠|奖金|资料)"
    r"|转发(?:本文|朋友圈|给)|立即(?:购买|下单|抢购|注册|下载|转账)|拨打(?:电话|热线)?"
    r"|\bclick (?:here|the link|this|below)|\bscan (?:the|this) (?:qr )?code|\bqr code\b"
    r"|\bsubscribe (?:now|to our|here)"
    r"|\bjoin (?:our|the) (?:\w+ )?(?:group|channel|telegram|discord)|\bclaim your\b|(?:^"
    r"|[.!?:;,：，。！]\s*)(?:buy|call|order|act|register) now\b"
    r"|\bdonat(?:e|ion)s? (?:to|address|now)|\bsign up (?:now|here|today|for our)|\bfollow us\b"
    r"|\b(?:dm|message|contact) (?:us|me|the admin)\b"
    r"|\b(?:visit|go to|log in(?:to)? at|download (?:it )?from) (?:our|us|\S+\.[a-z]{2,})"
    r"|\bmust call me\b",
    re.IGNORECASE | re.ASCII,
)
_ABOUT_ITSELF = re.compile(
    r"系统(?:提示词?|指令|消息)|提示词(?:如下|是|为)|(?:作为|身为)(?:一个|一名)?(?:ai|人工智能"
    r"|语言模型|大模型|助手)|(?:我|本助手)(?:不能|无法|不会)"
    r"|无法(?:总结|提供|完成|回答)|抱歉|对不起|(?:根据|遵照)(?:您|你)的(?:要求|指令)|以下是"
    r"(?:摘要|总结)|段落编号|文章(?:中)?的?指令"
    r"|\bsystem (?:prompt|instructions?|message)\b|\b(?:my|these|hidden|initial) (?:instructions"
    r"|guidelines|prompt)\b"
    r"|\bas an ai\b|\b(?:large )?language model\b(?= (?:i|trained))|\bi(?:'m| am) (?:sorry|unable"
    r"|an? (?:ai|assistant))\b"
    r"|\bi (?:cannot|can't|can not|won't|will not)\b|\bhere is (?:the|your|a) summary\b|\bas "
    r"(?:you )?requested\b|\bpassage numbers?\b",
    re.IGNORECASE | re.ASCII,
)


def appeals(text: str, evidence: Evidence) -> str | None:
    """A call on the reader to click, scan, join or pay that the article does not have as well."""
    found = _not_in_article(_APPEAL, text, evidence)
    return f"report, without a call on the reader: {', '.join(found)}" if found else None


def talk_of_itself(text: str, evidence: Evidence) -> str | None:
    """A model's word about itself, its orders or its answer, that the article does not have."""
    found = _not_in_article(_ABOUT_ITSELF, text, evidence)
    return f"say nothing of yourself or your task: {', '.join(found)}" if found else None


def orders(text: str, evidence: Evidence) -> str | None:
    """An order to a machine, whether the article has it or not."""
    del evidence
    return "this repeats an order to a machine: leave it out" if orders_a_machine(text) else None


def _not_in_article(form: re.Pattern[str], text: str, evidence: Evidence) -> list[str]:
    found = (match[0] for match in form.finditer(text))
    return [phrase for phrase in found if phrase.casefold() not in evidence.text]
