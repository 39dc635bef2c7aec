"""What lies where, for the screens' tests: a few products at three places of an ERP and a shop, one of them in full."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from app.domain.feed import FeedState
from app.domain.inventory import (
    AskProduct,
    AskShelf,
    AskShelfRows,
    ErpShelf,
    ProductParts,
    ProductView,
    ShelfAnswer,
    ShelfRow,
    ShelfRowsAnswer,
    Wait,
)
from app.domain.promise import Demand
from app.domain.ref import Ref
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse
from app.panels.product import build
from tests.app.orders import ERP, PLACED, SHOP

_PLACES = (("Hamburg", "HAM"), ("Duisburg", "DUI"), ("Linz", "LNZ"))
_GOODS = (
    ("N1101", "Gear motor 0.75 kW", 60, 44, "pcs"),
    ("N1102", "Pressure gauge 16 bar", 25, 30, "pcs"),
    ("N1103", "Conveyor belt roll 89 mm", 3, 0, "pcs"),
    ("N1104", "Hydraulic hose DN12", 1240, 380, "m"),
)


class Shelves:
    """``asked``: every question. ``rows`` may be changed by a test; ``lacking`` is said of any system."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.asked: list[object] = []
        self.lacking = ""
        self.rows = [row for n, goods in enumerate(_GOODS) for row in _rows(n, goods, now)]

    def answer(self, ask: AskShelf | AskShelfRows | AskProduct) -> ShelfAnswer | ShelfRowsAnswer | ProductView | None:
        self.asked.append(ask)
        if isinstance(ask, AskShelfRows):
            return ShelfRowsAnswer(tuple(r for r in self.rows if r.id in ask.ids))
        if isinstance(ask, AskProduct):
            return build(_parts(ask.sku, self.now), self.now.astimezone()) if any(r.sku == ask.sku for r in self.rows) else None
        wanted = ask.text.casefold().split()
        rows = [r for r in self.rows if all(w in f"{r.sku} {r.name}".casefold() for w in wanted) and _seen(ask, r)]
        if ask.sort == "on_hand":
            rows.sort(key=lambda r: r.on_hand or Decimal(0), reverse=ask.descending)
        views = (
            ("all", len(self.rows)),
            ("short", sum(map(_short, self.rows))),
            ("differs", sum(bool(r.note) for r in self.rows)),
        )
        return ShelfAnswer(ask, array("q", [r.id for r in rows]), tuple(rows[:256]), True, views, self.lacking, self.now)


def _short(row: ShelfRow) -> bool:
    return row.free[0] is not None and row.free[0] < 0


def _seen(ask: AskShelf, row: ShelfRow) -> bool:
    if (ask.of is not None or ask.case_id) and row.sku != "N1101":
        return False
    return {"all": True, "short": _short(row), "differs": bool(row.note)}[ask.view]


def _rows(n: int, goods: tuple[str, str, int, int, str], now: datetime) -> list[ShelfRow]:
    sku, name, there, owed, unit = goods
    found = []
    for i, (place, code) in enumerate(_PLACES):
        lies, kept = Decimal(there // (i + 1)), Decimal(owed if i == 0 else 0)
        left = lies - kept
        came = left + (50 if n == 1 and i == 0 else 0)
        row = ShelfRow(
            id=n * 10 + i * 2 + 1,
            ref=Ref(ERP, "stock_level", f"{code}/{sku}"),
            sku=sku,
            name=name,
            unit=unit,
            place=place,
            leads=i == 0,
            on_hand=lies,
            reserved=kept,
            free=(left, came, came),
            forecast=came,
            asof=now - timedelta(seconds=4),
            stale=False,
        )
        found.append(row)
        if i == 2:
            continue
        offered = left + (36 if n == 0 and i == 0 else 0)
        said = f"ERP has {left:f} left" if offered != left else ""
        shop = replace(
            row,
            id=row.id + 1,
            ref=Ref(SHOP, "web_level", f"{code}/{sku}"),
            leads=False,
            reserved=Decimal(2),
            on_hand=offered + 2,
            free=(offered,),
            forecast=None,
        )
        found.append(replace(shop, note=said, tone="warn" if said else "", asof=now - timedelta(seconds=31)))
    return found


def _parts(sku: str, now: datetime) -> ProductParts:
    """60 at the first place of which 44 are promised to three orders; a purchase that slid, and one that is overdue."""
    name, unit = next((goods[1], goods[4]) for goods in _GOODS if goods[0] == sku)
    today = now.astimezone().date()
    houses = tuple(
        Warehouse(Ref(ERP, "warehouse", code), "1", PLACED, code, place, True, f"{code}-OUT", f"{code}-IN", f"{code}-ST", None)
        for place, code in _PLACES
    )
    levels = tuple(
        StockLevel(Ref(ERP, "stock_level", f"{code}/{sku}"), "1", PLACED, code, sku, Decimal(60 // (i + 1)), Decimal(66))
        for i, (_, code) in enumerate(_PLACES)
    )
    waits = tuple(
        Wait(
            Demand(key, Decimal(pieces), today + timedelta(days=on), aside), "HAM", Ref(ERP, "sale", key), number, customer, state
        )
        for key, pieces, on, aside, number, customer, state in (
            ("1", 20, 1, True, "SO-10482", "Halvorsen Marine AS", "assigned"),
            ("2", 14, 2, False, "SO-10497", "Brandt & Söhne GmbH", "waiting"),
            ("3", 10, 9, False, "SO-10511", "Polder Techniek B.V.", "waiting"),
        )
    )
    incoming = tuple(
        Incoming(
            Ref(ERP, "incoming", key), "1", PLACED, key, "Wessling Antriebe", sku, Decimal(pieces), "draft",
            today + timedelta(days=on), today + timedelta(days=first), "HAM-IN",
        )
        for key, pieces, on, first in (("90", 50, 6, 2), ("91", 10, -1, -1))
    )  # fmt: skip
    bought = tuple(Purchase(Ref(ERP, "purchase", k), "1", PLACED, f"PO-000{k}", "Wessling Antriebe") for k in ("90", "91"))
    feeds = tuple(FeedState(ERP, f, True, True, now - timedelta(seconds=4)) for f in ("stock", "moves", "shipments", "incoming"))
    shelf = ErpShelf(ERP, sku, levels, houses, waits, incoming, bought)
    return ProductParts(sku, name, unit, (shelf,), (), (*feeds, FeedState(SHOP, "web_levels", True, True, now)))
