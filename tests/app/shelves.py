"""Goods of one product at two places of an ERP and of a shop, for the tests of the inventory: records, and what a mirror takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.feed import Cursor, Feed
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.shop import WebLevel
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse
from app.store.mirror import Mirror
from tests.app.orders import ERP, PLACED, SHOP, customer, product, sale, sale_line

TODAY = PLACED.astimezone().date()
NORTH, SOUTH = "4", "5"
ERP_FEEDS = ("stock", "moves", "shipments", "incoming", "products", "warehouses")


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def warehouse(key: str = NORTH, name: str = "North", code: str | None = "HAM", source: str = ERP) -> Warehouse:
    return Warehouse(Ref(source, "warehouse", key), "1", PLACED, code, name, True, f"{key}0", f"{key}1", f"{key}2", None)


def level(on_hand: int, forecast: int, at: str = NORTH, product: str = "V-1", source: str = ERP) -> StockLevel:
    ref = Ref(source, "stock_level", f"{at}/{product}")
    return StockLevel(ref, f"{on_hand}/{forecast}", PLACED, at, product, Decimal(on_hand), Decimal(forecast))


def web_level(stocked: int, reserved: int = 0, code: str | None = "HAM", sku: str = "V-1", key: str = "") -> WebLevel:
    ref = Ref(SHOP, "web_level", key or f"{code}/{sku}")
    return WebLevel(
        ref, f"{stocked}/{reserved}", PLACED, sku, f"sloc_{code}", f"Shop {code}", code, Decimal(stocked), Decimal(reserved), Decimal(0)
    )  # fmt: skip


def leaves(pieces: int, on: int | None = 3, key: str = "30", state: str = "draft", at: str = NORTH, of: str = "l1") -> Move:
    planned = None if on is None else day(on)
    return Move(
        Ref(ERP, "move", key),
        "1",
        PLACED,
        of,
        f"s{at}",
        "Valve",
        Decimal(pieces),
        Decimal(pieces),
        state,
        planned,
        None,
        "V-1",
        f"{at}0",
    )


def sent(at: str = NORTH, state: str = "waiting") -> Shipment:
    return Shipment(Ref(ERP, "shipment", f"s{at}"), "1", PLACED, f"SH-{at}", "3", state, day(3), None, at)


def comes(pieces: int, on: int | None = 10, first: int | None = 10, key: str = "40", at: str = NORTH) -> Incoming:
    days = [None if n is None else day(n) for n in (on, first)]
    return Incoming(Ref(ERP, "incoming", key), "1", PLACED, "90", "Wessling", "V-1", Decimal(pieces), "draft", *days, f"{at}1")


VALVE = product("V-1", name="Ball valve", counted_in="u")
PURCHASE = Purchase(Ref(ERP, "purchase", "90"), "1", PLACED, "PO-00031", "Wessling")
# 60 at North of which 50 are promised, 100 come on day 10; nothing but a promise at South; the shop offers what it had once.
COMPANY: tuple[Any, ...] = (
    VALVE, warehouse(), warehouse(SOUTH, "South", "DUI"), sent(), sent(SOUTH), customer(), sale(state=OrderState.PROCESSING),
    sale_line(sku="V-1", product_key="V-1"), leaves(20, 1, "30", "assigned"), leaves(30, 3, "31"), leaves(5, 3, "32", at=SOUTH),
    comes(100), PURCHASE, level(60, 110), level(0, -5, SOUTH), web_level(60, 8), web_level(40, 0, None),
)  # fmt: skip


def take(mirror: Mirror, *records: Any, feeds: tuple[tuple[str, str], ...] = (), asof: datetime = PLACED) -> None:
    """Records of both systems, and what of them was read to its end: of everything where ``feeds`` does not say."""
    read = feeds or (*((ERP, name) for name in ERP_FEEDS), (SHOP, "web_levels"))
    with mirror.writing() as tx:
        for record in records:
            tx.upsert(record.ref.source, [record])
        for source, name in read:
            tx.save_cursor(source, Feed(name, name), Cursor(asof, 1, "e"), complete=True, asof=asof, readable=True)


def renamed(name: str) -> Any:
    return replace(VALVE, rev="2", name=name)
