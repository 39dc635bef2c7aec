"""The same KPIs computed once more from the raw records, with pandas: no query, table or function of the program is used.

Each answer is a frame with a row per document: its key, the day it counts for, its parts of numerator and denominator, and whether they
are known. Money in minor units of EUR, pieces in ten-thousandths, times in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from app.domain.complaint import Complaint
from app.domain.customer import CreditStanding, Customer
from app.domain.goods import ListPrice, Product
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.order import Sale, SaleLine
from app.domain.returns import PutAway, ReturnShipment
from app.domain.shipment import Move, Shipment
from app.domain.shop import WebLine, WebOrder
from tests.app.store.figures.history import History

ZONE = ZoneInfo("Europe/Vienna")
COLUMNS = ["source", "key", "day", "num", "den", "known"]
DAY = 86400


def mask(fits: list[Any]) -> Any:
    return np.array(fits, dtype=bool)


def cents(money: Any) -> int | None:
    return None if money is None else money.minor


def pieces(quantity: Any) -> int:
    return round(quantity * 10000)


def local(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


class Oracle:
    def __init__(self, history: History, today: date, now: datetime, first: date) -> None:
        self.h, self.today, self.now, self.first = history, today, now, first

    def raw(self, cls: type[Any]) -> pd.DataFrame:
        names = [f.name for f in fields(cls) if f.name not in ("ref", "rev", "stamp")]
        rows = [[r.ref.source, r.ref.key, *(getattr(r, n) for n in names)] for r in self.h.of(cls)]
        return pd.DataFrame(rows, columns=["source", "key", *names], dtype=object)

    @cached_property
    def sales(self) -> pd.DataFrame:
        s = self.raw(Sale)
        s["day"] = s.order_date
        s["worth"] = s.untaxed_company.map(cents)
        s["net"] = s.untaxed.map(cents)
        s["net_currency"] = s.untaxed.map(lambda m: m.currency)
        return s

    @cached_property
    def booked(self) -> pd.DataFrame:
        s = self.sales
        good = s.state.isin(["confirmed", "processing", "done"]) & s.returns.isna() & s.complaint.isna()
        return s[good]

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Of booked orders."""
        x = self.raw(SaleLine).rename(columns={"net": "line_net"})
        return x.merge(self.booked.add_prefix("s_"), left_on=["source", "sale"], right_on=["s_source", "s_key"])

    @cached_property
    def parts(self) -> pd.DataFrame:
        m = self.raw(Move)
        m = m[m.back.isna()]
        h = self.raw(Shipment)[["source", "key", "promised", "planned"]].rename(columns={"key": "shipment", "planned": "last"})
        x = self.lines[["source", "key", "sale", "quantity", "s_ship_date"]].rename(
            columns={"key": "sale_line", "quantity": "wanted"}
        )
        return m.merge(x, on=["source", "sale_line"]).merge(h, on=["source", "shipment"], how="left")

    @cached_property
    def by_line(self) -> pd.DataFrame:
        rows = []
        for (source, sale, line), g in self.parts.groupby(["source", "sale", "sale_line"]):
            done, live = g[g.state == "done"], g[g.state != "cancelled"]
            waits = live[live.state != "done"]
            due = max((d for d in live.promised if pd.notna(d)), default=None)
            first = min(((d, s) for d, s in zip(done.effective, done.shipment, strict=True)), default=(None, None))
            late = any(pd.notna(p) and e > p for e, p in zip(done.effective, done.promised, strict=True)) or any(
                pd.notna(p) and p < self.today for p in waits.promised
            )
            unpromised = any(pd.isna(p) for p in live.promised)
            lacks = any(
                pd.notna(p) and p < self.today and s in ("draft", "staging")
                for p, s in zip(waits.promised, waits.state, strict=True)
            )
            here = done[(done.effective == first[0]) & (done.shipment == first[1])]
            rows.append(
                [
                    source,
                    sale,
                    line,
                    pieces(g.wanted.iloc[0]),
                    sum(map(pieces, done.quantity)),
                    len(waits),
                    len(done),
                    due,
                    first[0],
                    max(done.effective, default=None),
                    sum(map(pieces, here.quantity)),
                    True if late else None if unpromised else False,
                    lacks,
                ]
            )
        names = [
            "source",
            "sale",
            "line",
            "wanted",
            "delivered",
            "open",
            "done",
            "due",
            "first_day",
            "last_day",
            "first_pieces",
            "late",
            "lacks",
        ]
        return pd.DataFrame(rows, columns=names, dtype=object)

    @cached_property
    def by_order(self) -> pd.DataFrame:
        rows = []
        claims = self.raw(Complaint)
        claims = claims[~claims.state.isin(["rejected", "cancelled"])]
        claimed = set(zip(claims.source, claims.line, strict=True))
        il, inv = self.raw(InvoiceLine), self.raw(Invoice)
        posted = set(zip(*[inv[inv.state.isin(["posted", "paid"])][c] for c in ("source", "key")], strict=True))
        billed = {(s, x) for s, x, i in zip(il.source, il.sale_line, il.invoice, strict=True) if (s, i) in posted}
        credited = {(s, x) for s, x, c in zip(il.source, il.sale_line, il.credits, strict=True) if pd.notna(c)}
        of = {k: list(g.key) for k, g in self.lines.groupby(["source", "sale"])}
        for (source, sale), g in self.by_line.groupby(["source", "sale"]):
            keys = [(source, k) for k in of[source, sale]]
            due = max((d for d in g.due if pd.notna(d)), default=None)
            waits, shipped = g.open.sum() > 0, g.done.sum() > 0
            filled = bool((g.delivered >= g.wanted).all())
            mature = due is not None and due <= self.today - timedelta(days=14)
            full = filled if not waits or mature else None
            late = any(x is True for x in g.late)
            on_time = False if late else None if waits or any(x is None for x in g.late) else True
            docs = False if any(k in credited for k in keys) else True if any(k in billed for k in keys) else None
            sound = False if any(k in claimed for k in keys) else None if waits or not shipped else True
            four = [full, on_time, docs, sound]
            whole = False if False in four else None if None in four else True
            rows.append(
                [
                    source,
                    sale,
                    due,
                    waits,
                    shipped,
                    filled,
                    full,
                    on_time,
                    docs,
                    sound,
                    whole,
                    min((d for d in g.first_day if d), default=None),
                    max((d for d in g.last_day if d), default=None),
                    g.delivered.sum(),
                ]
            )
        names = [
            "source",
            "sale",
            "due",
            "waits",
            "shipped",
            "filled",
            "full",
            "on_time",
            "docs",
            "sound",
            "whole",
            "first_day",
            "last_day",
            "delivered",
        ]
        o = pd.DataFrame(rows, columns=names, dtype=object)
        o["settled"] = [
            due is not None and due <= self.today and (not w or due < self.today) for due, w in zip(o.due, o.waits, strict=True)
        ]
        counts = self.parts[self.parts.state == "done"].groupby(["source", "sale"]).shipment.nunique()
        o["shipments"] = [counts.get((s, k), 0) for s, k in zip(o.source, o.sale, strict=True)]
        return o.merge(self.booked[["source", "key", "day"]].rename(columns={"key": "sale"}), on=["source", "sale"])

    @cached_property
    def web(self) -> pd.DataFrame:
        return self.raw(WebOrder)

    @cached_property
    def billed(self) -> pd.DataFrame:
        i = self.raw(Invoice)
        i = i[i.state.isin(["posted", "paid"]) & i.invoice_date.notna()].copy()
        net = self.raw(InvoiceLine)
        net["minor"] = net.net.map(cents)
        nets = net.groupby(["source", "invoice"]).minor.sum()
        r = self.raw(Receivable)
        rows = []
        paid = {w for w, p in zip(self.web.shared, self.web.paid, strict=True) if p.minor > 0}
        origin = {(s, k): w for s, k, w in zip(self.sales.source, self.sales.key, self.sales.web_origin, strict=True)}
        for v in i.itertuples():
            total = v.total.minor
            if v.total.currency == "EUR":
                worth = total
            else:
                own = [a.minor for a in r[(r.source == v.source) & (r.invoice == v.key)].amount if (a.minor > 0) == (total > 0)]
                worth = sum(own) if own else None
            n = nets.get((v.source, v.key))
            value = (
                None
                if worth is None or n is None
                else n
                if worth == total
                else round(Fraction(int(n) * worth, total))
                if total
                else None
            )
            prepaid = any(origin.get((v.source, s)) in paid for s in v.sales)
            rows.append([v.source, v.key, v.customer, v.invoice_date, worth, value, prepaid, v.sales])
        return pd.DataFrame(rows, columns=["source", "key", "customer", "day", "worth", "net", "prepaid", "sales"], dtype=object)

    @cached_property
    def placed(self) -> pd.DataFrame:
        rows = []
        s, booked = self.sales, set(zip(self.booked.source, self.booked.key, strict=True))
        linked = {w: (x.source, x.key) for w, x in zip(s.web_origin, s.itertuples(), strict=True) if w}
        at = {(x.source, x.key): x for x in s.itertuples()}
        shared = set(self.web.shared)

        def counts(x: Any) -> bool:
            if x.state == "cancelled" or pd.notna(x.returns) or pd.notna(x.complaint):
                return False
            return x.state not in ("confirmed", "processing", "done") or (x.source, x.key) in booked

        for w in self.web.itertuples():
            x = at.get(linked.get(w.shared, ("", "")))
            if w.state in ("draft", "cancelled") or (x is not None and not counts(x)):
                continue
            inside = x is not None and (x.source, x.key) in booked
            minor, currency = (
                (x.worth, "EUR") if inside else (x.net, x.net_currency) if x is not None else (w.net.minor, w.net.currency)
            )
            who = f"{x.source} {x.customer}" if x is not None else w.email
            rows.append([w.source, "web_order", w.key, local(w.placed_at), minor if currency == "EUR" else None, who])
        for x in s.itertuples():
            if x.web_origin in shared or not counts(x) or not (x.state not in ("draft", "quoted") or x.reference or x.web_origin):
                continue
            worth = x.worth if (x.source, x.key) in booked else x.net if x.net_currency == "EUR" else None
            rows.append([x.source, "sale", x.key, x.day, worth, f"{x.source} {x.customer}"])
        return pd.DataFrame(rows, columns=["source", "model", "key", "day", "worth", "who"], dtype=object)

    @cached_property
    def stretches(self) -> pd.DataFrame:
        kinds = {c.id: c for c in self.h.cases}
        rows = [[kinds[s.case_id], s.spell, s.started_at, s.closed_at, s.outcome] for s in self.h.spells]
        rows += [[c, c.spell, c.started_at, None, None] for c in self.h.cases if c.state == "open"]
        out = pd.DataFrame(
            [[*(c.fingerprint.split("|")[1:4:2]), c.type, c.id, *rest, c.value.minor] for c, *rest in rows],
            columns=["source", "sale", "type", "case", "spell", "since", "until", "outcome", "value"],
            dtype=object,
        )
        out["key"] = [f"{c} {n}" for c, n in zip(out.case, out.spell, strict=True)]
        return out

    # ---- answers ----------------------------------------------------------------------------------------------------

    def rows(self, kpi: str) -> pd.DataFrame:
        """Documents of the period."""
        out: pd.DataFrame = ANSWERS[kpi](self)
        inside = [d is not None and pd.notna(d) and self.first <= d <= self.today for d in out.day]
        return out[mask(inside)]


def made(frame: pd.DataFrame, key: str, day: Any, num: Any, den: Any = 1, known: Any = True) -> pd.DataFrame:
    n = len(frame)
    spread = [x if isinstance(x, (pd.Series, list, np.ndarray)) else [x] * n for x in (day, num, den, known)]
    return pd.DataFrame(dict(zip(COLUMNS, [list(frame.source), list(frame[key]), *map(list, spread)], strict=True)), dtype=object)


def part(name: str) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        f = o.by_order[o.by_order.settled]
        return made(f, "sale", f.due, [x is True for x in f[name]], 1, [x is not None for x in f[name]])

    return of


def in_full(o: Oracle) -> pd.DataFrame:
    f = o.by_order[o.by_order.settled & o.by_order.full.notna()]
    return made(f, "sale", f.due, f.full)


def sound(o: Oracle) -> pd.DataFrame:
    f = o.by_order[o.by_order.settled & o.by_order.sound.notna()]
    return made(f, "sale", f.due, f.sound)


def otif(o: Oracle) -> pd.DataFrame:
    f = o.by_order[o.by_order.settled]
    f = f[mask([t is False or full is not None for t, full in zip(f.on_time, f.full, strict=True)])]
    both = [
        False if t is False or full is False else None if t is None or full is None else True
        for t, full in zip(f.on_time, f.full, strict=True)
    ]
    return made(f, "sale", f.due, [b is True for b in both], 1, [b is not None for b in both])


def shipped(day: str, num: Callable[[pd.DataFrame], Any], *, whole: bool = False) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        f = o.by_order[o.by_order.shipped.astype(bool) & (~o.by_order.waits.astype(bool) | (not whole))]
        return made(f, "sale", f[day], num(f))

    return of


def clean(f: pd.DataFrame) -> list[bool]:
    return [a and b is not False and c is not False for a, b, c in zip(f.filled, f.docs, f.sound, strict=True)]


def took(day: str) -> Callable[[pd.DataFrame], list[int]]:
    return lambda f: [(d - s).days * DAY for d, s in zip(f[day], f.day, strict=True)]


def deliveries(basis: str) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        rows = []
        p = o.parts[(o.parts.state != "cancelled") & o.parts[basis].notna()]
        for (source, key), g in p.groupby(["source", "shipment"]):
            day, waits = g[basis].iloc[0], bool((g.state != "done").any())
            if day < o.today or (day == o.today and not waits):
                rows.append([source, key, day, not waits and max(g.effective) <= day, 1, True])
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


def due_lines(num: Callable[[pd.DataFrame], Any], known: bool) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        f = o.by_line
        f = f[mask([pd.notna(d) and (d < o.today or (d == o.today and not w)) for d, w in zip(f.due, f.open, strict=True)])]
        return made(f, "line", f.due, num(f), 1, [x is not None for x in f.late] if known else True)

    return of


def bias(o: Oracle) -> pd.DataFrame:
    f = o.by_line
    f = f[mask([w == 0 and n > 0 and pd.notna(d) and d <= o.today for w, n, d in zip(f.open, f.done, f.due, strict=True)])]
    return made(f, "line", f.due, [(a - b).days * DAY for a, b in zip(f.last_day, f.due, strict=True)])


def unit_fill(o: Oracle) -> pd.DataFrame:
    f = o.by_line[o.by_line.done > 0]
    return made(f, "line", f.first_day, [min(a, b) for a, b in zip(f.first_pieces, f.wanted, strict=True)], f.wanted)


def backorder_rate(o: Oracle) -> pd.DataFrame:
    f = o.by_line.merge(o.booked[["source", "key", "day"]].rename(columns={"key": "sale"}), on=["source", "sale"])
    short = [x or (n > 0 and a < b) for x, n, a, b in zip(f.lacks, f.done, f.first_pieces, f.wanted, strict=True)]
    return made(f, "line", f.day, short)


def backorders(older: int) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        p = o.parts[o.parts.state.isin(["draft", "staging"]) & o.parts.promised.notna()]
        p = p[mask([d < o.today - timedelta(days=older) for d in p.promised])]
        x = o.lines[["source", "key", "line_net", "s_worth", "s_net"]].rename(columns={"key": "sale_line"})
        p = p.merge(x, on=["source", "sale_line"])
        worth = [
            round(Fraction(q) * n.minor * w / (Fraction(all_) * s))
            for q, n, w, all_, s in zip(p.quantity, p.line_net, p.s_worth, p.wanted, p.s_net, strict=True)
        ]
        return made(p, "key", o.today, worth, 0)

    return of


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


def came_back(o: Oracle) -> dict[tuple[str, str], int]:
    s = o.sales[o.sales.returns.notna() & (o.sales.state != "cancelled")]
    x = o.raw(SaleLine).merge(s[["source", "key", "returns"]].rename(columns={"key": "sale"}), on=["source", "sale"])
    m = o.raw(Move)
    m = m[m.back.notna() & (m.state == "done")].merge(
        x[["source", "key", "returns"]].rename(columns={"key": "sale_line"}), on=["source", "sale_line"]
    )
    m["n"] = m.quantity.map(pieces).abs()
    found: dict[tuple[str, str], int] = m.groupby(["source", "returns"]).n.sum().to_dict()
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


def entry(o: Oracle) -> pd.DataFrame:
    s = o.sales[o.sales.web_origin.notna()][["web_origin", "created_at"]]
    w = o.web[o.web.state != "draft"].merge(s, left_on="shared", right_on="web_origin")
    late = [(b - a).total_seconds() for a, b in zip(w.placed_at, w.created_at, strict=True)]
    return made(w, "key", [local(b) for b in w.created_at], [max(0, int(x // 1)) for x in late], 1, [x >= 0 for x in late])


def owed(which: Callable[[Oracle, Any], int]) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        pre = {(i.source, i.key) for i in o.billed.itertuples() if i.prepaid}
        rows = [
            [r.source, r.key, o.today, which(o, r), 0, True]
            for r in o.raw(Receivable).itertuples()
            if not r.reconciled and (r.source, r.invoice) not in pre
        ]
        rows += [
            [i.source, i.key, o.today, 0, i.worth or 0, i.worth is not None]
            for i in o.billed.itertuples()
            if not i.prepaid and o.first <= i.day <= o.today
        ]
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


def late_amount(o: Oracle, r: Any) -> int:
    return int(r.amount.minor) if pd.notna(r.due) and r.due < o.today else 0


def cei(o: Oracle) -> pd.DataFrame:
    rows = []
    for r in o.raw(Receivable).itertuples():
        if r.reconciled and r.settled_on < o.first:
            continue
        begin = r.posted_on < o.first
        sold = not begin and r.posted_on <= o.today and pd.notna(r.invoice) and r.amount.minor > 0
        end = not r.reconciled
        current = end and (pd.isna(r.due) or r.due >= o.today)
        rows.append(
            [r.source, r.key, o.today, r.amount.minor * (begin + sold - end), r.amount.minor * (begin + sold - current), True]
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def overdue(o: Oracle) -> pd.DataFrame:
    r = o.raw(Receivable)
    r = r[mask([not x.reconciled and pd.notna(x.invoice) and x.amount.minor > 0 for x in r.itertuples()])]
    return made(
        r, "key", o.today, [late_amount(o, x) for x in r.itertuples()], [x.minor for x in r.amount], [pd.notna(d) for d in r.due]
    )


def utilisation(o: Oracle) -> pd.DataFrame:
    s = o.raw(CreditStanding)
    s = s[mask([x is not None and x.minor > 0 for x in s.limit])]
    return made(s, "customer", o.today, [x.minor for x in s.exposure], [x.minor for x in s.limit])


def blocked(o: Oracle) -> pd.DataFrame:
    s = o.sales
    web = {w.shared: w.state for w in o.web.itertuples()}
    live = {(c.source, c.sale) for c in o.stretches.itertuples() if c.type == "credit" and c.until is None}

    def under_way(x: Any) -> bool:
        if (
            x.state not in ("draft", "quoted", "confirmed", "processing")
            or x.shipment_state == "sent"
            or pd.notna(x.returns)
            or pd.notna(x.complaint)
        ):
            return False
        if x.web_origin in web:
            return bool(web[x.web_origin] != "draft")
        return x.state not in ("draft", "quoted") or bool(x.reference or x.web_origin)

    s = s[mask([under_way(x) for x in s.itertuples()])]
    return made(s, "key", o.today, [(a, b) in live for a, b in zip(s.source, s.key, strict=True)])


def ended(num: Callable[[Oracle, Any], Any], type_: str = "", outcome: str = "") -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        t = o.stretches[o.stretches.until.notna()]
        t = t[mask([(not type_ or x.type == type_) and (not outcome or x.outcome == outcome) for x in t.itertuples()])]
        return made(t, "key", [local(u) for u in t.until], [num(o, x) for x in t.itertuples()])

    return of


def again(days: int) -> Callable[[Oracle, Any], bool]:
    def of(o: Oracle, x: Any) -> bool:
        n = o.stretches[(o.stretches.case == x.case) & (o.stretches.spell == x.spell + 1)]
        return any(s <= x.until + timedelta(days=days) for s in n.since)

    return of


def standing(num: Callable[[Oracle, Any], Any], den: int, type_: str = "", key: str = "key") -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        t = o.stretches[o.stretches.until.isna()]
        t = t[mask([not type_ or x.type == type_ for x in t.itertuples()])]
        return made(t, key, o.today, [num(o, x) for x in t.itertuples()], den)

    return of


def begun(o: Oracle) -> pd.DataFrame:
    t = o.stretches
    return made(t, "key", [local(x) for x in t.since], 1, 0)


def exceptions(o: Oracle) -> pd.DataFrame:
    return pd.concat([begun(o), made(o.placed, "key", o.placed.day, 0)], ignore_index=True)


def decided(num: Callable[[Oracle, Any], Any], which: Callable[[Any], bool]) -> Callable[[Oracle], pd.DataFrame]:
    def of(o: Oracle) -> pd.DataFrame:
        rows = [["team", d.id, local(d.at), num(o, d), 1, True] for d in o.h.decisions if which(d)]
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


def approvals(o: Oracle) -> pd.DataFrame:
    rows = [["team", d.id, o.today, 1, 0, True] for d in o.h.decisions if d.state == "open" and d.approvers_needed > 0]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def corrected(o: Oracle) -> pd.DataFrame:
    kinds = {c.id: c.fingerprint.split("|") for c in o.h.cases}
    done = {tuple(kinds[d.case_id][1:4]) for d in o.h.decisions if d.state == "applied" and kinds[d.case_id][0] == "price"}
    p = o.placed
    return made(p, "key", p.day, [(s, m, k) in done for s, m, k in zip(p.source, p.model, p.key, strict=True)])


def told(o: Oracle) -> pd.DataFrame:
    kinds = {c.id: c.fingerprint.split("|") for c in o.h.cases}
    said = [
        (kinds[d.case_id][1], kinds[d.case_id][3], local(d.at))
        for d in o.h.decisions
        if d.state == "applied" and "true" in d.payload
    ]
    f = o.by_order[mask([x is False for x in o.by_order.on_time])]
    return made(
        f,
        "sale",
        f.due,
        [any((s, k) == (a, b) and at <= d for a, b, at in said) for s, k, d in zip(f.source, f.sale, f.due, strict=True)],
    )


def revenue(o: Oracle) -> pd.DataFrame:
    b = o.billed
    return made(b, "key", b.day, [0 if n is None else n for n in b.net], 0, [n is not None for n in b.net])


def placed(den: int, *, counted: bool = False) -> Callable[[Oracle], pd.DataFrame]:
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
        order = next(x for x in o.web.itertuples() if x.key == w.order)
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


ANSWERS: dict[str, Callable[[Oracle], pd.DataFrame]] = {
    "reliability.perfect_order": part("whole"),
    "reliability.in_full": in_full,
    "reliability.delivery_performance": part("on_time"),
    "reliability.documentation": part("docs"),
    "reliability.condition": sound,
    "reliability.otif": otif,
    "reliability.perfect_order_narrow": shipped("last_day", clean, whole=True),
    "reliability.promise_accuracy": due_lines(lambda f: [x is False for x in f.late], known=True),
    "reliability.promise_bias": bias,
    "reliability.on_time_requested": deliveries("s_ship_date"),
    "reliability.on_time_first": deliveries("promised"),
    "reliability.on_time_last": deliveries("last"),
    "reliability.line_fill": due_lines(
        lambda f: [x is not True and a >= b for x, a, b in zip(f.late, f.first_pieces, f.wanted, strict=True)], known=False
    ),
    "reliability.order_fill": shipped("first_day", lambda f: [a and n == 1 for a, n in zip(f.filled, f.shipments, strict=True)]),
    "reliability.unit_fill": unit_fill,
    "reliability.backorder_rate": backorder_rate,
    "reliability.backorder_open": backorders(0),
    "reliability.backorder_old": backorders(14),
    "reliability.split_rate": shipped("first_day", lambda f: [n > 1 for n in f.shipments]),
    "reliability.shipments_per_order": shipped("first_day", lambda f: f.shipments),
    "reliability.damage_rate": damage,
    "reliability.return_rate": return_rate,
    "reliability.return_rate_orders": return_orders,
    "reliability.efficient_returns": efficient,
    "reliability.return_cycle": cycle,
    "reliability.recovery_rate": recovery,
    "speed.order_cycle": shipped("last_day", took("last_day"), whole=True),
    "speed.order_cycle_p90": shipped("last_day", took("last_day"), whole=True),
    "speed.order_cycle_mean": shipped("last_day", took("last_day"), whole=True),
    "speed.confirm_to_ship": shipped("first_day", took("first_day")),
    "speed.entry_to_booked": entry,
    "credit.dso": owed(lambda _, r: r.amount.minor),
    "credit.best_dso": owed(lambda o, r: r.amount.minor - late_amount(o, r)),
    "credit.days_delinquent": owed(late_amount),
    "credit.cei": cei,
    "credit.overdue": overdue,
    "credit.utilisation": utilisation,
    "credit.orders_blocked": blocked,
    "credit.reblock_rate": ended(again(7), "credit", "released"),
    "credit.false_hold": ended(lambda _, x: x.outcome == "released", "credit"),
    "credit.open_holds": standing(lambda *_: 1, 0, "credit", key="case"),
    "credit.value_at_risk": standing(lambda _, x: x.value, 0, "credit", key="case"),
    "service.backlog": standing(lambda *_: 1, 0),
    "service.backlog_age": standing(lambda o, x: int((o.now - x.since) / timedelta(seconds=1)), 1),
    "service.arrivals": begun,
    "service.closures": lambda o: ended(lambda *_: 1)(o).assign(den=0),
    "service.reopen_rate": ended(again(30)),
    "service.exceptions_per_100": exceptions,
    "service.corrected_orders": corrected,
    "service.undo_rate": decided(
        lambda o, d: any(b.slot == f"back:{d.id}" and b.state == "applied" for b in o.h.decisions),
        lambda d: d.state == "applied" and not d.slot.startswith("back:"),
    ),
    "service.rejection_rate": decided(
        lambda _, d: d.state != "applied", lambda d: d.approvers_needed > 0 and d.state in ("applied", "refused", "superseded")
    ),
    "service.conflict_rate": decided(
        lambda _, d: d.state == "superseded", lambda d: d.state in ("applied", "refused", "superseded")
    ),
    "service.approval_backlog": approvals,
    "service.notified_in_time": told,
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
    "growth.retention": stayed,
    "growth.churn": lambda o: stayed(o).assign(num=lambda f: [not x for x in f.num]),
    "channel.aov": shop_orders,
}
