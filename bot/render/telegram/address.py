"""The addresses of Telegram's own messages."""

from __future__ import annotations


def message_address(chat: str, post: str) -> str | None:
    """The address of a message in a supergroup or channel; other chats have none."""
    inner = chat.removeprefix("-100")
    if inner == chat or not (inner.isdecimal() and post.isdecimal()):
        return None
    return f"https://t.me/c/{inner}/{post}"
