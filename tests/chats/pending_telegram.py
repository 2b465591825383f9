"""Conversations that the program does not hold yet as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chats import pages
from tests.fakes.site import answer

if TYPE_CHECKING:
    from tests.chats.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_failure_is_told_in_words_and_can_be_retried(town: Town) -> None:
    chat, bob = town.group(), town.person("en")
    bad, good = answer(status="404 Not Found"), answer(pages.article("en"))
    asked = await town.say(chat, bob, f"/digest {town.broken(bad, good)}")
    (told,) = await town.posts(chat)
    assert told.text == "The article doesn't exist (404)."
    assert told.buttons[0][0][0] == "Retry"
    await town.cleared(asked)
    stranger = town.person("en")
    refused = await town.toast(told, "Retry", stranger)
    assert refused == "Only who asked, who posted the link, or an admin can do that."
    assert await town.toast(told, "Retry", bob) == "Making it anew…"
    await town.until(lambda: pages.EN[0] in told.text)
    assert told.buttons[0][0][0] == "Original"
    assert town.telegram.ours(chat) == [told]
    await town.until(lambda: asked.reactions == [])
