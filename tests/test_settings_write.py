"""A .env that is written: what is asked for changes, everything else stays."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.settings.write import BEGINNING, changed, write

ROOT = Path(__file__).parent.parent


def test_a_new_file_has_the_live_lines_of_the_example() -> None:
    example = (ROOT / ".env.example").read_text("utf-8").partition("# --- everything below")[0]
    live = example.partition("\n\n")[2].rstrip("\n")
    assert BEGINNING.partition("\n\n")[2].rstrip("\n") == live
    assert re.findall(r"^(\w+)=", BEGINNING, re.MULTILINE) == [
        *("TELEGRAM_BOT_TOKEN", "DISCORD_BOT_TOKEN", "OPENAI_API_KEY")
    ]


def test_unknown_lines_comments_and_order_stay() -> None:
    before = "# mine\nFOO='a\nb' # two lines\n\nexport TELEGRAM_BOT_TOKEN=1:old\nODD LINE\n#LAST=1"
    after = changed(before, {"TELEGRAM_BOT_TOKEN": "1:new", "OPENAI_MODEL": "m", "EMPTY": ""})
    assert after == (
        "# mine\nFOO='a\nb' # two lines\n\nTELEGRAM_BOT_TOKEN=1:new\nODD LINE\n#LAST=1\n"
        "OPENAI_MODEL=m\n"
    )


def test_of_a_name_that_is_there_twice_one_line_is_left() -> None:
    assert changed("A=1\nB=2\nA=3\n", {"A": "4"}) == "A=4\nB=2\n"
    assert changed("A=1\n", {"A": ""}) == "A=\n"


@pytest.mark.parametrize("value", ["plain", "it's", "a b #c", 'x"y', "\\n\\", "$HOME", "é=+/", "'"])
def test_any_value_is_read_as_it_was_written(tmp_path: Path, value: str) -> None:
    file = tmp_path / ".env"
    write(file, changed(BEGINNING, {"OPENAI_API_KEY": value, "MORE": value}))
    read = dotenv_values(file, interpolate=False)
    assert (read["OPENAI_API_KEY"], read["MORE"]) == (value, value)


def test_file_and_backup_are_for_their_owner_alone(tmp_path: Path) -> None:
    real, file = tmp_path / "real", tmp_path / ".env"
    real.write_text("A=1\n")
    real.chmod(0o644)
    file.symlink_to(real)
    backup = write(file, "A=2\n")
    assert backup
    assert (real.read_text(), backup.read_text(), file.is_symlink()) == ("A=2\n", "A=1\n", True)
    assert {stat.S_IMODE(each.stat().st_mode) for each in (real, backup)} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".env", "real", "real.bak"]
    assert write(tmp_path / "new", "") is None


def test_where_nothing_can_be_written_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(file, "A=2\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(".env", "A=1\n")]
