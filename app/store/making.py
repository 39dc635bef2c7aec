"""Pieces that productions bring and take, in SQL: of what was decided and has not moved yet."""

from __future__ import annotations

from app.domain.production import DECIDED

OPEN_STATES = "state IN ('draft', 'staging', 'assigned')"
DDL = f"CREATE INDEX production_open ON production_move(source, product_key) WHERE {OPEN_STATES};"
_DECIDED = ", ".join(f"'{state}'" for state in DECIDED)
# ``d``: the production, ``m``: what it brings or takes.
MOVES = (
    "production_move m INDEXED BY production_open CROSS JOIN production d ON d.source = m.source AND d.key = m.production "
    f"AND d.state IN ({_DECIDED})"
)
_OF_THESE = f"FROM {MOVES} WHERE m.source = ?1 AND m.product_key IN (SELECT value FROM json_each(?2)) AND m.{OPEN_STATES}"
# In the columns of what customers wait for (``queues``): a production waits like a sale that has its number.
TAKES = (
    "SELECT m.product_key, d.warehouse, m.state, m.key, m.quantity, m.planned, "
    f"'', coalesce(d.number, ''), 'own production', '', '', '', '', '' {_OF_THESE} AND NOT m.makes"
)
# In those of what suppliers send (``shelf_read``).
BRINGS = f"SELECT m.product_key, d.warehouse, m.key, m.quantity, m.planned {_OF_THESE} AND m.makes"
