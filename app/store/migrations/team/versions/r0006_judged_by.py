"""By which version of the policy each decision was judged last, told with the decision and not by the log alone.

Revision ID: 0006
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("decision", sa.Column("policy", sa.Integer(), nullable=True))
    conn = op.get_bind()
    asked = sa.text("SELECT body FROM audit WHERE body LIKE '%\"policy\":%' ORDER BY seq")
    said = [json.loads(body) for body in conn.execute(asked).scalars()]
    judged = {about["decision"]: about["policy"] for about in said if about["what"] in ("asked", "permitted")}
    guarded = (
        conn.dialect.name == "postgresql"
    )  # its trigger keeps what ended from being changed; this adds what the log says of it
    if guarded:
        op.execute("ALTER TABLE decision DISABLE TRIGGER USER")
    for id_, version in judged.items():
        conn.execute(sa.text("UPDATE decision SET policy = :version WHERE id = :id"), {"version": version, "id": id_})
    if guarded:
        op.execute("ALTER TABLE decision ENABLE TRIGGER USER")
    # A console of before would let a decision out again and leave the number of the version before beside it.
    op.execute("UPDATE meta SET min_client = 6")
