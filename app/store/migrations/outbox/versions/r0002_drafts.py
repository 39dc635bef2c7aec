"""When a draft was last written, by which a person finds it again.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE draft ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0")
    op.execute("CREATE INDEX draft_of_kind ON draft(kind, changed_at)")
