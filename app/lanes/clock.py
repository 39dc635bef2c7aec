"""Time: wall for the screen, monotonic for waiting."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """The machine's clock. Tests pass their own object with the same two methods."""

    def now(self) -> datetime:
        """Aware UTC; for display and local stamps only, never for ordering between machines."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds on a clock that goes on while the machine sleeps; for permits and deadlines."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.clock_gettime(boot) if boot is not None else time.monotonic()
