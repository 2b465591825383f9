"""Threads of a forum: pages whose replies are what they are about."""

from __future__ import annotations

import re
from typing import Final

_MARKED: Final = re.compile(
    r"DiscussionForumPosting|schema\.org/Q(?:APage|uestion)\b|\"@type\"\s*:\s*\"QAPage\""
)
_ADDRESS: Final = re.compile(
    r"viewtopic|showthread|viewthread|thread-|/threads?/|/topics?/|/questions?/|/forums?/|//forum\."
    r"|//community\.|//discuss|//bbs|/bbs/|/t/|/q/|/comments/",
    re.IGNORECASE,
)


def is_thread(markup: str, url: str | None) -> bool:
    """Whether the page says so by schema.org's types, or its address by the usual words."""
    return bool(_ADDRESS.search(url or "") or _MARKED.search(markup))
