"""How a call to a server ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import ClearlineError


def outcome(ask: Callable[[], object]) -> type[ClearlineError]:
    """The kind of error; each has a title."""
    with pytest.raises(ClearlineError) as raised:
        ask()
    assert raised.value.title
    return type(raised.value)
