"""How far a server's clock may be from ours, and how that is said at sign-in (protocol.md 2.10)."""

from __future__ import annotations

from datetime import datetime

from app.connectors.contract import Probed

_SHOWN = 30.0  # seconds
_BAD = 300.0


def together(theirs: datetime, ours: datetime) -> Probed:
    apart = abs((theirs - ours).total_seconds())
    kind = "bad" if apart > _BAD else "warn" if apart > _SHOWN else "ok"
    return Probed("Clock", kind, "together" if apart < 2 else f"{apart:,.0f} s apart")
