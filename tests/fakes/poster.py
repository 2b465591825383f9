"""A chat platform in memory: messages, reactions, and faults as a test wants them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.errors import PostTargetError, PostUnsentError
from bot.render.daily import split

if TYPE_CHECKING:
    from bot.core.answers import Answer, DailyAnswer
    from bot.core.chats import Chat
    from bot.core.errors import PostError
    from bot.core.ports import Mark, OnSend, Placing


@dataclass
class Posted:
    """A message of ours as it stands."""

    id: str
    chat: Chat
    answer: Answer
    placing: Placing
    edits: int = 0


@dataclass
class FakePoster:
    """Implements `ports.Poster`.

    A place that waits for an answer is called "@…"; those in `run_out` wait no longer. `faults` are
    raised by posts and edits in turn, None lets one through; with `arrives` a post
    that fails takes effect all the same. `gone` are messages that cannot be answered. `files` are
    those that people sent; one message holds `items_most` items of a daily post.
    """

    posts: dict[str, Posted] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    marks: list[tuple[str, Mark | None]] = field(default_factory=list)
    drafts: list[Answer | None] = field(default_factory=list)
    typed: int = 0
    faults: list[PostError | None] = field(default_factory=list)
    arrives: bool = False
    gone: set[str] = field(default_factory=set)
    admins: set[str] = field(default_factory=set)
    moderators: set[str] = field(default_factory=set)
    sees_all: bool = True
    sought: int = 0
    hears: bool = True
    unreachable: int = 0
    mark_faults: int = 0
    became: dict[str, str] = field(default_factory=dict)
    run_out: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    items_most: int = 15
    closed: set[str] = field(default_factory=set)

    def split(self, chat: Chat, answer: DailyAnswer) -> tuple[DailyAnswer, ...]:
        return split(answer, lambda part: len(part.items) <= self.items_most)

    def is_open(self, chat: Chat, target: Chat) -> bool:
        return chat.id == target.id or chat.id not in self.closed

    async def read_file(self, chat: Chat, file: str) -> bytes:
        if file not in self.files:
            raise PostTargetError("no such file")
        return self.files[file]

    async def post(
        self, chat: Chat, answer: Answer, placing: Placing, on_send: OnSend | None = None
    ) -> str:
        if on_send:
            await on_send()
        fault = self.faults.pop(0) if self.faults else None
        if fault and not self.arrives:
            raise fault
        if placing.must_reply and placing.reply_to in self.gone:
            raise PostTargetError("message to be replied not found")
        name = f"p{len(self.posts) + 1}"
        self.posts[name] = Posted(name, chat, answer, placing)
        if fault:
            raise fault
        return name

    async def edit(self, chat: Chat, post: str, answer: Answer, placing: Placing) -> str:
        fault = self.faults.pop(0) if self.faults else None
        if fault:
            raise fault
        if post.startswith("@") and post not in self.run_out:
            return self._filled(post, chat, answer, placing)
        if post not in self.posts or post in self.deleted:
            raise PostTargetError("message to edit not found")
        posted = self.posts[post]
        posted.answer, posted.placing = answer, placing
        posted.edits += 1
        return post

    def _filled(self, place: str, chat: Chat, answer: Answer, placing: Placing) -> str:
        """What a place that waits becomes: a message with an id of its own."""
        name = self.became.setdefault(place, f"p{len(self.posts) + 1}")
        edits = self.posts[name].edits + 1 if name in self.posts else 0
        self.posts[name] = Posted(name, chat, answer, placing, edits)
        return name

    async def delete(self, chat: Chat, post: str) -> None:
        self.deleted.append(post)

    async def find(
        self, chat: Chat, answer: Answer, placing: Placing, known: frozenset[str]
    ) -> str | None:
        self.sought += 1
        if self.unreachable:
            self.unreachable -= 1
            raise PostUnsentError("not answered")
        for name, posted in self.posts.items():
            if name not in known and (posted.chat.id, posted.answer) == (chat.id, answer):
                return name
        return None

    async def mark(self, chat: Chat, message: str, mark: Mark | None) -> bool:
        if self.mark_faults:
            self.mark_faults -= 1
            return False
        self.marks.append((message, mark))
        return True

    async def show_typing(self, chat: Chat) -> None:
        self.typed += 1

    async def show_draft(self, chat: Chat, draft: str, answer: Answer | None, ui: str) -> None:
        self.drafts.append(answer)

    async def is_admin(self, chat: Chat, person: str) -> bool:
        return person in self.admins

    async def may_moderate(self, chat: Chat, person: str) -> bool:
        return person in self.admins | self.moderators

    async def hears_reactions(self, chat: Chat) -> bool:
        return self.hears

    async def sees_everything(self, chat: Chat) -> bool:
        return self.sees_all

    def mark_on(self, message: str) -> Mark | None:
        """The reaction that stands on a message now."""
        found = [mark for name, mark in self.marks if name == message]
        return found[-1] if found else None
