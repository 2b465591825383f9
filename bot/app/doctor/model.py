"""The model: one digest of a small article, as every other is made and checked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.app.arrow import open_model
from bot.app.doctor.check import Check, fail, ok, warn
from bot.app.doctor.sample import ARTICLE
from bot.core.errors import (
    ModelAnswerError,
    ModelBusyError,
    ModelDownError,
    ModelError,
    ModelRejectedError,
    PromptError,
)
from bot.core.summarize.prompt import load_prompts
from bot.core.summarize.summarizer import summarize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.adapters.openai import OpenAIModel
    from bot.core.model import Summarizer
    from bot.settings import Settings

NAME: Final = "model"
RUNGS: Final = {
    "json_schema": "JSON schema",
    "json_object": "JSON without a schema",
    "plain": "JSON by the prompt alone",
}
FIXES: Final[tuple[tuple[type[ModelError], str], ...]] = (
    (ModelRejectedError, "check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL"),
    (ModelBusyError, "wait, or look at quota and billing with its provider"),
    (
        ModelDownError,
        "see that this machine reaches OPENAI_BASE_URL, or raise LINKDIGEST_MODEL_TIMEOUT",
    ),
    (ModelAnswerError, "try again, or set another OPENAI_MODEL: until then digests are extracts"),
)
UNPRICED: Final = "price unknown to LINKDIGEST_PRICES, so USD budgets do not count it"
NO_MODEL: Final = "no model: digests are extracts, the article's own sentences"
SET_ONE: Final = (
    "set OPENAI_API_KEY, for another address than OpenAI's also OPENAI_BASE_URL and OPENAI_MODEL;"
    " or let `linkdigest init` ask"
)


async def look_at_model(settings: Settings) -> AsyncIterator[Check]:
    """Let the model write one digest."""
    model = open_model(settings)
    if model is None:
        yield warn(NAME, NO_MODEL, SET_ONE)
        return
    try:
        yield await _tried(model, settings)
    finally:
        await model.aclose()


async def _tried(model: OpenAIModel, settings: Settings) -> Check:
    where = f"{settings.openai_model} at {settings.openai_base_url}"
    try:
        prompts = load_prompts(settings.prompts)
    except PromptError as fault:
        return fail(NAME, str(fault), "mend the prompt, or unset LINKDIGEST_PROMPTS")
    now = asyncio.get_running_loop().time
    await model.warm()
    begun = now()
    made = await summarize(
        ARTICLE, language="en", model=model, prompts=prompts, seconds=settings.model_timeout
    )
    if made.failure:
        cause = str(made.failure).partition("; check ")[0]  # some name the cure as well
        is_named = cause.startswith(model.name)
        return fail(NAME, cause if is_named else f"{where}: {cause}", _fix(made.failure))
    figures = _figures(made.digest.summarizer)
    told = f"1 test digest in {now() - begun:.1f} s, {figures}, {RUNGS[model.rung]}, checked"
    return ok(NAME, f"{where}: {told}")


def _figures(by: Summarizer) -> str:
    counted = [count for count in (by.input_tokens, by.output_tokens) if count is not None]
    tokens = f"{sum(counted)} tokens" if counted else "tokens not told"
    return f"{tokens}, {UNPRICED if by.cost is None else f'about ${by.cost:.4f}'}"


def _fix(failure: ModelError) -> str:
    return next(
        (fix for kind, fix in FIXES if isinstance(failure, kind)),
        "try again, or set another OPENAI_MODEL",
    )
