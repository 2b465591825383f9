"""Small files: those that people have sent, and those that we post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram import InputFile
from telegram.error import BadRequest, InvalidToken

from bot.core.chats import FILE_MOST
from bot.core.errors import PostRejectedError

if TYPE_CHECKING:
    from telegram import File

    from bot.adapters.telegram.bot import TelegramBot
    from bot.adapters.telegram.calls import Calls
    from bot.core.answers import FileAnswer


def document(file: FileAnswer, content: dict[str, Any]) -> dict[str, Any]:
    """The file with `content`, that of a message, as its caption; to be sent once."""
    return {
        "document": InputFile(file.text.encode(), filename=file.name),
        "caption": content["text"],
        "parse_mode": content["parse_mode"],
    }


async def read_file(bot: TelegramBot, calls: Calls, name: str) -> bytes:
    """The file that Telegram calls `name`.

    Raises:
        PostRejectedError: it is gone, or too big.
        PostError: another of its subclasses.
    """
    found = await calls.make(lambda: bot.get_file(name), sent=False)
    if not found.file_path or (found.file_size or 0) > FILE_MOST:
        raise PostRejectedError("the file is too big")
    body = await calls.make(lambda: _body(found), sent=False)
    if len(body) > FILE_MOST:
        raise PostRejectedError("the file is bigger than Telegram says")
    return body


async def _body(found: File) -> bytes:
    try:
        return bytes(await found.download_as_bytearray())
    except InvalidToken:
        fault = BadRequest("the file is not there any more")
    # The library takes any 404 for that, though the token was good a moment ago; and its own error
    # holds the address, so that nothing of it may go on.
    raise fault
