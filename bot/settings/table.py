"""Every setting: its name in the environment, the field that it fills, how its text is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bot.core.budgets import GRID, Unit
from bot.core.retention import DAY, Keeping
from bot.settings import values
from bot.settings.values import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.model import AskedLanguage

OPENAI_ADDRESS = "https://api.openai.com/v1"
OPENAI_DEFAULT_MODEL = "gpt-6-luna"

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

BUDGETS = {each.name: 0.0 for each in GRID} | {"usd_per_day": 5.0}
"""Every budget with what holds if it is not set; 0 is no bound."""

Origin = Literal["environment", ".env", "file", "default"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the value in force."""

    openai_api_key: Secret | None = None
    openai_base_url: str = OPENAI_ADDRESS
    openai_model: str | None = None
    database: Path = Path("data/linkdigest.db")
    backups_kept: int = 7
    digest_days: int = 365
    body_days: int = 30
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
    discord_bot_token: Secret | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    discord_shard_ids: tuple[int, ...] = ()
    discord_shard_count: int | None = None
    http: tuple[str, int] | None = None
    metrics_token: Secret | None = None
    webhook_url: str | None = None
    webhook_secret: Secret | None = None
    owners: frozenset[str] = frozenset()
    allow_chats: frozenset[str] = frozenset()
    allow_users: frozenset[str] = frozenset()
    mode: str = "auto"
    retention_days: str = "365"
    chat_per_hour: str = "10"
    user_per_10min: str = "3"
    budgets: Mapping[str, float] = field(default_factory=lambda: dict(BUDGETS))
    contact: str = ""
    zone: str = "UTC"
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
    def keeping(self) -> Keeping:
        """For how long digests and articles are kept."""
        return Keeping(self.digest_days * DAY, self.body_days * DAY)

    @property
    def has_model(self) -> bool:
        """A key, or an address of the operator's own, which may want none."""
        return self.openai_api_key is not None or self.openai_base_url != OPENAI_ADDRESS


@dataclass(frozen=True, slots=True)
class Setting:
    """One name of the environment: the field it fills and how its text is read."""

    name: str
    field: str
    read: Callable[[str], Any]
    secret: bool = False

    def of(self, settings: Settings) -> Any:
        """The value in force."""
        if self.field in BUDGETS:
            return settings.budgets[self.field]
        return getattr(settings, self.field)


def bound(unit: Unit) -> Callable[[str], float]:
    """How the text of a budget is read: USD may have cents, tokens come in millions."""
    if unit is Unit.USD:
        return values.between(0, 1_000_000, float)
    return values.between(0, 10**12 if unit is Unit.TOKENS else 1_000_000, int)


SETTINGS = (
    Setting("OPENAI_API_KEY", "openai_api_key", Secret, secret=True),
    Setting("OPENAI_BASE_URL", "openai_base_url", values.address),
    Setting("OPENAI_MODEL", "openai_model", values.text),
    Setting("DATABASE_URL", "database", values.database),
    Setting("LINKDIGEST_BACKUPS_KEPT", "backups_kept", values.between(0, 1000, int)),
    Setting("LINKDIGEST_DIGEST_DAYS", "digest_days", values.between(1, 36_500, int)),
    Setting("LINKDIGEST_BODY_DAYS", "body_days", values.between(3, 36_500, int)),
    Setting("LINKDIGEST_FETCH_ALLOW", "fetch_allow", values.hosts),
    Setting("LINKDIGEST_LANGUAGE", "language", values.language),
    Setting("LINKDIGEST_PROMPTS", "prompts", values.folder),
    Setting("LINKDIGEST_PRICES", "prices", values.file),
    Setting("LINKDIGEST_USER_AGENT", "user_agent", values.text),
    Setting("LINKDIGEST_MAX_CHARS", "max_chars", values.between(2_000, 2_000_000, int)),
    Setting("LINKDIGEST_MODEL_TIMEOUT", "model_timeout", values.between(1, 110, float)),
    Setting("LINKDIGEST_TEMPERATURE", "temperature", values.between(0, 2, float)),
    Setting("LINKDIGEST_CONCURRENCY", "concurrency", values.between(1, 200, int)),
    Setting("LINKDIGEST_WORKERS", "workers", values.between(1, 32, int)),
    Setting("TELEGRAM_BOT_TOKEN", "telegram_bot_token", values.telegram_token, secret=True),
    Setting("TELEGRAM_BASE_URL", "telegram_base_url", values.bot_address),
    Setting("TELEGRAM_BASE_FILE_URL", "telegram_base_file_url", values.address),
    Setting("DISCORD_BOT_TOKEN", "discord_bot_token", values.discord_token, secret=True),
    Setting("DISCORD_API_URL", "discord_api_url", values.address),
    Setting("DISCORD_GATEWAY_URL", "discord_gateway_url", values.socket_address),
    Setting("LINKDIGEST_DISCORD_SHARD_IDS", "discord_shard_ids", values.numbers),
    Setting("LINKDIGEST_DISCORD_SHARD_COUNT", "discord_shard_count", values.between(1, 9999, int)),
    Setting("LINKDIGEST_HTTP", "http", values.listen),
    Setting("LINKDIGEST_METRICS_TOKEN", "metrics_token", Secret, secret=True),
    Setting("LINKDIGEST_WEBHOOK_URL", "webhook_url", values.https),
    Setting("LINKDIGEST_WEBHOOK_SECRET", "webhook_secret", values.webhook_secret, secret=True),
    Setting("LINKDIGEST_OWNERS", "owners", values.ids),
    Setting("LINKDIGEST_ALLOW_CHATS", "allow_chats", values.ids),
    Setting("LINKDIGEST_ALLOW_USERS", "allow_users", values.ids),
    Setting("LINKDIGEST_MODE", "mode", values.one_of("auto", "react", "ask", "off")),
    Setting("LINKDIGEST_RETENTION_DAYS", "retention_days", values.one_of("30", "90", "365")),
    Setting("LINKDIGEST_CHAT_PER_HOUR", "chat_per_hour", values.number_text),
    Setting("LINKDIGEST_USER_PER_10MIN", "user_per_10min", values.number_text),
    *(Setting(f"LINKDIGEST_{each.name.upper()}", each.name, bound(each.unit)) for each in GRID),
    Setting("LINKDIGEST_ZONE", "zone", values.zone),
    Setting("LINKDIGEST_CONTACT", "contact", values.text),
    Setting(
        "LINKDIGEST_LOG_LEVEL", "log_level", values.one_of("DEBUG", "INFO", "WARNING", "ERROR")
    ),
)
