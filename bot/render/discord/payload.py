"""A message as the JSON of Discord's API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.render.discord.message import Choice, Rule, Text

if TYPE_CHECKING:
    from bot.render.discord.message import Block, Button, Embed, Message

ACCENT: Final = 0x2A9D8F
_IS_COMPONENTS_V2: Final = 1 << 15
_ROW, _BUTTON, _SELECT, _TEXT, _RULE, _CONTAINER = 1, 2, 3, 10, 14, 17
_SECONDARY, _DANGER, _LINK = 2, 4, 5
_MOST_ROWS: Final = 5
"""Rows that a message of the older form may have."""


def payload(message: Message) -> dict[str, Any]:
    """The message in components."""
    components = [_block(block) for block in message.blocks]
    if message.accent:
        components = [{"type": _CONTAINER, "accent_color": ACCENT, "components": components}]
    return {"flags": _IS_COMPONENTS_V2, "components": components}


def embed_payload(message: Message) -> dict[str, Any]:
    """The message in its older form: an embed, and the first five rows below it."""
    rows = [block for block in message.blocks if not isinstance(block, Text | Rule)]
    embed = _embed(message.embed)
    if message.accent:
        embed["color"] = ACCENT
    return {"embeds": [embed], "components": [_block(row) for row in rows[:_MOST_ROWS]]}


def _embed(embed: Embed) -> dict[str, Any]:
    told = {"title": embed.title, "url": embed.url, "description": embed.description}
    footer = {"footer": {"text": embed.footer}} if embed.footer else {}
    return {**{name: value for name, value in told.items() if value}, **footer}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"type": _TEXT, "content": block.markdown}
    if isinstance(block, Rule):
        return {"type": _RULE}
    inner = [_select(block)] if isinstance(block, Choice) else [_button(each) for each in block]
    return {"type": _ROW, "components": inner}


def _button(button: Button) -> dict[str, Any]:
    if button.url:
        return {"type": _BUTTON, "style": _LINK, "label": button.text, "url": button.url}
    style = _DANGER if button.danger else _SECONDARY
    return {"type": _BUTTON, "style": style, "label": button.text, "custom_id": button.data}


def _select(choice: Choice) -> dict[str, Any]:
    options = [
        {"label": each.text, "value": each.value, **({"default": True} if each.is_chosen else {})}
        for each in choice.options
    ]
    return {
        "type": _SELECT,
        "custom_id": choice.data,
        "placeholder": choice.text,
        "options": options,
    }
