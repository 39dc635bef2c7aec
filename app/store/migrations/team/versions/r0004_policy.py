"""The policy's versions, changes that are proposed, and rights to approve that are lent.

A program of before judges by the text it came with, whatever the team agreed on: it is not let in any more.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("policy", sa.Column("proposal", sa.Text(), nullable=True))
    op.create_index("policy_of", "policy", ["proposal"], unique=True)
    op.add_column("approval", sa.Column("behalf", sa.Text(), nullable=True))
    op.create_table(
        "policy_proposal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "policy_approval",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("behalf", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["policy_proposal.id"]),
        sa.ForeignKeyConstraint(["approver"], ["person.id"]),
        sa.ForeignKeyConstraint(["behalf"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_policy_approval_proposal", "policy_approval", ["proposal"], unique=False)
    op.create_table(
        "policy_end",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["policy_proposal.id"]),
        sa.ForeignKeyConstraint(["author"], ["person.id"]),
        sa.PrimaryKeyConstraint("proposal"),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("delegator", sa.Text(), nullable=False),
        sa.Column("delegate", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["delegator"], ["person.id"]),
        sa.ForeignKeyConstraint(["delegate"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delegation_delegate", "delegation", ["delegate"], unique=False)
    op.create_table(
        "delegation_end",
        sa.Column("delegation", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["delegation"], ["delegation.id"]),
        sa.ForeignKeyConstraint(["author"], ["person.id"]),
        sa.PrimaryKeyConstraint("delegation"),
    )
    op.execute("UPDATE meta SET min_client = 4")
