"""A rendered message as the library's components: nothing is decided here."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.render.discord import ACCENT, Button, Choice, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.answers import FileAnswer
    from bot.render.discord import Block, Message, Row


def content(message: Message, delivery: str, *, as_embed: bool = False) -> dict[str, Any]:
    """What the message says, as parameters of the library's methods.

    `delivery` is the id by which it can be found again. `as_embed`: in the older form.
    """
    # Said each time: in an edit without `content` the library leaves out what its client allows.
    nobody = {"allowed_mentions": discord.AllowedMentions.none()}
    if as_embed:
        return {"embed": _embed(message), "view": _stopped(_buttons(message)), **nobody}
    return {"view": _stopped(_layout(message, mark(delivery))), **nobody}


def file_content(message: Message, file: FileAnswer) -> dict[str, Any]:
    """A file with a line about it, as parameters of the library's methods; to be sent once."""
    told = "\n".join(block.markdown for block in message.blocks if isinstance(block, Text))
    return {
        "content": told,
        "attachments": [discord.File(BytesIO(file.text.encode()), filename=file.name)],
        "allowed_mentions": discord.AllowedMentions.none(),
    }


def as_new(what: Mapping[str, Any]) -> dict[str, Any]:
    """What a change says, for a message that is not there yet."""
    rest = {name: value for name, value in what.items() if name != "attachments"}
    return {**rest, "files": what["attachments"]} if "attachments" in what else rest


def mark(delivery: str) -> int:
    """The number that a delivery's message carries: components may have one of 31 bits.

    Far above those that Discord counts off by itself.
    """
    return zlib.crc32(delivery.encode()) & 0x3FFFFFFF | 0x40000000


def nonce(message: Message, delivery: str) -> str:
    """What makes two sends one for Discord: the same words for the same delivery.

    At most 25 characters. A delivery's placeholder is another message than its answer.
    """
    return f"{delivery[:14]}-{zlib.crc32(repr(message.blocks).encode()):08x}"


def _layout(message: Message, number: int) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    items = [_item(block) for block in message.blocks]
    if message.accent:
        view.add_item(ui.Container(*items, accent_colour=ACCENT, id=number))
        return view
    items[0].id = number
    for item in items:
        view.add_item(item)
    return view


def _item(block: Block) -> ui.Item[Any]:
    match block:
        case Text():
            return ui.TextDisplay(block.markdown)
        case Rule():
            return ui.Separator()
        case Choice():
            return ui.ActionRow(_select(block))
        case _:
            return ui.ActionRow(*map(_button, block))


def _button(button: Button) -> ui.Button[Any]:
    style = discord.ButtonStyle.danger if button.danger else discord.ButtonStyle.secondary
    if button.url:
        return ui.Button(label=button.text, url=button.url)
    return ui.Button(label=button.text, custom_id=button.data, style=style)


def _select(choice: Choice) -> ui.Select[Any]:
    options = [
        discord.SelectOption(label=option.text, value=option.value, default=option.is_chosen)
        for option in choice.options
    ]
    return ui.Select(custom_id=choice.data, placeholder=choice.text, options=options)


def _embed(message: Message) -> discord.Embed:
    old = message.embed
    embed = discord.Embed(
        title=old.title or None,
        url=old.url,
        description=old.description,
        colour=ACCENT if message.accent else None,
    )
    return embed.set_footer(text=old.footer) if old.footer else embed


def _buttons(message: Message) -> ui.View:
    view = ui.View(timeout=None)
    for number, row in enumerate(_rows(message)):
        for item in row:
            item.row = number
            view.add_item(item)
    return view


def _rows(message: Message) -> Iterator[list[ui.Item[Any]]]:
    """At most five rows, as the older form has no more."""
    rows: list[Row | Choice] = [
        block for block in message.blocks if not isinstance(block, Text | Rule)
    ]
    for block in rows[:5]:
        yield [_select(block)] if isinstance(block, Choice) else [_button(each) for each in block]


def _stopped(view: Any) -> Any:
    """The library need not remember it: presses come to us by their data, after a restart too."""
    view.stop()
    return view
