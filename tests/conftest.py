"""What holds for all tests: how long one takes is a benchmark's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    from pytest import TerminalReporter  # noqa: PT013 - a name of its own

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what tests have counted, and told by `record_property("told", …)`."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(value))
