"""The whole arrow as a user has it: the real program, a site and a model on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import DATA, PROGRAM, Ended
from tests.fakes.honest import honest_digest
from tests.fakes.model_server import Asked, ModelServer, Play, fails, says
from tests.fakes.site import Site, answer, hang, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

ZH = (DATA / "sample.zh.html").read_bytes()
EN = (DATA / "sample.en.html").read_bytes()
KEY = "sk-test-0123456789abcdef"


def honestly(asked: Asked) -> dict[str, Any]:
    body = says(honest_digest(asked.text)).body
    assert isinstance(body, dict)
    return body


HONEST = Play(body=honestly)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as running:
        running.on("/zh", answer(ZH))
        running.on("/en", answer(EN))
        yield running


def environment(site: Site, model: ModelServer | None = None) -> dict[str, str]:
    settings = {"LINKDIGEST_FETCH_ALLOW": f"127.0.0.1:{site.port}"}
    if model:
        settings |= {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.url, "OPENAI_MODEL": "fake-1"}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings}


async def start(folder: Path, env: dict[str, str], *arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        PROGRAM, *arguments, cwd=folder, env=env, stdout=pipe, stderr=pipe
    )


async def run(folder: Path, env: dict[str, str], *arguments: str) -> Ended:
    process = await start(folder, env, *arguments)
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def until(reached: Callable[[], bool]) -> None:
    """Wait for what another process brings about; the test's own time-out is the bound."""
    while not reached():  # noqa: ASYNC110 - nobody here could set an event
        await asyncio.sleep(0.02)


async def test_a_link_becomes_one_line_points_and_risks(site: Site, tmp_path: Path) -> None:
    async with ModelServer(HONEST) as model:
        ended = await run(tmp_path, environment(site, model), "digest", site.url("/zh"))
    assert (ended.code, ended.err) == (0, "")
    for heading in ("一句话总结\n", "关键要点\n• ", "风险与不足\n• "):
        assert heading in ended.out
    assert "AI 摘要" in ended.out
    assert len(model.asked) == 1


async def test_a_link_that_is_known_costs_neither_a_request_nor_a_call(
    site: Site, tmp_path: Path
) -> None:
    async with ModelServer(HONEST) as model:
        env = environment(site, model)
        first = await run(tmp_path, env, "digest", site.url("/en"), "--format", "json")
        spelt = f"{site.url('/en')}?utm_source=chat#top"
        again = await run(tmp_path, env, "digest", spelt, "--format", "json")
    assert (len(site.requests), len(model.asked)) == (1, 1)
    one, two = json.loads(first.out), json.loads(again.out)
    assert (one["cached"], two["cached"]) == (False, True)
    assert one["key_points"] == two["key_points"]
    assert one["summarizer"]["input_tokens"] == 1000
    assert two["timings"]["fetch_ms"] is None


async def test_fresh_reads_anew_but_pays_only_for_a_text_that_changed(
    site: Site, tmp_path: Path
) -> None:
    async with ModelServer(HONEST) as model:
        env = environment(site, model)
        for _ in range(2):
            await run(tmp_path, env, "digest", site.url("/en"), "--fresh")
        assert (len(site.requests), len(model.asked)) == (2, 1)
        site.on("/en", answer(EN.replace(b"forty complaints", b"fifty complaints")))
        await run(tmp_path, env, "digest", site.url("/en"), "--fresh")
    assert (len(site.requests), len(model.asked)) == (3, 2)


@pytest.mark.parametrize("play", [fails(401, KEY), fails(500), says("no JSON at all"), says("")])
async def test_every_failure_of_the_model_ends_in_the_extract_and_exit_0(
    site: Site, tmp_path: Path, play: Play
) -> None:
    async with ModelServer(play) as model:
        ended = await run(
            tmp_path, environment(site, model), "digest", site.url("/en"), "--format", "json"
        )
    digest = json.loads(ended.out)
    assert ended.code == 0
    assert digest["summarizer"]["kind"] == "extract"
    assert digest["key_points"]
    (line,) = ended.err.splitlines()
    assert line.startswith("linkdigest: warning: extract in the model's stead: ")
    assert KEY not in ended.out + ended.err


async def test_a_model_that_lies_is_not_believed(site: Site, tmp_path: Path) -> None:
    def lying(asked: Asked) -> dict[str, Any]:
        digest = honest_digest(asked.text)
        for point in digest["key_points"]:
            point["fact"] += " It grew by 73.19 percent, see evil.example/win @admin."
        body = says(digest).body
        assert isinstance(body, dict)
        return body

    async with ModelServer(Play(body=lying)) as model:
        ended = await run(tmp_path, environment(site, model), "digest", site.url("/en"))
    assert ended.code == 0
    for invented in ("73.19", "evil.example", "@admin"):
        assert invented not in ended.out
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (answer(status="404 Not Found"), "not_found"),
        (answer(b"%PDF-1.7 x", content_type="application/pdf"), "unsupported_type"),
        (answer(b"<html><body><div id=root></div><script src=a.js></script>"), "script_only"),
        (answer(b"<html><body><p>A word.</p></body></html>"), "too_short"),
        (redirect("http://127.0.0.1:9/"), "fetch_failed"),
        (redirect("http://169.254.169.254/latest/meta-data/"), "blocked_host"),
    ],
)
async def test_what_is_no_article_never_reaches_the_model(
    site: Site, tmp_path: Path, script: bytes, code: str
) -> None:
    url = site.on("/x", script)
    async with ModelServer(HONEST) as model:
        ended = await run(tmp_path, environment(site, model), "digest", url, "--format", "json")
    assert ended.code == 1
    assert json.loads(ended.out)["refusal"]["code"] == code
    assert model.asked == []


async def test_the_language_of_the_digest_is_the_one_asked_for(site: Site, tmp_path: Path) -> None:
    async with ModelServer(HONEST) as model:
        env = environment(site, model)
        await run(tmp_path, env, "digest", site.url("/en"), "--language", "zh")
        await run(tmp_path, env, "digest", site.url("/en"))
    assert "简体中文" in model.asked[0].text
    assert "English" in model.asked[-1].text
    assert len(site.requests) == 1


async def test_a_note_of_a_link_holds_digest_and_article(site: Site, tmp_path: Path) -> None:
    async with ModelServer(HONEST) as model:
        env = environment(site, model)
        ended = await run(tmp_path, env, "digest", site.url("/zh"), "--format", "markdown")
        (tmp_path / "note.md").write_text(ended.out, "utf-8")
        asked = len(model.asked)
        again = await run(tmp_path, env, "digest", "note.md", "--format", "markdown")
        read = await run(tmp_path, env, "digest", "note.md")
    assert again.out == ended.out
    assert len(model.asked) == asked == 1
    assert ended.out.startswith('---\ntitle: "县城图书馆取消了借书押金，一年后怎么样了"\n')
    assert "发布日期: 2026-10-08\n" in ended.out
    assert "## 正文" in ended.out
    assert "关键要点\n• " in read.out


async def test_killed_in_the_middle_it_begins_anew(site: Site, tmp_path: Path) -> None:
    async with ModelServer(Play(hang=True), HONEST) as model:
        env = environment(site, model)
        process = await start(tmp_path, env, "digest", site.url("/en"))
        await until(lambda: bool(model.asked))
        process.kill()
        await process.communicate()
        ended = await run(tmp_path, env, "digest", site.url("/en"))
    assert ended.code == 0
    assert "AI digest" in ended.out


async def test_ctrl_c_in_the_middle_ends_quietly(site: Site, tmp_path: Path) -> None:
    url = site.on("/slow", hang)
    process = await start(tmp_path, environment(site), "digest", url)
    await until(lambda: bool(site.requests))
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")


async def test_a_batch_of_one_link_in_many_spellings_is_one_piece_of_work(
    site: Site, tmp_path: Path
) -> None:
    spelt = [site.on(f"/zh?utm_campaign={n}", answer(ZH)) for n in range(20)]
    rows = [{"id": n, "url": f"{url}#{n}"} for n, url in enumerate(spelt)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    async with ModelServer(HONEST) as model:
        ended = await run(tmp_path, environment(site, model), "digest", "--batch", "rows.jsonl")
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(20))
    assert {answer.get("one_line") for answer in answers} == {answers[0]["one_line"]}
    assert (len(site.requests), len(model.asked)) == (1, 1)
