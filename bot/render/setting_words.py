"""What people call the settings of a chat and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.render.phrases import catalogue, phrase, ui_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.answers import Field, Line


_SPANS: Final = {"0123456": "label.days_every", "01234": "label.days_work"}


def setting_texts(ui: str, platform: str = "") -> Mapping[str, str]:
    """The catalogue's texts about settings, with `platform`'s own in their places."""
    texts = catalogue(ui_language(ui))
    return {**texts["setting"], **texts.get(f"{platform}_setting", {})}


def setting_name(ui: str, name: str, platform: str = "") -> str:
    """What people call the setting `name`."""
    return setting_texts(ui, platform).get(f"name_{name}", name)


def setting_value(ui: str, name: str, value: str, platform: str = "") -> str:
    """What people call `value` of the setting `name`."""
    texts = setting_texts(ui, platform)
    generic = texts.get(f"value_{value}" if value else "value_none", value)
    return texts.get(f"value_{name}_{value}", generic)


def fields_of(told: Line, ui: str, platform: str = "") -> Mapping[str, Field]:
    """The fields of a line, settings, weekdays and the like called as people call them."""
    if told.key == "chat.daily_state":
        return {**told.fields, "days": _days(ui, str(told.fields["days"]))}
    if told.key == "chat.daily_tells":
        return {**told.fields, "parts": _listed(ui, "part", str(told.fields["parts"]).split())}
    if told.key not in {"chat.setting_done", "chat.setting_is"}:
        return told.fields
    name, value = (str(told.fields[each]) for each in ("name", "value"))
    named = {
        "name": setting_name(ui, name, platform),
        "value": setting_value(ui, name, value, platform),
    }
    return {**told.fields, **named}


def _days(ui: str, days: str) -> str:
    """Days of the week in words; `days` are their numbers, Monday is 0."""
    if days in _SPANS:
        return phrase(ui, _SPANS[days])
    return _listed(ui, "day", [*days])


def _listed(ui: str, kind: str, names: Iterable[str]) -> str:
    texts = catalogue(ui_language(ui))["label"]
    return phrase(ui, "label.list_separator").join(texts.get(f"{kind}_{n}", n) for n in names)
