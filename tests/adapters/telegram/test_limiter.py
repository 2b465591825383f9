from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.adapters.telegram.limiter import MARGIN, Limiter
from tests.adapters.telegram.winding import WindingClock, settle

if TYPE_CHECKING:
    from bot.adapters.telegram.bot import TelegramBot

GROUP, OTHER, PERSON = -1001, -1002, 1001


@dataclass
class Telegram:
    """Takes note of calls; `faults` are raised first, `delay` is how long an answer takes."""

    clock: WindingClock = field(default_factory=WindingClock)
    calls: list[tuple[float, str, Any, str]] = field(default_factory=list)
    faults: dict[Any, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    delay: float = 0.0

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.clock)

    async def call(
        self, endpoint: str, chat: Any = None, text: str = "", *, must: bool = False, **data: Any
    ) -> Any:
        """One call through the limiter, as the library makes it."""
        data |= {"text": text} if chat is None else {"text": text, "chat_id": chat}

        async def answer(endpoint: str, data: dict[str, Any]) -> bool | dict[str, Any]:
            self.calls.append((self.clock.monotonic(), endpoint, chat, text))
            if self.delay:
                await self.clock.sleep(self.delay)
            if self.faults[chat]:
                raise self.faults[chat].pop(0)
            return {"text": text}

        return await self.limiter.process_request(
            answer, (endpoint, data), {}, endpoint, data, must or None
        )

    async def call_back(self, endpoint: str, data: dict[str, Any]) -> bool | dict[str, Any]:
        """What the library does in the end, in a group."""
        del data
        self.calls.append((self.clock.monotonic(), endpoint, GROUP, ""))
        if self.faults[GROUP]:
            raise self.faults[GROUP].pop(0)
        return {}

    async def send(self, chat: Any, text: str = "") -> Any:
        return await self.call("sendMessage", chat, text)

    async def edit(self, chat: Any, text: str = "") -> Any:
        return await self.call("editMessageText", chat, text)

    async def react(self, chat: Any, *reaction: str, must: bool = False) -> Any:
        return await self.call("setMessageReaction", chat, must=must, reaction=list(reaction))

    def times(self, chat: Any, *endpoints: str) -> list[float]:
        kinds = endpoints or ("sendMessage", "editMessageText")
        return [at for at, endpoint, where, _ in self.calls if where == chat and endpoint in kinds]

    def texts(self, chat: Any) -> list[str]:
        return [text for _, _, where, text in self.calls if where == chat]


def flood(seconds: int) -> RetryAfter:
    return RetryAfter(timedelta(seconds=seconds))


def most_within(times: list[float], period: float) -> int:
    """The greatest number of calls in any stretch of `period` seconds, its end not included."""
    return max(sum(0 <= later - at < period - 1e-6 for later in times) for at in times)


async def test_the_library_asks_the_limiter_from_the_first_call_on(bot: TelegramBot) -> None:
    assert isinstance(bot.rate_limiter, Limiter)
    await bot.send_message(PERSON, "hello")
    assert bot.rate_limiter.chats == 1


async def test_three_hundred_messages_to_thirty_chats_keep_every_published_limit() -> None:
    telegram = Telegram()
    sends = [telegram.send(-chat - 1, str(n)) for n in range(10) for chat in range(30)]
    await telegram.clock.run(*sends)
    assert len(telegram.calls) == 300
    assert most_within([at for at, *_ in telegram.calls], 1.0) <= 28
    for chat in range(30):
        assert telegram.texts(-chat - 1) == [str(n) for n in range(10)]
        assert most_within(telegram.times(-chat - 1), 1.0) == 1
    # Ten a chat take nine seconds at least, three hundred eleven: the limits cost nothing more.
    assert telegram.clock.monotonic() < 12


@given(
    st.lists(
        st.tuples(
            st.sampled_from([GROUP, OTHER, PERSON, 1002, "@channel"]),
            st.sampled_from(["sendMessage", "editMessageText"]),
            st.floats(0, 30),
        ),
        min_size=1,
        max_size=80,
    ),
    st.floats(0, 3),
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_sent_when_the_limits_and_the_order_hold(
    plan: list[tuple[Any, str, float]], delay: float
) -> None:
    async def play() -> None:
        telegram = Telegram(delay=delay)

        async def later(chat: Any, endpoint: str, at: float, text: str) -> None:
            await telegram.clock.sleep(at)
            await telegram.call(endpoint, chat, text)

        ordered = sorted(plan, key=lambda item: item[2])
        await telegram.clock.run(*(later(*one, str(n)) for n, one in enumerate(ordered)))
        assert len(telegram.calls) == len(plan)
        assert most_within([at for at, *_ in telegram.calls], 1.0) <= 28
        for chat in {chat for chat, *_ in plan}:
            assert telegram.texts(chat) == [
                str(n) for n, (where, *_) in enumerate(ordered) if where == chat
            ]
            sends = telegram.times(chat, "sendMessage")
            assert not sends or most_within(sends, 1.0) == 1
            if isinstance(chat, str) or chat < 0:
                assert most_within(telegram.times(chat), 60.0) <= 20

    asyncio.run(play())


async def test_a_group_gets_twenty_messages_a_minute_with_edits_among_them() -> None:
    telegram = Telegram()
    await telegram.clock.run(
        *(telegram.edit(GROUP) for _ in range(15)), *(telegram.send(GROUP) for _ in range(15))
    )
    assert most_within(telegram.times(GROUP), 60.0) == 20


async def test_a_private_chat_knows_no_limit_a_minute_and_edits_there_do_not_wait() -> None:
    telegram = Telegram()
    await telegram.clock.run(*(telegram.edit(PERSON) for _ in range(25)))
    assert telegram.times(PERSON) == [0.0] * 25
    await telegram.clock.run(*(telegram.send(PERSON) for _ in range(30)))
    assert telegram.clock.monotonic() == pytest.approx(29)


async def test_thirty_reactions_do_not_delay_a_message_by_a_tick() -> None:
    telegram = Telegram()
    await telegram.clock.run(
        *(telegram.react(GROUP, "👀") for _ in range(30)), telegram.send(GROUP, "digest")
    )
    assert telegram.times(GROUP) == [0.0]
    assert len(telegram.times(GROUP, "setMessageReaction")) == 30


async def test_a_message_to_one_chat_goes_before_an_edit_in_another() -> None:
    telegram = Telegram()
    crowd = [telegram.send(chat) for chat in range(1, 29)]
    edits = [telegram.edit(100 + n) for n in range(3)]
    await telegram.clock.run(*crowd, *edits, telegram.send(200))
    assert next(where for at, _, where, _ in telegram.calls if at >= 1) == 200


async def test_a_chat_that_flooded_waits_and_no_other_does() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(35)]
    await telegram.clock.run(
        telegram.send(GROUP, "a"), telegram.send(GROUP, "b"), telegram.send(OTHER, "c")
    )
    assert telegram.texts(GROUP) == ["a", "a", "b"]
    assert telegram.times(GROUP) == [0.0, pytest.approx(35 + MARGIN), pytest.approx(36 + MARGIN)]
    assert telegram.times(OTHER) == [0.0]


async def test_after_two_more_tries_the_flood_is_the_callers() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(3), flood(3), flood(3)]
    (outcome,) = await telegram.clock.run(telegram.send(GROUP))
    assert isinstance(outcome, RetryAfter)
    assert len(telegram.calls) == 3


async def test_a_pause_that_is_too_long_to_wait_for_is_told_at_once_to_everybody() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(13_938)]
    outcomes = await telegram.clock.run(telegram.send(GROUP), telegram.send(GROUP))
    assert [type(outcome) for outcome in outcomes] == [RetryAfter, RetryAfter]
    assert len(telegram.calls) == 1
    assert telegram.clock.monotonic() == 0


async def test_answers_to_buttons_and_questions_are_never_held_up() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(30)]
    waiting = asyncio.ensure_future(telegram.send(GROUP))
    await settle()
    for endpoint in ("answerCallbackQuery", "getMe", "deleteMessage", "getChatMember"):
        await telegram.call(endpoint, None if endpoint != "deleteMessage" else GROUP)
    assert len(telegram.calls) == 5
    await telegram.clock.run(asyncio.wait_for(waiting, None))


async def test_a_reaction_waits_a_second_at_most_and_is_then_dropped() -> None:
    telegram = Telegram()
    outcomes = await telegram.clock.run(*(telegram.react(-n - 1, "👀") for n in range(200)))
    assert len(telegram.calls) == pytest.approx(91, abs=1)  # 60 at once, 30 within the second
    assert max(at for at, *_ in telegram.calls) <= 1.0
    assert outcomes.count(True) == 200 - len(telegram.calls)


async def test_reactions_leave_half_of_the_connections_to_messages() -> None:
    telegram = Telegram(delay=0.4)
    await telegram.clock.run(*(telegram.react(-n - 1, "👀") for n in range(60)))
    starts = [round(at, 3) for at, *_ in telegram.calls]
    assert starts == [0.0] * 16 + [0.4] * 16 + [0.8] * 16  # the last twelve would come too late


@pytest.mark.parametrize("reaction", [(), ("🤷",)], ids=["clearing", "final"])
async def test_a_reaction_that_must_arrive_is_never_dropped(reaction: tuple[str, ...]) -> None:
    telegram = Telegram()
    await telegram.clock.run(
        *(telegram.react(-n - 1, *reaction, must=bool(reaction)) for n in range(200))
    )
    assert len(telegram.calls) == 200
    assert telegram.clock.monotonic() == pytest.approx((200 - 60) / 30, abs=0.1)


async def test_during_a_pause_reactions_are_dropped_and_clearing_waits_for_its_end() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(10)]
    sending = asyncio.ensure_future(telegram.send(GROUP))
    await settle()
    assert await telegram.react(GROUP, "👀") is True
    assert await telegram.call("sendChatAction", GROUP) is True
    assert len(telegram.calls) == 1
    await telegram.clock.run(telegram.react(GROUP), asyncio.wait_for(sending, None))
    assert telegram.times(GROUP, "setMessageReaction") == [pytest.approx(10 + MARGIN)]


async def test_a_flood_of_reactions_silences_reactions_and_not_messages() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(5)]
    assert await telegram.react(GROUP, "👀") is True
    assert await telegram.react(GROUP, "👀") is True
    await telegram.send(GROUP)
    assert telegram.times(GROUP) == [0.0]
    assert len(telegram.times(GROUP, "setMessageReaction")) == 1


async def test_a_clearing_that_floods_is_tried_again_twice() -> None:
    telegram = Telegram()
    telegram.faults[GROUP] = [flood(5), flood(5)]
    await telegram.clock.run(telegram.react(GROUP))
    assert telegram.times(GROUP, "setMessageReaction") == [
        0.0,
        pytest.approx(5 + MARGIN),
        pytest.approx(10 + 2 * MARGIN),
    ]


async def test_typing_is_dropped_where_the_budget_is_nearly_spent() -> None:
    telegram = Telegram()
    await telegram.clock.run(*(telegram.send(GROUP) for _ in range(15)))
    await telegram.call("sendChatAction", GROUP)
    assert len(telegram.times(GROUP, "sendChatAction")) == 1
    await telegram.clock.run(telegram.send(GROUP))
    assert await telegram.call("sendChatAction", GROUP) is True
    assert len(telegram.times(GROUP, "sendChatAction")) == 1


async def test_a_draft_that_floods_is_no_fault() -> None:
    telegram = Telegram()
    telegram.faults[PERSON] = [flood(5)]
    assert await telegram.call("sendMessageDraft", PERSON) is True


async def test_guests_answers_wait_for_one_another_and_for_nobody_else() -> None:
    telegram = Telegram()
    telegram.faults[None] = [flood(20)]
    await telegram.clock.run(
        telegram.call("editMessageText", inline_message_id="a"),
        telegram.call("editMessageText", inline_message_id="b"),
        telegram.send(GROUP),
    )
    assert telegram.times(None) == [0.0, pytest.approx(20 + MARGIN), pytest.approx(20 + MARGIN)]
    assert telegram.times(GROUP) == [0.0]


async def test_a_number_written_as_text_is_the_same_chat() -> None:
    telegram = Telegram()
    await telegram.clock.run(telegram.send(GROUP), telegram.send(str(GROUP)))
    assert telegram.limiter.chats == 1
    assert telegram.clock.monotonic() == pytest.approx(1)


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    telegram = Telegram()
    await telegram.clock.run(*(telegram.send(chat) for chat in range(1, 29)))
    given_up = [asyncio.ensure_future(telegram.send(chat)) for chat in range(100, 110)]
    await settle()
    for one in given_up:
        one.cancel()
    await telegram.clock.run(*(telegram.send(chat) for chat in range(200, 228)))
    assert len(telegram.calls) == 56
    assert telegram.clock.monotonic() == pytest.approx(1)


async def test_chats_that_have_fallen_silent_are_forgotten() -> None:
    telegram = Telegram()
    await telegram.clock.run(*(telegram.send(-chat) for chat in range(1, 500)))
    telegram.clock.advance(61)
    await telegram.clock.run(telegram.send(GROUP))
    assert telegram.limiter.chats == 1


async def test_at_the_end_nobody_is_let_in_any_more() -> None:
    telegram = Telegram()
    await telegram.clock.run(*(telegram.send(chat) for chat in range(1, 29)))
    waiting = asyncio.ensure_future(telegram.send(PERSON))
    await settle()
    await telegram.limiter.shutdown()
    waiting.cancel()
    await settle()
    assert len(telegram.calls) == 28


async def test_changes_that_are_made_to_be_refused_wait_for_no_pace_of_the_chat() -> None:
    clock = WindingClock()
    limiter = Limiter(clock)
    made: list[float] = []

    async def refused() -> bool:
        made.append(clock.monotonic())
        return True

    for _ in range(12):
        await limiter.process_request(
            refused, (), {}, "editMessageText", {"chat_id": -100}, rate_limit_args=True
        )
    assert made == [0.0] * 12


async def test_who_waits_is_told_right_before_a_message_goes_out_each_time() -> None:
    telegram = Telegram()
    told: list[float] = []

    async def on_send() -> None:
        told.append(telegram.clock.monotonic())

    async def answer(endpoint: str, data: dict[str, Any]) -> bool | dict[str, Any]:
        return await telegram.call_back(endpoint, data)

    await telegram.send(GROUP)
    began = telegram.clock.monotonic()
    telegram.faults[GROUP].append(RetryAfter(timedelta(seconds=2)))
    await telegram.clock.run(
        telegram.limiter.process_request(
            answer, ("sendMessage", {}), {}, "sendMessage", {"chat_id": GROUP}, on_send
        )
    )
    sent = [at for at, *_ in telegram.calls[1:]]
    assert told == sent
    assert len(sent) == 2
    assert sent[0] > began, "the chat had its message of that second"


async def test_what_is_not_wanted_any_more_at_the_last_is_not_sent() -> None:
    telegram = Telegram()

    async def on_send() -> None:
        raise LookupError

    async def answer(endpoint: str, data: dict[str, Any]) -> bool | dict[str, Any]:
        return await telegram.call_back(endpoint, data)

    with pytest.raises(LookupError):
        await telegram.limiter.process_request(
            answer, ("sendMessage", {}), {}, "sendMessage", {"chat_id": GROUP}, on_send
        )
    assert telegram.calls == []
