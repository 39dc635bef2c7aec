"""Properties that are shown to catch what they are there for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

FIXED = settings(derandomize=True, max_examples=200, deadline=None, report_multiple_bugs=False)


def holds_and_catches(check: Callable[[Any], None], right: Any, *wrong: Any) -> None:
    """``check`` passes on the program's own and fails on every planted fault."""
    check(right)
    for fault in wrong:
        with pytest.raises(AssertionError):
            check(fault)
