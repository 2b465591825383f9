"""From the environment and .env to the settings in force; all faults are told at once."""

from __future__ import annotations

import difflib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.errors import SettingsError
from bot.core.redaction import Redactor
from bot.settings.table import (
    BUDGETS,
    OPENAI_ADDRESS,
    OPENAI_DEFAULT_MODEL,
    SETTINGS,
    Origin,
    Setting,
    Settings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PREFIX = "LINKDIGEST_"

_PLATFORMS = ("TELEGRAM_BOT_TOKEN", "DISCORD_BOT_TOKEN")
_NO_PLATFORM = (
    "TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN: one must be set; @BotFather gives you the first, the"
    " Discord Developer Portal the second. To try without a chat: linkdigest digest URL"
)


def load(
    environment: Mapping[str, str], env_file: Path | None = Path(".env"), *, for_chats: bool = False
) -> Settings:
    """Read the settings; the environment wins over `env_file`, an empty value counts as unset.

    `for_chats`: that no platform has a token is a fault like any other.

    Raises:
        SettingsError: with every fault, one line each: what, where, what to do; no secret in any.
    """
    sources = _sources(environment, env_file)
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    faults = _unknown_names(sources)
    for setting in SETTINGS:
        try:
            found = _find(setting, sources)
            if found is not None:
                values[setting.field] = setting.read(found[0])
                origins[setting.name] = found[1]
        except ValueError as fault:
            faults.append(f"{setting.name}: {fault}")
    faults += _contradictions(values)
    if for_chats and not any(_is_named(name, sources) for name in _PLATFORMS):
        faults.append(_NO_PLATFORM)
    if faults:
        raise SettingsError(tuple(map(Redactor(_secrets(sources)), faults)))
    values["budgets"] = {name: values.pop(name, most) for name, most in BUDGETS.items()}
    settings = Settings(**values, origins=origins)
    if settings.has_model and settings.openai_model is None:
        values["openai_model"] = OPENAI_DEFAULT_MODEL
    return Settings(**values, origins=origins)


def effective(settings: Settings) -> list[tuple[str, str, Origin]]:
    """Name, value and origin of every setting, for people: secrets masked."""
    return [
        (setting.name, _shown(setting.of(settings)), _origin(settings, setting))
        for setting in SETTINGS
    ]


def names_given(env_file: Path = Path(".env")) -> Mapping[str, str]:
    """What `env_file` says, name by name, unread; nothing where there is none.

    Raises:
        SettingsError: it cannot be read.
    """
    return dict(_sources({}, env_file)[1][1])


def secrets_given(
    environment: Mapping[str, str], env_file: Path | None = Path(".env")
) -> list[str]:
    """The text of every secret wherever it stands, be it well formed or not: never to be shown."""
    found = []
    for setting in (setting for setting in SETTINGS if setting.secret):
        for source in _readable(environment, env_file):
            # Of a file that cannot be read there is nothing to be shown.
            with suppress(ValueError):
                text = _find(setting, (source,))
                found += [text[0]] if text else []
    return found


def _readable(environment: Mapping[str, str], env_file: Path | None) -> _Sources:
    try:
        return _sources(environment, env_file)
    except SettingsError:
        return (("environment", environment),)


def _origin(settings: Settings, setting: Setting) -> Origin:
    return settings.origins.get(setting.name, "default")


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if isinstance(value, tuple):
        is_address = list(map(type, value)) == [str, int]
        return (":" if is_address else ",").join(map(str, value))
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


_Sources = tuple[tuple[Origin, "Mapping[str, str]"], ...]


def _sources(environment: Mapping[str, str], env_file: Path | None) -> _Sources:
    written: dict[str, str] = {}
    if env_file is not None and env_file.is_file():
        from dotenv import dotenv_values  # noqa: PLC0415 - only those who have a .env pay for it

        try:
            written = {k: v or "" for k, v in dotenv_values(env_file, interpolate=False).items()}
        except (OSError, UnicodeDecodeError) as fault:
            raise SettingsError((f"{env_file}: cannot be read ({fault})",)) from fault
    return (("environment", environment), (".env", written))


def _find(setting: Setting, sources: _Sources) -> tuple[str, Origin] | None:
    """The first non-empty text for `setting`, and where it stood."""
    for origin, names in sources:
        if text := names.get(setting.name, "").strip():
            return text, origin
        if setting.secret and (path := names.get(f"{setting.name}_FILE", "").strip()):
            return _secret_from(path, setting), "file"
    return None


def _is_named(name: str, sources: _Sources) -> bool:
    """Whether there is a text for it or its file, be it right or wrong."""
    return any(
        names.get(each, "").strip() for _, names in sources for each in (name, f"{name}_FILE")
    )


def _secrets(sources: _Sources) -> Iterable[str]:
    """Every secret that is named, right or wrong: somebody may have put it elsewhere too."""
    secret = [setting.name for setting in SETTINGS if setting.secret]
    return filter(None, (names.get(name, "").strip() for _, names in sources for name in secret))


def _secret_from(path: str, setting: Setting) -> str:
    if path[0] not in "/.~" and not Path(path).is_file():
        # It may well be the secret itself: it is not shown.
        wanted = "must name a file, such as /run/secrets/name, that holds the secret"
        raise ValueError(f"{setting.name}_FILE {wanted}; there is no file of the name it has")
    try:
        text = Path(path).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "not UTF-8 text"
        raise ValueError(
            f"{setting.name}_FILE names {path}, which cannot be read: {reason}"
        ) from None
    if not text:
        raise ValueError(f"{setting.name}_FILE names {path}, which is empty")
    return text


def _unknown_names(sources: _Sources) -> list[str]:
    known = {setting.name for setting in SETTINGS}
    known |= {f"{setting.name}_FILE" for setting in SETTINGS if setting.secret}
    given = {name for _, names in sources for name in names if name.startswith(PREFIX)}
    return [f"{name}: unknown; {_advice(name)}" for name in sorted(given - known)]


def _advice(name: str) -> str:
    """The prefix is left out of the comparison: it would make any two names look alike."""
    ours = [s.name.removeprefix(PREFIX) for s in SETTINGS if s.name.startswith(PREFIX)]
    near = difflib.get_close_matches(name.removeprefix(PREFIX), ours, n=1)
    return f"did you mean {PREFIX}{near[0]}?" if near else "remove it: no setting has this name"


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    elsewhere = values.get("openai_base_url", OPENAI_ADDRESS) != OPENAI_ADDRESS
    faults = []
    if elsewhere and "openai_model" not in values:
        faults += ["OPENAI_MODEL: must be set, since OPENAI_BASE_URL is not OpenAI's own address"]
    if "webhook_url" in values and "http" not in values:
        faults += ["LINKDIGEST_HTTP: must be set, since LINKDIGEST_WEBHOOK_URL leads to it"]
    ids, count = values.get("discord_shard_ids", ()), values.get("discord_shard_count")
    if ids and (count is None or max(ids) >= count):
        wanted = "must be below LINKDIGEST_DISCORD_SHARD_COUNT, which has to be set with it"
        faults += [f"LINKDIGEST_DISCORD_SHARD_IDS: {wanted}"]
    return faults
