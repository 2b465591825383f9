"""What people do: links in groups, channels and private chats, dropped or asked for, or again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tests.chats.ground import FAILED
from tests.fakes.site import answer, leave

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tests.chats.city import Twins
    from tests.fakes.discord.asked import Asked
    from tests.fakes.discord.messages import Message as DiscordMessage
    from tests.fakes.discord.values import Channel
    from tests.fakes.discord.values import Person as Member
    from tests.fakes.site import Script
    from tests.fakes.telegram.chats import Message

ROOMS: Final = 40
"""Groups, and as many channels: many chats, as a group takes 20 messages a minute at most."""

READING: Final = ("⏳", "Reading ", "正在阅读")
GONE_EVERY: Final = 25
ONCE_DOWN_EVERY: Final = 20
"""One page in so many is not there; one fails when it is asked for the first time."""

How = Literal[
    "group", "group, twice", "group, asked", "private", "channel", "channel, asked", "both", "again"
]
HOWS: Final[dict[How, int]] = {
    "group": 40,
    "group, asked": 12,
    "private": 10,
    "channel": 26,
    "channel, asked": 4,
    "both": 4,
    "again": 4,
}
"""Of a hundred. "both": on both platforms at once; "again": by another one in the same chat."""

AGAIN_AFTER: Final = 30
"""So many links later: by then the first has its answer, and the second gets a pointer to it."""


@dataclass(slots=True)
class OnTelegram:
    """A link in a message; `answers` are ours that reply to it."""

    town: Twins
    said: Message
    how: How

    @property
    def answers(self) -> Sequence[str]:
        """The texts of our messages about it."""
        ours = self.town.telegram.ours(self.said.room.id)
        return [post.text for post in ours if post.reply_to is self.said]

    @property
    def is_answered(self) -> bool:
        """Whether it has what it is owed: a message that is not a placeholder, or a sign."""
        return is_said(self.answers) or FAILED in self.said.reactions

    def __str__(self) -> str:
        return f"{self.how}: {self.said.text} ({self.said.reactions}, {list(self.answers)})"


@dataclass(slots=True)
class OnDiscord:
    """A link in a message in a channel."""

    town: Twins
    said: DiscordMessage
    channel: Channel
    how: How

    @property
    def answers(self) -> Sequence[str]:
        """The texts of our messages about it."""
        ours = self.town.discord.ours(self.channel)
        return [post.text for post in ours if post.reply_to == self.said.id]

    @property
    def is_answered(self) -> bool:
        """Whether it has what it is owed: a message that is not a placeholder, or a sign."""
        signs = self.town.discord.signs(self.said)
        return is_said(self.answers) or signs[-1:] == [FAILED]

    def __str__(self) -> str:
        signs = self.town.discord.signs(self.said)
        return f"{self.how}: {self.said.text} ({signs}, {list(self.answers)})"


@dataclass(slots=True)
class AskedFor:
    """A link given to a command on Discord."""

    asked: Asked
    how: How = "channel, asked"

    @property
    def answers(self) -> Sequence[str]:
        """The texts of the answer and of what followed it."""
        return [] if self.asked.is_thinking else [each.text for each in self.asked.messages]

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer that is not a placeholder."""
        return is_said(self.answers)

    def __str__(self) -> str:
        return f"{self.how}: {self.asked!r}"


Link = OnTelegram | OnDiscord | AskedFor


def is_said(answers: Sequence[str]) -> bool:
    """Whether there is an answer, and none that still says that we read."""
    return bool(answers) and not any(text.startswith(READING) for text in answers)


class Crowd:
    """People who do at random, by `dice`, what people do; `links` is all that they gave us."""

    def __init__(self, town: Twins, dice: random.Random) -> None:
        self._town = town
        self._dice = dice
        self._groups = [town.group() for _ in range(ROOMS)]
        self.channels = [town.discord.channel(town.discord.server()) for _ in range(ROOMS)]
        self._people = [town.person(language) for language in ("en", "zh-hans") * ROOMS]
        self._members: list[Member] = [
            town.discord.person(locale) for locale in ("en-US", "zh-CN") * ROOMS
        ]
        self.links: list[Link] = []

    async def act(self) -> None:
        """Give the bot one link, on both platforms at once two."""
        (how,) = self._dice.choices(list(HOWS), list(HOWS.values()))
        url = "" if how == "again" else self._page()
        match how:
            case "group" | "group, asked":
                await self._in_group(url, how)
            case "private":
                who = self._someone()
                said = await self._town.say(who, who, url)
                self.links.append(OnTelegram(self._town, said, how))
            case "channel":
                await self._in_channel(url, how)
            case "channel, asked":
                channel, member = self._a_member()
                asked = await self._town.discord.slash(channel, member, "digest", url=url)
                self.links.append(AskedFor(asked))
            case "both":
                await self._in_group(url, how)
                await self._in_channel(url, how)
            case "again":
                await self._again()

    async def _again(self) -> None:
        """Somebody has missed that the link was here, and got a digest."""
        for link in self.links[:-AGAIN_AFTER][::-1]:
            if isinstance(link, OnTelegram) and link.how == "group" and link.answers:
                link.how = "group, twice"
                said = await self._town.say(link.said.room.id, self._someone(), link.said.text)
                self.links.append(OnTelegram(self._town, said, "again"))
                return

    async def _in_group(self, url: str, how: How) -> None:
        text = f"/digest {url}" if how == "group, asked" else f"look {url}"
        chat, who = self._dice.choice(self._groups), self._someone()
        self.links.append(OnTelegram(self._town, await self._town.say(chat, who, text), how))

    async def _in_channel(self, url: str, how: How) -> None:
        channel, member = self._a_member()
        said = await self._town.discord.say(channel, member, f"look {url}")
        self.links.append(OnDiscord(self._town, said, channel, how))

    def _someone(self) -> int:
        return self._dice.choice(self._people)

    def _a_member(self) -> tuple[Channel, Member]:
        return self._dice.choice(self.channels), self._dice.choice(self._members)

    def _page(self) -> str:
        """A page that nobody has seen yet; now and then one that is not there, or not at once."""
        drawn = self._dice.random()
        if drawn < 1 / GONE_EVERY:
            return self._town.broken()
        url = self._town.article(self._dice.choice(["", "", "en", "zh"]))
        if drawn < 1 / GONE_EVERY + 1 / ONCE_DOWN_EVERY:
            path = url.partition(f":{self._town.site.port}")[2]
            firsts: list[Script] = [answer(status="503 Unavailable"), leave]
            self._town.site.precede(path, self._dice.choice(firsts))
        return url
