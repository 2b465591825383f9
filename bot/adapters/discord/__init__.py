"""Discord, through discord.py.

bot        our connection, its token and its intents; begins again where that helps
events     the library's clients, and who hears what they tell
pace       the limit of all requests together
faults     what went wrong, in the core's words (calls: in how long, and never with a token)
replies    messages that wait for the answer to an interaction, and how they are reached
building   a rendered message as the library's components
poster     implements the core's port: says, changes, deletes
traces     finds a message whose sending nobody answered
threads    a digest's own thread
signs      reactions and typing: courtesies that may fail
members    who may change what, and what we get to see
menus      the commands that people see, published when they have changed
updates    what arrives, in the core's words
queries    commands and presses, each acknowledged before anything else
probe      questions that change nothing, for the doctor
inbox      messages in their order, each until it is written down
platform   all of it together
"""

from bot.adapters.discord.bot import DiscordBot
from bot.adapters.discord.platform import Discord
from bot.adapters.discord.poster import DiscordPoster

__all__ = ["Discord", "DiscordBot", "DiscordPoster"]
