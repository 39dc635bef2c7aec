"""What came back or broke after delivery."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from app.domain.complaint import Complaint
from app.domain.goods import Product
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.order import SaleLine
from app.domain.returns import PutAway, ReturnShipment
from app.domain.shipment import Move
from tests.app.store.figures.oracle.facts import COLUMNS, DAY, Answers, Oracle, cents, local, made, mask, pieces


def damage(o: Oracle) -> pd.DataFrame:
    c = o.raw(Complaint)
    bad = {
        (s, x)
        for s, x, k, st in zip(c.source, c.line, c.kind, c.state, strict=True)
        if "amage" in k and st not in ("rejected", "cancelled")
    }
    rows = []
    for (source, key), g in o.parts[o.parts.state == "done"].groupby(["source", "shipment"]):
        rows.append([source, key, max(g.effective), any((source, x) in bad for x in g.sale_line), 1, True])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def came_on(o: Oracle) -> pd.DataFrame:
    """One row per move that brought something back: source, sale that it is of, the day, pieces."""
    s = o.sales[o.sales.returns.notna() & (o.sales.state != "cancelled")]
    x = o.raw(SaleLine).merge(s[["source", "key", "returns"]].rename(columns={"key": "sale"}), on=["source", "sale"])
    m = o.raw(Move)
    m = m[m.back.notna() & (m.state == "done")].merge(
        x[["source", "key", "returns"]].rename(columns={"key": "sale_line"}), on=["source", "sale_line"]
    )
    doors = {(d.source, d.key): d.effective for d in o.raw(ReturnShipment).itertuples()}
    rows = [
        [r.source, r.returns, r.effective or doors.get((r.source, r.back)) or o.today, abs(pieces(r.quantity))]
        for r in m.itertuples()
    ]
    return pd.DataFrame(rows, columns=["source", "sale", "day", "n"], dtype=object)


def came_back(o: Oracle) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = came_on(o).groupby(["source", "sale"]).n.sum().to_dict()
    return found


def return_rate(o: Oracle) -> pd.DataFrame:
    f, back = o.by_order[o.by_order.shipped.astype(bool)], came_back(o)
    return made(f, "sale", f.last_day, [back.get((s, k), 0) for s, k in zip(f.source, f.sale, strict=True)], f.delivered)


def return_orders(o: Oracle) -> pd.DataFrame:
    f, back = o.by_order[o.by_order.shipped.astype(bool)], came_back(o)
    return made(f, "sale", f.last_day, [(s, k) in back for s, k in zip(f.source, f.sale, strict=True)])


def returns(o: Oracle) -> pd.DataFrame:
    """One row per return that came in: asked, received, credited."""
    s = o.sales[o.sales.returns.notna() & (o.sales.state != "cancelled")]
    doors = {(d.source, d.key): d.effective for d in o.raw(ReturnShipment).itertuples() if d.state == "done"}
    il, inv = o.raw(InvoiceLine), o.raw(Invoice)
    on = {(v.source, v.key): v.invoice_date for v in inv.itertuples() if v.state in ("posted", "paid")}
    lines, moves, rows = o.raw(SaleLine), o.raw(Move), []
    for x in s.itertuples():
        own = set(lines[(lines.source == x.source) & (lines.sale == x.key)].key)
        came = [
            doors[x.source, m.back]
            for m in moves.itertuples()
            if m.source == x.source and m.sale_line in own and (x.source, m.back) in doors
        ]
        paid = [
            on[x.source, i.invoice]
            for i in il.itertuples()
            if i.source == x.source and i.sale_line in own and (x.source, i.invoice) in on
        ]
        if came:
            rows.append([x.source, x.key, local(x.created_at), max(came), max(paid, default=None)])
    return pd.DataFrame(rows, columns=["source", "key", "asked", "received", "credited"], dtype=object)


def efficient(o: Oracle) -> pd.DataFrame:
    r = returns(o)
    limit = [np.busday_offset(d, 5, roll="backward").astype(object) for d in r.received]
    keep = [pd.notna(c) or x < o.today for c, x in zip(r.credited, limit, strict=True)]
    r["good"] = [pd.notna(c) and c <= x for c, x in zip(r.credited, limit, strict=True)]
    r = r[mask(keep)]
    return made(r, "key", r.received, r.good)


def cycle(o: Oracle) -> pd.DataFrame:
    r = returns(o)
    r = r[r.credited.notna()]
    return made(r, "key", r.credited, [(a - b).days * DAY for a, b in zip(r.credited, r.asked, strict=True)])


def recovery(o: Oracle) -> pd.DataFrame:
    a = o.raw(PutAway)
    a = a[a.state == "done"]
    price = {(p.source, p.key): cents(p.list_price) for p in o.raw(Product).itertuples()}
    each = [price[s, k] for s, k in zip(a.source, a.product_key, strict=True)]
    value = [None if e is None else round(Fraction(q) * e) for q, e in zip(a.quantity, each, strict=True)]
    num = [0 if v is None else v * ((g == "shelf") - (p == "shelf")) for v, g, p in zip(value, a.goes_to, a.place, strict=True)]
    den = [0 if v is None or pd.isna(s) else v for v, s in zip(value, a.shipment, strict=True)]
    return made(a, "key", o.today, num, den, [v is not None for v in value])


ANSWERS: Answers = {
    "reliability.damage_rate": damage,
    "reliability.return_rate": return_rate,
    "reliability.return_rate_orders": return_orders,
    "reliability.efficient_returns": efficient,
    "reliability.return_cycle": cycle,
    "reliability.recovery_rate": recovery,
}
