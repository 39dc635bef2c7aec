"""What is drawn over a case from this person's own letters, until a pulled revision shows their effect."""

from __future__ import annotations

import sqlite3

from app.domain.letter import LetterState
from app.domain.wording import Wording

_ENDED = "('applied', 'refused', 'superseded')"
# The newest letter of each case that has something to show: one that has not ended; one that was applied while the mirror still holds
# the revision it was decided on; one that was refused in the spell that is open now.
_NEWEST = f"""
    SELECT l.case_id, json_extract(l.payload, '$.deed'), l.state, r.approval, max(l.created_at)
    FROM outbox.letter l JOIN case_row r ON r.case_id = l.case_id
    LEFT JOIN sale s ON r.model = 'sale' AND s.source = r.source AND s.key = r.key
    WHERE (l.state NOT IN {_ENDED}
        OR (l.state = 'applied' AND l.receipt_rev IS NOT NULL AND s.rev = l.expected_rev AND s.rev <> l.receipt_rev)
        OR (l.state = 'refused' AND r.live AND l.spell = r.spell
            AND NOT EXISTS (SELECT 1 FROM outbox.letter x WHERE x.case_id = l.case_id AND x.created_at > l.created_at)))
    GROUP BY l.case_id
"""


def pending(db: sqlite3.Connection, wording: Wording) -> dict[str, str]:
    """case id -> word: the deed's own (releasing), sending, queued, approval, checking, parked, refused.

    A decision that waits for approval shows on every console, whoever asked.
    """
    found = dict.fromkeys((row[0] for row in db.execute("SELECT case_id FROM case_row WHERE live AND approval = 1")), "approval")
    for case_id, deed, state, approval, _ in db.execute(_NEWEST):
        found[case_id] = _word(wording.doing.get(deed, "sending"), LetterState(state), waits=bool(approval))
    return found


def _word(doing: str, state: LetterState, *, waits: bool) -> str:
    match state:
        case LetterState.QUEUED | LetterState.DRAFT:
            return "approval" if waits else "queued"
        case LetterState.SENDING | LetterState.APPLIED:
            return doing
        case LetterState.UNKNOWN:
            return "checking"
        case _:
            return state.value


def letter_counts(db: sqlite3.Connection) -> tuple[int, int, int]:
    """Letters that wait or are sent, that are unknown, that are parked."""
    rows = dict(db.execute(f"SELECT state, count(*) FROM outbox.letter WHERE state NOT IN {_ENDED} GROUP BY state").fetchall())
    unknown, parked = rows.pop("unknown", 0), rows.pop("parked", 0)
    return sum(rows.values()), unknown, parked
