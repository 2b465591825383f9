"""`linkdigest doctor`: looks at each part as it is, and changes nothing.

check      one line: how something is, and what to do about it
round      all probes, side by side; their lines in order
config database telegram discord model fetch time http
           one probe each, with a line for each thing that it sees
"""

from bot.app.doctor.check import Check, Status
from bot.app.doctor.config import tell_faults
from bot.app.doctor.round import PAGE, look_around

__all__ = ["PAGE", "Check", "Status", "look_around", "tell_faults"]
