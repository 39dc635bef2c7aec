"""Rows of the KPIs that set what is owed against what was sold, and of those that follow customers over time."""

from __future__ import annotations

from app.store.figures.growth import NET

# All that is owed now on account (cash not applied yet is set against it), and what was sold on account in the period. ``owed``: which
# part of an open item counts.
_OWED = """SELECT r.source, 'receivable' AS model, r.key, :last AS day, {owed} AS num, 0 AS den, r.amount_currency = :currency AS known
    FROM receivable r LEFT JOIN bill i ON i.source = r.source AND i.key = r.invoice
    WHERE NOT r.reconciled AND NOT coalesce(i.prepaid, 0)
    UNION ALL SELECT source, 'invoice', key, :last, 0, worth, worth IS NOT NULL FROM billed
    WHERE NOT prepaid AND day BETWEEN :first AND :last"""
_LATE = "CASE WHEN r.due < :today THEN r.amount_minor ELSE 0 END"
_ALL = _OWED.format(owed="r.amount_minor")
# Each receivable line by where it stood when the period began and where it stands now.
_CEI = """SELECT source, 'receivable', key, :last,
    amount_minor * ((posted_on < :first AND (settled_on IS NULL OR settled_on >= :first))
        + (posted_on BETWEEN :first AND :last AND invoice IS NOT NULL AND amount_minor > 0) - (NOT reconciled)),
    amount_minor * ((posted_on < :first AND (settled_on IS NULL OR settled_on >= :first))
        + (posted_on BETWEEN :first AND :last AND invoice IS NOT NULL AND amount_minor > 0)
        - (NOT reconciled AND coalesce(due >= :today, 1))),
    amount_currency = :currency AND posted_on IS NOT NULL FROM receivable WHERE NOT reconciled OR settled_on >= :first"""
_YEAR_BEFORE = f"""SELECT source, 'invoice', key, :last, CASE WHEN day >= :first THEN net ELSE -net END,
    CASE WHEN day >= :first THEN 0 ELSE net END,
    known FROM ({NET}) WHERE day BETWEEN :first AND :last
    OR day BETWEEN date(:first, '-1 year') AND date(:last, '-1 year')"""
# Active at a day: the last order is no older than twice the customer's own median interval, or everybody's.
STAYED = """WITH days AS (SELECT DISTINCT source, customer, day FROM {orders} WHERE day <= :last),
    gaps AS (SELECT * FROM (SELECT source, customer, julianday(day) - julianday(lag(day) OVER
        (PARTITION BY source, customer ORDER BY day)) AS gap FROM days) WHERE gap IS NOT NULL),
    own AS (SELECT source, customer, avg(gap) AS middle FROM (SELECT *, row_number() OVER (PARTITION BY source, customer ORDER BY gap) AS r,
        count(*) OVER (PARTITION BY source, customer) AS c FROM gaps) WHERE r IN ((c + 1) / 2, (c + 2) / 2) GROUP BY source, customer),
    every AS (SELECT avg(gap) AS middle FROM (SELECT gap, row_number() OVER (ORDER BY gap) AS r, count(*) OVER () AS c FROM gaps)
        WHERE r IN ((c + 1) / 2, (c + 2) / 2)),
    seen AS (SELECT source, customer, max(CASE WHEN day < :first THEN day END) AS before, max(day) AS newest FROM days
        GROUP BY source, customer)
    SELECT s.source, 'customer', s.customer, :last, {num}, 1, 1 FROM seen s CROSS JOIN every e
    LEFT JOIN own o ON o.source = s.source AND o.customer = s.customer
    WHERE s.before IS NOT NULL AND julianday(:first) - julianday(s.before) <= 2 * coalesce(o.middle, e.middle)"""
THERE = "julianday(:last) - julianday(s.newest) <= 2 * coalesce(o.middle, e.middle)"

BOOKS = {
    "credit.dso": _ALL,
    "credit.dso_scor": _ALL,
    "credit.dso_count_back": _ALL,
    "credit.best_dso": _OWED.format(owed=f"r.amount_minor - {_LATE}"),
    "credit.days_delinquent": _OWED.format(owed=_LATE),
    "credit.cei": _CEI,
    "growth.revenue_growth": _YEAR_BEFORE,
    "growth.retention": STAYED.format(orders="booked", num=THERE),
    "growth.churn": STAYED.format(orders="booked", num=f"NOT ({THERE})"),
    # Counted: all orders of the period; of the numerator: those paid in full.
    "speed.throughput_time": """SELECT source, 'sale', key, day, paid_on IS NOT NULL, 1, coalesce(paid_on <= :today, 1) FROM booked""",
    "reliability.perfect_order_index": "SELECT source, 'sale', sale, due, coalesce(whole, 0), 1, whole IS NOT NULL FROM order_fate "
    "WHERE due <= :today AND settled",
}
