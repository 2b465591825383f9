"""The updates of a bot: kept until they are confirmed, by long polling or by a webhook."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.fakes.telegram.errors import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

Update = dict[str, Any]

KINDS = (
    "business_connection business_message callback_query channel_post chat_boost "
    "chat_join_request chat_member chosen_inline_result deleted_business_messages "
    "edited_business_message edited_channel_post edited_message guest_message inline_query "
    "managed_bot message message_reaction message_reaction_count my_chat_member poll poll_answer "
    "pre_checkout_query purchased_paid_media removed_chat_boost shipping_query"
)
ON_DEMAND = ("chat_member", "message_reaction", "message_reaction_count")
RETRY_SECONDS = 0.1
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OVERTAKEN = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where updates are posted to, and the word that proves who posts them."""

    url: str
    secret: str = ""


class Feed:
    """Every update is kept from its making to its confirmation.

    `polls` counts the requests for updates, `pushed` holds every update ever made.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.hook: Hook | None = None
        self.allowed: list[str] = []
        self.polls = 0
        self.pushed: dict[int, Update] = {}
        self.last_error: str | None = None
        self._changed = changed
        self._ids = count(500_000_001)
        self._waiting: list[Update] = []
        self._again: list[Update] = []
        self._news = asyncio.Event()
        self._poster: asyncio.Task[None] | None = None

    @property
    def pending(self) -> list[Update]:
        """What is not yet confirmed."""
        return [*self._again, *self._waiting]

    @property
    def last_id(self) -> int:
        return max(self.pushed)

    def push(self, kind: str, content: Any) -> int | None:
        """Make an update; None where the bot has not asked for that kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ON_DEMAND
        if not wanted:
            return None
        update = {"update_id": next(self._ids), kind: content}
        self.pushed[update["update_id"]] = update
        self._waiting.append(update)
        self._news.set()
        return int(update["update_id"])

    def push_again(self, update_id: int) -> None:
        """Send an update a second time, as the service does after a lost confirmation."""
        self._again.append(self.pushed[update_id])
        self._news.set()

    def allow(self, kinds: list[str] | None) -> None:
        """Remember what the bot asks for; None leaves it as it was."""
        if kinds is not None:
            self.allowed = kinds

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Update]:
        """The next updates, at most `limit`, as soon as there are any.

        Raises:
            ApiError: 409 while a webhook is set, and to a poll that another one overtakes.
        """
        self._refuse_hooked()
        self.polls += 1
        mine = self.polls
        self._news.set()  # wakes an older poll, which finds that it is overtaken
        self._confirm(offset)
        now = asyncio.get_running_loop().time
        end = now() + timeout
        while not self.pending and (left := end - now()) > 0:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
            self._refuse_hooked()
            if self.polls != mine:
                raise ApiError(409, OVERTAKEN)
        answer = self.pending[:limit]
        self._again = self._again[limit:]
        return answer

    async def set_hook(self, hook: Hook | None, *, drop: bool = False) -> None:
        """Begin to post updates to an address, or with None go back to polling."""
        if self._poster:
            self._poster.cancel()
            with suppress(asyncio.CancelledError):
                await self._poster
        self.hook, self._poster = hook, None
        if drop:
            self._waiting.clear()
            self._again.clear()
        if hook:
            self._poster = asyncio.create_task(self._post_all(hook))
        self._news.set()

    async def close(self) -> None:
        """End the waiting polls and the posting."""
        await self.set_hook(None, drop=True)
        self.polls += 1

    def _refuse_hooked(self) -> None:
        if self.hook:
            raise ApiError(409, HOOKED)

    def _confirm(self, offset: int) -> None:
        """An offset confirms all before it; a negative one keeps that many from the end."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [item for item in self._waiting if item["update_id"] >= offset]

    async def _post_all(self, hook: Hook) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            while True:
                while source := self._again or self._waiting:
                    if await self._post(session, hook.url, source[0]):
                        source.pop(0)
                        self._changed()
                    else:
                        await asyncio.sleep(RETRY_SECONDS)
                self._news.clear()
                await self._news.wait()

    async def _post(self, session: aiohttp.ClientSession, url: str, update: Update) -> bool:
        try:
            async with session.post(url, json=update) as response:
                if response.ok:
                    return True
                self.last_error = f"Wrong response from the webhook: {response.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = str(error) or "Connection failed"
        return False


def check_kinds(kinds: list[str] | None) -> None:
    """Refuse names that no update has; the live service would pass over them.

    Raises:
        ApiError: it names them.
    """
    if unknown := [kind for kind in kinds or () if kind not in KINDS.split()]:
        raise bad_request(f"unknown update types {unknown}")
