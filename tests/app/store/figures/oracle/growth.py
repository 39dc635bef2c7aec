"""Revenue, orders, prices and customers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd

from app.domain.customer import Customer
from app.domain.goods import ListPrice, Product
from app.domain.order import RefusedConfirm, SaleLine
from app.domain.shop import WebLine
from tests.app.store.figures.oracle.facts import COLUMNS, Answer, Answers, Oracle, cents, local, made, mask


def revenue(o: Oracle) -> pd.DataFrame:
    b = o.billed
    return made(b, "key", b.day, [0 if n is None else n for n in b.net], 0, [n is not None for n in b.net])


def placed(den: int, *, counted: bool = False) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        p = o.placed
        if counted:
            return made(p, "key", p.day, 1, den)
        return made(p, "key", p.day, [w or 0 for w in p.worth], den, [w is not None for w in p.worth])

    return of


def frequency(o: Oracle) -> pd.DataFrame:
    p = o.placed[mask([o.first <= d <= o.today for d in o.placed.day])]
    newest = p.sort_values(["day", "source", "key"], ascending=[False, True, True]).drop_duplicates("who").index
    return made(p, "key", p.day, 1, [int(i in newest) for i in p.index])


def per_order(o: Oracle) -> pd.DataFrame:
    f = o.by_line.groupby(["source", "sale"]).size().reset_index(name="n")
    f = f.merge(o.booked[["source", "key", "day"]].rename(columns={"key": "sale"}), on=["source", "sale"])
    return made(f, "sale", f.day, f.n)


def goods(o: Oracle) -> pd.DataFrame:
    x = o.lines[o.lines.product_key.notna()].copy()
    x["worth"] = [round(Fraction(n.minor * w, s)) if s else 0 for n, w, s in zip(x.line_net, x.s_worth, x.s_net, strict=True)]
    return x


def margin(o: Oracle) -> pd.DataFrame:
    x = goods(o)
    known = [c is not None for c in x.cost]
    return made(
        x,
        "key",
        x.s_day,
        [w - c.minor if c else 0 for w, c in zip(x.worth, x.cost, strict=True)],
        [w if k else 0 for w, k in zip(x.worth, known, strict=True)],
        known,
    )


def moved(o: Oracle) -> pd.DataFrame:
    x, lines = goods(o), set(zip(o.parts.source, o.parts.sale_line, strict=True))
    return x[mask([(s, k) in lines for s, k in zip(x.source, x.key, strict=True)])]


def discount(o: Oracle) -> pd.DataFrame:
    x = moved(o)
    price = {(p.source, p.key): (cents(p.list_price), p.unit) for p in o.raw(Product).itertuples()}
    rows = []
    for r in x.itertuples():
        each, unit = price[r.source, r.product_key]
        known = each is not None and unit == r.unit
        listed = round(Fraction(r.quantity) * each) if known else 0
        rows.append([r.source, r.key, r.s_day, listed - r.worth if known else 0, listed, known])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def override(o: Oracle) -> pd.DataFrame:
    listed = {(c.source, c.key): c.price_list_key for c in o.raw(Customer).itertuples()}
    prices = o.raw(ListPrice)
    rows = []
    for r in moved(o).itertuples():
        fits = [
            p
            for p in prices.itertuples()
            if p.source == r.source
            and p.product == r.product_key
            and p.quantity <= r.quantity
            and p.price_list == listed[r.source, r.s_customer]
            and p.price.currency == r.s_net_currency
        ]
        agreed = max(fits, key=lambda p: p.quantity).price.minor if fits else None
        rows.append(
            [
                r.source,
                r.key,
                r.s_day,
                agreed is not None and agreed != round(Fraction(r.unit_price) * 100),
                1,
                agreed is not None,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def discrepancy(o: Oracle) -> pd.DataFrame:
    at = {s.web_origin: s for s in o.booked.itertuples() if s.web_origin}
    rows, lines = [], o.lines
    for w in o.raw(WebLine).itertuples():
        order = next((x for x in o.web.itertuples() if x.key == w.order), None)
        if order is None:
            continue
        sale = at.get(order.shared)
        if sale is None or sale.net_currency != order.net.currency:
            continue
        twice = [x for x in o.raw(WebLine).itertuples() if x.order == w.order and x.sku == w.sku and w.sku is not None]
        same = lines[(lines.source == sale.source) & (lines.sale == sale.key) & (lines.sku == w.sku)] if w.sku else lines[:0]
        known = len(same) == 1 and len(twice) == 1
        rows.append(
            [w.source, w.key, local(order.placed_at), known and abs(w.exact_price - same.unit_price.iloc[0]) > 0.005, 1, known]
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def shop_orders(o: Oracle) -> pd.DataFrame:
    w = o.web[o.web.state.isin(["placed", "completed"])]
    euro = [n.currency == "EUR" for n in w.net]
    return made(
        w, "key", [local(x) for x in w.placed_at], [n.minor if e else 0 for n, e in zip(w.net, euro, strict=True)], 1, euro
    )


def stayed(o: Oracle) -> pd.DataFrame:
    rows, all_gaps, own = [], [], {}
    for who, g in o.booked[o.booked.day <= o.today].groupby(["source", "customer"]):
        days = sorted(set(g.day))
        gaps = [(b - a).days for a, b in pairwise(days)]
        own[who] = (days, gaps)
        all_gaps += gaps
    for (source, customer), (days, gaps) in own.items():
        limit = 2 * float(np.median(gaps or all_gaps)) if gaps or all_gaps else 0
        before = [d for d in days if d < o.first]
        if before and (o.first - max(before)).days <= limit:
            rows.append([source, customer, o.today, (o.today - max(days)).days <= limit, 1, True])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def quotes(*, worth: bool = False) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        refused = {(r.source, r.sale) for r in o.raw(RefusedConfirm).itertuples()}
        carriage = o.raw(SaleLine)
        rows = []
        for s in o.sales.itertuples():
            if s.valid_days is None or s.quoted_on is None or s.returns or s.complaint:
                continue
            booked = s.state in ("confirmed", "processing", "done")
            ordered = bool((s.reference or "").strip() or s.web_origin or (s.source, s.key) in refused)
            won = booked or (ordered and s.state != "cancelled")
            over = won or s.state == "cancelled" or (s.state == "quoted" and s.expires_on is not None and s.expires_on < o.today)
            one, known = 1, True
            if worth:
                known = s.untaxed_company.currency == "EUR"
                mine = carriage[mask([a == s.source and b == s.key and f for a, b, f in zip(
                    carriage.source, carriage.sale, carriage.freight, strict=True)])]  # fmt: skip
                freight = sum(n.minor for n in mine.net)
                one = s.worth - (round(Fraction(freight * s.worth, s.net)) if s.net else 0)
            rows.append([s.source, s.key, s.quoted_on, one * won, one * over, known])
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


ANSWERS: Answers = {
    "growth.revenue": revenue,
    "growth.booked": placed(0),
    "growth.orders": placed(0, counted=True),
    "growth.aov": placed(1),
    "growth.purchase_frequency": frequency,
    "growth.lines_per_order": per_order,
    "growth.win_margin": margin,
    "growth.discount_depth": discount,
    "growth.price_override": override,
    "growth.price_discrepancy": discrepancy,
    "growth.quote_conversion": quotes(),
    "growth.quote_conversion_value": quotes(worth=True),
    "growth.retention": stayed,
    "growth.churn": lambda o: stayed(o).assign(num=lambda f: [not x for x in f.num]),
    "channel.aov": shop_orders,
}
