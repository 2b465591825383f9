from pathlib import Path

import pytest

from bot.core.errors import SettingsError
from bot.settings import OPENAI_DEFAULT_MODEL, Secret, effective, load


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
