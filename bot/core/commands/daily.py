"""`/daily`: the chat's daily post, seen by all, set by admins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.core.answers import Action, Line, NoticeAnswer, notice
from bot.core.chats import Chat, ChatKind
from bot.core.commands.office import named_chat
from bot.core.daily.schedule import Hour, zone_of
from bot.core.daily.subscription import USUAL_AT, Part, Subscription, keep
from bot.core.daily.wishes import Wish, read_time, read_wish, zone_label
from bot.core.delivery.row import Ask, State
from bot.core.retention import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.answers import Answer
    from bot.core.commands.office import Office
    from bot.core.daily.editing import Previews
    from bot.core.daily.feed import Shelf
    from bot.core.daily.subscription import Agenda
    from bot.core.delivery.ids import Ids
    from bot.core.delivery.row import Delivery

_VERBS: Final = {
    **dict.fromkeys(("show", "status", "查看"), "show"),
    **dict.fromkeys(("on", "开", "开启"), "on"),
    **dict.fromkeys(("off", "关", "关闭"), "off"),
    **dict.fromkeys(("now", "preview", "预览"), "now"),
    **dict.fromkeys(("here", "这里"), "here"),
}


@dataclass(frozen=True, slots=True)
class DailyCommand:
    """Answers the command. `zone` holds where nobody has named one; `stir` wakes the scheduler.

    `begin` takes rows that are owed.
    """

    office: Office
    agenda: Agenda
    shelf: Shelf
    previews: Previews
    ids: Ids
    zone: str
    stir: Callable[[], None]
    begin: Callable[[Delivery], None]

    async def __call__(self, row: Delivery) -> Answer:
        """`show`, `on …`, `off`, `now`, `here`; `@<id>` before it: of another chat."""
        chat, arguments = await named_chat(self.office, row)
        if chat is None:
            return notice("chat.not_admin")
        verb, rest = _verb(arguments)
        if verb == "":
            return notice("chat.daily_usage")
        wish = read_wish(rest)
        chat = await self._scope(chat, wish)
        if verb == "show":
            return await self._show(chat)
        if not await self.office.is_admin(chat, row.asker):
            return notice("chat.not_admin")
        return await self._done(row, chat, verb, wish)

    async def _done(self, row: Delivery, chat: Chat, verb: str, wish: Wish) -> Answer:
        if verb == "now":
            return await self._now(row, chat)
        if verb == "off":
            return await self._off(chat)
        return await self._set(row, chat, wish, is_here=verb == "here")

    async def _scope(self, chat: Chat, wish: Wish) -> Chat:
        """The chat whose links are meant."""
        whole = replace(chat, topic=None)
        if wish.is_whole and chat.within:
            return await self.office.chat_named(chat, chat.whole) or whole
        return whole

    async def _show(self, chat: Chat) -> Answer:
        each = await self.agenda.subscription(chat.platform, chat.id)
        if each is None:
            return NoticeAnswer((Line("chat.daily_none"), *await self._feeds(chat)))
        return NoticeAnswer(await self._told(each))

    async def _off(self, chat: Chat) -> Answer:
        each = await self.agenda.subscription(chat.platform, chat.id)
        if each is None or not each.is_on:
            return notice("chat.daily_none")
        await self.agenda.subscribe(replace(each, is_on=False, fault=""))
        return notice("chat.daily_off")

    async def _set(self, row: Delivery, chat: Chat, wish: Wish, *, is_here: bool = False) -> Answer:
        if wish.zone_like:
            if not wish.near:
                return notice("chat.daily_zone_unknown", zone=wish.zone_like)
            fields = {"zone": wish.zone_like, "near": wish.near}
            return NoticeAnswer((Line("chat.daily_zone_near", fields),), (Action.ZONE,))
        if wish.unknown:
            return notice("chat.daily_unknown", option=wish.unknown)
        before = await self.agenda.subscription(chat.platform, chat.id)
        wanted = self._wanted(chat, before, wish)
        if before is None or is_here or wish.place:
            here = self.office.meant(row.chat)
            is_inside = chat.id in {here.id, *here.within}
            # For a channel that was chosen the platform vouches, for one that was typed nobody.
            place = wish.place if row.chat.kind is ChatKind.ASIDE else ()
            target = _target(here if is_inside else chat, place)
            wanted = replace(wanted, target=target)
        kept = await keep(self.agenda, wanted, self.office.clock.now())
        self.stir()
        lines = await self._told(kept)
        if wish.zone is None and before is None:
            lines = (*lines, Line("chat.daily_zone_hint", {"zone": kept.hour.zone}))
        return NoticeAnswer(lines)

    async def corrected(self, row: Delivery) -> Answer:
        """The answer to the same command with the zone that was meant in the place of its slip."""
        arguments = row.ask.arguments
        slip = read_wish(arguments)
        arguments = arguments.replace(slip.zone_like, slip.near) if slip.near else arguments
        return await self(replace(row, ask=replace(row.ask, arguments=arguments)))

    def _wanted(self, chat: Chat, before: Subscription | None, wish: Wish) -> Subscription:
        """The subscription as it was, or a new one, with what is wished otherwise."""
        now = self.office.clock.now()
        each = before or Subscription(chat, chat, Hour(USUAL_AT, self.zone), is_on=False)
        at, zone, days = wish.at, wish.zone, wish.days
        hour = each.hour
        return replace(
            each,
            chat=chat,
            hour=Hour(hour.at if at is None else at, zone or hour.zone, days or hour.days),
            is_on=True,
            rings=each.rings if wish.rings is None else wish.rings,
            language=wish.language or each.language,
            most=wish.most or each.most,
            parts=wish.parts or each.parts,
            since=each.since if each.is_on else now - DAY,
            fault="",
        )

    async def _now(self, row: Delivery, chat: Chat) -> Answer:
        """The preview, where only who asks sees it."""
        if not row.chat.kind.is_for_one:
            return await self._privately(row, chat)
        each = await self.agenda.subscription(chat.platform, chat.id)
        each = each or Subscription(
            chat, chat, Hour(USUAL_AT, self.zone), since=self.office.clock.now() - DAY
        )
        return await self.previews.preview(each, row.chat)

    async def _privately(self, row: Delivery, chat: Chat) -> Answer:
        """Ask the same in the asker's private chat, or show the way there."""
        private = await self.office.ledger.chat(chat.platform, row.asker) if row.asker else None
        if private is None or not private.is_open or private.kind is not ChatKind.PRIVATE:
            return NoticeAnswer((Line("chat.daily_preview_private"),), (Action.PREVIEW,))
        now = self.office.clock.now()
        asked = replace(
            row,
            id=self.ids.next(),
            chat=Chat(chat.platform, row.asker, ChatKind.PRIVATE),
            message=f"preview@{row.id}",
            ask=Ask("daily", arguments=f"@{chat.id} now"),
            state=State.ACCEPTED,
            reply_to="",
            placeholder="",
            accepted_at=now,
        )
        source = f"{chat.platform} previews"
        for each in await self.office.ledger.accept(source, asked.message, [asked], now):
            self.begin(each)
        return notice("chat.daily_preview_sent")

    async def _told(self, each: Subscription) -> tuple[Line, ...]:
        """How it is set, in lines."""
        if not each.is_on:
            reason = Line("chat.daily_fault") if each.fault else Line("chat.daily_none")
            return (reason, *await self._feeds(each.chat))
        next_at = datetime.fromtimestamp(each.next_at, zone_of(each.hour.zone))
        fields = {
            "time": each.hour.clock,
            "zone": zone_label(each.hour.zone),
            "days": "".join(map(str, sorted(each.hour.days))),
            "next": f"{next_at:%Y-%m-%d %H:%M}",
        }
        lines = [Line("chat.daily_state", fields)]
        if each.target.id != each.chat.id:
            lines.append(Line("chat.daily_target", {"chat": each.target.id}))
        parts = " ".join(part for part in Part if part in each.parts)
        lines.append(Line("chat.daily_tells", {"parts": parts, "n": each.most}))
        if each.rings:
            lines.append(Line("chat.daily_rings"))
        return (*lines, *await self._feeds(each.chat))

    async def _feeds(self, chat: Chat) -> tuple[Line, ...]:
        feeds = await self.shelf.feeds_of(chat.platform, chat.id)
        return (Line("chat.daily_feeds", {"n": len(feeds)}),) if feeds else ()


def _verb(arguments: str) -> tuple[str, str]:
    """What is wanted and what follows it; a time alone switches it on, "" for what is no verb."""
    first, _, rest = arguments.partition(" ")
    if not first:
        return "show", ""
    if verb := _VERBS.get(first.lower()):
        return verb, rest
    return ("on", arguments) if read_time(first.lower()) is not None else ("", "")


def _target(here: Chat, place: tuple[str, ...]) -> Chat:
    """Where it is posted: the channel that is named, else here, in this topic."""
    if not place or not here.within:
        return here
    channel, *around = place
    kind = ChatKind.THREAD if around else ChatKind.GROUP
    return Chat(here.platform, channel, kind, within=(*around, here.whole))
