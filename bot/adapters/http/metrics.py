"""What is counted, for Prometheus: every name of it, and no label that tells of anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.ports import ModelAnswer

STAGES: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120)
LATE: Final = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Upper ends of the classes, in seconds."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How things stand when somebody looks. `budgets`: the used share by scope and period.

    `waiting` None: not known.
    """

    waiting: int | None = None
    connected: Mapping[str, bool] = field(default_factory=dict)
    breaker_open: bool = False
    budgets: Mapping[tuple[str, str], float] = field(default_factory=dict)


class Metrics:
    """Implements `core.meter.Meter` in a registry of its own."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("linkdigest", "The program.", registry=self.registry).info({"version": version})
        self._count_links()
        self._count_posts()
        self._count_turns()
        self._gauges()

    def _count_links(self) -> None:
        into = self.registry
        self._requests = Counter(
            "digest_requests_total",
            "Links that a digest was asked for, by what became of them.",
            ("platform", "trigger", "outcome"),
            registry=into,
        )
        self._seconds = Histogram(
            "digest_seconds", "Time of each stage.", ("stage",), buckets=STAGES, registry=into
        )
        self._hits = Counter(
            "digest_cache_hits_total", "Digests that were there already.", registry=into
        )
        self._tokens = Counter("llm_tokens_total", "Tokens of the model.", ("kind",), registry=into)
        self._cost = Counter("llm_cost_usd_total", "What the model has cost.", registry=into)
        self._failures = Counter(
            "llm_errors_total", "Questions that the model left open.", ("class",), registry=into
        )
        self._feeds = Counter(
            "feed_polls_total", "Looks at feeds, by what came of them.", ("outcome",), registry=into
        )

    def _count_posts(self) -> None:
        into = self.registry
        self._posts = Counter(
            "deliveries_total",
            "Posts, by how they ended; those of the trigger daily are daily posts.",
            ("platform", "trigger", "outcome"),
            registry=into,
        )
        self._errors = Counter(
            "delivery_errors_total", "Tries to post that failed.", ("class",), registry=into
        )
        self._pauses = Counter(
            "telegram_retry_after_seconds_total", "Pauses Telegram asked for.", registry=into
        )

    def _count_turns(self) -> None:
        into = self.registry
        self._late = Histogram(
            "event_loop_lag_seconds",
            "How much later than it might the event loop turned.",
            buckets=LATE,
            registry=into,
        )
        self._blocked = Counter(
            "event_loop_blocked_total", "Times it stood still for over a second.", registry=into
        )

    def _gauges(self) -> None:
        into = self.registry
        self._depth = Gauge("queue_depth", "Digests that are owed.", registry=into)
        self._connected = Gauge(
            "platform_connected",
            "Whether a platform was heard within a minute.",
            ("platform",),
            registry=into,
        )
        self._breaker = Gauge("llm_breaker_open", "Whether the model is left alone.", registry=into)
        self._budgets = Gauge(
            "budget_used_ratio",
            "Used share of the operator's budgets.",
            ("scope", "period"),
            registry=into,
        )

    def text(self, now: Readings) -> bytes:
        """All of it, in Prometheus' text format."""
        if now.waiting is not None:
            self._depth.set(now.waiting)
        self._breaker.set(now.breaker_open)
        for platform, is_up in now.connected.items():
            self._connected.labels(platform).set(is_up)
        for (scope, period), share in now.budgets.items():
            self._budgets.labels(scope, period).set(share)
        return generate_latest(self.registry)

    def requested(self, platform: str, trigger: str, outcome: str) -> None:
        """Count a row for a digest."""
        self._requests.labels(platform, trigger, outcome).inc()

    def took(self, stage: str, ms: int) -> None:
        """Count a stage."""
        self._seconds.labels(stage).observe(ms / 1000)

    def remembered(self) -> None:
        """Count a digest that was there."""
        self._hits.inc()

    def answered(self, answer: ModelAnswer) -> None:
        """Count tokens and money."""
        self._tokens.labels("input").inc(answer.input_tokens or 0)
        self._tokens.labels("output").inc(answer.output_tokens or 0)
        self._cost.inc(answer.cost or 0)

    def model_failed(self, code: str) -> None:
        """Count a failure of the model."""
        self._failures.labels(code).inc()

    def delivered(self, platform: str, trigger: str, outcome: str) -> None:
        """Count a post."""
        self._posts.labels(platform, trigger, outcome).inc()

    def delivery_failed(self, code: str) -> None:
        """Count a try that failed."""
        self._errors.labels(code).inc()

    def told_to_wait(self, seconds: float) -> None:
        """Count the seconds of a pause."""
        self._pauses.inc(seconds)

    def polled(self, outcome: str) -> None:
        """Count a look at a feed."""
        self._feeds.labels(outcome).inc()

    def turned(self, seconds: float) -> None:
        """Count a turn of the event loop."""
        self._late.observe(seconds)

    def stood_still(self) -> None:
        """Count a turn that took too long."""
        self._blocked.inc()
