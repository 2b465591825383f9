"""Who asks while nothing can be written down is told so, once and not at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.answers import NoticeAnswer
from bot.core.background import Background
from bot.core.chats import Chat, ChatKind, Incoming, Person, Way, Written
from bot.core.intake.apologies import PATIENCE, Apologies
from bot.core.retention import HOUR
from tests.fakes.clock import FakeClock
from tests.fakes.poster import FakePoster
from tests.fakes.world import settle

if TYPE_CHECKING:
    from bot.core.chats import Platform

GROUP = Chat("telegram", "-100", ChatKind.GROUP)
PRIVATE = Chat("telegram", "1", ChatKind.PRIVATE)
ASIDE = Chat("discord", "40", ChatKind.ASIDE)


class Store:
    """One that fails, and the words for it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.poster = FakePoster()
        posters: dict[Platform, FakePoster] = {"telegram": self.poster, "discord": self.poster}
        self.apologies = Apologies(posters, Background(), self.clock)

    async def fails(self, incoming: Incoming, seconds: float = PATIENCE) -> list[str]:
        """It does so for a while; in which chats that is told by then."""
        self.apologies.waits(incoming)
        self.clock.advance(seconds)
        self.apologies.waits(incoming)
        await settle()
        return [post.chat.id for post in self.poster.posts.values()]


def incoming(chat: Chat, way: Way, number: int = 1) -> Incoming:
    written = Written(str(number), "/digest x", author=Person("1", "zh-hans"))
    return Incoming(chat, written, 0, way, str(number))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.mark.parametrize(
    ("chat", "way"),
    [(GROUP, Way.COMMAND), (PRIVATE, Way.COMMAND), (PRIVATE, Way.DROPPED)],
)
async def test_who_asks_is_told_in_their_language(store: Store, chat: Chat, way: Way) -> None:
    assert await store.fails(incoming(chat, way), PATIENCE - 1) == []
    assert await store.fails(incoming(chat, way), 1) == [chat.id]
    (post,) = store.poster.posts.values()
    assert isinstance(post.answer, NoticeAnswer)
    assert [line.key for line in post.answer.lines] == ["chat.store_failing"]
    assert (post.placing.ui, post.placing.reply_to) == ("zh", "1")


@pytest.mark.parametrize(
    ("chat", "way"),
    [(GROUP, Way.DROPPED), (PRIVATE, Way.EDITED), (ASIDE, Way.COMMAND)],
)
async def test_nobody_else_is(store: Store, chat: Chat, way: Way) -> None:
    assert await store.fails(incoming(chat, way)) == []


async def test_a_chat_is_told_once_an_hour_and_anew_after_it_was_well(store: Store) -> None:
    assert await store.fails(incoming(GROUP, Way.COMMAND)) == ["-100"]
    assert await store.fails(incoming(GROUP, Way.COMMAND, 2)) == ["-100"]
    assert await store.fails(incoming(PRIVATE, Way.COMMAND, 3)) == ["-100", "1"]
    assert await store.fails(incoming(GROUP, Way.COMMAND), HOUR) == ["-100", "1", "-100"]
    store.apologies.is_taken()
    assert len(await store.fails(incoming(GROUP, Way.COMMAND, 4))) == 4
