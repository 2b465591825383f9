from __future__ import annotations

import pytest

from bot.core.answers import Action, Line, NoticeAnswer
from bot.core.chats import Chat, ChatKind, Person
from bot.core.delivery.row import State
from bot.core.errors import ChatClosedError, PostError, TopicClosedError
from bot.core.preferences import CHOICES, DEFAULTS, Preferences, read_value
from tests.fakes.talk import ALICE, BASIC, BOB, CHANNEL, GROUP, LONG, PRIVATE, URL, Talk

OWNER = Person("9", "en")
OWNERS = Chat("telegram", "9", ChatKind.PRIVATE)


def lines(talk: Talk) -> dict[str, Line]:
    answer = talk.last.answer
    assert isinstance(answer, NoticeAnswer)
    return {line.key: line for line in answer.lines}


@pytest.mark.parametrize("command", ["start", "help", "privacy"])
async def test_what_we_are_and_do_can_be_asked_anywhere(talk: Talk, command: str) -> None:
    for chat in (GROUP, PRIVATE, BASIC):
        await talk.say(f"/{command}", chat=chat)
    assert len(talk.said) == 3


async def test_privacy_tells_what_is_seen_where_text_goes_and_for_how_long(talk: Talk) -> None:
    await talk.say("/privacy")
    told = lines(talk)
    assert "chat.privacy_sees_all" in told
    assert told["chat.privacy_stores"].fields == {"days": 365, "body": 30, "digest": 365}
    assert told["chat.privacy_model"].fields == {"host": "127.0.0.1"}
    talk.poster.sees_all = False
    await talk.say("/privacy")
    assert "chat.privacy_sees_commands" in lines(talk)


@pytest.mark.parametrize(
    "talk", [{"openai_base_url": "https://api.openai.com/v1", "contact": "@me"}], indirect=True
)
async def test_without_a_model_privacy_says_that_nothing_leaves(talk: Talk) -> None:
    await talk.say("/privacy")
    assert "chat.privacy_no_model" in lines(talk)
    assert lines(talk)["chat.privacy_contact"].fields == {"contact": "@me"}


async def test_after_forget_me_no_table_holds_the_person(talk: Talk) -> None:
    carol = Person("424242", "en")
    private = Chat("telegram", "424242", ChatKind.PRIVATE)
    talk.poster.admins.add("424242")
    await talk.say("/settings mode auto", by=carol)
    await talk.say(URL, by=carol)
    await talk.say(f"/digest {URL} zh", by=carol)
    await talk.say(URL, chat=private, by=carol)
    await talk.say("/forget me", chat=private, by=carol)
    assert lines(talk)["chat.forgot"].fields == {"digests": 1, "shares": 2}
    database = talk.ledger._database
    tables = await database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (table,) in tables:
        rows = await database.rows(f"SELECT * FROM {table}")
        assert not [row for row in rows if any("424242" in str(cell) for cell in row)], table


async def test_the_digests_of_others_stay(talk: Talk) -> None:
    await talk.say(URL, by=BOB)
    await talk.say("/forget me")
    assert talk.notices == ["chat.forgot_nothing"]
    assert [row.state for row in await talk.rows()] == [State.POSTED]


async def test_a_link_is_forgotten_by_who_brought_it_or_an_admin(talk: Talk) -> None:
    await talk.say(URL, by=BOB)
    await talk.say(f"/forget {URL}")
    assert talk.notices == ["chat.not_yours"]
    await talk.say(f"/forget {URL}", by=BOB)
    assert lines(talk)["chat.forgot_url"].fields == {"n": 1}
    await talk.say(f"/forget {URL}", by=BOB)
    assert "chat.forgot_nothing" in lines(talk)


@pytest.mark.parametrize("text", ["/forget", "/forget everything", "/forget a.b c.d"])
async def test_what_to_forget_must_be_said(talk: Talk, text: str) -> None:
    await talk.say(text)
    assert talk.notices == ["chat.forget_usage"]


async def test_only_admins_forget_a_chat(talk: Talk) -> None:
    await talk.say("/forget chat")
    assert talk.notices == ["chat.not_admin"]


async def test_stats_count_digests_the_cache_failures_and_money(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.say(URL, chat=PRIVATE)
    await talk.say(f"/digest {URL}")
    talk.serve("https://example.com/b", "refuse paywall")
    await talk.say("/digest https://example.com/b")
    talk.serve("https://example.com/c", LONG.replace("river", "sea"))
    await talk.say("/digest https://example.com/c")
    await talk.say("/stats week")
    told = {key: dict(line.fields) for key, line in lines(talk).items()}
    assert told["chat.stats_digests"] == {"n": 2}
    assert told["chat.stats_days"] == {"spark": "▁▁▁▁▁▁█"}
    assert told["chat.stats_saved"] == {"saved": "0.0010", "n": 0}
    assert told["chat.stats_failed_wall"] == {"n": 1}
    assert told["chat.stats_cached"] == {"n": 1}
    assert told["chat.stats_failed"] == {"n": 1}
    assert told["chat.stats_cost"] == {"cost": "0.0010"}


async def test_stats_are_for_admins(talk: Talk) -> None:
    await talk.say("/stats")
    assert talk.notices == ["chat.not_admin"]


async def test_whoever_can_write_in_a_channel_is_an_admin_there(talk: Talk) -> None:
    await talk.say("/settings mode off", chat=CHANNEL, by=Person(None))
    assert talk.notices == ["chat.setting_done"]


async def test_an_anonymous_admin_goes_by_the_chat(talk: Talk) -> None:
    await talk.say("/settings mode off", by=Person(GROUP.id, is_admin=True))
    assert talk.notices == ["chat.setting_done"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mode react", "chat.setting_done"),
        ("deny Example.com, b.org", "chat.setting_done"),
        ("user_limit 0", "chat.setting_done"),
        ("mode loud", "chat.setting_values"),
        ("user_limit many", "chat.setting_values"),
        ("deny not a domain", "chat.setting_values"),
        ("volume 11", "chat.setting_unknown"),
    ],
)
async def test_settings_can_be_set_by_words(talk: Talk, text: str, key: str) -> None:
    talk.poster.admins.add("1")
    await talk.say(f"/settings {text}")
    assert talk.notices == [key]


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
async def test_the_owner_sees_the_state_and_the_chats(talk: Talk) -> None:
    await talk.say(URL)
    await talk.say("/owner status", chat=OWNERS, by=OWNER)
    assert lines(talk)["chat.owner_status"].fields["today"] == 1
    assert "chat.owner_model_up" in lines(talk)
    assert lines(talk)["chat.owner_budget_day"].fields["share"] == "0"
    talk.model_up = False
    await talk.say("/owner status", chat=OWNERS, by=OWNER)
    assert "chat.owner_model_down" in lines(talk)
    await talk.say("/owner chats", chat=OWNERS, by=OWNER)
    assert lines(talk)["chat.owner_chat"].fields["chat"] in {"-100", "9"}


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
async def test_a_blocked_chat_is_left_alone(talk: Talk) -> None:
    await talk.say("/owner block -100", chat=OWNERS, by=OWNER)
    await talk.say(URL)
    assert talk.digests == []
    await talk.say("/owner allow -100", chat=OWNERS, by=OWNER)
    await talk.say(URL)
    assert len(talk.digests) == 1


@pytest.mark.parametrize("talk", [{"owners": frozenset({"telegram:9"})}], indirect=True)
@pytest.mark.parametrize("text", ["/owner status", "/owner allow -100"])
async def test_owner_commands_are_for_the_owner_in_private(talk: Talk, text: str) -> None:
    await talk.say(text, chat=PRIVATE)
    await talk.say(text, by=OWNER)
    assert talk.notices == ["chat.owner_only", "chat.owner_only"]


async def test_who_brings_us_in_hears_once_how_we_work(talk: Talk) -> None:
    for update in ("u1", "u2"):
        await talk.front.joined("telegram:7", update, GROUP, BOB)
        await talk.pass_time(3)
    (post,) = talk.said
    assert isinstance(post.answer, NoticeAnswer)
    assert [line.key for line in post.answer.lines] == ["chat.onboard_sees"]
    assert post.answer.actions == (Action.MODE_ASK, Action.CLOSE)
    assert post.placing.ui == "zh"
    assert post.placing.silent


async def test_where_we_see_only_commands_we_say_so(talk: Talk) -> None:
    talk.poster.sees_all = False
    await talk.front.joined("telegram:7", "u1", BASIC, ALICE)
    await talk.pass_time(3)
    assert talk.notices == ["chat.onboard_commands", "chat.onboard_basic"]


@pytest.mark.parametrize("chat", [CHANNEL, PRIVATE])
async def test_channels_and_people_get_no_speech(talk: Talk, chat: Chat) -> None:
    await talk.front.joined("telegram:7", "u1", chat, ALICE)
    await talk.settle()
    assert talk.said == []


async def test_who_sends_us_away_gets_nothing_more(talk: Talk) -> None:
    await talk.front.left(GROUP)
    room = await talk.ledger.chat("telegram", GROUP.id)
    assert room is not None
    assert not room.is_open


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (TopicClosedError("closed"), "chat.topic_closed"),
        (ChatClosedError("not enough rights"), "chat.no_rights"),
    ],
)
async def test_why_we_are_silent_is_explained_where_it_can_be(
    talk: Talk, fault: PostError, key: str
) -> None:
    await talk.say("/start", chat=PRIVATE)
    talk.poster.faults = [fault]
    await talk.say(f"/digest {URL}")
    assert talk.notices[-1] == key
    assert talk.last.chat == PRIVATE


async def test_nobody_gets_a_private_message_they_never_asked_for(talk: Talk) -> None:
    talk.poster.faults = [TopicClosedError("closed")]
    await talk.say(f"/digest {URL}")
    assert talk.said == []


def test_every_setting_has_a_default_that_it_may_have() -> None:
    assert DEFAULTS.keys() == CHOICES.keys()
    for name, choices in CHOICES.items():
        assert not choices or DEFAULTS[name] in choices
        assert read_value(name, DEFAULTS[name]) == DEFAULTS[name]


def test_a_chats_own_settings_stand_over_the_operators_over_ours() -> None:
    chosen = Preferences({"mode": "ask"}, {"mode": "react", "language": "zh"})
    assert (chosen.mode, chosen.language, chosen.style) == ("ask", "zh", "compact")
    assert Preferences(kind=ChatKind.PRIVATE).style == "full"


def test_a_domain_stands_for_all_below_it() -> None:
    chosen = Preferences({"deny": "example.com"})
    assert not chosen.permits("news.example.com")
    assert chosen.permits("notexample.com")


async def test_stats_of_a_month_say_honestly_what_is_not_known(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.say(URL, chat=PRIVATE)
    await talk.say(f"/digest {URL}")
    (made,) = await talk.ledger.digests_in(PRIVATE, URL, 0)
    await talk.ledger.drop(made.id)
    await talk.say("/stats month")
    told = lines(talk)
    assert next(iter(told)) == "chat.stats_month"
    assert told["chat.stats_cached"].fields == {"n": 1}
    assert "chat.stats_saved" not in told
    assert len(str(told["chat.stats_days"].fields["spark"])) == 30
