import re
from pathlib import Path

import pytest

from bot.core.errors import SettingsError
from bot.settings import OPENAI_DEFAULT_MODEL, SETTINGS, Secret, effective, load


def faults(environment: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(environment, env_file)
    return caught.value.faults


def test_nothing_set_is_a_whole_configuration_without_a_model() -> None:
    settings = load({}, None)
    assert not settings.has_model
    assert settings.database == Path("data/linkdigest.db")


def test_a_key_alone_is_enough_for_a_model() -> None:
    settings = load({"OPENAI_API_KEY": "sk-abc"}, None)
    assert settings.has_model
    assert settings.openai_model == OPENAI_DEFAULT_MODEL


def test_an_address_of_ones_own_needs_no_key_but_a_model() -> None:
    local = {"OPENAI_BASE_URL": "http://localhost:11434/v1/"}
    assert load({**local, "OPENAI_MODEL": "qwen"}, None).openai_base_url.endswith("/v1")
    assert faults(local) == (
        "OPENAI_MODEL: must be set, since OPENAI_BASE_URL is not OpenAI's own address",
    )


def test_all_faults_are_told_at_once() -> None:
    told = faults(
        {
            "OPENAI_BASE_URL": "https://host/v1/chat/completions",
            "DATABASE_URL": "sqlite://relative.db",
            "LINKDIGEST_FETCH_ALLOW": "localhost",
            "LINKDIGEST_LANGUAGE": "fr",
            "LINKDIGEST_MAX_CHARS": "many",
            "LINKDIGEST_TEMPERATURE": "3",
            "LINKDIGEST_PROMPTS": "/nowhere/at/all",
            "LINKDIGEST_PRICES": "/nowhere.json",
        }
    )
    assert [fault.split(":")[0] for fault in told] == [
        "OPENAI_BASE_URL",
        "DATABASE_URL",
        "LINKDIGEST_FETCH_ALLOW",
        "LINKDIGEST_LANGUAGE",
        "LINKDIGEST_PROMPTS",
        "LINKDIGEST_PRICES",
        "LINKDIGEST_MAX_CHARS",
        "LINKDIGEST_TEMPERATURE",
    ]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("LINKDIGEST_LANGAUGE", "did you mean LINKDIGEST_LANGUAGE?"),
        ("LINKDIGEST_QZX", "remove it: no setting has this name"),
    ],
)
def test_an_unknown_name_stops_the_start(name: str, advice: str) -> None:
    assert faults({name: "x"}) == (f"{name}: unknown; {advice}",)


def test_an_empty_value_counts_as_unset() -> None:
    assert not load({"OPENAI_API_KEY": " ", "LINKDIGEST_LANGUAGE": ""}, None).has_model


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("LINKDIGEST_LANGUAGE=zh\nOPENAI_MODEL=from-file\n", "utf-8")
    settings = load({"LINKDIGEST_LANGUAGE": "en"}, env_file)
    assert (settings.language, settings.openai_model) == ("en", "from-file")
    origins = {name: origin for name, _, origin in effective(settings)}
    assert origins["LINKDIGEST_LANGUAGE"] == "environment"
    assert origins["OPENAI_MODEL"] == ".env"
    assert origins["LINKDIGEST_WORKERS"] == "default"


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("sk-from-file\n", "utf-8")
    settings = load({"OPENAI_API_KEY_FILE": str(path)}, None)
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.reveal() == "sk-from-file"


def test_a_secret_file_that_is_missing_or_empty_is_a_fault(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert "cannot be read" in faults({"OPENAI_API_KEY_FILE": str(tmp_path / "none")})[0]
    assert "is empty" in faults({"OPENAI_API_KEY_FILE": str(empty)})[0]


SECRETS = [
    "123456:AAH-a_token-of-Telegram0123456789",
    "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabc12.AAH-a_token-of-Discord0123456789",
    "sk-AAH-a_key-of_a-model-0123456789",
    "a-Word_of-no-known-shape",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "name",
    [
        "LINKDIGEST_OWNERS",
        "LINKDIGEST_FETCH_ALLOW",
        "LINKDIGEST_ZONE",
        "LINKDIGEST_PROMPTS",
        "LINKDIGEST_MODE",
        "LINKDIGEST_HTTP",
        "DATABASE_URL",
        "TELEGRAM_BOT_TOKEN_FILE",
        "OPENAI_API_KEY_FILE",
    ],
)
def test_a_secret_is_shown_by_no_fault_wherever_somebody_put_it(name: str, secret: str) -> None:
    told = "".join(faults({name: secret, "LINKDIGEST_WEBHOOK_SECRET": f"{secret}"}))
    assert name.removesuffix("_FILE") in told
    assert secret not in told
    assert secret.lower() not in told


def test_that_no_platform_has_a_token_is_told_with_the_other_faults(tmp_path: Path) -> None:
    def told(environment: dict[str, str]) -> list[str]:
        with pytest.raises(SettingsError) as caught:
            load(environment, None, for_chats=True)
        return [fault.partition(":")[0] for fault in caught.value.faults]

    none = "TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN"
    assert told({}) == [none]
    assert told({"TELEGRAM_BOT_TOKEN": " ", "LINKDIGEST_MODE": "?"}) == ["LINKDIGEST_MODE", none]
    assert told({"DISCORD_BOT_TOKEN": "1:2"}) == ["DISCORD_BOT_TOKEN"]
    assert told({"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "none")}) == ["TELEGRAM_BOT_TOKEN"]
    assert load({"DISCORD_BOT_TOKEN": DISCORD}, None, for_chats=True).discord_bot_token


def test_an_env_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"OPENAI_MODEL=\xff\xfe")
    assert "cannot be read" in faults({}, env_file)[0]


def test_a_secret_shows_itself_to_nobody() -> None:
    settings = load({"OPENAI_API_KEY": "sk-never-shown"}, None)
    secret = Secret("sk-never-shown")
    for shown in (repr(settings), f"{secret} {secret!r}", str(effective(settings))):
        assert "sk-never-shown" not in shown
    assert secret.reveal() == "sk-never-shown"


def test_allowed_hosts_are_exact_pairs() -> None:
    allowed = load({"LINKDIGEST_FETCH_ALLOW": "LocalHost:8080, 127.0.0.1:9,[::1]:80"}, None)
    assert allowed.fetch_allow == ("localhost:8080", "127.0.0.1:9", "[::1]:80")


def test_database_addresses_are_relative_or_absolute() -> None:
    assert load({"DATABASE_URL": "sqlite:///a/b.db"}, None).database == Path("a/b.db")
    assert load({"DATABASE_URL": "sqlite:////a/b.db"}, None).database == Path("/a/b.db")
    assert "PostgreSQL" in faults({"DATABASE_URL": "postgresql://host/db"})[0]


def test_a_telegram_token_must_look_like_one_and_is_not_told() -> None:
    told = faults({"TELEGRAM_BOT_TOKEN": "hunter2"})
    assert told == ("TELEGRAM_BOT_TOKEN: must read like 123456:ABC-DEF…, as @BotFather gives it",)
    settings = load({"TELEGRAM_BOT_TOKEN": "123456:ABCDEFGHIJ"}, None)
    assert "ABCDEFGHIJ" not in repr(settings)


def test_secrets_of_ours_may_stand_in_files_too(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    settings = load(
        {
            "LINKDIGEST_WEBHOOK_SECRET_FILE": str(tmp_path / "secret"),
            "LINKDIGEST_WEBHOOK_URL": "https://bot.example.org/hook",
            "LINKDIGEST_HTTP": "127.0.0.1:8080",
        },
        None,
    )
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.reveal() == "s3cret"
    assert settings.http == ("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("TELEGRAM_BASE_URL", "http://127.0.0.1:9100", "/bot"),
        ("LINKDIGEST_HTTP", "8080", "host:port"),
        ("LINKDIGEST_WEBHOOK_URL", "http://bot.example.org", "https://"),
        ("LINKDIGEST_WEBHOOK_SECRET", "a b", "letters"),
        ("LINKDIGEST_OWNERS", "123", "telegram:123"),
        ("LINKDIGEST_ALLOW_CHATS", "telegram:@readers", "telegram:123"),
        ("LINKDIGEST_MODE", "loud", "auto, react, ask, off"),
        ("LINKDIGEST_RETENTION_DAYS", "7", "30, 90, 365"),
        ("LINKDIGEST_CHAT_PER_HOUR", "many", "0 to 1000"),
        ("LINKDIGEST_USD_PER_DAY", "-1", "0 to"),
        ("LINKDIGEST_LOG_LEVEL", "loud", "DEBUG"),
    ],
)
def test_a_wrong_value_is_told_with_a_right_one(name: str, value: str, word: str) -> None:
    told = faults({name: value})
    assert told[0].startswith(f"{name}: ")
    assert word in told[0]


def test_a_webhook_needs_a_server_to_lead_to() -> None:
    told = faults({"LINKDIGEST_WEBHOOK_URL": "https://bot.example.org/hook"})
    assert told == ("LINKDIGEST_HTTP: must be set, since LINKDIGEST_WEBHOOK_URL leads to it",)


def test_ids_are_platform_and_number() -> None:
    settings = load({"LINKDIGEST_OWNERS": "telegram:1, Telegram:2"}, None)
    assert settings.owners == {"telegram:1", "telegram:2"}


def test_what_chats_begin_with_is_the_operators_choice() -> None:
    settings = load({"LINKDIGEST_MODE": "react", "LINKDIGEST_CHAT_PER_HOUR": "0"}, None)
    assert settings.chat_defaults["mode"] == "react"
    assert settings.chat_defaults["chat_limit"] == "0"
    assert settings.chat_defaults["user_limit"] == "3"


def test_the_example_file_names_every_setting_and_no_other() -> None:
    text = (Path(__file__).parent.parent / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    assert {name.removesuffix("_FILE") for name in named} == {s.name for s in SETTINGS}


DISCORD = "MTIzNDU2.Gabc12.secret-part_of_a_token"


def test_a_discord_token_has_three_parts() -> None:
    settings = load({"DISCORD_BOT_TOKEN": DISCORD}, None)
    assert settings.discord_bot_token
    assert settings.discord_bot_token.reveal() == DISCORD
    (told,) = faults({"DISCORD_BOT_TOKEN": "123456:AAH-a-token-of-telegram"})
    assert told.startswith("DISCORD_BOT_TOKEN: must be three parts")
    assert "AAH" not in told
    (told,) = faults({"TELEGRAM_BOT_TOKEN": DISCORD})
    assert "secret" not in told


def test_discord_may_be_somewhere_else() -> None:
    settings = load(
        {
            "DISCORD_API_URL": "http://127.0.0.1:3100/api/v10/",
            "DISCORD_GATEWAY_URL": "ws://127.0.0.1:3100/gateway",
        },
        None,
    )
    assert settings.discord_api_url == "http://127.0.0.1:3100/api/v10"
    assert settings.discord_gateway_url == "ws://127.0.0.1:3100/gateway"
    assert faults({"DISCORD_GATEWAY_URL": "http://127.0.0.1"}) == (
        "DISCORD_GATEWAY_URL: must be an address such as wss://host",
    )


def test_shards_are_numbers_below_their_count() -> None:
    count, ids = "LINKDIGEST_DISCORD_SHARD_COUNT", "LINKDIGEST_DISCORD_SHARD_IDS"
    settings = load({count: "4", ids: "2, 0,2"}, None)
    assert (settings.discord_shard_count, settings.discord_shard_ids) == (4, (0, 2))
    shown = {name: value for name, value, _ in effective(settings)}
    assert (shown[count], shown[ids]) == ("4", "0,2")
    for wrong in ({ids: "0"}, {count: "2", ids: "2"}, {count: "2", ids: "a"}, {count: "0"}):
        assert len(faults(wrong)) == 1
