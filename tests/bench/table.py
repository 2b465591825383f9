"""The figures as a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, as measured, the bound, and whether it is kept."""

    name: str
    measured: str
    bound: str
    kept: bool


def at_most(name: str, value: float, bound: float, unit: str, note: str = "") -> Row:
    """A figure that should be small."""
    return Row(name, f"{value:.4g} {unit}{note}", f"<= {bound:g} {unit}", value <= bound)


def at_least(name: str, value: float, bound: float, unit: str, note: str = "") -> Row:
    """A figure that should be large."""
    return Row(name, f"{value:.4g} {unit}{note}", f">= {bound:g} {unit}", value >= bound)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def print_table(rows: list[Row], machine: str) -> None:
    """All rows, aligned, the machine above them."""
    name = max(len(row.name) for row in rows)
    measured = max(len(row.measured) for row in rows)
    bound = max(len(row.bound) for row in rows)
    print(machine)
    for row in rows:
        verdict = "kept" if row.kept else "MISSED"
        print(f"{row.name:<{name}}  {row.measured:<{measured}}  {row.bound:<{bound}}  {verdict}")
