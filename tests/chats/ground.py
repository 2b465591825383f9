"""What any conversation stands on: a news site, a model, and the real program among them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from tests.chats import pages
from tests.chats.program import Program
from tests.fakes.honest import honest_digest
from tests.fakes.model_server import ModelServer, Play, says, streams
from tests.fakes.site import Site, answer

if TYPE_CHECKING:
    from asyncio import StreamWriter
    from collections.abc import Iterator
    from pathlib import Path

KEY = "sk-test-0123456789abcdef"
SEEN, FAILED, LIMITED = "👀", "🤷", "😴"


def digest_for(prompt: str) -> dict[str, Any]:
    """An honest digest, in words of its own where the article has another language."""
    digest = honest_digest(prompt)
    wanted = "zh" if "Write in Simplified Chinese" in prompt else "en"
    if wanted == ("zh" if digest["one_line"][-1] == "。" else "en"):
        return digest
    words = pages.IN_OTHER_WORDS[wanted]
    points = [*digest["key_points"], *digest["risks"]]
    for point, (label, fact) in zip(points, words, strict=False):
        point.update(label=label, fact=fact)
    return {**digest, "one_line": words[-1][1]}


HONEST = Play(pieces=(b"an honest digest of what was asked",))

BABBLE = Play(pieces=(b"words without any digest",))
"""In the form that was asked for: who once gets a whole answer asks for no pieces any more."""


class Model(ModelServer):
    """Honest, or whatever it is told to `play`; in pieces `pace` seconds apart where asked for."""

    pace = 0.0

    def play(self, *plays: Play) -> None:
        """Answer so from now on, the last of them for ever."""
        self._plays = list(plays)

    async def _stream(self, play: Play, writer: StreamWriter) -> bool:
        if play is not HONEST and play is not BABBLE:
            return await super()._stream(play, writer)
        asked = self.asked[-1]
        content = digest_for(asked.text) if play is HONEST else "no JSON at all"
        if asked.body.get("stream"):
            return await super()._stream(self._in_pieces(content), writer)
        body = json.dumps(says(content).body).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        writer.write(f"{head}\r\n\r\n".encode() + body)
        await writer.drain()
        return True

    def _in_pieces(self, content: Any) -> Play:
        whole = streams(content, size=150)
        pieces: list[bytes | asyncio.Event] = []
        for number, piece in enumerate(whole.pieces):
            pause = asyncio.Event()
            asyncio.get_running_loop().call_later(number * self.pace, pause.set)
            pieces += [pause, piece]
        return replace(whole, pieces=tuple(pieces))


class Ground:
    """A site, a model and the program. What else there is, a place of its own kind adds."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.site = Site()
        self.model = Model(HONEST)
        self.talks: dict[str, asyncio.Future[None]] = {}
        self.program: Program
        self._told: set[str] = set()
        self._settings = settings
        self._folder = folder
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        await self.site.__aenter__()
        await self.model.__aenter__()
        self.program = Program(self._folder, self.environment | self._settings)
        return self

    async def __aexit__(self, *failed: object) -> None:
        await self.program.close()
        await self.model.__aexit__(*failed)
        await self.site.__aexit__(*failed)

    async def open(self) -> None:
        """Start the program."""
        await self.program.start()
        assert self.program.is_alive, self.program.text

    @property
    def environment(self) -> dict[str, str]:
        """All that the program is told."""
        return {
            "LINKDIGEST_FETCH_ALLOW": f"127.0.0.1:{self.site.port}",
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": self.model.url,
            "OPENAI_MODEL": "fake-1",
        }

    # The site

    def article(self, language: str = "") -> str:
        """The address of a new article: one that was written, or one that counts."""
        number = next(self._numbers)
        body = pages.article(language) if language else pages.numbered(number)
        return self.site.on(f"/{language or 'n'}/{number}", answer(body))

    def slow_article(self) -> tuple[str, asyncio.Event]:
        """An article that comes once the event is set."""
        number, come = next(self._numbers), asyncio.Event()

        async def script(writer: StreamWriter) -> None:
            await come.wait()
            writer.write(answer(pages.numbered(number)))
            await writer.drain()

        return self.site.on(f"/slow/{number}", script), come

    def broken(self, *scripts: bytes) -> str:
        """An address that answers so, by default that there is nothing."""
        path = f"/broken/{next(self._numbers)}"
        return self.site.on(path, *(scripts or (answer(status="404 Not Found"),)))

    def fetched(self, url: str) -> int:
        """How often the page was asked for."""
        path = url.partition(f":{self.site.port}")[2]
        return sum(request.split(" ")[1] == path for request in self.site.requests)

    # The end of every conversation

    def faults(self) -> list[str]:
        """All that must not be and was not told yet: by the service's rules, and the log's."""
        found = [fault for fault in self._faults() if fault not in self._told]
        self._told.update(found)
        return found

    def _faults(self) -> Iterator[str]:
        for complaint in self.program.complaints():
            yield f"log: {complaint}"
