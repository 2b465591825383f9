"""The chat side of the core with a fake of everything around it but its ledger, a real file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.app.chats import join_chats
from bot.app.dailies import Outside
from bot.core.answers import DigestAnswer, NoticeAnswer
from bot.core.chats import Chat, ChatKind, Incoming, Person, Way, Written
from bot.core.commands.buttons import Press, Toast
from bot.settings import Settings
from bot.settings.table import BUDGETS
from tests.fakes.feed_fetcher import FakeFeedFetcher, NearReader
from tests.fakes.poster import FakePoster, Posted
from tests.fakes.world import World

if TYPE_CHECKING:
    from bot.adapters.store.ledger import SqlLedger
    from bot.core.delivery.row import Delivery

GROUP = Chat("telegram", "-100", ChatKind.GROUP)
BASIC = Chat("telegram", "-55", ChatKind.BASIC)
CHANNEL = Chat("telegram", "-200", ChatKind.CHANNEL)
PRIVATE = Chat("telegram", "1", ChatKind.PRIVATE)
SERVER = Chat("discord", "10", ChatKind.GROUP)
ROOM = Chat("discord", "20", ChatKind.GROUP, within=("10",))
THREAD = Chat("discord", "30", ChatKind.THREAD, within=("20", "10"))
ASIDE = Chat("discord", "40", ChatKind.ASIDE, within=("20", "10"))
ALICE, BOB = Person("1", "en"), Person("2", "zh-hans")
URL = "https://example.com/river"
LONG = "The river rose\n" + "Water stood in the lower streets of the town this morning. " * 30
SHORT = "The river rose\n" + "Water stood in the lower streets of the town this morning. " * 8


class Talk:
    """People who write, and what the bot does about it."""

    def __init__(self, ledger: SqlLedger, **settings: Any) -> None:
        self.world = World()
        self.clock = self.world.clock
        self.poster = FakePoster()
        self.feeds = FakeFeedFetcher()
        self.model_up = True
        self.ledger = ledger
        budgets = {name: settings.pop(name, most) for name, most in BUDGETS.items()}
        self.settings = replace(
            Settings(openai_base_url="http://127.0.0.1/v1"), budgets=budgets, **settings
        )
        self.restart()
        self.serve(URL, LONG)
        self._messages = 0
        self.owed = False

    def restart(self) -> None:
        """Another process on the same rows, as it were."""
        chats = join_chats(
            self.settings,
            self.world.pipeline,
            self.ledger,
            {"telegram": self.poster, "discord": self.poster},
            Outside(
                self.feeds,
                NearReader(),
                lambda _: "digest_bot",
                lambda _: True,
                lambda: self.model_up,
            ),
            self.clock,
        )
        self.front, self.desk, self.background = chats.front, chats.desk, chats.background
        self.dailies = chats.dailies

    def serve(self, url: str, body: str | Exception) -> None:
        self.world.fetcher.pages[url] = body

    async def say(
        self,
        text: str,
        chat: Chat = GROUP,
        by: Person = ALICE,
        *,
        settle: bool = True,
        **more: Any,
    ) -> str:
        """Somebody writes; the id of the message. A leading slash is a command.

        `owed` is whether an answer is due for it.
        """
        self._messages += 1
        message = str(more.pop("message", f"m{self._messages}"))
        command, _, arguments = text[1:].partition(" ") if text.startswith("/") else ("", "", "")
        arrived = Incoming(
            chat=chat,
            written=Written(message, text, author=by),
            sent_at=more.pop("sent_at", self.clock.now()),
            way=more.pop("way", Way.COMMAND if command else Way.DROPPED),
            update=more.pop("update", f"u{self._messages}"),
            command=command,
            arguments=arguments,
            **more,
        )
        self.owed = await self.front.receive(f"{chat.platform}:7", arrived)
        if settle:
            await self.settle()
        return message

    async def press(self, post: Posted, data: str, by: Person = ALICE, **more: Any) -> Toast:
        press = Press(post.chat, post.id, by.id or "", data, by.language, **more)
        toast = await self.front.press(press)
        await self.settle()
        return toast

    async def settle(self, seconds: float = 5.0) -> None:
        """Let everything run that needs no time of the clock's; `seconds` bounds the wait."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while loop.time() < ends and self._is_busy:  # noqa: ASYNC110 - tasks come and go
            await asyncio.sleep(0.001)

    @property
    def _is_busy(self) -> bool:
        return bool(self.desk._tasks or self.background._tasks)

    async def pass_time(self, seconds: float) -> None:
        """Let the clock go on, in small steps, so that every sleeper gets its turn."""
        left = seconds
        while left > 0:
            step = min(0.5, left)
            self.clock.advance(step)
            left -= step
            await self._rest()

    async def _rest(self) -> None:
        """Until nobody is at the ledger: what else there is waits for the clock."""
        for _ in range(4):
            await self.ledger.fact("")  # behind all statements that were given before
            await asyncio.sleep(0)

    @property
    def said(self) -> list[Posted]:
        """Our messages that stand, in order."""
        return [post for post in self.poster.posts.values() if post.id not in self.poster.deleted]

    @property
    def last(self) -> Posted:
        return self.said[-1]

    @property
    def digests(self) -> list[Posted]:
        return [post for post in self.said if isinstance(post.answer, DigestAnswer)]

    @property
    def by_model(self) -> int:
        """How many of the digests that stand a model wrote."""
        return sum(each.digest.summarizer.kind == "model" for each in self._answers)

    @property
    def limits(self) -> list[str]:
        """The budgets that our digests say are used up, in order."""
        return [each.limit.key for each in self._answers if each.limit]

    @property
    def _answers(self) -> list[DigestAnswer]:
        return [post.answer for post in self.said if isinstance(post.answer, DigestAnswer)]

    @property
    def notices(self) -> list[str]:
        """The keys of all lines that we said, in order."""
        return [
            line.key
            for post in self.said
            if isinstance(post.answer, NoticeAnswer)
            for line in post.answer.lines
        ]

    async def rows(self) -> list[Delivery]:
        """Every row there is."""
        sql = "SELECT id FROM delivery ORDER BY id"
        ids = [row[0] for row in await self.ledger._database.rows(sql)]
        found = [await self.ledger.delivery(name) for name in ids]
        return [row for row in found if row]
