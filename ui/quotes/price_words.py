"""How the figures of a quote stand, in a few words: asked for, changed since, refused, or as the ERP says, and how old."""

from __future__ import annotations

from datetime import datetime

from app.domain.pricing import AskPrices, Priced
from app.errors import ClearlineError


def how_they_stand(
    ask: AskPrices | None, priced: Priced | None, progress: tuple[int, int] | None, trouble: ClearlineError | None, now: datetime
) -> tuple[str, str]:
    """(shape, words). ``ask``: what can be asked now; progress: (lines done, of) while the ERP is asked; trouble: why it did not answer."""
    if ask is None or not ask.lines:
        return "none", "Nothing to price yet"
    if progress is not None:
        done, of = progress
        return "wait", f"The ERP prices line {min(done + 1, of)} of {of}" if of > 1 else "The ERP prices it"
    if trouble is not None:
        shown = f"Figures of {_ago(priced.at, now)}" if priced is not None else "No figures"
        return "warn", f"{shown}. {trouble.title}"
    if priced is None:
        return "wait", "The ERP is asked"
    if priced.asked != ask:
        return "wait", f"Changed since the figures came, {_ago(priced.at, now)}"
    if priced.refused:
        count = len(priced.refused)
        return "bad", f"{count} line{'s are' if count > 1 else ' is'} not priced by the ERP"
    return "ok", f"Priced by the ERP {_ago(priced.at, now)}"


def _ago(at: datetime, now: datetime) -> str:
    seconds = max(0, int((now - at).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now" if seconds < 20 else f"{seconds} s ago"
