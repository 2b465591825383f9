"""`linkdigest run`: the long-running program, its log, its end."""

from __future__ import annotations

import os

from bot.cli.logs import secrets_of, serve_logs
from bot.settings import load


async def run_service() -> int:
    """Serve until told to end; faults come as for every verb, one line each."""
    settings = load(os.environ, for_chats=True)
    serve_logs(secrets_of(settings), level=settings.log_level)
    from bot.app.serve import serve  # noqa: PLC0415 - a wrong setting is told at once

    return await serve(settings)
