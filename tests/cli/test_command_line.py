import gzip
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Run

FIELDS = [
    *("url", "canonical_url", "title", "author", "source", "published", "language"),
    *("one_line", "key_points", "risks", "topics", "summarizer", "cached", "partial", "timings"),
]


def test_no_verb_shows_the_help_and_is_a_usage_error(run: Run) -> None:
    ended = run()
    assert ended.code == 2
    assert "digest" in ended.out + ended.err


def test_help_names_every_verb(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for verb in ("digest", "extract", "config"):
        assert verb in ended.out


def test_the_version_is_one_line(run: Run) -> None:
    assert run("--version").out == "linkdigest 0.1.0\n"


def test_the_module_is_the_same_program(tmp_path: Path) -> None:
    python = PROGRAM.with_name("python")
    done = subprocess.run([python, "-m", "bot", "--version"], cwd=tmp_path, capture_output=True)  # noqa: PLW1510
    assert done.stdout == b"linkdigest 0.1.0\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("digest",),
        ("extract",),
        ("digest", "a.html", "--batch", "b.jsonl"),
        ("digest", "a.html", "b.html", "--url", "https://example.com/"),
        ("extract", "--batch", "b.jsonl", "--url", "https://example.com/"),
        ("digest", "a.html", "--format", "xml"),
        ("digest", "a.html", "--language", "fr"),
        ("nonsense",),
    ],
)
def test_a_command_that_cannot_be_understood_is_a_usage_error(
    run: Run, arguments: tuple[str, ...]
) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_a_first_try_needs_no_key_and_no_account(run: Run, sample: str) -> None:
    ended = run("digest", sample)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("In one line\n“")
    assert "Key points\n• “" in ended.out
    assert "Risks" not in ended.out
    assert "extract, no model" in ended.out


def test_json_has_every_field_of_the_stable_surface(run: Run, sample: str) -> None:
    ended = run(
        "digest", sample, "--url", "http://Example.com:80/a?utm_source=x", "--format", "json"
    )
    digest = json.loads(ended.out)
    assert list(digest) == FIELDS
    assert digest["url"] == "http://example.com/a?utm_source=x"
    assert digest["canonical_url"] == "https://example.com/a"
    assert digest["published"] == "2026-09-14"
    assert digest["author"] == "Maren Oyelaran"
    assert digest["language"] == "en"
    assert digest["risks"] == []
    assert digest["summarizer"]["kind"] == "extract"
    assert digest["partial"] is digest["cached"] is False
    assert {point["label"] for point in digest["key_points"]} == {""}
    for point in digest["key_points"]:
        assert point["quotes"] == [point["fact"]]


def test_a_digest_is_remembered_and_made_anew_only_when_asked(run: Run, sample: str) -> None:
    def cached(*flags: str) -> bool:
        return bool(json.loads(run("digest", sample, "--format", "json", *flags).out)["cached"])

    assert [cached(), cached(), cached()] == [False, True, True]


def test_several_sources_make_one_object_a_line_and_one_refusal_fails_the_run(
    run: Run, sample: str
) -> None:
    ended = run("digest", sample, "nowhere.html", "http://127.0.0.1/", "--format", "json")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 1
    assert rows[0]["title"].startswith("A harbour town")
    assert [row["refusal"]["code"] for row in rows[1:]] == ["fetch_failed", "blocked_host"]
    assert rows[2]["url"] == "http://127.0.0.1/"
    assert len(ended.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("http://127.0.0.1/", "blocked_host"),
        ("http://user:secret-word@example.com/", "bad_url"),
        ("ftp://example.com/", "bad_url"),
        ("nowhere.html", "fetch_failed"),
        (".", "fetch_failed"),
    ],
)
def test_a_refusal_is_one_line_that_says_what_and_why(run: Run, source: str, code: str) -> None:
    ended = run("digest", source)
    assert (ended.code, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert code in line
    assert "secret-word" not in line


def test_a_file_that_is_not_there_is_not_called_a_site(run: Run) -> None:
    assert "nothing here that I can read" in run("digest", "nowhere.html").err
    row = json.loads(run("extract", "nowhere.html").out)
    assert row["refusal"]["message"].startswith("There is nothing here that I can read")


def test_a_refusal_speaks_the_language_of_its_reader(run: Run) -> None:
    def told(*arguments: str, **environment: str) -> str:
        return run("digest", "http://10.0.0.1/", *arguments, **environment).err

    assert "public web pages only" in told()
    assert "只支持公开网页" in told(LANG="zh_CN.UTF-8")
    assert "只支持公开网页" in told(LINKDIGEST_LANGUAGE="zh")
    assert "public web pages only" in told("--language", "en", LINKDIGEST_LANGUAGE="zh")


def test_standard_input_and_packed_files_are_sources_too(
    run: Run, sample: str, tmp_path: Path
) -> None:
    page = Path(sample).read_bytes()
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "broken.html.gz").write_bytes(b"no gzip")
    title = "A harbour town put its heat pumps under the sea"
    assert title in run("digest", "-", stdin=page).out
    assert title in run("digest", "page.html.gz").out
    assert "unsupported_type" in run("digest", "broken.html.gz").err


def test_a_file_that_unfolds_without_end_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b"<p>a</p>" * (4 << 20)))
    assert "too_big" in run("digest", "bomb.html.gz").err


def test_a_plain_text_is_an_article_too(run: Run, tmp_path: Path) -> None:
    text = "第一句话说明图书馆取消了押金，读者从此不用交钱。第二句话说办证人数涨了六成。" * 2
    (tmp_path / "a.txt").write_text("取消押金\n\n" + text, "utf-8")
    assert "“" in run("digest", "a.txt").out


def test_a_batch_answers_every_row_in_order(run: Run, sample: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(Path(sample).read_bytes())
    text = "The ferry was cancelled on Monday. " * 3 + "It carried 300 people a day. " * 6
    rows: list[object] = [
        {"id": 1, "path": "page.html", "url": "https://example.com/a"},
        {"id": "two", "text": text, "title": "No ferry"},
        {"id": 3, "path": "nowhere.html"},
        {"id": 4, "url": "http://192.168.0.1/"},
        {"id": 5},
        {"id": 6, "url": 7},
        ["no object"],
    ]
    lines = [*(json.dumps(row) for row in rows), "no json", ""]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), "utf-8")
    ended = run("digest", "--batch", "rows.jsonl")
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 0
    assert [answer["id"] for answer in answers] == [1, "two", 3, 4, 5, 6, None, None]
    assert answers[0]["url"] == "https://example.com/a"
    assert answers[1]["title"] == "No ferry"
    codes = [answer["refusal"]["code"] for answer in answers[2:]]
    assert codes == ["fetch_failed", "blocked_host", *["fetch_failed"] * 4]


def test_a_batch_of_pages_is_extracted_row_by_row(run: Run, sample: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(Path(sample).read_bytes())
    rows = [
        {"id": "a", "url": "https://example.com/a", "path": "page.html"},
        {"id": "b", "path": "x"},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    ended = run("extract", "--batch", "rows.jsonl")
    first, second = (json.loads(line) for line in ended.out.splitlines())
    assert ended.code == 0
    assert list(first) == [
        *("id", "url", "title", "author", "source", "published", "language", "text", "refusal")
    ]
    assert first["refusal"] is None
    assert "2,300 homes" in first["text"]
    assert second["text"] is None
    assert second["refusal"]["code"] == "fetch_failed"


def test_a_row_never_reads_what_it_does_not_name(run: Run, sample: str, tmp_path: Path) -> None:
    page = Path(sample).read_bytes()
    (tmp_path / "page.html").write_bytes(page)
    rows = [
        {"id": "no address", "url": "page.html"},
        {"id": "no input", "path": "-"},
        {"id": "lost", "path": "none.html", "url": "https://example.com/a"},
        {"id": "sound", "path": "page.html"},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    for verb in ("digest", "extract"):
        ended = run(verb, "--batch", "rows.jsonl", stdin=page)
        answers = {row["id"]: row for row in map(json.loads, ended.out.splitlines())}
        assert ended.code == 0
        assert answers["no address"]["refusal"]["code"] == "bad_url"
        assert answers["no input"]["refusal"]["code"] == "fetch_failed"
        assert "nothing here that I can read" in answers["lost"]["refusal"]["message"]
        assert answers["sound"]["title"].startswith("A harbour town")


def test_a_text_with_a_bad_address_refuses_its_row_alone(run: Run, tmp_path: Path) -> None:
    text = "The ferry was cancelled on Monday. It carried 300 people a day. " * 6
    rows = [{"id": 1, "text": text, "url": "no address"}, {"id": 2, "text": text}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    ended = run("digest", "--batch", "rows.jsonl")
    first, second = map(json.loads, ended.out.splitlines())
    assert ended.code == 0
    assert first["refusal"]["code"] == "bad_url"
    assert second["key_points"]


def test_a_missing_batch_file_is_told_in_one_line(run: Run) -> None:
    for verb in ("digest", "extract"):
        ended = run(verb, "--batch", "none.jsonl")
        assert ended.code == 1
        assert "none.jsonl" in ended.err


def test_extract_prints_json_text_or_markdown(run: Run, sample: str) -> None:
    assert json.loads(run("extract", sample).out)["source"] == "The Tideline"
    text = run("extract", sample, "--format", "text").out
    markdown = run("extract", sample, "--format", "markdown").out
    assert text.startswith("A harbour town put its heat pumps under the sea\n\n")
    assert markdown.startswith("# A harbour town put its heat pumps under the sea\n\n")
    assert "## What could still go wrong" in markdown
    assert "## What could still go wrong" not in text


def test_extract_refuses_with_null_text_and_exit_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body><p>Hello.</p></body></html>", "utf-8")
    ended = run("extract", "empty.html")
    row = json.loads(ended.out)
    assert ended.code == 1
    assert row["text"] is None
    assert row["refusal"]["code"] == "too_short"


def test_all_configuration_faults_are_told_at_once_before_any_work(run: Run, sample: str) -> None:
    ended = run("digest", sample, LINKDIGEST_LANGAUGE="zh", DATABASE_URL="mysql://x")
    assert (ended.code, ended.out) == (78, "")
    assert "did you mean LINKDIGEST_LANGUAGE?" in ended.err
    assert "DATABASE_URL" in ended.err


def test_a_broken_prompt_stops_the_start(run: Run, sample: str, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "summarize.md").write_text("no front matter", "utf-8")
    ended = run("digest", sample, LINKDIGEST_PROMPTS="own")
    assert (ended.code, ended.out) == (78, "")
    assert "summarize.md" in ended.err


def test_config_shows_origins_and_masks_secrets(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-never-shown\n", "utf-8")
    ended = run("config", LINKDIGEST_LANGUAGE="zh")
    rows = {line.split()[0]: line.split()[-1] for line in ended.out.splitlines()}
    assert rows["OPENAI_API_KEY"] == ".env"
    assert rows["LINKDIGEST_LANGUAGE"] == "environment"
    assert rows["DATABASE_URL"] == "default"
    assert "sk-never-shown" not in ended.out


def test_a_database_that_cannot_be_used_is_told_with_its_path(run: Run, sample: str) -> None:
    ended = run("digest", sample, DATABASE_URL="sqlite:////proc/none/linkdigest.db")
    assert ended.code == 1
    assert "/proc/none" in ended.err
    assert "Traceback" not in ended.err


def test_debug_shows_where_a_failure_came_from(run: Run, sample: str) -> None:
    ended = run("digest", sample, "--debug", DATABASE_URL="sqlite:////proc/none/linkdigest.db")
    assert ended.code == 1
    assert "Traceback" in ended.err


def test_ctrl_c_ends_quietly_and_leaves_no_process(tmp_path: Path, sample: str) -> None:
    process = subprocess.Popen(
        [PROGRAM, "digest", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, sample: str) -> None:
    line = f"{PROGRAM} digest {sample} {sample} {sample} | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_message_for_discord_is_what_its_api_takes(run: Run, sample: str) -> None:
    def told(*flags: str) -> str:
        sent = json.loads(run("digest", sample, "--format", "discord", *flags).out)
        assert sent["flags"] == 32768
        (container,) = sent["components"]
        texts = [each["content"] for each in container["components"] if each["type"] == 10]
        return "\n".join(texts)

    assert told().startswith("**“")
    assert "### Key points\n- “" in told()
    assert told("--style", "short").count("\n- ") == 3
