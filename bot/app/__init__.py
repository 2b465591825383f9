"""The composition root: the one place where parts are chosen and joined."""

from bot.app.arrow import App, Reader, open_app, open_reader

__all__ = ["App", "Reader", "open_app", "open_reader"]
