"""Every way to run the bot: one writer, no rights, bounded, asked for its health."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.commands import app
from bot.settings import SETTINGS, load
from tests.supply.dockerfile import Stage, read_dockerfile

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
HEALTH = ["linkdigest", "healthcheck"]
SECRETS = {setting.name for setting in SETTINGS if setting.secret}

VERBS = {"healthcheck", "doctor", "backup", "restore", "daily"}
"""What whoever runs it is told to use."""

# The image


@pytest.fixture
def stages() -> list[Stage]:
    return read_dockerfile(DEPLOY / "Dockerfile")


@pytest.fixture
def image(stages: list[Stage]) -> Stage:
    return stages[-1]


def test_each_stage_has_the_same_base_by_its_full_version(stages: list[Stage]) -> None:
    assert {stage.base for stage in stages} == {stages[0].base}
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", stages[0].base)


def test_nothing_is_installed_but_by_its_hash(stages: list[Stage]) -> None:
    commands = re.split(r"&&", "&&".join(step.rest for s in stages for step in s.all("RUN")))
    installs = [each for each in commands if re.search(r"pip (install|sync)", each)]
    assert len(installs) == 4
    (ours,) = [each for each in installs if "--require-hashes" not in each]
    assert "--no-deps" in ours
    assert "/opt/wheel/*.whl" in ours


def test_the_image_runs_nothing_and_keeps_no_build_tool(image: Stage) -> None:
    assert image.all("RUN") == []
    assert [step.words[0] for step in image.all("COPY")] == ["--from=build"] * 2
    assert {step.words[-1] for step in image.all("COPY")} == {"/opt/venv", "/data"}


def test_the_image_is_nobodys_and_says_how_it_is(image: Stage) -> None:
    assert image.last("USER").rest == "10001:10001"
    assert image.last("VOLUME").rest == "/data"
    assert json.loads(image.last("HEALTHCHECK").rest.partition(" CMD ")[2]) == HEALTH
    assert [json.loads(image.last(v).rest) for v in ("ENTRYPOINT", "CMD")] == [
        ["linkdigest"],
        ["run"],
    ]
    environment = dict(word.split("=", 1) for word in image.last("ENV").words)
    assert load({"DATABASE_URL": environment["DATABASE_URL"]}, None).database == Path(
        "/data/linkdigest.db"
    )


def test_only_what_the_image_is_made_of_reaches_the_builder(stages: list[Stage]) -> None:
    everything, *let_through = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()[1:]
    sent = {f"!{word}" for step in stages[0].all("COPY") for word in step.words[:-1]}
    assert everything == "*"
    assert {line for line in let_through if line.startswith("!")} == sent


# Compose


@pytest.fixture
def service() -> Any:
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert whole["volumes"].keys() == {"data"}
    (service,) = whole["services"].values()
    return service


def test_compose_takes_every_right_away_and_sets_bounds(service: Any) -> None:
    assert (service["init"], service["read_only"], service["cap_drop"]) == (True, True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit", "stop_grace_period"} <= service.keys()
    assert {"max-size", "max-file"} == service["logging"]["options"].keys()
    assert not {"ports", "privileged", "network_mode", "healthcheck"} & service.keys()


def test_compose_runs_the_image_as_it_is_meant_to(service: Any, image: Stage) -> None:
    assert service["user"] == image.last("USER").rest
    assert service["volumes"] == ["data:/data"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert load(service["environment"], None).database == Path("/data/linkdigest.db")


# systemd


@pytest.fixture
def unit() -> dict[str, list[str]]:
    """The lines of [Service]: each name with all its values."""
    text = (DEPLOY / "linkdigest.service").read_text("utf-8")
    (section,) = re.findall(r"\[Service\]\n(.*?)\n\[", text, flags=re.DOTALL)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", section, flags=re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def test_the_unit_is_told_of_life_and_not_started_again_in_vain(unit: dict[str, list[str]]) -> None:
    assert (unit["Type"], unit["NotifyAccess"]) == (["notify"], ["main"])
    assert int(unit["WatchdogSec"][0]) >= 30
    assert unit["RestartPreventExitStatus"] == ["78"]
    assert unit["Restart"] == ["on-failure"]
    assert int(unit["TimeoutStopSec"][0]) > 10


def test_the_unit_may_write_to_its_own_folder_alone(unit: dict[str, list[str]]) -> None:
    environment = dict(line.split("=", 1) for line in unit["Environment"])
    assert load({"DATABASE_URL": environment["DATABASE_URL"]}, None).database.parent == Path(
        "/var/lib", *unit["StateDirectory"]
    )
    assert (unit["DynamicUser"], unit["ProtectSystem"]) == (["yes"], ["strict"])
    assert unit["NoNewPrivileges"] == ["yes"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert {"MemoryMax", "TasksMax"} <= unit.keys()


# Kubernetes


@pytest.fixture
def objects() -> dict[str, Any]:
    text = (DEPLOY / "kubernetes.yaml").read_text("utf-8")
    return {each["kind"]: each for each in yaml.safe_load_all(text)}


def test_kubernetes_never_runs_two_writers(objects: dict[str, Any]) -> None:
    spec = objects["Deployment"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert objects["NetworkPolicy"]["spec"]["policyTypes"] == ["Ingress"]


def test_kubernetes_runs_the_image_without_rights(objects: dict[str, Any], image: Stage) -> None:
    pod = objects["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    user = int(image.last("USER").rest.partition(":")[0])
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert {pod["securityContext"][name] for name in ("runAsUser", "runAsGroup", "fsGroup")} == {
        user
    }
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp"}
    for probe in ("startupProbe", "livenessProbe"):
        assert container[probe]["exec"]["command"] == HEALTH


# All of them


def test_no_secret_is_written_into_any_of_them() -> None:
    for path in DEPLOY.iterdir():
        for name, value in re.findall(r"\b([A-Z_]+)[=:] *(\S*)", path.read_text("utf-8")):
            assert name not in SECRETS or value.strip('",}') in ("", "…"), (path.name, name)


def test_every_verb_that_is_named_exists() -> None:
    known = {
        command.name or getattr(command.callback, "__name__", "")
        for command in app.registered_commands
    }
    for path in (path for path in DEPLOY.iterdir() if path.is_file()):
        words = r"\blinkdigest(?: |\", \"|, )(?!linkdigest)([a-z]+)\b"
        named = set(re.findall(words, path.read_text("utf-8")))
        assert named & VERBS <= known, path.name
        assert path.name != "README.md" or named >= VERBS


def test_every_setting_that_is_named_exists() -> None:
    known = {setting.name for setting in SETTINGS} | {f"{name}_FILE" for name in SECRETS}
    for path in DEPLOY.iterdir():
        named = set(
            re.findall(
                r"\b(?:LINKDIGEST|TELEGRAM|DISCORD|OPENAI|DATABASE)_[A-Z_]+\b", path.read_text()
            )
        )
        assert named <= known, path.name
