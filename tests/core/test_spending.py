"""What becomes of asks when a budget is used up, and who hears of it."""

from __future__ import annotations

import asyncio

import pytest

from bot.app.budgets import budgets_of
from bot.core.accounts import ALL
from bot.core.answers import Action, DigestAnswer, NoticeAnswer
from bot.core.budgets import Unit
from bot.core.chats import Chat, ChatKind
from bot.core.errors import ModelAnswerError
from bot.core.ledger import Use
from bot.core.model import Summarizer
from bot.core.retention import DAY
from bot.settings import Settings
from bot.settings.table import OPENAI_ADDRESS
from tests.fakes.talk import ALICE, BOB, LONG, PRIVATE, URL, Talk

OTHER = "https://example.com/other"
PASTED = "A long walk along the river, told by who walked it. " * 30
MONEYLESS = {"usd_per_day": 0.0}


def answer(talk: Talk) -> DigestAnswer:
    found = talk.last.answer
    assert isinstance(found, DigestAnswer)
    return found


async def today(talk: Talk) -> Use:
    on = talk.clock.now() // DAY
    return await talk.ledger.spent(on, on, ALL)


async def last_row(talk: Talk) -> str:
    return [row.id for row in await talk.rows() if row.is_digest][-1]


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_the_button_makes_the_digest_once_there_is_room_again(talk: Talk) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {OTHER}")
    extract, row = talk.last, await last_row(talk)
    toast = await talk.press(extract, f"d1:{Action.AGAIN}:{row}")
    assert (toast.key, toast.is_alert) == ("chat.limit_all_day_n", True)
    assert answer(talk).trouble == "budget"
    talk.clock.advance(DAY)
    toast = await talk.press(extract, f"d1:{Action.AGAIN}:{row}")
    assert toast.key == "toast.again"
    assert (answer(talk).digest.summarizer.kind, answer(talk).limit) == ("model", None)


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_an_extract_for_lack_of_budget_costs_nothing_and_is_in_nobodys_way(
    talk: Talk,
) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {OTHER}")
    await talk.say(f"/digest {OTHER}", by=BOB)  # a pointer to it
    assert (await today(talk)).digests == 1
    assert len(talk.digests) == 2
    talk.clock.advance(DAY)
    await talk.say(OTHER, by=BOB)
    assert (talk.by_model, len(talk.digests)) == (2, 3)


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_what_cannot_be_made_anew_stands_and_says_why(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {URL} fresh")
    told = answer(talk)
    assert told.limit
    assert (told.trouble, told.limit.key) == ("kept", "chat.limit_all_day_n")
    assert told.digest.summarizer.kind == "model"
    assert (await today(talk)).digests == 1


@pytest.mark.parametrize("talk", [{"per_day": 1, "user_per_month": 1}], indirect=True)
async def test_of_two_budgets_that_are_used_up_the_later_to_begin_anew_is_told(talk: Talk) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}")
    await talk.say(f"/digest {OTHER}")
    await talk.say(f"/digest {OTHER} zh", by=BOB)
    assert talk.limits == ["chat.limit_user_month_n", "chat.limit_all_day_n"]


@pytest.mark.parametrize("talk", [{"user_per_day": 1}], indirect=True)
async def test_a_pasted_text_gets_its_own_sentences_too(talk: Talk) -> None:
    await talk.say(URL, PRIVATE)
    await talk.say(PASTED, PRIVATE)
    assert (answer(talk).trouble, talk.limits) == ("budget", ["chat.limit_user_day_n"])
    assert not any(row.ask.text for row in await talk.rows())


@pytest.mark.parametrize("talk", [{"per_day": 1}], indirect=True)
async def test_what_many_ask_for_at_once_is_paid_once_and_nobody_is_turned_away(
    talk: Talk,
) -> None:
    talk.world.writer.gate.clear()
    chats = [Chat("telegram", f"-{number}", ChatKind.GROUP) for number in range(900, 920)]
    for chat in chats:
        await talk.say(f"/digest {URL}", chat, settle=False)
    await asyncio.wait_for(talk.world.writer.started.wait(), 5)
    talk.world.writer.gate.set()
    await talk.settle()
    assert (talk.by_model, talk.limits) == (20, [])
    assert await today(talk) == Use(1, 1000, 1100)
    assert talk.world.writer.by_model == 1


@pytest.mark.parametrize("talk", [{"tokens_per_day": 1500}], indirect=True)
async def test_answers_that_came_to_nothing_are_paid_in_tokens(talk: Talk) -> None:
    talk.world.writer.failure = ModelAnswerError("fake-1: no JSON")
    talk.world.writer.wasted = Summarizer("model", "fake-1", "p", 1200, 400, 0.002)
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}")
    assert await today(talk) == Use(0, 2000, 1600)
    assert answer(talk).trouble == "model_busy"
    talk.world.writer.failure = None
    await talk.say(f"/digest {OTHER}")
    assert talk.limits == ["chat.limit_all_day"]


@pytest.mark.parametrize("talk", [{"usd_per_day": 0.0025}], indirect=True)
async def test_what_is_being_made_counts_as_what_one_has_cost_so_far(talk: Talk) -> None:
    await talk.say(f"/digest {URL}")
    talk.world.writer.gate.clear()
    for number in range(5):
        url = f"https://example.com/a{number}"
        talk.serve(url, LONG.replace("river", url))
        await talk.say(f"/digest {url}", settle=False)
    await asyncio.sleep(0.1)
    talk.world.writer.gate.set()
    await talk.settle()
    assert (talk.by_model, len(talk.limits)) == (3, 3)  # 0.001 USD each


@pytest.mark.parametrize(
    "talk", [{"user_per_month": 1, "chat_per_month": 3, **MONEYLESS}], indirect=True
)
async def test_a_person_is_known_for_a_month_by_a_veil_alone(talk: Talk) -> None:
    talk.serve(OTHER, LONG.replace("river", "sea"))
    await talk.say(f"/digest {URL}", PRIVATE)
    talk.clock.advance(DAY)
    talk.restart()
    await talk.say("/forget me", PRIVATE)
    await talk.say(f"/digest {OTHER}", PRIVATE)
    assert talk.limits == ["chat.limit_user_month_n"]
    accounts = await talk.ledger._database.rows("SELECT account FROM spending")
    assert not any(name.endswith(" 1") for (name,) in accounts)
    talk.clock.advance(31 * DAY)
    await talk.say(f"/digest {OTHER}", PRIVATE)
    assert answer(talk).limit is None


def test_where_no_model_is_set_nothing_has_a_budget() -> None:
    assert budgets_of(Settings(openai_base_url=OPENAI_ADDRESS)) == ()
    (only,) = budgets_of(Settings(openai_base_url="http://127.0.0.1/v1"))
    assert (only.unit, only.most) == (Unit.USD, 5)


OWNERS = frozenset({"telegram:1", "telegram:2", "discord:3"})


def told(talk: Talk) -> list[tuple[str, str, str]]:
    """Which owner was told what, in which language."""
    return [
        (post.chat.id, post.answer.lines[0].key, post.placing.ui)
        for post in talk.said
        if isinstance(post.answer, NoticeAnswer) and post.answer.lines[0].key.startswith("chat.bud")
    ]


async def use_up(talk: Talk, number: int, first: int = 0) -> None:
    for each in range(first, first + number):
        url = f"https://example.com/a{each}"
        talk.serve(url, LONG.replace("river", url))
        await talk.say(f"/digest {url}", by=BOB)


@pytest.mark.parametrize("talk", [{"per_day": 10, "owners": OWNERS}], indirect=True)
async def test_each_owner_hears_once_of_most_of_a_budget_and_once_of_all(talk: Talk) -> None:
    await talk.say("/help", PRIVATE, ALICE)
    await use_up(talk, 7)
    assert told(talk) == []
    await use_up(talk, 2, 7)
    near = "chat.budget_near_day"
    assert sorted(told(talk)) == [("1", near, "en"), ("2", near, "zh"), ("3", near, "en")]
    talk.restart()
    await use_up(talk, 3, 9)
    assert len(told(talk)) == 6
    talk.restart()
    await use_up(talk, 1, 12)
    assert [key for _, key, _ in told(talk)[3:]] == ["chat.budget_spent_day"] * 3
    lines = [post for post in talk.said if post.chat.id == "2"][-1].answer
    assert isinstance(lines, NoticeAnswer)
    assert lines.lines[1].fields == {"used": "10", "most": "10"}
    assert lines.lines[3].fields == {"setting": "LINKDIGEST_PER_DAY"}


@pytest.mark.parametrize(
    "talk", [{"tokens_per_month": 5000, "owners": OWNERS, **MONEYLESS}], indirect=True
)
async def test_owners_hear_once_a_month_though_the_days_pass(talk: Talk) -> None:
    await use_up(talk, 4)
    assert len(told(talk)) == 3
    for _ in range(8):  # as long as an update is remembered, and longer
        talk.clock.advance(DAY // 2)
        await talk.ledger.prune_rows(talk.clock.now(), 500)
    talk.restart()
    (standing,) = await talk.desk.spending.standing()
    assert (standing.budget.name, standing.used) == ("tokens_per_month", 4400)
    await talk.say(f"/digest {URL} fresh", by=BOB)
    await talk.say(f"/digest {OTHER}", by=BOB)
    assert [key for _, key, _ in told(talk)].count("chat.budget_near_month") == 3


@pytest.mark.parametrize("talk", [{"per_day": 2, "owners": OWNERS}], indirect=True)
async def test_a_budget_that_was_raised_is_another(talk: Talk) -> None:
    await use_up(talk, 2)
    assert [key for _, key, _ in told(talk)] == ["chat.budget_spent_day"] * 3
    budgets = {**talk.settings.budgets, "per_day": 4}
    talk.settings = Settings(openai_base_url="http://127.0.0.1/v1", owners=OWNERS, budgets=budgets)
    talk.restart()
    await use_up(talk, 2, 2)
    assert (talk.by_model, len(told(talk))) == (4, 6)
