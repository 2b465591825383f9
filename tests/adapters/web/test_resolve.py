from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from bot.adapters.web.resolve import resolve


async def test_a_name_of_this_machine_has_its_address() -> None:
    assert "127.0.0.1" in await resolve("localhost", 80)


@pytest.mark.parametrize("name", ["name.invalid", "a" * 64 + ".example", "a\0b"])
async def test_a_name_that_cannot_be_is_an_os_error(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def offline(host: str, *rest: object, **more: object) -> object:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    with pytest.raises(OSError):  # noqa: PT011 - what it says is the system's
        await resolve(name, 80)


def test_a_hung_look_up_holds_neither_the_caller_nor_the_end_of_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hung, done = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        hung.wait(30)
        done.set()
        return []

    async def give_up() -> None:
        async with asyncio.timeout(0.05):
            await resolve("example.com", 80)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(TimeoutError):
        asyncio.run(give_up())
    assert not done.is_set()
    hung.set()
    assert done.wait(5)


async def test_an_answer_that_comes_too_late_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hung = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hung.wait(5) and [])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await resolve("example.com", 80)
    hung.set()
    await asyncio.sleep(0.05)
