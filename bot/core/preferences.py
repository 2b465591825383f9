"""What a chat may set for itself: names, values, defaults. One table; all else reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, cast

from bot.core.answers import SettingRow
from bot.core.chats import ChatKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.answers import ChatStyle
    from bot.core.chats import Platform
    from bot.core.model import AskedLanguage

Mode = Literal["auto", "react", "ask", "off"]

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "mode": ("auto", "react", "ask", "off"),
    "language": ("auto", "zh", "en"),
    "style": ("compact", "full"),
    "notify": ("off", "on"),
    "preview": ("off", "small"),
    "thread": ("off", "on"),
    "show_meta": ("off", "on"),
    "show_sharer": ("on", "off"),
    "who": ("everyone", "admins"),
    "retention": ("30", "90", "365"),
    "deny": (),
    "allow": (),
    "user_limit": (),
    "chat_limit": (),
}
"""Every setting; without choices it is a list of domains or a number, set by command."""

DEFAULTS: Final[Mapping[str, str]] = {
    "mode": "auto",
    "language": "auto",
    "style": "compact",
    "notify": "off",
    "preview": "off",
    "thread": "off",
    "show_meta": "off",
    "show_sharer": "on",
    "who": "everyone",
    "retention": "365",
    "deny": "",
    "allow": "",
    "user_limit": "3",
    "chat_limit": "10",
}

UNSET: Final = "default"
"""What is said instead of a value to have none of one's own."""

_ONLY: Final[Mapping[str, Platform]] = {"preview": "telegram", "thread": "discord"}
"""Settings that mean something on one platform alone."""

_DOMAIN: Final = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")
_SPACIOUS: Final = {ChatKind.PRIVATE, ChatKind.CHANNEL, ChatKind.THREAD}
"""Where a long message is in nobody's way."""

_NONE: Final = {"", "-", "none", "off", "0", "无"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings in force in one chat: its own over the bot's. Hashable by nobody, read by all.

    `own` holds only what the chat has set; `bot` the operator's defaults over ours; `around` what
    the chats around it have set.
    """

    own: Mapping[str, str] = field(default_factory=dict)
    bot: Mapping[str, str] = field(default_factory=dict)
    kind: ChatKind = ChatKind.GROUP
    around: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The value in force."""
        if name == "style" and self.kind is ChatKind.ASIDE:
            return "full"  # it takes nobody else's room
        for values in (self.own, self.around, self.bot):
            if name in values:
                return values[name]
        if name == "show_sharer" and self.kind in {ChatKind.CHANNEL, ChatKind.PRIVATE}:
            return "off"  # who reads there need not know who posts, or knows it well
        return "full" if name == "style" and self.kind in _SPACIOUS else DEFAULTS[name]

    @property
    def mode(self) -> Mode:
        """What happens to a link that somebody drops."""
        return cast("Mode", self.value("mode"))

    @property
    def language(self) -> AskedLanguage:
        """The language of digests."""
        return cast("AskedLanguage", self.value("language"))

    @property
    def style(self) -> ChatStyle:
        """How a digest is laid out."""
        return cast("ChatStyle", self.value("style"))

    @property
    def ui(self) -> str:
        """The language of our own words, "" where the chat has not chosen one."""
        return "" if self.language == "auto" else self.language

    def is_on(self, name: str) -> bool:
        """Whether a switch is on: notify, show_meta, and preview, whose "on" is small."""
        return self.value(name) in {"on", "small"}

    def number(self, name: str) -> int:
        """A limit; 0 is none."""
        return int(self.value(name))

    def domains(self, name: str) -> tuple[str, ...]:
        """A list of domains: deny, allow."""
        return tuple(self.value(name).split())

    def permits(self, host: str) -> bool:
        """Whether a dropped link to `host` may be digested as far as the chat's lists say."""
        if any(_is_within(host, domain) for domain in self.domains("deny")):
            return False
        allowed = self.domains("allow")
        return not allowed or any(_is_within(host, domain) for domain in allowed)

    def rows(self, platform: Platform) -> tuple[SettingRow, ...]:
        """All settings of a platform as a panel shows them."""
        return tuple(
            SettingRow(
                name,
                self.value(name),
                name in self.own,
                CHOICES[name],
                is_around=name not in self.own and name in self.around,
            )
            for name in setting_names(platform)
        )


def setting_names(platform: Platform) -> tuple[str, ...]:
    """The settings that there are on a platform."""
    return tuple(name for name in CHOICES if _ONLY.get(name, platform) == platform)


def read_value(name: str, text: str) -> str:
    """The value that `text` means for the setting `name`.

    Raises:
        ValueError: it means none; KeyError: there is no such setting.
    """
    text = text.strip().lower()
    if choices := CHOICES[name]:
        text = "compact" if (name, text) == ("style", "short") else text
        if text not in choices:
            raise ValueError(name)
        return text
    if name in {"user_limit", "chat_limit"}:
        number = 0 if text in _NONE else int(text)
        if not 0 <= number <= 1000:
            raise ValueError(name)
        return str(number)
    if text in _NONE:
        return ""
    domains = text.replace(",", " ").replace("，", " ").split()
    if len(domains) > 100 or not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise ValueError(name)
    return " ".join(domains)


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
