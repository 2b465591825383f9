"""Telegram, through python-telegram-bot.

bot        the library's bot, its connections and its token
limiter    when a call may be made (lane: one chat; budgets: slots and tokens)
faults     what went wrong, in the core's words
polling    brings updates, each confirmed only when it has been handled
poster     implements the core's port: says, changes, deletes (wording: how; calls: tries again)
traces     finds a message whose sending nobody answered
signs      reactions, typing and drafts: courtesies that may fail
members    who is an administrator, and what we get to see
menus      the commands and descriptions that people see before they write
updates    what arrives, in the core's words
queries    what is to be answered by a call of its own: presses, inline mode, guests
connect    the first words with Telegram
probe      questions that change nothing, for the doctor
platform   all of it together: hears by polling or by webhook
"""

from bot.adapters.telegram.bot import open_bot
from bot.adapters.telegram.platform import Telegram
from bot.adapters.telegram.poster import TelegramPoster

__all__ = ["Telegram", "TelegramPoster", "open_bot"]
