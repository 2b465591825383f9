"""The program's own small web server: is it alive, is it ready, and Telegram's webhook."""

from bot.adapters.http.server import HttpServer

__all__ = ["HttpServer"]
