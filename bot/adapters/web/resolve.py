"""Name look-up that nobody has to wait for: a hung resolver holds neither loop nor exit."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TypeAlias

Answers: TypeAlias = tuple[str, ...]


async def resolve(host: str, port: int) -> Answers:
    """All numeric addresses of `host`, in the order the system prefers.

    The loop's own `getaddrinfo` would use its pool: a few hung look-ups fill it for everybody,
    and `asyncio.run` waits for them at the end. Here each look-up has a thread that may be left.

    Raises:
        OSError: no such name, or no answer from the resolver.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Answers] = loop.create_future()

    def settle(answer: Answers | OSError) -> None:
        if future.done():
            return
        if isinstance(answer, OSError):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def look_up() -> None:
        answer = _look_up(host, port)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, answer)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    return await future


def _look_up(host: str, port: int) -> Answers | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    except ValueError as error:  # names that the codec of the resolver rejects
        return OSError(str(error))
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))
