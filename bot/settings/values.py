"""How the text of each kind of setting is read; every fault says what the text must be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

from bot.core.model import AskedLanguage

if TYPE_CHECKING:
    from collections.abc import Callable


class Secret:
    """A value that shows itself to nobody who merely prints, formats or logs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return f"set, {len(self._value)} characters"

    def reveal(self) -> str:
        """The value itself, for the one call that needs it."""
        return self._value


def text(value: str) -> str:
    """Any text."""
    return value


def address(value: str) -> str:
    """An http(s) address of an API, without a slash at its end."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as https://host/v1")
    if parts.path.rstrip("/").endswith("/chat/completions"):
        raise ValueError("must end before /chat/completions, as in https://host/v1")
    return value.rstrip("/")


def database(value: str) -> Path:
    """The path in a `sqlite:///` address."""
    if value.startswith(("postgresql://", "postgres://")):
        raise ValueError("PostgreSQL is not supported yet: use sqlite:///data/linkdigest.db")
    path = value.removeprefix("sqlite:///")
    if path in {"", value}:
        raise ValueError("must be sqlite:///relative/path or sqlite:////absolute/path")
    return Path(path)


def telegram_token(value: str) -> Secret:
    """A bot token of @BotFather."""
    if not re.fullmatch(r"\d+:[\w-]{10,}", value):
        raise ValueError("must read like 123456:ABC-DEF…, as @BotFather gives it")
    return Secret(value)


def discord_token(value: str) -> Secret:
    """A bot token of the Developer Portal."""
    if not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", value, re.ASCII):
        raise ValueError("must be three parts with dots between, as the Developer Portal gives it")
    return Secret(value)


def socket_address(value: str) -> str:
    """The address of a gateway."""
    if urlsplit(value).scheme not in {"ws", "wss"} or not urlsplit(value).hostname:
        raise ValueError("must be an address such as wss://host")
    return value


def numbers(value: str) -> tuple[int, ...]:
    """Whole numbers from 0 on, each once."""
    items = [item.strip() for item in value.split(",") if item.strip()]
    if not items or not all(item.isascii() and item.isdecimal() for item in items):
        raise ValueError("must be numbers such as 0,1")
    return tuple(sorted({int(item) for item in items}))


def zone(value: str) -> str:
    """The IANA name of a time zone."""
    from bot.core.daily.wishes import find_zone, nearest_zone  # noqa: PLC0415 - few name one

    if found := find_zone(value):
        return found
    near = nearest_zone(value)
    hint = f"did you mean {near}?" if near else "it must be a name such as Asia/Shanghai"
    raise ValueError(f"no time zone is called {value!r}; {hint}")


def bot_address(value: str) -> str:
    """The address of a Bot API server, which the token is appended to."""
    read = value.rstrip("/")
    if not urlsplit(read).hostname or not read.endswith("/bot"):
        raise ValueError("must be an address that ends in /bot, as in http://127.0.0.1:8081/bot")
    return read


def listen(value: str) -> tuple[str, int]:
    """A `host:port` to listen on."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("must be host:port, as in 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def https(value: str) -> str:
    """A public address that Telegram may call; loopback may do without TLS."""
    if not address(value).startswith("https://") and urlsplit(value).hostname != "127.0.0.1":
        raise ValueError("must begin with https://: Telegram calls no other address")
    return address(value)


def webhook_secret(value: str) -> Secret:
    """What Telegram shows with each update."""
    if not re.fullmatch(r"[\w-]{1,256}", value, re.ASCII):
        raise ValueError("must be 1 to 256 letters, digits, _ and -")
    return Secret(value)


def ids(value: str) -> frozenset[str]:
    """Ids of chats or people, each with its platform."""
    names = sorted({item.strip() for item in value.split(",") if item.strip()})
    for name in names:
        if not re.fullmatch(r"(?:telegram|discord):-?\d+", name.lower()):
            mend = f"; did you mean telegram:{name}?" if name.lstrip("-").isdecimal() else ""
            raise ValueError(f"must read like telegram:123, and {name!r} does not{mend}")
    return frozenset(map(str.lower, names))


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader of one of these words, in any case."""

    def read(value: str) -> str:
        found = next((choice for choice in choices if choice.lower() == value.lower()), None)
        if found is None:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return found

    return read


def number_text(value: str) -> str:
    """A number from 0 to 1000, as text."""
    return str(between(0, 1000, int)(value))


def hosts(value: str) -> tuple[str, ...]:
    """Exact `host:port` pairs."""
    hosts = tuple(item.strip() for item in value.split(",") if item.strip())
    for host in hosts:
        name, _, port = host.rpartition(":")
        if not name or not port.isdecimal() or not 0 < int(port) < 65_536:
            raise ValueError(f"must be host:port,host:port, and {host!r} is not host:port")
    return tuple(map(str.lower, hosts))


def language(value: str) -> str:
    """A language of digests, or auto."""
    if value not in get_args(AskedLanguage):
        raise ValueError("must be one of auto, zh, en")
    return value


def folder(value: str) -> Path:
    """A folder that is there."""
    path = Path(value).expanduser()
    if not path.is_dir():
        raise ValueError(f"must be a folder, and {value} is none")
    return path


def file(value: str) -> Path:
    """A file that is there."""
    path = Path(value).expanduser()
    if not path.is_file():
        raise ValueError(f"must be a file, and {value} is none")
    return path


def between(low: float, high: float, kind: type[int | float]) -> Callable[[str], float]:
    """A reader of numbers in these bounds."""

    def read(value: str) -> float:
        wanted = f"must be a number from {low:g} to {high:g}"
        try:
            number = kind(value)
        except ValueError:
            raise ValueError(wanted) from None
        if not low <= number <= high:
            raise ValueError(wanted)
        return number

    return read
