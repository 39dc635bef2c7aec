"""The first schema of the outbox.

Revision ID: 0001
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """CREATE TABLE letter (
        id TEXT PRIMARY KEY, decision_id TEXT NOT NULL, case_id TEXT NOT NULL, spell INTEGER NOT NULL, deed TEXT NOT NULL,
        slot TEXT NOT NULL, source TEXT NOT NULL, document TEXT NOT NULL, payload TEXT NOT NULL, sha256 TEXT NOT NULL, expected_rev TEXT,
        fence INTEGER NOT NULL, actor TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL, created_at INTEGER NOT NULL,
        sent_at INTEGER, receipt TEXT, receipt_rev TEXT, ended_at INTEGER) STRICT""",
    """CREATE INDEX letter_unfinished ON letter(created_at)
        WHERE state NOT IN ('applied', 'refused', 'superseded')""",
    "CREATE INDEX letter_of_case ON letter(case_id, created_at)",
    "CREATE INDEX letter_ended ON letter(ended_at)",
    "CREATE TABLE draft (id TEXT PRIMARY KEY, kind TEXT NOT NULL, base TEXT, mine TEXT NOT NULL) STRICT",
    "CREATE TABLE view (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE seen (case_id TEXT PRIMARY KEY, spell INTEGER NOT NULL) STRICT",
    "CREATE TABLE anchor (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
