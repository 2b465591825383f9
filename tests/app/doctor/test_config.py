"""What the doctor says of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.doctor.config import look_at_config
from bot.settings import load
from tests.app.doctor.ward import seen

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_others_may_read_is_told_with_its_cure(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("")
    settings = load({"TELEGRAM_BOT_TOKEN": "123456:abcdefghijk"}, None)
    file.chmod(0o600)
    ((status, words),) = seen(look_at_config(settings, file))
    assert status == "ok"
    assert words.startswith(f"{file} loaded, mode 0600; Telegram")
    file.chmod(0o644)
    assert seen(look_at_config(settings, file))[1] == (
        "warn",
        f"{file} has mode 0644: others may read it → chmod 600 {file}",
    )


def test_without_a_platform_there_is_nobody_to_serve(tmp_path: Path) -> None:
    ((status, words),) = seen(look_at_config(load({}, None), tmp_path / ".env"))
    assert status == "warn"
    assert "no platform enabled → set TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN" in words
