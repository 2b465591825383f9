"""Refusals in Discord's words; simcord has the usual ones."""

from __future__ import annotations

from simcord.backend.errors import BackendError

ApiError = BackendError


def unauthorized() -> BackendError:
    return BackendError(401, 0, "401: Unauthorized")


def token_too_old() -> BackendError:
    return BackendError(401, 50027, "Invalid Webhook Token")


def no_history() -> BackendError:
    message = "Cannot reply without permission to read message history"
    return BackendError(403, 160002, message)


def thread_exists() -> BackendError:
    return BackendError(400, 160004, "A thread has already been created for this message")


def thread_archived() -> BackendError:
    return BackendError(400, 50083, "Thread is archived")


def cannot_write_to_person() -> BackendError:
    return BackendError(403, 50007, "Cannot send messages to this user")


def bad_form(field: str, code: str, message: str) -> BackendError:
    """A field of the body is wrong."""
    return BackendError(
        400,
        50035,
        "Invalid Form Body",
        errors={field: {"_errors": [{"code": code, "message": message}]}},
    )


def unknown_reply() -> BackendError:
    return bad_form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
