"""How long what is known of a link is believed: one table, each line with its reason. Seconds."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.core.model import RefusalCode

if TYPE_CHECKING:
    from bot.core.model import Refusal

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

ARTICLE_FRESH: Final = DAY
"""An article serves another language or another prompt this long without a second fetch."""

DIGEST_KEPT: Final = 365 * DAY
"""A digest stays right as long as its prompt and model do, which are part of its key."""

ARTICLE_KEPT: Final = 30 * DAY
"""The text beneath a digest, for its Markdown note and other languages; it can be fetched again."""

MARK_KEPT: Final = 40 * DAY
"""That an article was forgotten, so that no feed brings it again: longer than an entry is kept."""

STOPGAP_KEPT: Final = 10 * MINUTE
"""An extract in a model's stead: the model may soon be back (faults F01-F16)."""

REFUSAL_KEPT: Final = MappingProxyType(
    {
        RefusalCode.WECHAT_CHECK: 5 * MINUTE,  # a mood of the site about our address, it passes
        RefusalCode.DELETED: 6 * HOUR,  # seldom undone
        RefusalCode.VIOLATION: 6 * HOUR,  # seldom undone
        RefusalCode.LOGIN: 6 * HOUR,  # a property of the page
        RefusalCode.PAYWALL: 6 * HOUR,  # a property of the page
        RefusalCode.COOKIE_WALL: 6 * HOUR,  # a property of the page
        RefusalCode.NOT_FOUND: HOUR,  # a link may be posted before its page is up
        RefusalCode.SCRIPT_ONLY: 6 * HOUR,  # a property of the page
        RefusalCode.TOO_SHORT: HOUR,  # a page may still be written at
        RefusalCode.NOT_ARTICLE: 6 * HOUR,  # a property of the page
        RefusalCode.UNSUPPORTED_TYPE: 6 * HOUR,  # a property of the page
        RefusalCode.BLOCKED_HOST: 0,  # costs no request; and what is allowed may change
        RefusalCode.BAD_URL: 0,  # costs no request
        RefusalCode.TOO_BIG: 10 * MINUTE,  # also a page that outlasted a reader on a busy machine
        RefusalCode.FETCH_TIMEOUT: MINUTE,  # the site, or the way to it, was slow just now
        RefusalCode.FETCH_FAILED: 30,  # a passing fault; longer where the site says when
    }
)

RETRY_AFTER_MAX: Final = HOUR
"""A site that wants to be left alone for longer is asked again after this."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how long, in seconds, the operator wants digests and the articles beneath them kept."""

    digest: int = DIGEST_KEPT
    article: int = ARTICLE_KEPT


USUAL: Final = Keeping()


def refusal_kept(refusal: Refusal, retry_after: float | None = None) -> int:
    """For how long `refusal` answers without another request; 0: not at all.

    `retry_after` is what the site itself asked for, in seconds.
    """
    kept = REFUSAL_KEPT[refusal.code]
    if retry_after is None or not kept:
        return kept
    return int(min(max(retry_after, kept), RETRY_AFTER_MAX))
