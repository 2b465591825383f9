"""`make soak`, or `python -m tests.soak [--minutes 10] [--rate 2] [--seed N]`: load and figures."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.bench.table import print_table
from tests.soak.run import Load, soak


def main() -> int:
    """Print the table; 1 if a bound is missed."""
    given = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    given.add_argument("--minutes", type=float, default=10.0)
    given.add_argument("--rate", type=float, default=2.0, help="links a second")
    given.add_argument("--seed", type=int, default=None)
    options = given.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    load = Load(60 * options.minutes, options.rate, seed)
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(soak(Path(folder), load))
    for line in told.remarks:
        print(line)
    print_table(told.rows, f"seed {seed}, {load.seconds:.0f} s at {load.rate:g} links a second")
    return 0 if all(row.kept for row in told.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
