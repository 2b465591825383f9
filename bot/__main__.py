"""`python -m bot` and the console script `linkdigest`."""

import sys

from bot.cli.commands import main as run

SWITCH_SECONDS = 0.001
"""Articles are checked in a thread; the event loop gets its turn five times sooner than usual."""


def main() -> None:
    """Run the verb that the command line names."""
    sys.setswitchinterval(SWITCH_SECONDS)
    run()


if __name__ == "__main__":
    main()
