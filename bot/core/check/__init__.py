"""Summary to Digest: every point tied to passages of the article, by code and not by a model."""

from bot.core.check.check import check
from bot.core.check.evidence import Evidence
from bot.core.check.verdict import Fault, Verdict

__all__ = ["Evidence", "Fault", "Verdict", "check"]
