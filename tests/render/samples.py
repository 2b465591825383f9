"""What the fields of texts may hold, and the settings of a chat: for files to look at."""

from __future__ import annotations

from bot.core.answers import Line, Moment, SettingRow

SAMPLES: dict[str, str | int | Moment] = {
    "n": 3,
    "days": 90,
    "digests": 3,
    "shares": 5,
    "chats": 4,
    "waiting": 1,
    "unknown": 0,
    "today": 17,
    "cost": "$0.12",
    "time": Moment(1_773_849_600),
    "host": "mp.weixin.qq.com",
    "contact": "@owner_of_digest",
    "bot": "digest_bot",
    "option": "<fast> @all",
    "name": "language",
    "setting": "language",
    "value": "zh",
    "values": "auto, zh, en",
    "names": "mode, language, style",
    "chat": "-1001234567890",
    "kind": "group",
    "mode": "auto",
    "state": "active",
    "who": "Ann <ann@mail.example>",
    "ref": "k3x9",
    "right": "can_send_messages",
    "zone": "Asia/Shanghai",
    "near": "Asia/Shanghai",
    "next": "2026-11-29 08:30",
    "parts": "feeds shared",
    "backup": "linkdigest.db.20261127T083000Z",
    "feed": "The *River* <News>",
    "url": "https://river.example/feed.xml",
    "title": "Flood <b>warning</b> @all",
    "day": "2026-11-22",
    "known": 2,
    "rest": 0,
    "percent": 83,
    "used": "4.15",
    "most": "5.00",
}
ROWS = (
    SettingRow("mode", "auto", is_own=False, choices=("auto", "react", "ask", "off")),
    SettingRow("language", "zh", is_own=True, choices=("auto", "zh", "en")),
    SettingRow("style", "compact", is_own=False, choices=("compact", "full")),
    SettingRow("notify", "off", is_own=False, choices=("off", "on")),
    SettingRow("preview", "small", is_own=True, choices=("off", "small")),
    SettingRow("retention", "90", is_own=False, choices=("30", "90", "365")),
    SettingRow("who", "everyone", is_own=False, choices=("everyone", "admins")),
    SettingRow("deny", "ads.example shop.example", is_own=True),
    SettingRow("allow", "", is_own=False),
    SettingRow("user_limit", "3", is_own=False),
    SettingRow("chat_limit", "0", is_own=True),
)
LIMIT = Line("chat.limit_user_day_n", {"n": 20, "time": Moment(1_773_878_400)})
MONTHLY = Line("chat.limit_chat_month", {"time": Moment(1_775_001_600, is_dated=True)})
