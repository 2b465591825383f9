"""One thing that was looked at: how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line. `detail` is what was seen, `fix` what to do; "" where nothing is to be done."""

    name: str
    status: Status
    detail: str
    fix: str = ""


def ok(name: str, detail: str) -> Check:
    """As it should be."""
    return Check(name, "ok", detail)


def warn(name: str, detail: str, fix: str) -> Check:
    """It works, but for what is told."""
    return Check(name, "warn", detail, fix)


def fail(name: str, detail: str, fix: str) -> Check:
    """It does not work."""
    return Check(name, "fail", detail, fix)


def split(name: str, message: str) -> Check:
    """A failure from an error's text, which ends with what to do behind its last colon."""
    detail, _, fix = message.rpartition(": ")
    return fail(name, detail or fix, fix if detail else "")
