"""A company that goes on changing: documents come, are corrected, restated and deleted, in the mirror and in the raw records alike."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.case import Decision, DecisionState
from app.domain.complaint import Complaint
from app.domain.customer import Customer
from app.domain.feed import Cursor, Feed
from app.domain.goods import ListPrice, Product
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.returns import ReturnShipment
from app.domain.shipment import Move, Shipment
from app.domain.shop import WebLine, WebOrder, WebOrderState
from app.kpis import BY_ID
from app.kpis.kpi import How, Of
from app.store.figures import compute, kept, rows
from app.store.mirror import Mirror
from app.store.mirror_schema import KINDS
from tests.app.store.build import TENANT
from tests.app.store.figures.history import history
from tests.app.store.figures.history.cases import case
from tests.app.store.figures.history.orders import order
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.app.store.figures.history.returned import send_back
from tests.app.store.figures.history.shop import web_order
from tests.app.store.figures.oracle import ANSWERS, documents
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.plain import around_the_clock

Change = dict[str, Any]
_STAYS = (Customer, Product)  # an ERP deletes no master data that documents name
_WEB_STATES = list(WebOrderState)


def _day(rng: random.Random) -> Any:
    return TODAY - timedelta(days=rng.randint(-3, 120))


def _money(rng: random.Random, like: Money) -> Money:
    return Money(rng.randint(100, 90_000) * (1 if like.minor >= 0 else -1), like.currency)


# What may change of a record: one of these at a time.
EDITS: dict[type[Any], tuple[Callable[[random.Random, Any], Change], ...]] = {
    Sale: (
        lambda r, _: {"state": r.choice([OrderState.PROCESSING, OrderState.DONE, OrderState.CANCELLED, OrderState.QUOTED])},
        lambda r, _: {"order_date": min(TODAY, _day(r))},
        lambda r, _: {"invoice_state": r.choice(["none", "paid", "awaiting payment"])},
        lambda r, _: {"ship_date": r.choice([None, _day(r)])},
        lambda r, s: {"untaxed_company": _money(r, s.untaxed_company)},
        lambda r, s: {"complaint": None if s.returns or r.random() < 0.7 else "k1"},
        lambda r, _: {"shipment_state": r.choice(["waiting", "sent"])},
    ),
    SaleLine: (
        lambda r, x: {"quantity": Decimal(r.choice(["1", "2.5", "12"])) * (1 if x.quantity > 0 else -1)},
        lambda r, x: {"quantity": -abs(x.quantity) if r.random() < 0.3 else x.quantity},
        lambda r, x: {"net": _money(r, x.net)},
        lambda r, x: {"unit_price": Decimal(r.randint(100, 9000)) / 100},
        lambda r, _: {"cost": r.choice([None, Money(r.randint(1, 900), "EUR")])},
        lambda r, _: {"unit": r.choice(["u", "box"])},
        lambda r, x: {"freight": not x.product_key and r.random() < 0.5},
    ),
    Shipment: (
        lambda r, _: {"promised": r.choice([None, _day(r), _day(r)])},
        lambda r, _: {"planned": r.choice([None, _day(r), _day(r)])},
    ),
    Move: (
        lambda r, m: {"state": "done", "effective": min(TODAY, _day(r))},
        lambda r, m: {"state": r.choice(["draft", "assigned", "cancelled"]), "effective": None},
        lambda r, _: {"quantity": Decimal(r.choice(["0.25", "1", "12", "40"]))},
    ),
    ReturnShipment: (
        lambda r, _: {"state": "done", "effective": min(TODAY, _day(r))},
        lambda r, _: {"state": "draft", "effective": None},
    ),
    Invoice: (
        lambda r, _: {"state": r.choice(["posted", "paid", "draft"])},
        lambda r, _: {"invoice_date": min(TODAY, _day(r))},
        lambda r, i: {"total": _money(r, i.total)},
    ),
    InvoiceLine: (
        lambda r, i: {"net": _money(r, i.net)},
        lambda r, i: {"credits": r.choice([None, None, i.ref.key])},
    ),
    Receivable: (
        lambda r, x: {"amount": _money(r, x.amount)},
        lambda r, _: {"due": r.choice([None, _day(r)])},
        lambda r, x: {"reconciled": True, "settled_on": min(TODAY, _day(r))} if x.invoice else {},
        lambda r, _: {"reconciled": False, "settled_on": None},
    ),
    Complaint: (
        lambda r, _: {"state": r.choice(["waiting", "done", "rejected"])},
        lambda r, _: {"kind": r.choice(["Damaged goods", "Wrong colour"])},
    ),
    Product: (lambda r, _: {"list_price": r.choice([None, Money(r.randint(100, 9000), "EUR")])},),
    ListPrice: (lambda r, _: {"price": Money(r.randint(100, 9000), "EUR")},),
    Customer: (lambda r, _: {"price_list_key": r.choice([None, "pl1"])}, lambda r, _: {"name": f"Customer {r.randint(0, 99)}"}),
    WebOrder: (
        lambda r, w: {"state": r.choice(_WEB_STATES[1:]) if w.state != "draft" else w.state},
        lambda r, w: {"net": _money(r, w.net)},
        lambda r, w: {"paid": r.choice([Money(0, w.net.currency), w.net])},
        lambda r, w: {"placed_at": w.placed_at - timedelta(days=r.randint(-2, 9))},
    ),
    WebLine: (lambda r, _: {"exact_price": Decimal(r.randint(100, 9000)) / 100},),
}


class Company:
    """``kpis``: those that are compared. Everything that is done to it is done to the mirror as rounds would do it."""

    def __init__(self, seed: int, folder: Path, orders: int = 30) -> None:
        self.h: History = history(seed, orders)
        self.rng = random.Random(seed * 7919)
        self.path, self.sums = folder / f"m{seed}.db", folder / f"s{seed}.db"
        self.mirror = Mirror(self.path, TENANT, counts_from=around_the_clock, books="erp", zone="Europe/Vienna")
        self.done = 0
        self.focus: tuple[type[Any], ...] = tuple(EDITS)  # kinds of records that are corrected and deleted
        with self.mirror.writing() as tx:
            for source, listed in self.h.records.items():
                tx.upsert(source, listed)
                for kind in KINDS:
                    if kind.feed.startswith("web") == (source == "shop"):
                        cursor = Cursor(NOW, 1, "e")
                        tx.save_cursor(source, Feed(kind.feed, kind.noun), cursor, complete=True, asof=NOW, readable=True)
            self._put_team(tx, 0, 0, 0)

    def _put_team(self, tx: Any, cases: int, spells: int, decisions: int) -> None:
        for one in self.h.cases[cases:]:
            tx.put_case(one)
        for spell in self.h.spells[spells:]:
            tx.put_spell(spell)
        for decision in self.h.decisions[decisions:]:
            tx.put_decision(decision)
        tx.refresh_rows([c.id for c in self.h.cases[cases:]])

    def change(self) -> str:
        """Something happens, in one transaction; in words."""
        self.done += 1
        (kind,) = self.rng.choices((self._correct, self._delete, self._come, self._decide), (70, 12, 14, 4))
        return kind()

    def change_in_focus(self) -> str:
        """Decisions and cases where nothing is in focus."""
        return self.rng.choice((self._correct, self._correct, self._delete) if self.focus else (self._decide,))()

    def _at(self, *but: type[Any]) -> tuple[str, list[int]]:
        """A system, and where those records of it stand that are in focus."""
        found = {
            source: [i for i, r in enumerate(listed) if type(r) in self.focus and type(r) not in but]
            for source, listed in self.h.records.items()
        }
        source = self.rng.choice([s for s, at in found.items() if at] or ["erp"])
        return source, found[source]

    def _correct(self) -> str:
        source, at = self._at()
        listed, changed = self.h.records[source], []
        for i in self.rng.sample(at, min(len(at), self.rng.randint(1, 3))):
            edit = self.rng.choice(EDITS[type(listed[i])])
            listed[i] = replace(listed[i], rev=f"{self.done}.{i}", **edit(self.rng, listed[i]))
            changed.append(listed[i])
        with self.mirror.writing() as tx:
            tx.upsert(source, changed)
        return f"corrected {[type(r).__name__ for r in changed]}"

    def _delete(self) -> str:
        source, at = self._at(*_STAYS)
        if not at:
            return "nothing to delete"
        gone = self.h.records[source].pop(self.rng.choice(at))
        with self.mirror.writing() as tx:
            tx.remove([replace(gone.ref, model=next(k.noun for k in KINDS if k.cls is type(gone)))])
        return f"deleted {type(gone).__name__}"

    def _come(self) -> str:
        before = {source: len(listed) for source, listed in self.h.records.items()}
        come = self.rng.choice((order, order, send_back, lambda h: web_order(h, None)))
        come(self.h)
        for source, listed in self.h.records.items():
            fresh = listed[before.get(source, 0) :]
            self.rng.shuffle(fresh)  # a line may come before its order, in another transaction
            half = self.rng.randint(0, len(fresh))
            for part in (fresh[:half], fresh[half:]):
                with self.mirror.writing() as tx:
                    tx.upsert(source, part)
        return f"came {sum(len(x) for x in self.h.records.values()) - sum(before.values())} records"

    def _decide(self) -> str:
        if self.h.decisions and self.rng.random() < 0.5:
            i = self.rng.randrange(len(self.h.decisions))
            self.h.decisions[i] = replace(self.h.decisions[i], state=self.rng.choice(list(DecisionState)))
            one: Decision = self.h.decisions[i]
            with self.mirror.writing() as tx:
                tx.put_decision(one)
            return "a decision changed"
        sizes = len(self.h.cases), len(self.h.spells), len(self.h.decisions)
        case(self.h)
        with self.mirror.writing() as tx:
            self._put_team(tx, *sizes)
        return "a case came"

    @contextmanager
    def frame(self, calendar: Any) -> Iterator[compute.Frame]:
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as db, kept.opened(self.sums) as sums:
            db.execute("ATTACH ':memory:' AS outbox")
            db.execute("CREATE TABLE outbox.letter (id TEXT, source TEXT, state TEXT, created_at INTEGER)")
            db.execute("BEGIN")
            yield compute.frame(db, calendar, NOW, (), kept.Kept(db, sums, calendar.days))

    def disagreements(self, calendar: Any, kpis: Iterator[str] | list[str] | None = None, days: int = 60) -> list[str]:
        """What differs between this company's figures and those computed from its raw records."""
        with self.frame(calendar) as found:
            some = list(kpis or ANSWERS)
            oracles: dict[Any, Oracle] = {}
            listed = []
            for kpi in some:
                asked = found.asked(BY_ID[kpi], days)
                oracle = oracles.setdefault(asked.period.first, Oracle(self.h, TODAY, NOW, asked.period.first))
                said = disagreement(found, asked, oracle)
                if said:
                    listed.append(f"{kpi}: {said}")
            return listed

    def close(self) -> None:
        self.mirror.close()


def disagreement(found: compute.Frame, asked: rows.Asked, oracle: Oracle) -> str:
    """What differs between the program's figure and list, and the independent ones; "" where nothing does."""
    expected = documents(oracle, asked.kpi.id)
    known = expected[expected.known.astype(bool)]
    tally = rows.whole(asked, compute.by_day(found, asked))
    n = len(known) if asked.kpi.how is How.SUM else int((known.den != 0).sum())
    amounts = asked.kpi.how is How.SUM and asked.kpi.of is not Of.DOCUMENTS  # what is worth nothing is one of them too
    pairs = {
        "numerator": (tally.numerator, Decimal(int(known.num.sum()))),
        "denominator": (tally.denominator, Decimal(int(known.den.sum()))),
        "n": (tally.n, n),
        "unknown": (tally.unknown, len(expected) - len(known)),
        "lists numerator": (listed(found, asked, "numerator"), sorted(known[(known.num != 0) | amounts].key)),
        "lists denominator": (listed(found, asked, "denominator"), sorted(known[known.den != 0].key)),
        "lists unknown": (listed(found, asked, "unknown"), sorted(expected[~expected.known.astype(bool)].key)),
    }
    return "; ".join(f"{name}: {a} is not {b}" for name, (a, b) in pairs.items() if a != b)


def listed(found: compute.Frame, asked: rows.Asked, side: str) -> list[str]:
    return sorted(ref.key for ref in rows.documents(found.db, asked, side))
