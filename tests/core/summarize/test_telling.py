"""What is told while the model writes: finished parts, each checked, and never a false one."""

from __future__ import annotations

import asyncio
import json
import threading
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import errors
from bot.core.check import Evidence, check
from bot.core.model import CheckedPoint
from bot.core.summarize import telling
from bot.core.summarize.aside import in_passing
from bot.core.summarize.prompt import load_prompts
from bot.core.summarize.summarizer import Made, summarize
from tests.core.summarize.test_parts import echoes, long_article
from tests.core.summarize.test_summarizer import ARTICLE, FOREIGN, GOOD, POINTS, RISK
from tests.fakes.model import FakeModel

if TYPE_CHECKING:
    from bot.core.model import Article, Digest
    from bot.core.progress import OnPart

LIE = {"label": "客流", "fact": "头两个月载客9.7万人次，比去年同期多了三成", "cites": [3]}
PLANTED = {
    "label": "等候",
    "fact": "乘客平均等候9分钟，详情见 https://evil.example/x",
    "cites": [2],
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PAUSE", 0.0)


async def settled() -> None:
    """Until all checks that were begun are told."""
    for _ in range(5):
        await asyncio.sleep(0)
    await in_passing(lambda: None)
    for _ in range(5):
        await asyncio.sleep(0)


def writes(*answers: dict[str, Any] | str | Exception, size: int = 5) -> FakeModel:
    """A model that writes so slowly that every part is told."""
    says = [
        json.dumps(answer, ensure_ascii=False) if isinstance(answer, dict) else answer
        for answer in answers
    ]
    return FakeModel(*says, size=size, meanwhile=settled)


async def made(
    model: FakeModel, on_part: OnPart | None, article: Article = ARTICLE, **how: Any
) -> Made:
    return await summarize(
        article, language="auto", model=model, prompts=load_prompts(), on_part=on_part, **how
    )


def shown(parts: list[Digest]) -> list[tuple[str, int, int]]:
    return [(part.one_line, len(part.key_points), len(part.risks)) for part in parts]


async def test_each_part_is_told_as_soon_as_it_is_finished() -> None:
    parts: list[Digest] = []
    digest = (await made(writes(GOOD), parts.append)).digest
    line = GOOD["one_line"]
    assert shown(parts) == [(line, 0, 0), (line, 1, 0), (line, 2, 0), (line, 3, 0), (line, 3, 1)]
    assert parts[-1].key_points == digest.key_points
    assert parts[-1].risks == digest.risks
    assert parts[1].key_points[0] == CheckedPoint(
        "改线", "十二条公交线三月起改成随叫随到", ("县里从三月起把十二条公交线改成随叫随到。",)
    )


async def test_a_part_has_the_head_of_the_digest_to_come() -> None:
    parts: list[Digest] = []
    digest = (await made(writes({**GOOD, "topics": []}), parts.append)).digest
    for field in ("url", "title", "author", "source", "published", "language", "topics", "partial"):
        assert {getattr(part, field) for part in parts} == {getattr(digest, field)}
    by = parts[0].summarizer
    assert (by.kind, by.model, by.prompt) == ("model", "fake-1", load_prompts().version)
    assert (by.parts, by.input_tokens, by.cost) == (1, None, None)


async def test_nobody_listens_where_nobody_wants_the_parts() -> None:
    model = writes(GOOD)
    await made(model, None)
    assert model.heard == [False]


@pytest.mark.parametrize("false", [LIE, FOREIGN, PLANTED, {**POINTS[0], "cites": []}, 7, {}])
@pytest.mark.parametrize("place", range(4))
async def test_a_false_point_is_in_no_part(false: Any, place: int) -> None:
    parts: list[Digest] = []
    points = [*POINTS[:place], false, *POINTS[place:]]
    await made(writes({**GOOD, "key_points": points, "risks": [false, RISK]}, GOOD), parts.append)
    honest = [point["label"] for point in POINTS]
    assert parts[-1].risks[0].label == RISK["label"]
    for part in parts:
        labels = [point.label for point in part.key_points]
        assert labels == honest[: len(labels)]
        for text in ("9.7", "纳斯达克", "evil"):
            assert text not in str(part)


async def test_nothing_is_told_under_a_false_line() -> None:
    parts: list[Digest] = []
    for line in (LIE["fact"], FOREIGN["fact"], "", "x" * 300, 7, None):
        await made(writes({**GOOD, "one_line": line}), parts.append)
    assert parts == []


async def test_points_that_come_before_the_line_wait_for_it() -> None:
    parts: list[Digest] = []
    turned = dict(reversed(GOOD.items()))
    await made(writes(turned, size=1), parts.append)
    assert shown(parts) == [(GOOD["one_line"], 3, 1)] * len(parts)


async def test_nothing_new_is_told_twice() -> None:
    parts: list[Digest] = []
    twin = {**POINTS[0], "label": "改线路"}
    answer = {**GOOD, "key_points": [POINTS[0], twin, twin, *POINTS[1:]]}
    await made(writes(answer), parts.append)
    assert len(parts) == len(set(map(str, parts))) == 5


async def test_words_are_told_as_a_reader_will_see_them() -> None:
    parts: list[Digest] = []
    line = GOOD["one_line"]
    await made(writes({**GOOD, "one_line": f" {line[:5]}\u200b{line[5:]}\n\u202e"}), parts.append)
    assert parts[0].one_line == line


async def test_a_new_try_of_the_model_begins_anew() -> None:
    parts: list[Digest] = []
    text = json.dumps(GOOD, ensure_ascii=False)

    class Breaking(FakeModel):
        async def ask(self, request: Any, *, on_text: Any = None) -> Any:
            on_text(text[: text.index("等候")])
            await settled()
            on_text("")
            return await super().ask(request, on_text=on_text)

    await made(Breaking(text, meanwhile=settled), parts.append)
    assert [points for _, points, _ in shown(parts)] == [1, 0, 1, 2, 3, 3]


async def test_what_is_repaired_is_not_told_in_pieces() -> None:
    parts: list[Digest] = []
    model = writes({**GOOD, "risks": None}, GOOD)
    await made(model, parts.append)
    assert model.heard == [True, False]
    model = writes({**GOOD, "key_points": [*POINTS, FOREIGN]}, GOOD)
    await made(model, parts.append)
    assert model.heard == [True, False]


async def test_of_a_long_article_only_the_merger_is_told() -> None:
    parts: list[Digest] = []
    article = long_article(60)
    model = FakeModel(echoes, meanwhile=settled)
    result = await made(model, parts.append, article, max_chars=len(article.text) // 3 + 1)
    assert model.heard == [False, False, False, True]
    assert parts
    assert {part.summarizer.parts for part in parts} == {3}
    assert parts[-1].key_points == result.digest.key_points

    parts.clear()
    await made(FakeModel(echoes, meanwhile=settled), parts.append, article, max_chars=200)
    assert {part.partial for part in parts} == {True}


async def test_an_article_that_is_too_long_after_all_is_told_when_it_is_merged() -> None:
    parts: list[Digest] = []
    model = FakeModel(errors.ModelTooLongError("long"), echoes, meanwhile=settled)
    await made(model, parts.append, long_article(30))
    assert model.heard == [True, False, False, True]
    assert parts


async def test_parts_of_an_answer_that_fails_are_followed_by_the_extract() -> None:
    parts: list[Digest] = []
    text = json.dumps(GOOD, ensure_ascii=False)
    result = await made(writes(text[:-20]), parts.append)
    assert isinstance(result.failure, errors.ModelAnswerError)
    assert result.digest.summarizer.kind == "extract"
    assert shown(parts)[-1] == (GOOD["one_line"], 3, 1)


async def test_parts_are_told_at_most_once_in_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PAUSE", 3600.0)
    parts: list[Digest] = []
    await made(writes(GOOD), parts.append)
    assert shown(parts) == [(GOOD["one_line"], 0, 0)]


async def test_after_a_pause_all_that_finished_meanwhile_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "PAUSE", 0.05)
    loop = asyncio.get_running_loop()
    told: list[tuple[float, Digest]] = []
    all_told = asyncio.Event()

    def on_part(part: Digest) -> None:
        told.append((loop.time(), part))
        if part.risks:
            all_told.set()

    text = json.dumps(GOOD, ensure_ascii=False)

    class Waiting(FakeModel):
        async def ask(self, request: Any, *, on_text: Any = None) -> Any:
            on_text(text[: text.index("key_points")])
            await settled()
            for end in range(text.index("key_points"), text.index("topics")):
                on_text(text[:end])
                await asyncio.sleep(0)
            await all_told.wait()
            return await super().ask(request)

    await made(Waiting(text), on_part)
    first, *_, last = shown([part for _, part in told])
    assert first == (GOOD["one_line"], 0, 0)
    assert last == (GOOD["one_line"], 3, 1)
    times = [time for time, _ in told]
    assert all(later - time >= 0.045 for time, later in pairwise(times))


class Held:
    """A check of the story that hangs in the thread of the parts until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()

        def held(*args: Any) -> Any:
            if threading.current_thread().name.startswith("summarize-parts"):
                self.begun.set()
                self.go.wait(30)
            return check(*args)

        monkeypatch.setattr("bot.core.summarize.story.check", held)


async def test_a_check_that_is_still_running_when_the_answer_is_there_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts: list[Digest] = []
    held = Held(monkeypatch)
    text = json.dumps(GOOD, ensure_ascii=False)

    class Fast(FakeModel):
        async def ask(self, request: Any, *, on_text: Any = None) -> Any:
            on_text(text[:-30])
            await asyncio.to_thread(held.begun.wait, 10)
            return await super().ask(request)

    try:
        result = await asyncio.wait_for(made(Fast(text), parts.append), 10)
    finally:
        held.go.set()
    assert result.failure is None
    await settled()
    assert parts == []
    assert len(asyncio.all_tasks()) == 1


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the articles that were read for a check."""
    titles: list[str] = []
    of = Evidence.of

    def counted(article: Article, *rest: Any) -> Evidence:
        titles.append(article.title)
        return of(article, *rest)

    monkeypatch.setattr(Evidence, "of", counted)
    return titles


async def test_the_article_is_read_once_for_parts_whole_and_repair(read: list[str]) -> None:
    parts: list[Digest] = []
    model = writes({**GOOD, "key_points": [*POINTS, FOREIGN]}, GOOD)
    await made(model, parts.append)
    assert len(parts) > 3
    assert len(model.requests) == 2
    assert read == [ARTICLE.title]


async def test_an_article_is_not_read_for_checks_that_nobody_makes(read: list[str]) -> None:
    parts: list[Digest] = []
    result = await made(FakeModel(errors.ModelDownError("down")), parts.append)
    assert result.digest.summarizer.kind == "extract"
    assert read == []


async def test_who_is_told_badly_harms_no_digest(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Digest] = []

    def on_part(part: Digest) -> None:
        told.append(part)
        raise ZeroDivisionError

    result = await made(writes(GOOD), on_part)
    assert result.failure is None
    assert len(told) == 1
    assert "the parts of a digest cannot be told" in caplog.text


async def test_checks_are_made_in_a_thread_of_their_own() -> None:
    names = {await in_passing(lambda: threading.current_thread().name) for _ in range(3)}
    assert len(names) == 1
    assert names.pop().startswith("summarize-parts")
