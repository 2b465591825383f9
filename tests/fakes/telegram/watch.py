"""Looking at what happened: chats as they stand, calls that were made, the wait for more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.fakes.telegram.chats import Person
from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.feed import Feed
from tests.fakes.telegram.troubles import Fault, Limits, Troubles
from tests.fakes.telegram.world import World
from tests.fakes.waiting import Waiting

if TYPE_CHECKING:
    from tests.fakes.telegram.asked import Draft
    from tests.fakes.telegram.chats import Message

TOKEN = "123456:TEST-token_of_the-fake"
NAME = "digest_test_bot"


class Call(NamedTuple):
    """One request: when it came in (monotonic), what it asked for, and the status it got."""

    at: float
    method: str
    params: dict[str, Any]
    status: int


class Watch(Waiting):
    """The state of the fake, for a test to read and to bend.

    `calls` holds every request but the polls that went well; `refused` pairs a method with the
    text of its refusal.
    """

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.feed = Feed(self.changed)
        bot = Person(int(token.partition(":")[0]), "Digest", NAME, is_bot=True)
        self.world = World(bot, self.feed)
        self.troubles = Troubles()
        self.calls: list[Call] = []
        self.refused: list[tuple[str, str]] = []

    def _story(self) -> str:
        calls = [f"{call.method} {call.status}" for call in self.calls[-12:]]
        return f"last calls {calls}, refused {self.refused[-5:]}, violations {self.violations}"

    @property
    def violations(self) -> list[str]:
        return self.world.violations

    @property
    def throttled(self) -> int:
        """How many sends came faster than the limits allow."""
        return self.troubles.throttled

    def messages(self, chat: int) -> list[Message]:
        """All messages of a chat, the deleted among them; not those of the service itself."""
        found = self.world.rooms[chat].messages.values()
        return [message for message in found if not message.is_service]

    def ours(self, chat: int) -> list[Message]:
        """The bot's messages that are still there."""
        return [item for item in self.messages(chat) if item.is_ours and not item.deleted]

    def message(self, chat: int, message_id: int) -> Message:
        return self.world.rooms[chat].messages[message_id]

    def drafts(self, chat: int) -> list[Draft]:
        return [draft for draft in self.world.drafts if draft.chat == chat]

    @property
    def menus(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Commands and their descriptions, by scope (as `all_group_chats`) and language."""
        return self.world.profile.menus

    @property
    def inline_messages(self) -> dict[str, Message]:
        """The bot's messages in chats of others, by the name that edits them."""
        return self.world.inline_messages

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def privacy(self, *, on: bool) -> None:
        """Switch privacy mode."""
        self.world.reads_all = not on

    def fault(
        self,
        method: str,
        *,
        times: int = 1,
        status: int | None = None,
        description: str | None = None,
        retry_after: int | None = None,
        migrate_to: int | None = None,
        after: bool = False,
        drop: bool = False,
        chat: int | None = None,
    ) -> Fault:
        """Let the next calls of a method fail; see `Fault`. By default with an error of theirs."""
        code = status or (429 if retry_after else 400 if migrate_to else 500)
        usual = {
            429: f"Too Many Requests: retry after {retry_after}",
            400: "Bad Request: group chat was upgraded to a supergroup chat",
        }.get(code, "Internal Server Error")
        error = ApiError(code, description or usual, retry_after=retry_after, migrate_to=migrate_to)
        fault = Fault(method, times, error, after, drop, chat)
        self.troubles.faults.append(fault)
        return fault

    def delay(self, method: str, seconds: float) -> None:
        """Let each call of a method take effect so late, even if the client has left; 0 ends it."""
        self.troubles.delays[method] = seconds

    def limit(
        self, per_chat_per_second: int = 1, per_group_per_minute: int = 20, per_second: int = 30
    ) -> None:
        """Enforce Telegram's published limits on sent messages."""
        self.troubles.limits = Limits(per_chat_per_second, per_group_per_minute, per_second)
