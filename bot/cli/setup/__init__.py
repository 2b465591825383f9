"""The questions of `linkdigest init`, each answer tried as soon as it is given.

talk    how is asked, in a terminal or down a pipe
draft   the settings as they would be by now
trying  one answer, tried: kept, typed anew or left out
tokens  1 and 2: the bots
model   3: what writes the digests
people  4 and 5: who runs the bot, and who may use it
"""

from bot.cli.setup.draft import Draft
from bot.cli.setup.model import ask_for_model
from bot.cli.setup.people import ask_for_access, ask_for_owner
from bot.cli.setup.talk import Talk
from bot.cli.setup.tokens import DISCORD, TELEGRAM, ask_for_token

__all__ = ["Draft", "Talk", "ask_all"]


def ask_all(draft: Draft, talk: Talk) -> None:
    """Ask the five questions; what is answered is in `draft`.

    Raises:
        EOFError: nobody is there to answer.
    """
    talk.say("Five questions. Enter keeps what is there, or skips; - takes it away.")
    ask_for_token("1/5", TELEGRAM, draft, talk)
    found = ask_for_token("2/5", DISCORD, draft, talk)
    ask_for_model(draft, talk)
    if not draft.has_platform:
        talk.say("\nNo platform, so there is nobody to be let in: questions 4 and 5 are left out.")
        talk.say("Digests in the terminal need none: linkdigest digest URL")
        return
    ask_for_owner(draft, talk, found.owner if found else None)
    ask_for_access(draft, talk)
