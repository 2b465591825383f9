"""A refusal in the form in which the Bot API gives one."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """`status` is the HTTP status and the error code alike; `parameters` go with the answer."""

    def __init__(
        self,
        status: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        pairs = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to}
        self.parameters = {name: value for name, value in pairs.items() if value is not None}

    def json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(what: str) -> ApiError:
    """The most common refusal of all."""
    return ApiError(400, f"Bad Request: {what}")
