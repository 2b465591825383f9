"""The library's bot, so that it shows its token to nobody and waits as we want it to."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from telegram import Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.adapters.telegram.limiter import Limiter
from bot.core.errors import PlatformError, SettingsError
from bot.core.ports import OnSend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.ports import Clock

_log = logging.getLogger(__name__)

ADDRESS: Final = "https://api.telegram.org/bot"

_CONNECTIONS: Final = 32  # more than may be in use at once at a quarter of a second an answer
_CONNECT, _READ, _WRITE = 10.0, 20.0, 10.0  # seconds
_POOL: Final = 5.0  # seconds; who waits longer for a connection has surely sent nothing
MEET: Final = 5
"""Seconds in which whoever polls beside us comes back: our own `CONFLICT_PAUSE`, and some more."""

_POLL_READ: Final = 10.0  # seconds on top of those that Telegram itself may hold a poll

TURNED_AWAY: Final = (
    "Telegram refused the bot token: copy it anew from @BotFather into TELEGRAM_BOT_TOKEN "
    "(with a Bot API server of your own, see that TELEGRAM_BASE_URL ends in /bot)"
)


class TelegramBot(ExtBot[bool | OnSend]):
    """A bot whose text form holds no secret.

    What `rate_limit_args` mean: see `Limiter`.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<TelegramBot @{self.username}>" if self._bot_user else "<TelegramBot>"

    async def initialize(self) -> None:
        """Open the connections and ask Telegram who we are.

        Raises:
            PlatformError: the token was refused.
            TelegramError: Telegram cannot be reached.
        """
        try:
            await super().initialize()
        except InvalidToken:
            refused = True  # the library's message holds the token, so nothing of it may go on
        else:
            refused = False
        if refused:
            raise PlatformError(TURNED_AWAY)

    async def updates(
        self, offset: int | None, *, timeout: int, allowed: Sequence[str], limit: int = 100
    ) -> tuple[Update, ...]:
        """The next updates from `offset` on; waits for one up to `timeout` seconds.

        One that the library cannot read comes without content, so that it can be passed by.

        Raises:
            TelegramError: as the library raises it.
        """
        data = {"offset": offset, "timeout": timeout, "limit": limit, "allowed_updates": allowed}
        raw = await self._post("getUpdates", data, read_timeout=_POLL_READ + timeout)
        return tuple(self._update(one) for one in raw)

    async def is_polled(self) -> bool:
        """Whether somebody else polls with our token. Nothing is confirmed, nothing is set.

        Telegram lets the newer of two polls win: the other one is told off once, and ends ours when
        it comes back. So ours is held until it would have, or ends with what waits: where another
        polls, nothing does.

        Raises:
            TelegramError: as the library raises it.
        """
        try:
            await self.waiting(limit=1, hold=MEET)
        except Conflict:
            return True
        return False

    async def waiting(self, limit: int = 100, hold: int = 0) -> tuple[Update, ...]:
        """Updates that were not handled yet, and are not by this; waits `hold` seconds for one.

        Raises:
            TelegramError: as the library raises it.
        """
        # No offset, or what is waiting were taken for handled; no kinds of updates, or they were
        # set for all polls to come.
        data = {"timeout": hold, "limit": limit}
        raw = await self._post("getUpdates", data, read_timeout=_POLL_READ + hold)
        return tuple(self._update(one) for one in raw)

    def _update(self, raw: dict[str, object]) -> Update:
        try:
            return Update.de_json(raw, self)
        except Exception as fault:  # noqa: BLE001 - whatever the library trips over
            kind = type(fault).__name__
            _log.error("update %s cannot be read (%s)", raw.get("update_id"), kind)
            return Update(int(str(raw["update_id"])))


def open_bot(
    token: str,
    *,
    clock: Clock,
    base_url: str | None = None,
    base_file_url: str | None = None,
    request: HTTPXRequest | None = None,
    on_wait: Callable[[float], None] = lambda _: None,
) -> TelegramBot:
    """A bot that has not connected yet; `async with` it.

    `base_url` and `base_file_url` end in /bot, the token is appended. A server of one's own has its
    files beside its methods, as Telegram has, unless it is told otherwise. `request` is how calls
    are made, as they are by the program that serves unless given. `on_wait`: see `Limiter`.

    Raises:
        SettingsError: there is no token.
    """
    if not token:
        raise SettingsError(("TELEGRAM_BOT_TOKEN: empty; @BotFather gives you one",))
    # The library reads it with every time that it hands out, and warns of the older form.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    return TelegramBot(
        token,
        base_url=base_url or ADDRESS,
        base_file_url=base_file_url or f"{(base_url or ADDRESS).removesuffix('bot')}file/bot",
        request=request or _request(_CONNECTIONS, _READ),
        get_updates_request=request or _request(2, _POLL_READ),
        rate_limiter=Limiter(clock, on_wait),
    )


def _request(connections: int, read: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=_CONNECT,
        read_timeout=read,
        write_timeout=_WRITE,
        pool_timeout=_POOL,
    )
