"""How facts about booked orders, their goods and their returns are read off the records."""

from __future__ import annotations

from app.store.facts.schema import PIECES

# {only}: which sales, shipments; "" for all. A plus keeps SQLite from an index that finds too much.
_STATES = "m.state = 'done' AS done, m.state = 'cancelled' AS off"

BOOKED = """INSERT INTO booked
SELECT s.source, s.key, s.customer, coalesce(s.order_date, local_day(s.created_at)), s.ship_date, s.web_origin,
    s.untaxed_minor, s.untaxed_currency, s.untaxed_company_minor, s.untaxed_company_currency,
    CASE WHEN s.invoice_state = 'paid' THEN (SELECT max(r.settled_on) FROM bill_of b CROSS JOIN receivable r ON r.source = b.source
        AND r.invoice = b.invoice AND r.reconciled WHERE b.source = s.source AND b.sale = s.key) END
FROM sale s
WHERE s.state IN ('confirmed', 'processing', 'done') AND s.returns IS NULL AND s.complaint IS NULL
    AND NOT EXISTS (SELECT 1 FROM line l WHERE l.source = s.source AND l.sale = s.key AND substr(l.quantity, 1, 1) = '-')
    {only}"""
# Pieces of a line in one shipment. Lines without moves are no goods (freight, services).
_PART = f"""part AS (
SELECT b.source, b.key AS sale, l.key AS line, {PIECES.format("l.quantity")} AS wanted, {PIECES.format("m.quantity")} AS moved,
    {_STATES}, m.key AS move, m.state, coalesce('out ' || m.shipment, 'drop ' || m.dropped, 'move ' || m.key) AS shipment,
    coalesce(m.effective, h.effective) AS left_on, h.promised
FROM booked b CROSS JOIN line l ON l.source = b.source AND l.sale = b.key CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment
WHERE m.back IS NULL {{only}})"""
LINES = f"""INSERT INTO line_fact WITH {_PART}
SELECT source, sale, line, wanted, sum(moved * done), sum(NOT done AND NOT off), sum(done),
    max(CASE WHEN NOT off THEN promised END) AS due, max(CASE WHEN done THEN left_on END), first_day,
    sum(CASE WHEN done AND left_on = first_day AND shipment = first_shipment THEN moved ELSE 0 END) AS first_pieces,
    coalesce(max(CASE WHEN done THEN left_on > promised END), 0) AS late_done,
    min(CASE WHEN NOT done AND NOT off THEN promised END) AS waits_until,
    max(NOT off AND promised IS NULL) AS unpromised,
    min(CASE WHEN NOT done AND NOT off AND state IN ('draft', 'staging') THEN promised END) AS lacking
FROM (SELECT *, min(CASE WHEN done THEN left_on END) OVER line AS first_day,
    substr(min(CASE WHEN done THEN left_on || shipment END) OVER line, 11) AS first_shipment
    FROM part WINDOW line AS (PARTITION BY source, sale, line))
GROUP BY source, sale, line"""
WAITING = f"""INSERT INTO waiting
SELECT b.source, b.key, l.key, m.key, {PIECES.format("m.quantity")}, {PIECES.format("l.quantity")}, h.promised
FROM booked b CROSS JOIN line l ON l.source = b.source AND l.sale = b.key CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
    AND m.state IN ('draft', 'staging')
JOIN shipment h ON h.source = m.source AND h.key = m.shipment
WHERE m.back IS NULL AND h.promised IS NOT NULL {{only}}"""
ORDERS = f"""INSERT INTO order_fact
SELECT b.source, b.key, b.day, f.due, f.open, f.shipped, f.filled, f.late_done, f.waits_until, f.unpromised, f.first_day, f.last_day,
    f.delivered, (SELECT count(DISTINCT coalesce('out ' || m.shipment, 'drop ' || m.dropped, 'move ' || m.key)) FROM line l
        CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key AND m.state = 'done' AND m.back IS NULL
        WHERE l.source = b.source AND l.sale = b.key),
    CASE WHEN EXISTS (SELECT 1 FROM line l CROSS JOIN invoice_line c ON c.source = l.source AND c.sale_line = l.key
            AND +c.credits IS NOT NULL WHERE l.source = b.source AND l.sale = b.key) THEN 0
        WHEN EXISTS (SELECT 1 FROM line l CROSS JOIN invoice_line i ON i.source = l.source AND i.sale_line = l.key
            CROSS JOIN invoice v ON v.source = i.source AND v.key = i.invoice AND v.state IN ('posted', 'paid')
            WHERE l.source = b.source AND l.sale = b.key) THEN 1 END AS docs,
    EXISTS (SELECT 1 FROM complaint c WHERE c.source = b.source AND c.sale = b.key AND c.state NOT IN ('rejected', 'cancelled'))
        OR EXISTS (SELECT 1 FROM line l CROSS JOIN complaint c ON c.source = l.source AND c.line = l.key
            AND c.state NOT IN ('rejected', 'cancelled') WHERE l.source = b.source AND l.sale = b.key) AS spoiled,
    (SELECT sum(abs({PIECES.format("m.quantity")})) FROM sale r CROSS JOIN line l ON l.source = r.source AND l.sale = r.key
        CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
        WHERE r.source = b.source AND r.returns = b.key AND r.state <> 'cancelled' AND +m.back IS NOT NULL AND m.state = 'done') AS back
FROM booked b CROSS JOIN (SELECT source, sale, max(due) AS due, sum(open) AS open, sum(moves_done) > 0 AS shipped,
    min(delivered >= wanted) AS filled, max(late_done) AS late_done, min(waits_until) AS waits_until, max(unpromised) AS unpromised,
    min(first_day) AS first_day, max(last_day) AS last_day, sum(delivered) AS delivered
    FROM line_fact x WHERE 1 {{only_lines}} GROUP BY source, sale) f ON f.source = b.source AND f.sale = b.key
WHERE 1 {{only}}"""
RETURNED = """INSERT INTO returned
SELECT s.source, s.key, local_day(s.created_at), max(h.effective),
    (SELECT max(v.invoice_date) FROM line l CROSS JOIN invoice_line i ON i.source = l.source AND i.sale_line = l.key
        CROSS JOIN invoice v ON v.source = i.source AND v.key = i.invoice AND v.state IN ('posted', 'paid')
        WHERE l.source = s.source AND l.sale = s.key)
FROM sale s CROSS JOIN line l ON l.source = s.source AND l.sale = s.key CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key
JOIN return_shipment h ON h.source = m.source AND h.key = m.back AND h.state = 'done'
WHERE s.returns IS NOT NULL AND s.state <> 'cancelled' {only}
GROUP BY s.source, s.key"""
DELIVERIES = f"""INSERT INTO delivery
SELECT source, shipment, min(CASE WHEN NOT off THEN requested END), promised, planned, max(CASE WHEN done THEN left_on END),
    sum(NOT done AND NOT off) AS open, sum(done), max(done AND damaged)
FROM (SELECT m.source, m.shipment, b.requested, h.promised, h.planned, coalesce(m.effective, h.effective) AS left_on, {_STATES},
    EXISTS (SELECT 1 FROM complaint c WHERE c.source = m.source AND c.line = m.sale_line AND is_damage(c.kind)
        AND c.state NOT IN ('rejected', 'cancelled')) AS damaged
    FROM move m CROSS JOIN line l ON l.source = m.source AND l.key = m.sale_line
    CROSS JOIN booked b ON b.source = l.source AND b.key = l.sale
    LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment
    WHERE m.back IS NULL AND m.shipment IS NOT NULL {{only}})
GROUP BY source, shipment HAVING sum(NOT off) > 0"""
