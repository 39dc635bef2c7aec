"""An error of the fake Tryton, as Tryton words it."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Kind and arguments."""

    def __init__(self, *said: Any) -> None:
        super().__init__(said)
        self.said = list(said)


def user_error(message: str) -> Refusal:
    return Refusal("UserError", [message, "", None])
