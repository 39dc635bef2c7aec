"""What the team told somebody outside lately, from the mirror: whoever would tell them the same again can know."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from app.domain.message import DEED, QUIET, Told, told_by
from app.store.fetch import copies
from app.store.mirror_schema import DECISION
from app.store.times import to_micros

MESSAGES = f'instr(payload, \'"deed":"{DEED}"\') > 0'  # of a decision with a message, as its canonical payload says it
LATELY = f"permit_until IS NOT NULL AND permit_until > ? AND {MESSAGES}"
_UNDER_WAY = timedelta(minutes=30)  # a letter may end so long after it was permitted


def lately(db: sqlite3.Connection, now: datetime) -> tuple[Told, ...]:
    """Messages of decisions that the team permitted since then, whichever case, customer or supplier they are about."""
    found = copies(db, "team_decision", DECISION, LATELY, to_micros(now - QUIET - _UNDER_WAY))
    return tuple(t for d in found if (t := told_by(d)) is not None)
