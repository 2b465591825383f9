"""The figures themselves, and whether the dashboards ask for figures that there are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.http.metrics import Metrics, Readings
from bot.core.daily.feed import FeedPage, Validators
from bot.core.errors import FetchTimeoutError, ModelDownError
from bot.core.meter import Meter, MeteredFeeds, MeteredModel, NoMeter
from bot.core.ports import ModelAnswer, ModelRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = Path(__file__).parents[3] / "deploy"
FUNCTIONS = {
    *("sum", "max", "by", "rate", "increase", "histogram_quantile", "min_over_time", "le"),
    *("outcome", "platform", "trigger", "stage", "kind", "class", "instance"),
}
"""What else a question to Prometheus is made of, labels among it."""


def after_everything() -> Metrics:
    """Each kind of thing has happened once."""
    metrics = Metrics("1.2.3")
    meter: Meter = metrics
    meter.requested("telegram", "dropped", "model")
    meter.took("fetch", 250)
    meter.remembered()
    meter.answered(ModelAnswer("", "m", 100, 20, 0.5))
    meter.answered(ModelAnswer("", "m"))
    meter.model_failed("model_down")
    meter.delivered("telegram", "daily", "posted")
    meter.delivery_failed("post_unsent")
    meter.told_to_wait(35)
    meter.polled("ok")
    meter.turned(0.002)
    meter.stood_still()
    return metrics


NOW = Readings(3, {"telegram": True, "discord": False}, True, {("all", "day"): 0.25})


def samples(metrics: Metrics, now: Readings = NOW) -> dict[str, float]:
    """Every figure by its name and labels, as they stand in the text."""
    told = text_string_to_metric_families(metrics.text(now).decode())
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in told
        for sample in family.samples
    }


def test_each_thing_that_happens_is_counted_once() -> None:
    told = samples(after_everything())
    assert (
        told.items()
        >= {
            "digest_requests_total model telegram dropped": 1,
            "digest_seconds_count fetch": 1,
            "digest_seconds_sum fetch": 0.25,
            "digest_cache_hits_total": 1,
            "llm_tokens_total input": 100,
            "llm_tokens_total output": 20,
            "llm_cost_usd_total": 0.5,
            "llm_errors_total model_down": 1,
            "deliveries_total posted telegram daily": 1,
            "delivery_errors_total post_unsent": 1,
            "telegram_retry_after_seconds_total": 35,
            "feed_polls_total ok": 1,
            "event_loop_lag_seconds_count": 1,
            "event_loop_blocked_total": 1,
            "queue_depth": 3,
            "platform_connected telegram": 1,
            "platform_connected discord": 0,
            "llm_breaker_open": 1,
            "budget_used_ratio day all": 0.25,
            "linkdigest_info 1.2.3": 1,
        }.items()
    )
    assert told["process_resident_memory_bytes"] > 0


def test_what_is_not_known_just_now_is_left_as_it_was() -> None:
    metrics = after_everything()
    samples(metrics)
    assert samples(metrics, Readings())["queue_depth"] == 3


def test_two_programs_in_one_process_count_each_for_itself() -> None:
    one, two = Metrics("1"), Metrics("1")
    one.remembered()
    assert samples(one)["digest_cache_hits_total"] == 1
    assert samples(two)["digest_cache_hits_total"] == 0
    assert "digest_cache_hits" not in {family.name for family in REGISTRY.collect()}


class Seen(NoMeter):
    def __init__(self) -> None:
        self.told: list[object] = []

    def answered(self, answer: ModelAnswer) -> None:
        self.told.append(answer.output_tokens)

    def model_failed(self, code: str) -> None:
        self.told.append(code)

    def polled(self, outcome: str) -> None:
        self.told.append(outcome)


async def test_a_model_is_counted_by_its_answers_and_by_its_failures() -> None:
    seen = Seen()

    class Once:
        name = "m"
        answers: Iterator[ModelAnswer] = iter([ModelAnswer("x", "m", 1, 2)])

        async def ask(self, request: ModelRequest, **_: Any) -> ModelAnswer:
            if answer := next(self.answers, None):
                return answer
            raise ModelDownError("down")

    model = MeteredModel(Once(), seen)
    request = ModelRequest((), {}, "")
    assert (await model.ask(request)).text == "x"
    with pytest.raises(ModelDownError):
        await model.ask(request)
    assert seen.told == [2, "model_down"]


async def test_looks_at_feeds_are_counted_by_what_came_of_them() -> None:
    seen = Seen()

    class Fetcher:
        async def fetch_feed(self, url: str, known: Validators) -> FeedPage:
            if url == "bad":
                raise FetchTimeoutError("slow")
            return FeedPage(None)

    feeds = MeteredFeeds(Fetcher(), seen)
    await feeds.fetch_feed("good", Validators())
    with pytest.raises(FetchTimeoutError):
        await feeds.fetch_feed("bad", Validators())
    assert seen.told == ["unchanged", "fetch_timeout"]


def asked_for(question: str) -> set[str]:
    """The names of figures in a question to Prometheus."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\$\w+', "", question)
    return set(re.findall(r"[a-z_]{2,}", bare)) - FUNCTIONS


def names() -> set[str]:
    return {sample.partition(" ")[0] for sample in samples(after_everything())}


def test_the_dashboard_asks_only_for_figures_that_there_are() -> None:
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    assert board["uid"] == "linkdigest"
    assert board["schemaVersion"] >= 36
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["type"] in {"stat", "gauge", "timeseries"}
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        for target in panel["targets"]:
            assert asked_for(target["expr"])
            assert asked_for(target["expr"]) <= names(), target["expr"]
    questions = "".join(target["expr"] for panel in panels for target in panel["targets"])
    ours = {name for name in names() if not name.startswith(("process_", "python_"))}
    left = {name for name in ours if not name.endswith(("_count", "_sum", "_created"))}
    assert {name for name in left if name not in questions} == set()


def test_alerts_ask_only_for_figures_that_there_are() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text("utf-8"))
    for rule in rules["groups"][0]["rules"]:
        assert rule["annotations"]["summary"]
        assert asked_for(rule["expr"]) <= names(), rule["expr"]


def test_where_nobody_asks_for_figures_nothing_of_them_is_loaded() -> None:
    loaded = "import sys, bot.app.serve; print({'aiohttp', 'prometheus_client'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert ended.stdout.decode().strip() == "set()"
