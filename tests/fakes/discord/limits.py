"""Discord's rate limits: how many requests of a kind, in which window, for which channel."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

LENIENCE = 0.05
"""A client that keeps exactly to a limit may look a little faster from here."""


class Rule(NamedTuple):
    """So many requests in so many seconds; `major` names what they are counted for."""

    name: str
    methods: str
    path: re.Pattern[str]
    allowed: int
    seconds: float


MESSAGES = r"/channels/(?P<major>\d+)/messages"
RULES = (
    Rule("send", "POST", re.compile(MESSAGES), 5, 5.0),
    Rule("edit", "PATCH", re.compile(rf"{MESSAGES}/\d+"), 5, 5.0),
    Rule("react", "PUT DELETE", re.compile(rf"{MESSAGES}/\d+/reactions/.*"), 1, 0.25),
    Rule("delete", "DELETE", re.compile(rf"{MESSAGES}/\d+"), 5, 1.0),
    Rule("webhook", "POST PATCH DELETE", re.compile(r"/webhooks/\d+/(?P<major>[^/]+).*"), 5, 2.0),
)
EXEMPT = ("/interactions/", "/webhooks/")
OVERALL = 50
"""Requests a second, those of interactions aside."""


@dataclass(slots=True)
class Window:
    """Requests are counted from the first of them on."""

    began: float
    used: int = 0


@dataclass(slots=True)
class Verdict:
    """Whether a request comes too early, and what its headers say."""

    wait: float
    is_global: bool
    headers: dict[str, str]


@dataclass(slots=True)
class Limits:
    """The windows that are open, and how many requests were `throttled`.

    `speed`: time passes so much faster here, for tests of long queues.
    """

    is_on: bool = True
    speed: float = 1.0
    throttled: int = 0
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)

    def meter(self, method: str, path: str) -> Verdict:
        """Count a request."""
        now = time.monotonic()
        if not self.is_on:
            return Verdict(0.0, False, _headers("none", 1000, 999, 0.01))
        if (wait := self._overall(path, now)) > 0:
            self.throttled += 1
            return Verdict(wait, True, {"X-RateLimit-Global": "true"})
        rule, major = _rule(method, path)
        seconds = rule.seconds / self.speed
        window = self._windows.get((rule.name, major))
        if window is None or now >= window.began + seconds * (1 - LENIENCE):
            window = self._windows[rule.name, major] = Window(now)
        left = max(window.began + seconds - now, 0.0)
        is_late = window.used >= rule.allowed
        self.throttled += is_late
        window.used += not is_late
        headers = _headers(rule.name, rule.allowed, rule.allowed - window.used, left)
        return Verdict(left if is_late else 0.0, False, headers)

    def _overall(self, path: str, now: float) -> float:
        if path.startswith(EXEMPT):
            return 0.0
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= OVERALL:
            return self._recent[0] + 1 - now
        self._recent.append(now)
        return 0.0


def _headers(name: str, allowed: int, left: int, seconds: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(allowed),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
        "X-RateLimit-Reset-After": f"{seconds:.3f}",
        "X-RateLimit-Bucket": f"{name:0<16}",
    }


def _rule(method: str, path: str) -> tuple[Rule, str]:
    for rule in RULES:
        found = rule.path.fullmatch(path) if method in rule.methods.split() else None
        if found:
            return rule, found["major"]
    parts = path.strip("/").split("/")
    name = f"{method}{re.sub(r'[0-9]+', '', path)}".replace("/", "-")
    return Rule(name[:40], method, re.compile(""), OVERALL, 1.0), parts[1] if parts[1:] else ""
