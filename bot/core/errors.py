"""All errors of the product, one tree, each with a code that has an en and a zh phrase.

LinkdigestError
├── FetchError                 the code is a RefusalCode: a reader is told why
│   ├── BadUrlError            bad_url
│   ├── BlockedHostError       blocked_host
│   ├── TooBigError            too_big
│   ├── UnsupportedTypeError   unsupported_type
│   ├── FetchTimeoutError      fetch_timeout
│   └── FetchFailedError       fetch_failed (with .status and .retry_after, where known)
├── ModelError                 ends in the extract, never in front of a reader
│   ├── ModelRefusedError      model_refused   (content filter; not retried)
│   ├── ModelTooLongError      model_too_long  (context length exceeded)
│   ├── ModelRejectedError     model_rejected  (key, address or model name wrong; not retried)
│   ├── ModelBusyError         model_busy      (rate limit, quota, open breaker)
│   ├── ModelDownError         model_down      (5xx, connection, deadline)
│   └── ModelAnswerError       model_answer    (blank, cut, not the JSON that was asked for)
├── PostError                  what became of a message that was to be posted; for the log
│   ├── PostUnsentError        post_unsent     (surely not delivered; may be tried again)
│   ├── PostUnknownError       post_unknown    (may have been delivered)
│   ├── PostRejectedError      post_rejected   (the platform will not take this message)
│   │   └── TopicClosedError   topic_closed    (nothing can be written in this topic)
│   ├── PostTargetError        post_target     (what it answers, or was to change, is gone)
│   ├── ChatClosedError        chat_closed     (we may not write there any more)
│   └── ChatMovedError         chat_moved      (the chat has another id by now)
├── PlatformError              platform        (a chat platform cannot be used: what, and the fix)
├── PromptError                prompt          (file, line and fix in the message)
├── SettingsError              settings        (all faults at once)
└── StoreError                 store
    ├── StoreCorruptError      store_corrupt
    └── StoreNewerError        store_newer     (written by a newer program)
"""

from __future__ import annotations

from typing import ClassVar

from bot.core.model import Refusal, RefusalCode


class LinkdigestError(Exception):
    """Base of the tree. `str(error)` says what, where and what to do; it holds no secret."""

    code: ClassVar[str] = "internal"


class FetchError(LinkdigestError):
    """A page could not be had; `code` is the refusal the reader gets."""

    code: ClassVar[str] = RefusalCode.FETCH_FAILED

    @property
    def refusal(self) -> Refusal:
        """What this is to a reader; the message is for the log."""
        return Refusal(RefusalCode(self.code), str(self))


class BadUrlError(FetchError):
    """Not an address that may be fetched: scheme, port, credentials or syntax."""

    code: ClassVar[str] = RefusalCode.BAD_URL


class BlockedHostError(FetchError):
    """The address, or one it leads to, is not on the public internet."""

    code: ClassVar[str] = RefusalCode.BLOCKED_HOST


class TooBigError(FetchError):
    """More bytes than allowed, on the wire or decoded."""

    code: ClassVar[str] = RefusalCode.TOO_BIG


class UnsupportedTypeError(FetchError):
    """A content type, content coding or body that is no text."""

    code: ClassVar[str] = RefusalCode.UNSUPPORTED_TYPE


class FetchTimeoutError(FetchError):
    """The one deadline over name look-up, connection, redirects and body has passed."""

    code: ClassVar[str] = RefusalCode.FETCH_TIMEOUT


class FetchFailedError(FetchError):
    """The site did not answer with a page. `retry_after` in seconds, where the site said so."""

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class ModelError(LinkdigestError):
    """The model gave no usable answer; the extract takes its place."""

    code: ClassVar[str] = "model"


class ModelRefusedError(ModelError):
    """The model, or its filter, declined to answer."""

    code: ClassVar[str] = "model_refused"


class ModelTooLongError(ModelError):
    """The request does not fit into the model's context."""

    code: ClassVar[str] = "model_too_long"


class ModelRejectedError(ModelError):
    """The address turned us away for good: key, permission, address or model name."""

    code: ClassVar[str] = "model_rejected"


class ModelBusyError(ModelError):
    """Rate limit, spent quota or an open breaker."""

    code: ClassVar[str] = "model_busy"


class ModelDownError(ModelError):
    """Server fault, broken connection or the deadline."""

    code: ClassVar[str] = "model_down"


class ModelAnswerError(ModelError):
    """An answer came, but blank, cut off or not of the shape that was asked for."""

    code: ClassVar[str] = "model_answer"


class PostError(LinkdigestError):
    """A message could not be posted, changed or deleted."""

    code: ClassVar[str] = "post"


class PostUnsentError(PostError):
    """The platform never got it: no connection, or it said to come back later."""

    code: ClassVar[str] = "post_unsent"


class PostUnknownError(PostError):
    """No answer came after it was sent: it may stand in the chat or not.

    `is_final`: looking again would tell no more.
    """

    code: ClassVar[str] = "post_unknown"

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class PostRejectedError(PostError):
    """The platform refused this very message; trying again changes nothing."""

    code: ClassVar[str] = "post_rejected"


class TopicClosedError(PostRejectedError):
    """The topic was closed, and we have no right to write there all the same."""

    code: ClassVar[str] = "topic_closed"


class PostTargetError(PostError):
    """The message it answers, or the one that was to be changed, is not there any more."""

    code: ClassVar[str] = "post_target"


class ChatClosedError(PostError):
    """We were removed, blocked, or have no right to write there."""

    code: ClassVar[str] = "chat_closed"


class ChatMovedError(PostError):
    """The chat goes on under `new_id` (a group became a supergroup)."""

    code: ClassVar[str] = "chat_moved"

    def __init__(self, new_id: str) -> None:
        super().__init__(f"the chat has moved to {new_id}")
        self.new_id = new_id


class PlatformError(LinkdigestError):
    """A chat platform turned us away for good; the message says what to do."""

    code: ClassVar[str] = "platform"


class PromptError(LinkdigestError):
    """A prompt file is broken or unknown; the message names file, line and fix."""

    code: ClassVar[str] = "prompt"


class SettingsError(LinkdigestError):
    """The configuration is at fault; `faults` holds every fault, one line each."""

    code: ClassVar[str] = "settings"

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreError(LinkdigestError):
    """The database cannot be used; the message names the path and the fix."""

    code: ClassVar[str] = "store"


class StoreCorruptError(StoreError):
    """The file is damaged; the message says where it is and what to do."""

    code: ClassVar[str] = "store_corrupt"


class StoreNewerError(StoreError):
    """A newer program has written this database."""

    code: ClassVar[str] = "store_newer"
