"""Who may not use the bot gets a line that says so, and nothing of theirs is fetched or paid."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.answers import Action
from bot.core.chats import Chat, ChatKind, Way, Written
from bot.core.daily.feed import Feed
from bot.core.delivery.row import State
from bot.core.retention import DAY, HOUR
from tests.fakes.feed_fetcher import fed
from tests.fakes.feeds import item, rss
from tests.fakes.talk import ALICE, ASIDE, BOB, GROUP, LONG, PRIVATE, ROOM, URL, Talk

FEED = "https://news.example/feed.xml"
GUEST = Chat("telegram", "inline-1", ChatKind.GUEST)
ALOOF = Chat("discord", "41", ChatKind.ASIDE)
ALLOWED = {"allow_chats": frozenset({"telegram:-7"}), "owners": frozenset({"telegram:9"})}
only_some = pytest.mark.parametrize("talk", [ALLOWED], indirect=True)


@only_some
async def test_a_stranger_is_told_once_a_minute_and_nothing_is_read(talk: Talk) -> None:
    for _ in range(5):
        await talk.say(URL, PRIVATE, BOB)
        await talk.say(f"/digest {URL}", GROUP, BOB)
        await talk.say(URL, GROUP, BOB)
        await talk.say(LONG, PRIVATE, BOB)
    assert talk.notices == ["chat.not_allowed"] * 2
    talk.clock.advance(60)
    await talk.say(f"/digest {URL}", GROUP, BOB)
    assert talk.notices == ["chat.not_allowed"] * 3
    assert talk.world.work == (0, 0)
    assert talk.poster.marks == []


@only_some
@pytest.mark.parametrize(
    ("text", "chat", "more"),
    [
        ("/mention " + URL, GUEST, {"way": Way.GUEST}),
        ("/digest " + URL, ASIDE, {"places": ("@1",)}),
        ("/digest " + URL, ALOOF, {"places": ("@1",)}),
        ("/digest " + URL, ROOM, {}),
        (URL, GROUP, {"way": Way.EDITED}),
        (URL, PRIVATE, {"way": Way.EDITED}),
        (URL, GROUP, {"origin": "-300"}),
        ("zh", GROUP, {"replied": Written("p1", "", is_ours=True)}),
        ("/daily on 13:00 UTC", GROUP, {}),
        (f"/feed add {FEED}", GROUP, {}),
        (f"/feed add {FEED}", PRIVATE, {}),
        ("/start d_abc_en", PRIVATE, {}),
        (f"/daily @{GROUP.id} now", PRIVATE, {}),
    ],
)
async def test_no_way_in_leads_past_the_lists(
    talk: Talk, text: str, chat: Chat, more: dict[str, Any]
) -> None:
    talk.poster.admins |= {"1", "2"}
    await talk.say(text, chat, BOB, **more)
    assert set(talk.notices) <= {"chat.not_allowed"}
    assert talk.digests == []
    assert (talk.world.work, talk.feeds.asked) == ((0, 0), [])
    assert await talk.ledger.feeds_of("telegram", chat.id) == []


@only_some
async def test_inline_and_reactions_know_no_strangers(talk: Talk) -> None:
    await talk.say(URL, Chat("telegram", "-7", ChatKind.GROUP), ALICE)
    assert talk.by_model == 1
    assert await talk.front.known(PRIVATE, BOB, URL) is None
    await talk.front.rooms.set(GROUP, "mode", "react")
    message = await talk.say(URL, GROUP, BOB)
    await talk.front.react(GROUP, message, BOB)
    await talk.settle()
    assert talk.by_model == 1


async def test_a_chat_that_is_sent_away_gets_no_post_and_its_feeds_rest(talk: Talk) -> None:
    talk.poster.admins.add("1")
    now = talk.clock.now()
    talk.serve("https://news.example/1", LONG)
    talk.feeds.answers[FEED] = fed(rss(item("1", link="https://news.example/1", at=now - HOUR)))
    await talk.say("/daily on 13:00 UTC")
    await talk.ledger.listen(GROUP, Feed(FEED), now)
    await talk.front.rooms.admit(GROUP, is_allowed=False)
    said = len(talk.said)
    await talk.dailies.poller.refresh([FEED])
    for _ in range(2 * DAY // HOUR):
        talk.clock.advance(HOUR)
        await talk.dailies.scheduler.look()
        await talk.settle()
    assert (talk.feeds.asked, talk.world.work, len(talk.said)) == ([], (0, 0), said)
    await talk.front.rooms.admit(GROUP, is_allowed=True)
    await talk.dailies.poller.refresh([FEED])
    assert len(talk.feeds.asked) == 1


async def test_what_was_asked_before_is_not_made_for_who_was_sent_away_since(talk: Talk) -> None:
    await talk.desk.stop(0)  # it is accepted, and not begun
    await talk.say(f"/digest {URL}", GROUP, BOB)
    await talk.say(URL, Chat("telegram", "-7", ChatKind.GROUP), BOB)
    await talk.front.rooms.admit(GROUP, is_allowed=False)
    talk.restart()
    await talk.desk.resume()
    await talk.settle()
    assert (talk.by_model, talk.world.work[0]) == (1, 1)
    assert talk.notices == ["chat.not_allowed"]
    assert all(row.state is not State.ACCEPTED for row in await talk.rows())


@only_some
async def test_a_button_of_old_serves_nobody_who_was_sent_away(talk: Talk) -> None:
    seven = Chat("telegram", "-7", ChatKind.GROUP)
    await talk.say(URL, seven, ALICE)
    (row,) = [row.id for row in await talk.rows() if row.is_digest]
    await talk.front.rooms.admit(seven, is_allowed=False)
    for action in (Action.AGAIN, Action.EVIDENCE):
        toast = await talk.press(talk.last, f"d1:{action}:{row}")
        assert toast.key == "chat.not_allowed"
    assert talk.world.work == (1, 1)
