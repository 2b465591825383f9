"""`make sbom`: whether the list of parts names every locked package, with each of its hashes."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[2] / "requirements.lock"


def locked(text: str) -> dict[str, set[str]]:
    """The hashes of each package of a lock file, by its address (purl)."""
    packages = re.findall(r"^([\w.-]+)==([^\s;]+)((?:.*\\\n)*.*--hash.*)", text, flags=re.MULTILINE)
    return {
        f"pkg:pypi/{name}@{version}": set(re.findall(r"--hash=sha256:([0-9a-f]{64})", hashes))
        for name, version, hashes in packages
    }


def listed(bill: dict[str, Any]) -> dict[str, set[str]]:
    """The same of the components of a CycloneDX document."""
    return {
        part["purl"].partition("?")[0]: {
            found["content"]
            for reference in part["externalReferences"]
            for found in reference.get("hashes", ())
        }
        for part in bill["components"]
    }


def main() -> None:
    """Compare the two; the exit code is 1 if they differ."""
    bill = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    wanted, given = locked(LOCK.read_text("utf-8")), listed(bill)
    if wanted != given:
        differing = sorted(wanted.keys() ^ given.keys()) or "hashes"
        sys.exit(f"{sys.argv[1]} is not what requirements.lock says: {differing}")
    sys.stdout.write(f"{len(given)} packages, {sum(map(len, given.values()))} hashes\n")


if __name__ == "__main__":
    main()
