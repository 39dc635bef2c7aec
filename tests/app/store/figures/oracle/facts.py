"""What answers stand on, worked out from the raw records: booked orders and what became of them, invoices, cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from app.domain.complaint import Complaint
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.order import Sale, SaleLine
from app.domain.shipment import Move, Shipment
from app.domain.shop import WebOrder
from tests.app.store.figures.history.raw import History

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
        back = {(x.source, x.sale) for x in self.raw(SaleLine).itertuples() if x.quantity < 0}
        return s[good & mask([(a, b) not in back for a, b in zip(s.source, s.key, strict=True)])]

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
    def without_freight(self) -> pd.DataFrame:
        s, freight = self.sales.copy(), dict[tuple[str, str], int]()
        for x in self.raw(SaleLine).itertuples():
            if x.freight:
                freight[x.source, x.sale] = freight.get((x.source, x.sale), 0) + x.net.minor
        known = [freight.get(at, 0) for at in zip(s.source, s.key, strict=True)]
        s["worth"] = [w - (round(Fraction(f * w, n)) if n else 0) for f, w, n in zip(known, s.worth, s.net, strict=True)]
        s["net"] = [n - f for f, n in zip(known, s.net, strict=True)]
        return s

    @cached_property
    def placed(self) -> pd.DataFrame:
        rows = []
        s, booked = self.without_freight, set(zip(self.booked.source, self.booked.key, strict=True))
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


def made(frame: pd.DataFrame, key: str, day: Any, num: Any, den: Any = 1, known: Any = True) -> pd.DataFrame:
    n = len(frame)
    spread = [x if isinstance(x, (pd.Series, list, np.ndarray)) else [x] * n for x in (day, num, den, known)]
    return pd.DataFrame(dict(zip(COLUMNS, [list(frame.source), list(frame[key]), *map(list, spread)], strict=True)), dtype=object)


Answer = Callable[[Oracle], pd.DataFrame]
Answers = dict[str, Answer]
