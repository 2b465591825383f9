"""How a verb ends: its exit code, and one line on stderr instead of a traceback."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from bot.core.errors import LinkdigestError, PromptError, SettingsError
from bot.core.invisible import strip_invisible

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_CREDENTIALS = re.compile(r"//[^/@\s]*@")

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: a supervisor need not try again."""
EXIT_INTERRUPTED = 130


def attempt(verb: Callable[[], Coroutine[Any, Any, int] | int], *, debug: bool) -> NoReturn:
    """Run `verb` and end the program with the exit code it gives, or that of its failure."""
    try:
        outcome = verb()
        code = outcome if isinstance(outcome, int) else _run(outcome)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has left (`| head`): nothing more to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = EXIT_DONE
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except Exception as fault:  # the outer edge of the program
        if debug:
            raise
        code = _told(fault)
    raise SystemExit(code)


def without_credentials(text: str) -> str:
    """`text` without the names and passwords that addresses in it may hold."""
    return _CREDENTIALS.sub("//…@", text)


def complain(source: str, message: str) -> None:
    """One line on stderr: what went wrong, with which source, and what to do."""
    shown = without_credentials(source)
    line = " ".join(strip_invisible(f"linkdigest: {shown}: {message}").split())
    sys.stderr.write(f"{line}\n")


def usage(message: str) -> NoReturn:
    """End as a command line does that was not understood."""
    complain("usage", f"{message} (--help shows all)")
    raise SystemExit(EXIT_USAGE)


def _run(verb: Coroutine[Any, Any, int]) -> int:
    import asyncio  # noqa: PLC0415 - a third of the time that --help takes

    return asyncio.run(verb)


def _told(fault: Exception) -> int:
    if isinstance(fault, SettingsError):
        for line in fault.faults:
            complain("configuration", line)
        return EXIT_CONFIGURATION
    if isinstance(fault, PromptError):
        complain("configuration", str(fault))
        return EXIT_CONFIGURATION
    if isinstance(fault, LinkdigestError):
        complain(fault.code, str(fault))
    else:
        complain("internal", f"{type(fault).__name__}; --debug shows where")
    return EXIT_REFUSED
