"""What waits for a second person, from the mirror's copies of the team store: requests, offers over a limit, the ends of one's own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.approvals import Matter, Matters
from app.domain.person import Person
from app.domain.question import CaseRow
from app.store import policy_read
from app.store.earlier_read import earlier
from app.store.mirror_read import MirrorRead
from app.store.mirror_schema import DECISION, quoted
from app.store.queue_read import QueueRead
from app.store.times import maybe_moment, to_micros

LATELY = timedelta(days=7)  # for so long the asker sees what became of a request
_DECISION = ", ".join(f"d.{quoted(n)}" for n in DECISION.names)
_ASKED = (
    f"SELECT c.n, c.case_id, c.type, c.source, {_DECISION} FROM case_row c INDEXED BY case_row_approval "
    "JOIN team_decision d ON d.case_id = c.case_id "
    "WHERE c.live AND c.approval = 1 AND d.state = 'open' AND json_array_length(d.approved_by) < d.approvers_needed"
)
# An offer over a limit waits for whoever approves it without anybody asking: its author may not ask.
_OFFERS = (
    "SELECT c.n, c.case_id, c.type, c.source, f.facts FROM case_row c JOIN finding f ON f.case_id = c.case_id WHERE c.type = 'quote' "
    "AND f.cause = 'limits' AND c.live AND NOT c.provisional AND c.approval IS NULL AND (c.wake_at IS NULL OR c.wake_at <= ?) "
    "AND NOT EXISTS (SELECT 1 FROM team_decision d WHERE d.case_id = c.case_id AND d.state IN ('open', 'unknown', 'parked'))"
)
_ENDED = (
    f"SELECT c.n, c.case_id, c.type, c.source, {_DECISION} FROM team_decision d JOIN case_row c ON c.case_id = d.case_id "
    "WHERE d.actor = ? AND d.at >= ? AND d.approvers_needed > 0 AND d.state NOT IN ('open', 'superseded')"
)


def gather(db: sqlite3.Connection, queue: QueueRead, me: Person, now: datetime) -> Matters:
    """``now`` aware."""
    asked = db.execute(_ASKED).fetchall()
    offers = db.execute(_OFFERS, (to_micros(now),)).fetchall()
    ended = db.execute(_ENDED, (me.id, to_micros(now - LATELY))).fetchall()
    numbers = tuple(dict.fromkeys(row[0] for row in (*asked, *offers, *ended)))
    rows = {row.case_id: row for row in queue.rows(numbers)}
    over = [Matter(rows[id_], type_, source, None, json.loads(facts).get("measured")) for _, id_, type_, source, facts in offers]
    asof = db.execute("SELECT min(asof) FROM feed").fetchone()[0]
    return Matters(
        (*_decided(db, rows, asked), *(m for m in over if m.row.pending in (None, "refused"))),
        tuple(_decided(db, rows, ended)),
        MirrorRead(db).persons(),
        maybe_moment(asof),
        policy_read.standing(db, now),
    )


def _decided(db: sqlite3.Connection, rows: dict[str, CaseRow], found: Iterable[tuple[Any, ...]]) -> list[Matter]:
    made = [Matter(rows[id_], type_, source, DECISION.decode(rest)) for _, id_, type_, source, *rest in found]
    return [replace(one, earlier=earlier(db, one.decision)) for one in made if one.decision is not None]
