"""What the doctor says of Discord, without a session."""

from __future__ import annotations

import asyncio

from bot.app.doctor.check import MOST_CHATS
from bot.app.doctor.discord import look_at_discord
from bot.app.doctor.surroundings import Kept
from bot.core.chats import ChatKind
from tests.app.doctor.ward import Ward, only, row, told
from tests.chats.program import free_port


async def test_discord_is_well(ward: Ward) -> None:
    discord = ward.place.discord
    channel = discord.channel(discord.server())
    thread = discord.thread(channel)
    server = channel.server_id or 0
    chats = [
        row("discord", server),
        row("discord", channel.id, ChatKind.GROUP, server),
        row("discord", thread.id, ChatKind.THREAD, channel.id, server),
    ]
    lines = await told(look_at_discord(ward.around(kept=Kept(chats))))
    assert {status for status, _ in lines} == {"ok"}, lines
    only(lines, "Message Content intent on")
    only(lines, "999 of 1000 starts left today")
    only(lines, "2 chats, all open to it")
    assert not discord.gateway.sessions


async def test_a_discord_that_is_unwell_says_what_to_do(ward: Ward) -> None:
    discord = ward.place.discord
    discord.refuse_intents()
    discord.api.starts_left = 3
    discord.gateway.elsewhere = "https://example.com/interactions"
    channel = discord.channel(discord.server())
    discord.deny(channel, "send_messages", "add_reactions")
    gone = discord.channel(discord.server())
    discord.delete_channel(gone)
    chats = [
        row("discord", each.id, ChatKind.GROUP, each.server_id or 0) for each in (channel, gone)
    ]
    lines = await told(look_at_discord(ward.around(kept=Kept(chats))))
    status, words = only(lines, "Message Content intent off")
    assert status == "warn"
    assert "Developer Portal › your application › Bot › Message Content Intent" in words
    assert only(lines, "3 of 1000 starts left today")[0] == "warn"
    assert only(lines, "Interactions Endpoint URL")[0] == "fail"
    status, words = only(lines, "2 chats, in 2 it may not write as it should")
    assert status == "warn"
    assert f"{channel.id} (Send Messages, Add Reactions), {gone.id} (404" in words


async def test_many_channels_at_a_slow_discord_are_asked_in_time(ward: Ward) -> None:
    discord = ward.place.discord
    channels = [discord.channel(discord.server()) for _ in range(MOST_CHATS)]
    chats = [row("discord", each.id, ChatKind.GROUP, each.server_id or 0) for each in channels]
    for what in ("/guilds/*", "/channels/*"):
        discord.stall("GET", what, 0.2, times=100)
    async with asyncio.timeout(6):  # one after the other these would be twelve seconds
        lines = await told(look_at_discord(ward.around(kept=Kept(chats))))
    assert only(lines, "20 chats, all open to it")[0] == "ok"
    servers = {call.path for call in discord.calls if call.path.startswith("/guilds/")}
    assert len(servers) == 2 * MOST_CHATS


async def test_a_refused_or_unreachable_discord_is_one_line(ward: Ward) -> None:
    token = f"{'A' * 24}.abcdef.{'b' * 30}"
    ((status, words),) = await told(look_at_discord(ward.around({"DISCORD_BOT_TOKEN": token})))
    assert (status, token in words) == ("fail", False)
    assert words.startswith("Discord refused the bot token → copy it anew from the Developer")
    nowhere = f"http://127.0.0.1:{free_port()}/api/v10"
    ((status, words),) = await told(look_at_discord(ward.around({"DISCORD_API_URL": nowhere})))
    assert status == "fail"
    assert "see that this machine reaches discord.com" in words
