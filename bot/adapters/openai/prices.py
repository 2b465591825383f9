"""What tokens cost: a small dated table, and the user's own in its place."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHIPPED = Path(__file__).with_name("prices.toml")
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$")


@dataclass(frozen=True, slots=True)
class Price:
    """USD for a million tokens, as they go in and as they come out."""

    input: float
    output: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens cost, in USD."""
        return (input_tokens * self.input + output_tokens * self.output) / 1_000_000


def load_prices(own: Path | None = None) -> Mapping[str, Price]:
    """Read the price of each model by its name; `own` (.toml or .json) adds to it and overrides.

    Raises:
        SettingsError: `own` cannot be read or is not such a table; every fault is named.
    """
    prices = _table(_SHIPPED)
    return {**prices, **_table(own)} if own else prices


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """Find the price of `model`, with or without a vendor before it or a date behind it."""
    bare = model.rpartition("/")[2]
    for name in (model, bare, _SNAPSHOT.sub("", bare)):
        if name in prices:
            return prices[name]
    return None


def _table(path: Path) -> dict[str, Price]:
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise SettingsError((f"LINKDIGEST_PRICES: {path}: {error}",)) from error
    models = data.get("models") if isinstance(data, dict) else None
    if not isinstance(models, dict):
        raise SettingsError((f"LINKDIGEST_PRICES: {path}: no table `models`",))
    need = "needs input and output in USD per 1M tokens"
    faults = [name for name, row in models.items() if not _is_price(row)]
    if faults:
        raise SettingsError(tuple(f"LINKDIGEST_PRICES: {path}: {name}: {need}" for name in faults))
    return {name: Price(float(row["input"]), float(row["output"])) for name, row in models.items()}


def _is_price(row: Any) -> bool:
    return isinstance(row, dict) and all(
        isinstance(row.get(side), (int, float)) and row[side] >= 0 for side in ("input", "output")
    )
