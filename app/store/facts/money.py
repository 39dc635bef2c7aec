"""How facts about invoices and about orders as the order list has them are read off the records."""

from __future__ import annotations

BILLS = """INSERT INTO bill
SELECT i.source, i.key, i.customer, i.invoice_date, i.total_minor, i.total_currency,
    (SELECT sum(n.net_minor) FROM invoice_line n WHERE n.source = i.source AND n.invoice = i.key),
    EXISTS (SELECT 1 FROM json_each(i.sales) j CROSS JOIN sale s ON s.source = i.source AND s.key = j.value
        CROSS JOIN web_order w ON w.shared = s.web_origin AND s.web_origin <> '' WHERE w.paid_minor > 0)
FROM invoice i WHERE i.state IN ('posted', 'paid') AND i.invoice_date IS NOT NULL {only}"""
BILL_OF = """INSERT INTO bill_of
SELECT DISTINCT i.source, j.value, i.key FROM invoice i CROSS JOIN json_each(i.sales) j
WHERE i.state IN ('posted', 'paid') AND i.invoice_date IS NOT NULL {only}"""
# Carriage of a sale ``s``, in its own currency.
FREIGHT = "(SELECT sum(l.net_minor) FROM line l WHERE l.source = s.source AND l.sale = s.key AND l.freight)"
# Orders of all systems, each once; without carriage, which a shop tells apart and an ERP has among its lines.
ORDERED = f"""INSERT INTO ordered
SELECT o.source, o.model, o.key, local_day(o.placed),
    o.is_order AND coalesce(w.state, '') <> 'cancelled' AND coalesce(s.state, '') <> 'cancelled'
        AND (s.key IS NULL OR s.state NOT IN ('confirmed', 'processing', 'done') OR b.key IS NOT NULL)
        AND s.returns IS NULL AND s.complaint IS NULL,
    coalesce(o.erp_source || ' ' || o.erp_customer, o.party, o.email), b.worth - coalesce(portion({FREIGHT}, b.worth, b.net), 0),
    b.currency, o.value_minor - coalesce({FREIGHT}, 0), o.value_currency
FROM order_row o LEFT JOIN booked b ON b.source = o.erp_source AND b.key = o.erp_key
LEFT JOIN sale s ON s.source = o.erp_source AND s.key = o.erp_key
LEFT JOIN web_order w ON o.model = 'web_order' AND w.source = o.source AND w.key = o.key
WHERE 1 {{only}}"""
