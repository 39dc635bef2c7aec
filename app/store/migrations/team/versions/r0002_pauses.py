"""How long a case's clock stood still while its customer was waited for.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # A default of the database: a console of before, which knows nothing of it, goes on opening cases in this store.
    op.add_column("kase", sa.Column("pauses", sa.Text(), nullable=False, server_default="[]"))
