from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answers import Action, DigestAnswer, Line, Moment, NoticeAnswer, PointerAnswer
from bot.core.chats import Chat, ChatKind, Person, Way, Written
from bot.core.delivery.row import State
from bot.core.ledger import Scope
from bot.core.ports import Mark
from bot.core.retention import DAY
from tests.fakes.talk import ALICE, BASIC, BOB, GROUP, LONG, PRIVATE, SHORT, URL, Talk

OTHER = "https://example.com/other"


def answer(talk: Talk, number: int = -1) -> DigestAnswer:
    found = talk.digests[number].answer
    assert isinstance(found, DigestAnswer)
    return found


async def test_a_command_digests_even_a_short_article(talk: Talk) -> None:
    talk.serve(URL, SHORT)
    message = await talk.say(f"/digest {URL}")
    assert talk.last.placing.reply_to == message
    assert not talk.last.placing.must_reply
    assert talk.poster.mark_on(message) is None


async def test_a_command_takes_language_style_and_freshness_in_any_order(talk: Talk) -> None:
    await talk.say(f"/digest full 中文 {URL} fresh")
    assert (answer(talk).style, answer(talk).digest.language) == ("full", "zh")


async def test_a_command_answers_the_link_of_the_message_it_replies_to(talk: Talk) -> None:
    replied = Written("m0", f"see {URL}", author=BOB)
    await talk.say("/digest", replied=replied)
    (row,) = [row for row in await talk.rows() if row.is_digest]
    assert (row.asker, row.poster) == ("1", "2")
    assert len(talk.digests) == 1


async def test_of_many_links_a_reply_takes_those_that_were_left_out(talk: Talk) -> None:
    urls = [f"https://example.com/a{number}" for number in range(5)]
    for url in urls:
        talk.serve(url, LONG.replace("river", url))
    replied = Written("m0", " ".join(urls), author=BOB)
    await talk.say(f"/digest {urls[0]} {urls[1]} {urls[2]}")
    await talk.say("/digest", replied=replied)
    keys = [row.ask.key for row in await talk.rows() if row.is_digest]
    assert keys[3:] == [urls[3], urls[4], urls[0]]
    assert sum(isinstance(post.answer, PointerAnswer) for post in talk.said) == 1


@pytest.mark.parametrize(
    ("chat", "text", "keys"),
    [
        (GROUP, "/digest", ["chat.usage"]),
        (BASIC, "/digest", ["chat.reply_hidden"]),
        (GROUP, "/digest please", ["chat.unknown_option", "chat.usage"]),
        (PRIVATE, "hello", ["chat.usage_private"]),
        (PRIVATE, "/nonsense", ["chat.usage_private"]),
        (GROUP, "/nonsense", []),
    ],
)
async def test_what_cannot_be_done_is_told_with_what_can(
    talk: Talk, chat: Chat, text: str, keys: list[str]
) -> None:
    await talk.say(text, chat=chat)
    assert talk.notices == keys


async def test_a_message_without_a_link_has_none_to_digest(talk: Talk) -> None:
    await talk.say("/digest", replied=Written("m0", "no link here", author=BOB))
    assert talk.notices == ["chat.no_url"]


async def test_a_mention_may_say_more_than_a_link(talk: Talk) -> None:
    await talk.say(f"/mention what does {URL} say?")
    assert len(talk.digests) == 1


async def test_a_link_that_was_digested_here_gets_a_pointer(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {URL}", by=BOB)
    pointer = talk.last.answer
    assert isinstance(pointer, PointerAnswer)
    assert (pointer.chat, pointer.post) == ("-100", talk.said[0].id)


async def test_another_language_is_no_repetition(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {URL} zh")
    assert len(talk.digests) == 2


async def test_fresh_reads_anew(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    talk.serve(URL, LONG + " And more.")
    await talk.say(f"/digest {URL} fresh")
    assert len(talk.digests) == 2
    assert talk.world.work == (2, 2)


async def test_where_no_link_leads_to_a_message_the_pointer_answers_it(talk: Talk) -> None:
    for _ in range(2):
        await talk.say(URL, chat=PRIVATE)
    assert talk.last.placing.reply_to == talk.said[0].id


async def test_a_pointer_to_a_message_that_is_gone_is_the_digest_itself(talk: Talk) -> None:
    await talk.say(URL, chat=PRIVATE)
    talk.poster.gone.add(talk.said[0].id)
    await talk.say(URL, chat=PRIVATE)
    assert len(talk.digests) == 2


async def test_the_answer_en_to_a_digest_asks_for_english(talk: Talk) -> None:
    await talk.say(URL)
    replied = Written(talk.last.id, "", is_ours=True)
    await talk.say("zh", replied=replied, by=BOB)
    assert answer(talk).digest.language == "zh"


@pytest.mark.parametrize(
    ("body", "key", "retry"),
    [
        ("refuse paywall", "refusal.paywall", False),
        ("refuse wechat_check", "refusal.wechat_check", True),
        ("refuse fetch_timeout", "refusal.fetch_timeout", True),
        ("refuse not_article", "refusal.not_article", False),
    ],
)
async def test_who_asked_hears_why_there_is_no_digest(
    talk: Talk, body: str, key: str, retry: bool
) -> None:
    talk.serve(URL, body)
    message = await talk.say(f"/digest {URL}")
    assert talk.notices == [key]
    said = talk.last.answer
    assert isinstance(said, NoticeAnswer)
    assert (Action.RETRY in said.actions) is retry
    assert talk.poster.mark_on(message) is None


async def test_a_private_message_is_a_request_and_answered_in_full(talk: Talk) -> None:
    message = await talk.say(f"{URL} what about this", chat=PRIVATE)
    assert answer(talk).style == "full"
    assert talk.poster.drafts[0] is None
    assert (message, Mark.SEEN) in talk.poster.marks


async def test_a_pasted_text_is_digested_and_not_kept(talk: Talk) -> None:
    await talk.say(LONG, chat=PRIVATE)
    assert answer(talk).digest.key_points
    database = talk.ledger._database
    for (table,) in await database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        rows = await database.rows(f"SELECT * FROM {table}")
        assert not [row for row in rows if any(LONG in str(cell) for cell in row)], table


async def test_a_short_private_message_is_no_article(talk: Talk) -> None:
    await talk.say("x" * 400, chat=PRIVATE)
    assert talk.notices == ["chat.usage_private"]


async def test_a_command_from_before_an_outage_is_not_carried_out(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", sent_at=talk.clock.now() - 601)
    assert talk.notices == ["chat.offline"]


async def test_a_deep_link_opens_the_digest_in_the_other_language(talk: Talk) -> None:
    await talk.say(URL)
    (row,) = await talk.rows()
    await talk.say(f"/start d_{row.id}_zh", chat=PRIVATE)
    assert answer(talk).digest.language == "zh"
    assert talk.last.chat == PRIVATE


async def test_a_deep_link_shows_the_evidence_without_any_work(talk: Talk) -> None:
    await talk.say(URL)
    (row,) = await talk.rows()
    await talk.say(f"/start e_{row.id}", chat=replace(PRIVATE, id="2"), by=BOB)
    assert answer(talk).evidence
    assert talk.world.work == (1, 1)


@pytest.mark.parametrize("payload", ["d_nothere_en", "e_nothere"])
async def test_a_deep_link_that_leads_nowhere_says_so(talk: Talk, payload: str) -> None:
    await talk.say(f"/start {payload}", chat=PRIVATE)
    assert talk.notices == ["chat.expired"]


async def test_any_other_start_is_a_welcome(talk: Talk) -> None:
    await talk.say("/start inline", chat=PRIVATE)
    assert talk.notices[0] == "chat.start"


async def test_a_guest_gets_the_digest_where_the_stub_stands(talk: Talk) -> None:
    guest = Chat("telegram", "inline-1", ChatKind.GUEST)
    await talk.say(f"/mention {URL}", chat=guest, way=Way.GUEST)
    assert len(talk.digests) == 1
    assert talk.poster.marks == []


@pytest.mark.parametrize("talk", [{"user_per_day": 2}], indirect=True)
async def test_a_budget_that_is_spent_leaves_extracts_and_says_until_when(talk: Talk) -> None:
    for number in range(3):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        await talk.say(f"/digest {url}")
    assert (talk.by_model, talk.limits) == (2, ["chat.limit_user_day_n"])
    told = answer(talk)
    assert told.trouble == "budget"
    ends = (talk.clock.now() // DAY + 1) * DAY
    assert told.limit == Line("chat.limit_user_day_n", {"n": 2, "time": Moment(ends)})
    await talk.say(f"/digest {URL}", by=BOB)
    assert talk.by_model == 3
    talk.clock.advance(DAY)
    await talk.say("/digest https://example.com/a2")
    assert (talk.by_model, len(talk.limits)) == (4, 1)


@pytest.mark.parametrize("talk", [{"chat_per_day": 1}], indirect=True)
async def test_what_was_known_costs_no_budget(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", chat=PRIVATE)
    await talk.say(f"/digest {URL}")
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {OTHER}")
    await talk.say(f"/digest {OTHER} zh")
    assert talk.limits == ["chat.limit_chat_day_n"]


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        ({"user_usd_per_day": 0.001}, "chat.limit_user_day"),
        ({"chat_usd_per_month": 0.001}, "chat.limit_chat_month"),
        ({"tokens_per_day": 1100}, "chat.limit_all_day"),
        ({"user_tokens_per_month": 1100}, "chat.limit_user_month"),
        ({"per_month": 1}, "chat.limit_all_month_n"),
    ],
    indirect=["talk"],
)
async def test_a_budget_may_be_money_or_tokens_and_for_a_month(talk: Talk, said: str) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {OTHER}")
    assert (talk.by_model, talk.limits) == (1, [said])


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_the_budget_of_all_holds_for_dropped_links_too(talk: Talk) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(URL)
    message = await talk.say(OTHER, by=BOB)
    assert (talk.by_model, talk.limits) == (1, ["chat.limit_all_day_n"])
    assert talk.poster.mark_on(message) is None


@pytest.mark.parametrize("talk", [{"allow_chats": frozenset({"telegram:-100"})}], indirect=True)
async def test_a_private_bot_answers_only_where_it_was_allowed(talk: Talk) -> None:
    await talk.say(URL, chat=BASIC)
    assert talk.said == []
    await talk.say(f"/digest {URL}", chat=BASIC)
    assert talk.notices == ["chat.not_allowed"]
    await talk.say(URL)
    assert len(talk.digests) == 1


@pytest.mark.parametrize("talk", [{"allow_users": frozenset({"telegram:1"})}], indirect=True)
async def test_an_allowed_person_may_ask_anywhere(talk: Talk) -> None:
    await talk.say(f"/digest {URL}", by=BOB)
    await talk.say(f"/digest {URL}", by=ALICE)
    assert talk.notices == ["chat.not_allowed"]
    assert len(talk.digests) == 1


async def test_a_flood_of_commands_gets_one_polite_answer(talk: Talk) -> None:
    talk.world.fetcher.gate.clear()
    for number in range(50):
        await talk.say(f"/digest https://example.com/{number}", settle=False)
    await talk.settle(0.3)
    assert talk.notices == ["chat.busy"]
    assert await talk.ledger.waiting(Scope()) == 20
    talk.world.fetcher.gate.set()


async def test_where_only_admins_may_ask_others_hear_so(talk: Talk) -> None:
    talk.poster.admins.add("1")
    await talk.front.rooms.set(GROUP, "who", "admins")
    await talk.say(f"/digest {URL}", by=BOB)
    assert talk.notices == ["chat.only_admins_ask"]
    message = await talk.say(URL, by=BOB)
    assert talk.digests == []
    assert talk.poster.mark_on(message) is None
    await talk.say(f"/digest {URL}", by=ALICE)
    assert len(talk.digests) == 1


async def test_our_own_words_follow_the_chat_else_the_reader(talk: Talk) -> None:
    await talk.say("/digest", by=BOB)
    assert talk.last.placing.ui == "zh"
    await talk.say("/digest", by=Person("3"))
    assert talk.last.placing.ui == "en"
    await talk.front.rooms.set(GROUP, "language", "zh")
    await talk.say("/digest", by=ALICE)
    assert talk.last.placing.ui == "zh"


async def test_nothing_that_was_answered_is_open(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    await talk.say("/help")
    assert {row.state for row in await talk.rows()} == {State.POSTED}
