"""Questions in a terminal, or down a pipe; what is typed of a secret is never shown."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from bot.cli.doctor import mark_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.app.doctor import Check


class Talk:
    """Says and asks. `clean` takes secrets out of what comes from elsewhere.

    Every question may raise EOFError: nobody is there to answer.
    """

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean

    def say(self, text: str = "") -> None:
        """A line."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def tell(self, text: str) -> None:
        """A line that has something from elsewhere in it."""
        self.say(f"  {self._clean(text)}")

    def show(self, checks: Iterable[Check]) -> None:
        """What was found, and under it what to do."""
        for check in checks:
            self.say(f"  {mark_of(check.status)} {self._clean(check.detail)}")
            if check.fix:
                self.say(f"    → {self._clean(check.fix)}")

    def ask(self, question: str) -> str:
        """A line that may be seen, without the blanks around it."""
        sys.stdout.write(f"  {question}: ")
        sys.stdout.flush()
        return self._line()

    def ask_secret(self, question: str) -> str:
        """A line that is not shown while it is typed."""
        if sys.stdin.isatty():
            return getpass.getpass(f"  {question}: ").strip()
        return self.ask(question)

    def choose(self, question: str, choices: str, default: str) -> str:
        """One of these letters."""
        while True:
            said = self.ask(f"{question} ({default})").lower() or default
            if said[0] in choices:
                return said[0]
            self.say(f"    one of {', '.join(choices)}")

    def _line(self) -> str:
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            self.say()  # nobody has ended the line by typing
        if not line:
            raise EOFError
        return line.strip()
