"""The platform's own notices in place of a post: check, deleted, violation, moved."""

from __future__ import annotations

import html
import re
from typing import Final

from bot.core.extract.wechat.markup import without_scripts
from bot.core.model import Refusal, RefusalCode

_SHAPES: Final = ("weui-msg__title", "global_error_msg", "weui_msg_title", "mesg-block")
_LONGEST_NOTICE: Final = 400  # characters that a reader sees
_LONGEST_MARKUP: Final = 4000  # characters, from the notice's own element on
_TAG: Final = re.compile(r"<[^<>]*>")
_NOTICES: Final = (
    (
        RefusalCode.WECHAT_CHECK,
        (
            "环境异常",
            "完成验证后即可继续访问",
            "去验证",
            "访问过于频繁",
            "操作频繁",
            "请输入验证码",
        ),
    ),
    (
        RefusalCode.VIOLATION,
        (
            "违规",
            "违反",
            "涉嫌",
            "被投诉",
            "停止访问",
            "屏蔽",
            "封禁",
            "violat",
            "complain",
            "blocked",
        ),
    ),
    (
        RefusalCode.DELETED,
        (
            *("删除", "注销", "冻结", "迁移", "过期", "失效"),
            *("deleted", "removed", "migrat", "expired"),
        ),
    ),
    (RefusalCode.NOT_FOUND, ("不存在", "参数错误", "not exist", "invalid")),
)


def is_notice(markup: str) -> bool:
    """A page in the shape of a notice that says nothing else: others build with it too."""
    if not any(shape in markup for shape in _SHAPES):
        return False
    return len(_text(without_scripts(markup))) <= _LONGEST_NOTICE and bool(refusal(markup))


def refusal(markup: str) -> Refusal | None:
    """The refusal a page without a post stands for."""
    markup = without_scripts(markup)
    start = max(0, min((markup.find(shape) for shape in _SHAPES if shape in markup), default=0))
    text = _text(markup[start : start + _LONGEST_MARKUP])
    for code, phrases in _NOTICES:
        if found := next((phrase for phrase in phrases if phrase in text), None):
            return Refusal(code, f"notice: {found}")
    return None


def _text(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
