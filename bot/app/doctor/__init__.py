"""`linkdigest doctor`: looks at each part as it is, and changes nothing.

check      one line: how something is, and what to do about it
round      all probes, side by side; their lines in order
config database telegram discord model fetch time http
           one probe each, with a line for each thing that it sees
trial      a token or key, tried as soon as it is given
"""

from bot.app.doctor.check import Check, Status
from bot.app.doctor.config import tell_faults
from bot.app.doctor.round import PAGE, look_around
from bot.app.doctor.trial import Trial, find_writers, try_discord, try_model, try_telegram

__all__ = [
    "PAGE",
    "Check",
    "Status",
    "Trial",
    "find_writers",
    "look_around",
    "tell_faults",
    "try_discord",
    "try_model",
    "try_telegram",
]
