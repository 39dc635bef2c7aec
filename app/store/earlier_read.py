"""What the asker of a decision decided on its customer within a day before, from the mirror's copies; as ``app.store.team.sums``."""

from __future__ import annotations

import sqlite3

from app.domain.case import SUMMED, Decision, Earlier
from app.store.times import to_micros

EARLIER = (
    "SELECT d.deed, d.currency, sum(d.amount) FROM team_decision d INDEXED BY decision_by JOIN team_case k ON k.id = d.case_id "
    "WHERE d.actor = ? AND d.at > ? AND (d.at, d.id) < (?, ?) AND d.amount > 0 "
    "AND d.state IN ('open', 'unknown', 'parked', 'applied') "
    "AND k.customer = (SELECT customer FROM team_case WHERE id = ?) GROUP BY d.deed, d.currency"
)


def earlier(db: sqlite3.Connection, of: Decision) -> Earlier:
    asked = (of.actor, to_micros(of.at - SUMMED), to_micros(of.at), of.id, of.case_id)
    return {(deed, currency): minor for deed, currency, minor in db.execute(EARLIER, asked)}
