"""What figures of imported files stand on: answers that count, and costs by month."""

from __future__ import annotations

from app.kpis.nps import APART

OF = "FROM {table} r JOIN import_load l ON l.n = r.batch JOIN import_batch b ON b.id = l.batch WHERE b.undone_by = ''"
KEY = "r.batch || ' ' || r.line"


def taken_apart(key: str) -> tuple[str, str]:
    """Number of the batch, and text of the line or document, of a key made so."""
    return f"CAST(substr({key}, 1, instr({key}, ' ') - 1) AS INTEGER)", f"substr({key}, instr({key}, ' ') + 1)"


# Answers, and whether each counts: of a contact that answers again within 90 days only the first does, for the relationship and for all
# that happens on its own. Who was asked and did not answer is not known.
SURVEYED = f"""
CREATE TEMP TABLE surveyed AS
WITH RECURSIVE every AS (
    SELECT b.kind, 'import: ' || b.name AS source, {KEY} AS key, r.day, r.touchpoint, r.score, r.customer AS account,
        r.touchpoint = 'relationship' AS part, coalesce(r.contact, {KEY}) AS who,
        row_number() OVER (PARTITION BY b.kind, r.touchpoint = 'relationship', coalesce(r.contact, {KEY})
            ORDER BY r.day, r.batch, r.line) AS turn
    {OF.format(table="survey_answer")} AND r.score IS NOT NULL),
walk AS (
    SELECT e.*, e.day AS kept, 1 AS counts FROM every e WHERE e.turn = 1
    UNION ALL
    SELECT e.*, CASE WHEN julianday(e.day) - julianday(w.kept) >= {APART} THEN e.day ELSE w.kept END,
        julianday(e.day) - julianday(w.kept) >= {APART}
    FROM walk w JOIN every e ON e.kind = w.kind AND e.part = w.part AND e.who = w.who AND e.turn = w.turn + 1)
SELECT kind, source, key, day, touchpoint, score, account, counts FROM walk
UNION ALL
SELECT b.kind, 'import: ' || b.name, {KEY}, r.day, r.touchpoint, NULL, r.customer, 0
{OF.format(table="survey_answer")} AND r.score IS NULL;
"""
# Months that are whole in the period and have costs; the rest of a figure of costs is taken from the very same months.
COSTED = f"""
CREATE TEMP TABLE costed AS
SELECT 'import: ' || b.name AS source, {KEY} AS key, r.month, substr(r.month, 1, 7) AS ym, r.purpose, r.amount, b.currency
{OF.format(table="cost_entry")};
"""
TABLES = {"surveyed": SURVEYED, "costed": COSTED}
