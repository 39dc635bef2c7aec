"""What several KPIs stand on, gathered once per answer in temporary tables: what became of booked orders, and stretches of cases."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.money import Money
from app.kpis.periods import local_day
from app.rules.damage import is_damage
from app.store.figures.file_tables import TABLES as OF_FILES
from app.store.times import from_micros, spans, to_micros

PIECES = "CAST(round(CAST({0} AS REAL) * 10000) AS INTEGER)"  # quantities are text with at most four digits after the point
_MATURE = "date(:today, '-14 days')"  # of outcomes by due day (app.kpis.reliability)


@dataclass(frozen=True, slots=True)
class Calendar:
    """``zone``: of reporting. ``business``: opening time between two moments. ``due``: by when a case of a type whose clock counts
    from a moment must be resolved; KeyError for a type without clocks."""

    zone: ZoneInfo
    days: frozenset[int]  # on which work is done, as in date.weekday()
    business: Callable[[datetime, datetime], timedelta]
    due: Callable[[str, datetime], datetime]


def prepare(db: sqlite3.Connection, calendar: Calendar) -> None:
    """The functions that the queries of this room call."""

    def day(micros: int | None) -> str | None:
        return None if micros is None else local_day(from_micros(micros), calendar.zone).isoformat()

    def worked(start: int, end: int, pauses: str) -> int:
        """Seconds of opening time from start to end, without those in which the customer was waited for."""
        since, until = from_micros(start), from_micros(end)
        total = calendar.business(since, until)
        for a, b in spans(pauses):
            total -= calendar.business(max(a, since), min(b, until)) if a < until and b > since else timedelta()
        return round(max(total, timedelta()).total_seconds())

    def due_at(type_: str, since: int) -> int | None:
        try:
            return to_micros(calendar.due(type_, from_micros(since)))
        except KeyError:
            return None

    def workday_after(first: str | None, days: int) -> str | None:
        """The ``days``-th working day after a day."""
        if first is None:
            return None
        at, left = date.fromisoformat(first), days
        while left:
            at += timedelta(days=1)
            left -= at.weekday() in calendar.days
        return at.isoformat()

    def minor(price: str, currency: str) -> int:
        return Money.of(price, currency).minor

    def portion(amount: int | None, of: int | None, whole: int | None) -> int | None:
        """amount * of / whole, half to even."""
        if amount is None or of is None or not whole:
            return None
        times, rest = divmod(amount * of * (1 if whole > 0 else -1), abs(whole))
        return times + (2 * rest > abs(whole) or (2 * rest == abs(whole) and times % 2 == 1))

    functions: dict[str, tuple[int, Callable[..., str | int | None]]] = {
        "local_day": (1, day),
        "worked": (3, worked),
        "due_at": (2, due_at),
        "workday_after": (2, workday_after),
        "minor": (2, minor),
        "portion": (3, portion),
        "is_damage": (1, is_damage),
    }
    for name, (arguments, function) in functions.items():
        db.create_function(name, arguments, function, deterministic=True)


# A sale is one kind of order: booked, neither return nor replacement (that makes good what failed and would better it).
_BOOKED = """
CREATE TEMP TABLE booked AS
SELECT s.source, s.key, s.customer, coalesce(s.order_date, local_day(s.created_at)) AS day, s.ship_date AS requested, s.web_origin,
    s.untaxed_minor AS net, s.untaxed_currency AS net_currency, s.untaxed_company_minor AS worth, s.untaxed_company_currency AS currency
FROM sale s
WHERE s.state IN ('confirmed', 'processing', 'done') AND s.returns IS NULL AND s.complaint IS NULL
    AND NOT EXISTS (SELECT 1 FROM line l WHERE l.source = s.source AND l.sale = s.key AND substr(l.quantity, 1, 1) = '-');
CREATE INDEX temp.booked_key ON booked(source, key);
"""
# Pieces of a line in one shipment. Lines without moves are no goods (freight, services).
_PART = f"""
CREATE TEMP TABLE part AS
SELECT b.source, b.key AS sale, l.key AS line, {PIECES.format("l.quantity")} AS wanted, {PIECES.format("m.quantity")} AS moved,
    m.state = 'done' AS done, m.state = 'cancelled' AS off, m.key AS move, m.state,
    coalesce('out ' || m.shipment, 'drop ' || m.dropped, 'move ' || m.key) AS shipment,
    coalesce(m.effective, h.effective) AS left_on, h.promised, h.planned, b.requested
FROM booked b CROSS JOIN line l ON l.source = b.source AND l.sale = b.key CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment
WHERE m.back IS NULL;
CREATE INDEX temp.part_line ON part(source, line);
"""
# late: left after the first promise, or is past it; NULL where no promise is known. first_pieces: in the line's first shipment.
_LINE_FATE = """
CREATE TEMP TABLE line_fate AS
SELECT source, sale, line, wanted, sum(moved * done) AS delivered, sum(NOT done AND NOT off) AS open, sum(done) AS moves_done,
    max(CASE WHEN NOT off THEN promised END) AS due, max(CASE WHEN done THEN left_on END) AS last_day, first_day,
    sum(CASE WHEN done AND left_on = first_day AND shipment = first_shipment THEN moved ELSE 0 END) AS first_pieces,
    CASE WHEN max(CASE WHEN off THEN 0 WHEN done THEN left_on > promised ELSE promised < :today END) = 1 THEN 1
        WHEN sum(NOT off AND promised IS NULL) THEN NULL ELSE 0 END AS late,
    max(CASE WHEN NOT done AND NOT off AND state IN ('draft', 'staging') AND promised < :today THEN 1 ELSE 0 END) AS lacks
FROM (SELECT *, min(CASE WHEN done THEN left_on END) OVER line AS first_day,
    min(CASE WHEN done THEN left_on || shipment END) OVER line AS firsts,
    substr(min(CASE WHEN done THEN left_on || shipment END) OVER line, 11) AS first_shipment
    FROM part WINDOW line AS (PARTITION BY source, line))
GROUP BY source, line;
CREATE INDEX temp.line_fate_sale ON line_fate(source, sale);
"""
# Each part of a perfect order: 1 right, 0 wrong, NULL not known. settled: something has come of it, or its day is over.
_ORDER_FATE = f"""
CREATE TEMP TABLE order_fate AS
SELECT *, in_full AND on_time AND docs AND sound AS whole -- of three values: one that is wrong outweighs those not known
FROM (SELECT f.*, b.customer, b.day, b.worth, b.currency, coalesce(d.shipments, 0) AS shipments, f.open = 0 OR f.due < :today AS settled,
    CASE WHEN f.open > 0 AND f.due > {_MATURE} THEN NULL ELSE f.filled END AS in_full,
    CASE WHEN f.late = 1 THEN 0 WHEN f.unpromised OR f.open > 0 THEN NULL ELSE 1 END AS on_time,
    CASE WHEN EXISTS (SELECT 1 FROM line l CROSS JOIN invoice_line c ON c.source = l.source AND c.sale_line = l.key
            AND c.credits IS NOT NULL WHERE l.source = f.source AND l.sale = f.sale) THEN 0
        WHEN EXISTS (SELECT 1 FROM line l CROSS JOIN invoice_line i ON i.source = l.source AND i.sale_line = l.key
            CROSS JOIN invoice v ON v.source = i.source AND v.key = i.invoice AND v.state IN ('posted', 'paid')
            WHERE l.source = f.source AND l.sale = f.sale) THEN 1 END AS docs,
    CASE WHEN EXISTS (SELECT 1 FROM complaint c WHERE c.source = f.source AND c.sale = f.sale AND c.state NOT IN ('rejected', 'cancelled'))
        OR EXISTS (SELECT 1 FROM line l CROSS JOIN complaint c ON c.source = l.source AND c.line = l.key
            AND c.state NOT IN ('rejected', 'cancelled') WHERE l.source = f.source AND l.sale = f.sale) THEN 0
        WHEN f.open > 0 OR f.shipped = 0 THEN NULL ELSE 1 END AS sound
    FROM (SELECT source, sale, max(due) AS due, sum(open) AS open, sum(moves_done) > 0 AS shipped, min(delivered >= wanted) AS filled,
        max(late) AS late, sum(late IS NULL) > 0 AS unpromised, min(first_day) AS first_day, max(last_day) AS last_day,
        sum(delivered) AS delivered
        FROM line_fate GROUP BY source, sale) f
    JOIN booked b ON b.source = f.source AND b.key = f.sale
    LEFT JOIN (SELECT source, sale, count(DISTINCT shipment) AS shipments FROM part WHERE done GROUP BY source, sale) d
        ON d.source = f.source AND d.sale = f.sale);
"""
# Orders of all systems, each once; worth in company currency where somebody tells it.
_PLACED = """
CREATE TEMP TABLE placed AS
SELECT o.source, o.model, o.key, local_day(o.placed) AS day, coalesce(o.erp_source || ' ' || o.erp_customer, o.party, o.email) AS who,
    CASE WHEN b.key IS NOT NULL AND b.currency = :currency THEN b.worth WHEN o.value_currency = :currency THEN o.value_minor END AS worth
FROM order_row o LEFT JOIN booked b ON b.source = o.erp_source AND b.key = o.erp_key
LEFT JOIN sale s ON s.source = o.erp_source AND s.key = o.erp_key
LEFT JOIN web_order w ON o.model = 'web_order' AND w.source = o.source AND w.key = o.key
WHERE o.is_order AND coalesce(w.state, '') <> 'cancelled' AND coalesce(s.state, '') <> 'cancelled'
    AND (s.key IS NULL OR s.state NOT IN ('confirmed', 'processing', 'done') OR b.key IS NOT NULL)
    AND s.returns IS NULL AND s.complaint IS NULL;
"""
# Every stretch in which a case stood; closed_at NULL: it stands. Pauses are known of a case's latest stretch.
_STRETCH = """
CREATE TEMP TABLE stretch AS
SELECT p.case_id, p.spell, k.type, k.source, k.model, k.ref_key AS key, p.started_at, p.closed_at, p.state, p.outcome,
    p.value_minor, p.value_currency, CASE WHEN k.spell = p.spell THEN k.pauses ELSE '[]' END AS pauses, NULL AS counts_from
FROM team_spell p JOIN team_case k ON k.id = p.case_id
UNION ALL
SELECT r.case_id, r.spell, r.type, r.source, r.model, r.key, r.started_at, NULL, r.state, NULL, r.value_minor, r.value_currency, '[]',
    r.counts_from FROM case_row r WHERE r.live;
CREATE INDEX temp.stretch_case ON stretch(case_id, spell);
"""
# A posted invoice or credit note in company currency: as its own receivable lines say where it is in another one; NULL where none do.
_BILLED = """
CREATE TEMP TABLE billed AS
SELECT i.source, i.key, i.customer, i.invoice_date AS day, i.total_minor AS total, i.open_minor AS open, i.sales,
    n.net,
    CASE WHEN i.total_currency = :currency THEN i.total_minor
        ELSE (SELECT sum(r.amount_minor) FROM receivable r WHERE r.source = i.source AND r.customer = i.customer AND r.invoice = i.key
            AND r.amount_currency = :currency AND (r.amount_minor > 0) = (i.total_minor > 0)) END AS worth,
    EXISTS (SELECT 1 FROM json_each(i.sales) j CROSS JOIN sale s ON s.source = i.source AND s.key = j.value
        CROSS JOIN web_order w ON w.shared = s.web_origin AND s.web_origin <> '' WHERE w.paid_minor > 0) AS prepaid
FROM invoice i LEFT JOIN (SELECT source, invoice, sum(net_minor) AS net FROM invoice_line GROUP BY source, invoice) n
    ON n.source = i.source AND n.invoice = i.key
WHERE i.state IN ('posted', 'paid') AND i.invoice_date IS NOT NULL;
CREATE INDEX temp.billed_key ON billed(source, key);
"""
# Which of them charge which order, and when the last of them that is settled was.
_BILL_OF = """
CREATE TEMP TABLE bill_of AS
SELECT i.source, j.value AS sale, i.key AS invoice FROM billed i JOIN json_each(i.sales) j;
CREATE INDEX temp.bill_of_sale ON bill_of(source, sale);
CREATE TEMP TABLE cleared AS
SELECT source, invoice, max(settled_on) AS settled_on FROM receivable WHERE reconciled GROUP BY source, invoice;
CREATE INDEX temp.cleared_invoice ON cleared(source, invoice);
CREATE TEMP TABLE settled AS
SELECT b.source, b.sale, max(r.settled_on) AS settled_on FROM bill_of b
CROSS JOIN cleared r ON r.source = b.source AND r.invoice = b.invoice GROUP BY b.source, b.sale;
CREATE INDEX temp.settled_sale ON settled(source, sale);
"""
# When each booked order was paid: the last day on which an invoice of it was settled; NULL while one is open or nothing is billed.
_PAID = """
CREATE TEMP TABLE paid AS
SELECT b.source, b.key, b.day, CASE WHEN s.invoice_state = 'paid' THEN t.settled_on END AS paid_on
FROM booked b JOIN sale s ON s.source = b.source AND s.key = b.key LEFT JOIN settled t ON t.source = b.source AND t.sale = b.key;
"""
# Claims and returns for one delivered line or order.
_CAME_BACK = f"""
CREATE TEMP TABLE came_back AS
SELECT s.source, s.returns AS sale, sum(abs({PIECES.format("m.quantity")})) AS pieces
FROM sale s CROSS JOIN line l ON l.source = s.source AND l.sale = s.key CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
WHERE s.returns IS NOT NULL AND s.state <> 'cancelled' AND m.back IS NOT NULL AND m.state = 'done'
GROUP BY s.source, s.returns;
"""
# A return that came in, and when its credit note was posted.
_RETURNED = """
CREATE TEMP TABLE returned AS
SELECT s.source, s.key, local_day(s.created_at) AS asked,
    max(h.effective) AS received,
    (SELECT max(v.invoice_date) FROM line l CROSS JOIN invoice_line i ON i.source = l.source AND i.sale_line = l.key
        CROSS JOIN invoice v ON v.source = i.source AND v.key = i.invoice AND v.state IN ('posted', 'paid')
        WHERE l.source = s.source AND l.sale = s.key) AS credited
FROM sale s CROSS JOIN line l ON l.source = s.source AND l.sale = s.key CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
JOIN return_shipment h ON h.source = m.source AND h.key = m.back AND h.state = 'done'
WHERE s.returns IS NOT NULL AND s.state <> 'cancelled'
GROUP BY s.source, s.key;
"""
TABLES = (_BOOKED, _PART, _LINE_FATE, _ORDER_FATE, _PLACED, _STRETCH, _BILLED, _BILL_OF, _PAID, _CAME_BACK, _RETURNED, *OF_FILES)


def gather(db: sqlite3.Connection, parameters: dict[str, object], queries: Iterable[str]) -> None:
    """Make the tables that these queries read on this connection; they go with it. A table reads only those before it."""
    read, needed = " ".join(queries), list[str]()
    for table in reversed(TABLES):
        if any(re.search(rf"\b{name}\b", read) for name in re.findall(r"CREATE TEMP TABLE (\w+)", table)):
            needed.insert(0, table)
            read += table
    for table in needed:
        for statement in filter(str.strip, table.split(";\n")):
            db.execute(statement.strip().rstrip(";"), parameters)
