"""`make image-steps`: the Dockerfile's own steps on a machine that has no container engine.

Every `COPY` and `RUN` is done in a root of its own, with this machine's system and interpreter in
place of the base; then the program runs in the last one as the image says it would: as that user,
with no capability and nothing to write to but /data and /tmp. The packages come from the network.
What is left unproved is the base image alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from tests.supply.dockerfile import Stage, read_dockerfile

if TYPE_CHECKING:
    from tests.supply.dockerfile import Instruction

PROJECT: Final = Path(__file__).parents[2]
SAMPLE: Final = PROJECT / "tests" / "data" / "sample.en.html"

LINKS: Final = ("bin", "lib", "lib64", "sbin")
PASSED_ON: Final = ("PIP_", "UV_", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
"""How this machine reaches its registry of packages."""

IS_ROOT: Final = os.geteuid() == 0
ALONE: Final = ("unshare", "--mount", *(() if IS_ROOT else ("--map-root-user",)))
BOUND: Final = """
set -e
for name in usr etc dev proc; do mount --rbind "/$name" "$ROOT/$name"; done
mount -o remount,bind,ro "$ROOT/usr"
case "$PREFIX" in /usr*) ;; *) mount --bind "$PREFIX" "$ROOT$PREFIX" ;; esac
"""
BUILDING: Final = BOUND + 'exec chroot "$ROOT" "$@"'
RUNNING: Final = (
    'mount --bind "$ROOT" "$ROOT"\n'
    + BOUND
    + """
mount --bind "$ROOT/data" "$ROOT/data"
mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
mount -o remount,bind,ro "$ROOT"
exec chroot "$ROOT" setpriv $AS --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""
)


@dataclass
class Root:
    """The files of a stage, and what it has set so far."""

    path: Path
    folder: str = "/"
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": f"{sys.base_prefix}/bin:/usr/local/bin:/usr/bin:/bin"}
    )

    def lay(self) -> None:
        for name in ("usr", "etc", "dev", "proc", "tmp", "opt", sys.base_prefix.lstrip("/")):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        for name in LINKS:
            (self.path / name).symlink_to(f"usr/{name}")

    def there(self, name: str) -> Path:
        """Where on this machine the stage's file `name` lies."""
        return self.path / (Path(self.folder) / name).relative_to("/")

    def set(self, pairs: Instruction) -> None:
        given = (word.split("=", 1) for word in pairs.words)
        self.environment |= {k: Template(v).substitute(self.environment) for k, v in given}

    @property
    def outside(self) -> dict[str, str]:
        return {"ROOT": str(self.path), "PREFIX": sys.base_prefix, "PATH": os.environ["PATH"]}

    def command(self, script: str, *inside: str, **more: str) -> list[str]:
        """What runs `inside` in this root, with its environment and no other, by `script`."""
        pairs = [f"{name}={value}" for name, value in (more | self.environment).items()]
        return [*ALONE, "/bin/sh", "-c", script, "sh", "env", "-i", *pairs, *inside]


def build(stages: list[Stage], where: Path) -> dict[str, Root]:
    """Do the steps of every stage, in order; their roots by name, "" is the image."""
    roots: dict[str, Root] = {}
    for stage in stages:
        root = roots[stage.name] = Root(where / (stage.name or "image"))
        root.lay()
        for step in stage.instructions:
            _do(step, root, roots)
    return roots


def _do(step: Instruction, root: Root, roots: dict[str, Root]) -> None:
    if step.verb == "WORKDIR":
        root.folder = step.rest
        root.there("").mkdir(parents=True, exist_ok=True)
    elif step.verb == "ENV":
        root.set(step)
    elif step.verb == "COPY":
        _copy(step, root, roots)
    elif step.verb == "RUN":
        _say(f"RUN {' '.join(step.rest.split())}")
        passed = {k: v for k, v in os.environ.items() if k.upper().startswith(PASSED_ON)}
        command = ("/bin/sh", "-c", f"cd {root.folder} && {step.rest}")
        subprocess.run(root.command(BUILDING, *command, **passed), check=True, env=root.outside)


def _copy(step: Instruction, root: Root, roots: dict[str, Root]) -> None:
    options = dict(
        word[2:].split("=", 1) for word in step.words if word.startswith("--") and "=" in word
    )
    *sources, target = (word for word in step.words if not word.startswith("--"))
    for source in sources:
        origin = roots[options["from"]].there(source) if "from" in options else _sent(source)
        goal = root.there(target) / (source if target.endswith("/") else "")
        if origin.is_dir():
            shutil.copytree(origin, goal, symlinks=True, dirs_exist_ok=True)
        else:
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, goal)
        if "chown" in options and IS_ROOT:
            os.chown(goal, *map(int, options["chown"].split(":")))


def _sent(source: str) -> Path:
    """A file of the build context: only what .dockerignore lets through is sent."""
    let_through = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()
    if f"!{source}" not in let_through:
        raise SystemExit(f"COPY {source}: .dockerignore keeps it away")
    return PROJECT / source


class Container:
    """The image's program as an engine would start it: read-only, as its user, bare."""

    def __init__(self, image: Stage, root: Root) -> None:
        self._root = root
        self._user = image.last("USER").rest
        self._program = json.loads(image.last("ENTRYPOINT").rest)
        self._default = json.loads(image.last("CMD").rest)
        self._health = json.loads(image.last("HEALTHCHECK").rest.partition(" CMD ")[2])

    def linkdigest(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        return self.run(*self._program, *arguments, given=given)

    def run(self, *command: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Run `command` there; its exit code and what it wrote."""
        with self._started(*command) as process:
            out, errors = process.communicate(given, timeout=60)
        return _ended(process, out, errors)

    def serve(self, **settings: str) -> tuple[subprocess.CompletedProcess[str], ...]:
        """Start it as the image does, let it say its first line, ask for its health, end it.

        How it ended, and what the question for its health was answered with.
        """
        with self._started(*self._program, *self._default, **settings) as process:
            assert process.stderr
            first = process.stderr.readline()
            health = self.health()
            process.terminate()
            out, rest = process.communicate(timeout=30)
        return _ended(process, out, first + rest), health

    def health(self) -> subprocess.CompletedProcess[str]:
        return self.run(*self._health)

    def _started(self, *command: str, **settings: str) -> subprocess.Popen[bytes]:
        user, group = self._user.split(":")
        who = f"--reuid={user} --regid={group} --clear-groups" if IS_ROOT else ""
        return subprocess.Popen(
            self._root.command(RUNNING, *command, **settings),
            env=self._root.outside | {"AS": who},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def _ended(
    process: subprocess.Popen[bytes], out: bytes, errors: bytes
) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(
        process.args, process.returncode, out.decode(), errors.decode()
    )


def prove(image: Container, data: Path) -> None:
    """What a user of the image relies on."""
    about = image.run("python", "-c", "import os; print(os.getuid(), os.access('/', os.W_OK))")
    _expect("its user", about, 0, "10001 False" if IS_ROOT else "")
    _expect("--version", image.linkdigest("--version"), 0, "linkdigest")
    _expect("config", image.linkdigest("config"), 0, "/data/linkdigest.db")
    sample = image.linkdigest("digest", "-", given=SAMPLE.read_bytes())
    _expect("digest", sample, 0, "A harbour town put its heat pumps under the sea")
    _expect("run without a token", image.linkdigest("run"), 78, "TELEGRAM_BOT_TOKEN")
    _expect("its health before it runs", image.health(), 1, "healthcheck")
    served, health = image.serve(
        TELEGRAM_BOT_TOKEN="123456:AAH-secret_part_of_a_token",
        TELEGRAM_BASE_URL="http://127.0.0.1:9/bot",  # nobody listens there
    )
    _expect("its health while it runs", health, 0, "")
    _expect("run, ended by SIGTERM", served, 0, "ending")
    unneeded = image.run("python", "-c", "import hatchling")
    _expect("no build tools inside", unneeded, 1, "ModuleNotFoundError")
    if not (data / "linkdigest.db").is_file():
        raise SystemExit("the digest was not remembered in /data")


def _expect(what: str, ended: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    if ended.returncode != code or words not in ended.stdout + ended.stderr:
        raise SystemExit(f"{what}: exit {ended.returncode}, {ended.stdout}{ended.stderr}")
    _say(f"ok: {what}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Do the steps, then prove what came of them."""
    stages = read_dockerfile(PROJECT / "deploy" / "Dockerfile")
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        where.chmod(0o755)  # the image's user has to get in
        roots = build(stages, where)
        root = roots[""]
        prove(Container(stages[-1], root), root.path / "data")


if __name__ == "__main__":
    main()
