"""The model behind any OpenAI-compatible address.

model    asks, waits, tries again: the one class that implements the core's port
course   what was tried, and whether and when to try again
dialect  what of the API this address understands, and the ladder down from it
wire     the openai package's client, loaded with the first request
reply    what came back, read without trusting it
hearing  the same in pieces, as they come in
trouble  what went wrong, and what that calls for
breaker  leaves an address alone that keeps failing
prices   what tokens cost
"""

from bot.adapters.openai.model import OpenAIModel
from bot.adapters.openai.prices import Price, load_prices

__all__ = ["OpenAIModel", "Price", "load_prices"]
