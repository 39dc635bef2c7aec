"""Rows of the credit KPIs that are sums and shares; those with mathematics of their own are in ``own``."""

from __future__ import annotations

from app.store.figures.service import AGAIN

_RELEASED = "type = 'credit' AND outcome = 'released'"

# Whose exposure is held against nothing, so that it is no part of any share: no limit is set, or one of nothing.
UNLIMITED = """SELECT source, 'customer', customer, :today, exposure_minor, limit_minor, exposure_currency = :currency FROM standing
    WHERE coalesce(limit_minor, 0) <= 0 AND exposure_minor <> 0"""

CREDIT = {
    "credit.overdue": """SELECT source, 'receivable', key, :today, CASE WHEN due < :today THEN amount_minor ELSE 0 END, amount_minor,
        due IS NOT NULL AND amount_currency = :currency FROM receivable
        WHERE NOT reconciled AND invoice IS NOT NULL AND amount_minor > 0""",
    "credit.utilisation": """SELECT source, 'customer', customer, :today, exposure_minor, limit_minor,
        exposure_currency = :currency AND limit_currency = :currency FROM standing WHERE limit_minor > 0""",
    "credit.orders_blocked": """SELECT s.source, 'sale', s.key, :today, EXISTS (SELECT 1 FROM case_row r WHERE r.source = s.source
        AND r.model = 'sale' AND r.key = s.key AND r.live AND r.type = 'credit'), 1, 1
        FROM sale s WHERE s.state IN ('draft', 'quoted', 'confirmed', 'processing') AND s.shipment_state <> 'sent'
        AND s.returns IS NULL AND s.complaint IS NULL
        AND EXISTS (SELECT 1 FROM order_row o WHERE o.erp_source = s.source AND o.erp_key = s.key AND o.is_order)""",
    "credit.reblock_rate": AGAIN.format(days=7, ended=_RELEASED),
    "credit.false_hold": """SELECT source, 'case', case_id || ' ' || spell, local_day(closed_at), outcome = 'released', 1, 1
        FROM stretch WHERE type = 'credit' AND closed_at IS NOT NULL""",
    # Unpaid more than 90 days after it was due, of the invoices of that very order.
    "credit.loss_after_release": f"""SELECT t.source, 'case', t.case_id || ' ' || t.spell, local_day(t.closed_at),
        coalesce((SELECT sum(r.amount_minor) FROM bill_of i JOIN receivable r ON r.source = i.source AND r.invoice = i.invoice
            AND NOT r.reconciled AND r.due < date(:today, '-90 days')
            WHERE i.source = t.source AND i.sale = t.key), 0), b.worth, b.currency = :currency
        FROM stretch t JOIN booked b ON b.source = t.source AND b.key = t.key WHERE t.model = 'sale' AND {_RELEASED}""",
    "credit.open_holds": "SELECT source, 'case', case_id, :today, 1, 0, 1 FROM case_row WHERE live AND type = 'credit'",
    "credit.value_at_risk": "SELECT source, 'case', case_id, :today, value_minor, 0, value_currency = :currency FROM case_row "
    "WHERE live AND type = 'credit'",
}
