"""Faults that Discord passes over in silence: above all, whatever could call somebody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simcord.components import component_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW = re.compile(r"/channels/\d+/messages|/webhooks/\d+/[^/]+")
EDIT = re.compile(r"/channels/\d+/messages/\d+|/webhooks/\d+/[^/]+/messages/[^/]+")
CALLBACK = re.compile(r"/interactions/\d+/[^/]+/callback")
CALL = re.compile(r"@everyone|@here|<@[!&]?\d+>")
ANSWER, UPDATE = 4, 7


def faults(method: str, path: str, body: Any) -> Iterator[str]:
    """What is wrong with a request that Discord would take all the same."""
    if not isinstance(body, dict):
        return
    if CALLBACK.fullmatch(path):
        data = body.get("data") or {}
        if body.get("type") == ANSWER:
            yield from _of_new(data)
        elif body.get("type") == UPDATE:
            yield from _of_edit(data)
    elif method == "POST" and NEW.fullmatch(path):
        yield from _of_new(body)
        if body.get("nonce") is not None and not body.get("enforce_nonce"):
            yield "a nonce without enforce_nonce keeps nothing from being sent twice"
    elif method == "PATCH" and EDIT.fullmatch(path):
        yield from _of_edit(body)


def _of_new(body: dict[str, Any]) -> Iterator[str]:
    allowed = body.get("allowed_mentions")
    if allowed is None:
        yield f"no allowed_mentions: {_start(body)}"
    else:
        yield from _of_allowed(allowed, body)


def _of_edit(body: dict[str, Any]) -> Iterator[str]:
    allowed = body.get("allowed_mentions")
    if allowed is not None:
        yield from _of_allowed(allowed, body)
    elif CALL.search(_text(body)):
        yield f"an edit calls somebody, without allowed_mentions: {_start(body)}"


def _of_allowed(allowed: dict[str, Any], body: dict[str, Any]) -> Iterator[str]:
    if allowed.get("parse") or allowed.get("users") or allowed.get("roles"):
        yield f"allowed_mentions {allowed} let the text call somebody: {_start(body)}"
    if allowed.get("replied_user"):
        yield f"the reply calls whom it answers: {_start(body)}"


def _text(body: dict[str, Any]) -> str:
    return f"{body.get('content') or ''}\n{component_mentions(body.get('components') or [])}"


def _start(body: dict[str, Any]) -> str:
    return repr(_text(body).strip()[:60])
