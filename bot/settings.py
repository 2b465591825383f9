"""The configuration: environment and .env in, one frozen value out, all faults told at once."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from bot.core.errors import SettingsError
from bot.core.model import AskedLanguage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "LINKDIGEST_"
OPENAI_ADDRESS = "https://api.openai.com/v1"
OPENAI_DEFAULT_MODEL = "gpt-6-luna"

Origin = Literal["environment", ".env", "file", "default"]


class Secret:
    """A value that shows itself to nobody who merely prints, formats or logs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return f"set, {len(self._value)} characters"

    def reveal(self) -> str:
        """The value itself, for the one call that needs it."""
        return self._value


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the value in force."""

    openai_api_key: Secret | None = None
    openai_base_url: str = OPENAI_ADDRESS
    openai_model: str | None = None
    database: Path = Path("data/linkdigest.db")
    fetch_allow: tuple[str, ...] = ()
    language: AskedLanguage = "auto"
    prompts: Path | None = None
    prices: Path | None = None
    user_agent: str | None = None
    max_chars: int = 60_000
    model_timeout: float = 60.0
    temperature: float | None = None
    concurrency: int = 20
    workers: int = 1
    telegram_bot_token: Secret | None = None
    telegram_base_url: str | None = None
    telegram_base_file_url: str | None = None
    http: tuple[str, int] | None = None
    webhook_url: str | None = None
    webhook_secret: Secret | None = None
    owners: frozenset[str] = frozenset()
    allow_chats: frozenset[str] = frozenset()
    allow_users: frozenset[str] = frozenset()
    mode: str = "auto"
    retention_days: str = "90"
    chat_per_hour: str = "10"
    user_per_10min: str = "3"
    per_day: int = 0
    chat_per_day: int = 0
    user_per_day: int = 0
    usd_per_day: float = 5.0
    chat_usd_per_day: float = 0.0
    user_usd_per_day: float = 0.0
    contact: str = ""
    log_level: str = "INFO"
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def chat_defaults(self) -> Mapping[str, str]:
        """The operator's values for what a chat may set itself."""
        return {
            "language": self.language,
            "mode": self.mode,
            "retention": self.retention_days,
            "chat_limit": self.chat_per_hour,
            "user_limit": self.user_per_10min,
        }

    @property
    def has_model(self) -> bool:
        """A key, or an address of the operator's own, which may want none."""
        return self.openai_api_key is not None or self.openai_base_url != OPENAI_ADDRESS


def _text(value: str) -> str:
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as https://host/v1")
    if parts.path.rstrip("/").endswith("/chat/completions"):
        raise ValueError("must end before /chat/completions, as in https://host/v1")
    return value.rstrip("/")


def _database(value: str) -> Path:
    if value.startswith(("postgresql://", "postgres://")):
        raise ValueError("PostgreSQL is not supported yet: use sqlite:///data/linkdigest.db")
    path = value.removeprefix("sqlite:///")
    if path in {"", value}:
        raise ValueError("must be sqlite:///relative/path or sqlite:////absolute/path")
    return Path(path)


def _telegram_token(value: str) -> Secret:
    if not re.fullmatch(r"\d+:[\w-]{10,}", value):
        raise ValueError("must read like 123456:ABC-DEF…, as @BotFather gives it")
    return Secret(value)


def _bot_address(value: str) -> str:
    address = _address(value)
    if not address.endswith("/bot"):
        raise ValueError("must end in /bot: the token is appended to it")
    return address


def _listen(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("must be host:port, as in 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def _https(value: str) -> str:
    if not _address(value).startswith("https://") and "//127.0.0.1" not in value:
        raise ValueError("must begin with https://: Telegram calls no other address")
    return _address(value)


def _webhook_secret(value: str) -> Secret:
    if not re.fullmatch(r"[\w-]{1,256}", value, re.ASCII):
        raise ValueError("must be 1 to 256 letters, digits, _ and -")
    return Secret(value)


def _ids(value: str) -> frozenset[str]:
    names = frozenset(item.strip().lower() for item in value.split(",") if item.strip())
    for name in sorted(names):
        if not re.fullmatch(r"(?:telegram|discord):-?\d+", name):
            raise ValueError(f"must read like telegram:123,discord:456, and {name!r} does not")
    return names


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        found = next((choice for choice in choices if choice.lower() == value.lower()), None)
        if found is None:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return found

    return read


def _number_text(value: str) -> str:
    return str(_between(0, 1000, int)(value))


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(item.strip().lower() for item in value.split(",") if item.strip())
    for host in hosts:
        name, _, port = host.rpartition(":")
        if not name or not port.isdecimal() or not 0 < int(port) < 65_536:
            raise ValueError(f"must be host:port,host:port, and {host!r} is not host:port")
    return hosts


def _language(value: str) -> str:
    if value not in get_args(AskedLanguage):
        raise ValueError("must be one of auto, zh, en")
    return value


def _folder(value: str) -> Path:
    path = Path(value).expanduser()
    if not path.is_dir():
        raise ValueError(f"must be a folder, and {value} is none")
    return path


def _file(value: str) -> Path:
    path = Path(value).expanduser()
    if not path.is_file():
        raise ValueError(f"must be a file, and {value} is none")
    return path


def _between(low: float, high: float, kind: type[int | float]) -> Callable[[str], float]:
    def read(value: str) -> float:
        wanted = f"must be a number from {low:g} to {high:g}"
        try:
            number = kind(value)
        except ValueError:
            raise ValueError(wanted) from None
        if not low <= number <= high:
            raise ValueError(wanted)
        return number

    return read


@dataclass(frozen=True, slots=True)
class Setting:
    """One name of the environment: the field it fills and how its text is read."""

    name: str
    field: str
    read: Callable[[str], Any]
    secret: bool = False


SETTINGS = (
    Setting("OPENAI_API_KEY", "openai_api_key", Secret, secret=True),
    Setting("OPENAI_BASE_URL", "openai_base_url", _address),
    Setting("OPENAI_MODEL", "openai_model", _text),
    Setting("DATABASE_URL", "database", _database),
    Setting("LINKDIGEST_FETCH_ALLOW", "fetch_allow", _hosts),
    Setting("LINKDIGEST_LANGUAGE", "language", _language),
    Setting("LINKDIGEST_PROMPTS", "prompts", _folder),
    Setting("LINKDIGEST_PRICES", "prices", _file),
    Setting("LINKDIGEST_USER_AGENT", "user_agent", _text),
    Setting("LINKDIGEST_MAX_CHARS", "max_chars", _between(2_000, 2_000_000, int)),
    Setting("LINKDIGEST_MODEL_TIMEOUT", "model_timeout", _between(1, 110, float)),
    Setting("LINKDIGEST_TEMPERATURE", "temperature", _between(0, 2, float)),
    Setting("LINKDIGEST_CONCURRENCY", "concurrency", _between(1, 200, int)),
    Setting("LINKDIGEST_WORKERS", "workers", _between(1, 32, int)),
    Setting("TELEGRAM_BOT_TOKEN", "telegram_bot_token", _telegram_token, secret=True),
    Setting("TELEGRAM_BASE_URL", "telegram_base_url", _bot_address),
    Setting("TELEGRAM_BASE_FILE_URL", "telegram_base_file_url", _address),
    Setting("LINKDIGEST_HTTP", "http", _listen),
    Setting("LINKDIGEST_WEBHOOK_URL", "webhook_url", _https),
    Setting("LINKDIGEST_WEBHOOK_SECRET", "webhook_secret", _webhook_secret, secret=True),
    Setting("LINKDIGEST_OWNERS", "owners", _ids),
    Setting("LINKDIGEST_ALLOW_CHATS", "allow_chats", _ids),
    Setting("LINKDIGEST_ALLOW_USERS", "allow_users", _ids),
    Setting("LINKDIGEST_MODE", "mode", _one_of("auto", "react", "ask", "off")),
    Setting("LINKDIGEST_RETENTION_DAYS", "retention_days", _one_of("30", "90", "365")),
    Setting("LINKDIGEST_CHAT_PER_HOUR", "chat_per_hour", _number_text),
    Setting("LINKDIGEST_USER_PER_10MIN", "user_per_10min", _number_text),
    Setting("LINKDIGEST_PER_DAY", "per_day", _between(0, 1_000_000, int)),
    Setting("LINKDIGEST_CHAT_PER_DAY", "chat_per_day", _between(0, 1_000_000, int)),
    Setting("LINKDIGEST_USER_PER_DAY", "user_per_day", _between(0, 1_000_000, int)),
    Setting("LINKDIGEST_USD_PER_DAY", "usd_per_day", _between(0, 1_000_000, float)),
    Setting("LINKDIGEST_CHAT_USD_PER_DAY", "chat_usd_per_day", _between(0, 1_000_000, float)),
    Setting("LINKDIGEST_USER_USD_PER_DAY", "user_usd_per_day", _between(0, 1_000_000, float)),
    Setting("LINKDIGEST_CONTACT", "contact", _text),
    Setting("LINKDIGEST_LOG_LEVEL", "log_level", _one_of("DEBUG", "INFO", "WARNING", "ERROR")),
)


def load(environment: Mapping[str, str], env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings; the environment wins over `env_file`, an empty value counts as unset.

    Raises:
        SettingsError: with every fault, one line each: what, where, what to do.
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
    if faults:
        raise SettingsError(tuple(faults))
    settings = Settings(**values, origins=origins)
    if settings.has_model and settings.openai_model is None:
        values["openai_model"] = OPENAI_DEFAULT_MODEL
    return Settings(**values, origins=origins)


def effective(settings: Settings) -> list[tuple[str, str, Origin]]:
    """Name, value and origin of every setting, for people: secrets masked."""
    return [
        (setting.name, _shown(getattr(settings, setting.field)), _origin(settings, setting))
        for setting in SETTINGS
    ]


def _origin(settings: Settings, setting: Setting) -> Origin:
    return settings.origins.get(setting.name, "default")


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if isinstance(value, tuple):
        return (":" if len(value) == 2 and isinstance(value[1], int) else ",").join(map(str, value))
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


def _secret_from(path: str, setting: Setting) -> str:
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
    return faults
