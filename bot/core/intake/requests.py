"""What people ask for in words: commands, private messages, mentions where we are a guest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core.answers import DigestAnswer, Line, NoticeAnswer
from bot.core.chats import ChatKind
from bot.core.delivery.row import Ask, State
from bot.core.intake.grammar import Wish, asked_language, read_wish
from bot.core.intake.rows import LINKS_MOST, reading_trigger
from bot.core.links import find
from bot.core.links.parse import parse
from bot.core.retention import MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.accounts import Accounts
    from bot.core.answers import Action
    from bot.core.chats import Person
    from bot.core.delivery.row import Delivery, Verb
    from bot.core.intake.limits import Limits
    from bot.core.intake.rows import Rows
    from bot.core.ledger import Ledger
    from bot.core.model import AskedLanguage, Link

OLD: Final = 10 * MINUTE
"""Seconds after which a command is not carried out any more: who gave it has long gone on."""

HINT_AGAIN: Final = 5
"""Seconds: who types a wrong command twice is told twice, who sends fifty at once is not."""

PASTED: Final = 400
"""Characters from which a private message without a link is an article that somebody pasted."""

VERBS: Final[Mapping[str, Verb]] = {
    "start": "start",
    "help": "help",
    "settings": "settings",
    "optout": "optout",
    "optin": "optin",
    "forget": "forget",
    "privacy": "privacy",
    "stats": "stats",
    "owner": "owner",
    "daily": "daily",
    "feed": "feed",
}
_DEEP_LINK: Final = re.compile(r"([a-z]+)_([\w-]+?)(?:_(zh|en))?")


@dataclass(frozen=True, slots=True)
class Requests:
    """Decides on what was asked for in words."""

    ledger: Ledger
    limits: Limits
    accounts: Accounts

    async def command(self, rows: Rows) -> list[Delivery]:
        """The rows for a command; none for one that is not ours."""
        incoming = rows.incoming
        if incoming.sent_at < rows.now - OLD:
            return [await self.once(rows, Line("chat.offline"))]
        if incoming.command in {"digest", "mention"}:
            return await self._digest(rows)
        if incoming.command == "start" and incoming.arguments:
            return await self._deep_link(rows)
        return await self._words(rows)

    async def _words(self, rows: Rows) -> list[Delivery]:
        """The row for a command that is answered in words of ours, unless enough are owed."""
        incoming = rows.incoming
        verb = VERBS.get(incoming.command)
        author = incoming.written.author.id or ""
        if verb and not await self.limits.is_chatty(incoming.chat, author):
            file = incoming.written.file or (incoming.replied.file if incoming.replied else "")
            ask = Ask(verb, arguments=incoming.arguments, file=file)
            return [rows.ask(ask, reading_trigger(incoming.chat))]
        if verb is None and incoming.chat.kind is ChatKind.PRIVATE:
            return [await self.once(rows, Line("chat.usage_private"))]
        return []

    async def private(self, rows: Rows) -> list[Delivery]:
        """The rows for a message in a private chat: its links, else its text, are the request."""
        written = rows.incoming.written
        if switched := await self.language_switch(rows):
            return switched
        if links := find(written.text, written.addresses):
            return await self._digests(rows, Wish(links))
        if len(written.text) > PASTED:
            ask = Ask("text", text=written.text, language=rows.preferences.language)
            return await self._unless_busy(
                rows, [rows.ask(ask, reading_trigger(rows.incoming.chat))]
            )
        return [await self.once(rows, Line("chat.usage_private"))]

    async def guest(self, rows: Rows) -> list[Delivery]:
        """The rows for a mention in a chat that we are no member of."""
        incoming = rows.incoming
        wish = read_wish(incoming.arguments, incoming.written.addresses)
        if not wish.links and (replied := incoming.replied):
            wish = replace(wish, links=find(replied.text, replied.addresses))
        if not wish.links:
            return [rows.tell(Line("chat.no_url"))]
        person = incoming.written.author.id or ""
        if not await self.limits.may_be_guest(incoming.chat, person, rows.preferences, rows.now):
            return [rows.tell(Line("chat.busy"))]
        return await self._digests(rows, replace(wish, links=wish.links[:1]))

    async def language_switch(self, rows: Rows) -> list[Delivery]:
        """The rows for the answer `en` or `zh` to one of our digests; none for anything else."""
        incoming = rows.incoming
        language = asked_language(incoming.written.text)
        if language is None or incoming.replied is None or not incoming.replied.is_ours:
            return []
        held = await self.ledger.holding(incoming.chat, incoming.replied.id)
        if held is None or not held.ask.url:
            return []
        return await self._digests(rows, Wish((parse(held.ask.url),), language))

    async def _digest(self, rows: Rows) -> list[Delivery]:
        incoming = rows.incoming
        wish = read_wish(incoming.arguments, incoming.written.addresses)
        if wish.unknown and incoming.command == "digest":
            option = Line("chat.unknown_option", {"option": wish.unknown[:40]})
            return [await self.once(rows, option, Line("chat.usage"))]
        if wish.links:
            return await self._digests(rows, wish)
        replied = incoming.replied
        if replied is None:
            hidden = incoming.chat.kind is ChatKind.BASIC and not incoming.arguments
            return [await self.once(rows, Line("chat.reply_hidden" if hidden else "chat.usage"))]
        if replied.is_ours and (held := await self.ledger.holding(incoming.chat, replied.id)):
            links: Sequence[Link] = (parse(held.ask.url),) if held.ask.url else ()
        else:
            links = await self._unread_first(rows, find(replied.text, replied.addresses))
        if not links:
            is_empty = not replied.text and not replied.addresses
            key = "chat.no_text" if is_empty and not replied.is_ours else "chat.no_url"
            return [await self.once(rows, Line(key))]
        return await self._digests(rows, replace(wish, links=tuple(links)), replied.author)

    async def _unread_first(self, rows: Rows, links: Sequence[Link]) -> Sequence[Link]:
        """The links of one message, those that the chat has no digest of first."""
        read = []
        for link in links:
            known = await self.ledger.digests_in(rows.incoming.chat, link.key, 0)
            read.append(any(row.state is State.POSTED or row.is_open for row in known))
        return [link for _, link in sorted(zip(read, links, strict=True), key=lambda pair: pair[0])]

    async def _digests(
        self, rows: Rows, wish: Wish, poster: Person | None = None
    ) -> list[Delivery]:
        """Rows for the first links of `wish`, unless the chat has asked for too much at once."""
        trigger = reading_trigger(rows.incoming.chat)
        more = {"style": wish.style or "", "fresh": wish.fresh}
        sharer = poster if poster and poster.id else rows.incoming.written.author
        if sharer.id and await self.ledger.is_opted_out(rows.incoming.chat.platform, sharer.id):
            poster = replace(sharer, name="")
        asked = [
            rows.digest(link, trigger, wish.language, poster=poster, **more)
            for link in wish.links[:LINKS_MOST]
        ]
        if rest := len(wish.links) - len(asked):
            asked[-1] = replace(asked[-1], ask=replace(asked[-1].ask, more_links=rest))
        return await self._unless_busy(rows, asked)

    async def _unless_busy(self, rows: Rows, asked: list[Delivery]) -> list[Delivery]:
        chat, person = rows.incoming.chat, rows.incoming.written.author.id or ""
        if await self.limits.is_busy(chat, person):
            return [await self.once(rows, Line("chat.busy"), within=MINUTE)]
        return asked

    async def once(
        self,
        rows: Rows,
        *lines: Line,
        actions: tuple[Action, ...] = (),
        within: int = HINT_AGAIN,
    ) -> Delivery:
        """A row that says these lines, one in so many seconds for each person and chat.

        No flood of ours answers a flood of theirs.
        """
        person = rows.incoming.written.author.id or ""
        name = await self.accounts.veil(f"{person} {rows.now // within}")
        said = rows.say(NoticeAnswer(lines, actions))
        if rows.incoming.places:
            return said  # there is a message that waits for these words
        return replace(said, message=f"{lines[0].key}@{name}")

    async def _deep_link(self, rows: Rows) -> list[Delivery]:
        """`/start d_<id>_en`: a digest in English; `e_<id>`, `f_<id>`: evidence, all points.

        `n_<id>`: what the daily post of the chat in which that was asked would be now.
        """
        incoming = rows.incoming
        found = _DEEP_LINK.fullmatch(incoming.arguments.strip())
        kind, name, language = found.groups() if found else ("", "", None)
        trigger = reading_trigger(incoming.chat)
        if kind == "set":
            return [rows.ask(Ask("settings", arguments=f"@{name}"), trigger)]
        held = await self.ledger.delivery(name) if kind in {"d", "e", "f", "n"} else None
        if held and kind == "n":
            return [rows.ask(Ask("daily", arguments=f"@{held.chat.id} now"), trigger)]
        if held is None or not held.ask.url or held.state is State.DELETED:
            return [rows.tell(Line("chat.expired")) if kind else rows.ask(Ask("start"), trigger)]
        link = parse(held.ask.url)
        if kind != "d" and isinstance(held.answer, DigestAnswer):
            shown = replace(held.answer, style="full", evidence=kind == "e", more_links=0)
            row = rows.digest(link, trigger, held.ask.language)
            return [replace(row, state=State.READY, answer=shown, charged=False)]
        asked: AskedLanguage | None = "zh" if language == "zh" else "en" if language else None
        return await self._digests(rows, Wish((link,), asked))
