"""What tokens cost, and whose word counts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import bot.adapters.openai
from bot.adapters.openai.prices import Price, load_prices, price_of
from bot.core.errors import SettingsError

SHIPPED = Path(bot.adapters.openai.__file__).with_name("prices.toml")


def test_the_shipped_table_says_from_when_and_where_it_is() -> None:
    table = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    assert table["date"].year >= 2026
    assert all(source.startswith("https://") for source in table["source"])
    assert len(load_prices()) == len(table["models"])


def test_a_million_tokens_cost_what_the_table_says() -> None:
    assert Price(0.1, 0.5).of(1_000_000, 2_000_000) == pytest.approx(1.1)


@pytest.mark.parametrize(
    "name", ["gpt-5-mini", "openai/gpt-5-mini", "gpt-5-mini-2025-08-07", "x/gpt-5-mini-latest"]
)
def test_a_vendor_before_or_a_date_behind_the_name_changes_no_price(name: str) -> None:
    assert price_of(name, {"gpt-5-mini": Price(1, 2)}) == Price(1, 2)


@pytest.mark.parametrize("name", ["gpt-5", "mini", "gpt-5-mini-turbo", ""])
def test_another_model_has_no_price(name: str) -> None:
    assert price_of(name, {"gpt-5-mini": Price(1, 2)}) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "own.toml",
            '[models]\n"my-model" = {input = 1, output = 2.5}\n"gpt-5" = {input=0, output=0}',
        ),
        (
            "own.json",
            """{"models": {"my-model": {"input": 1, "output": 2.5},
                            "gpt-5": {"input": 0, "output": 0}}}""",
        ),
    ],
)
def test_a_users_own_table_adds_and_overrides(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    prices = load_prices(path)
    assert prices["my-model"] == Price(1, 2.5)
    assert prices["gpt-5"] == Price(0, 0)
    assert prices["gpt-5-mini"] == load_prices()["gpt-5-mini"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models = [", "own.toml: "),
        ("x = 1", "no table `models`"),
        ('models = "x"', "no table `models`"),
        ("[models]\na = 1", "a: needs input and output in USD per 1M tokens"),
        ("[models]\na = {input = 1}", "a: needs input and output"),
        ('[models]\na = {input = "1", output = 2}', "a: needs input and output"),
        ("[models]\na = {input = -1, output = 2}", "a: needs input and output"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_path(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        load_prices(path)
    assert all(fault.startswith(f"LINKDIGEST_PRICES: {path}") for fault in caught.value.faults)


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('{"models": {"a": 1, "b": {}, "c": {"input": 1, "output": 1}}}')
    with pytest.raises(SettingsError) as caught:
        load_prices(path)
    assert len(caught.value.faults) == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load_prices(tmp_path / "none.toml")
