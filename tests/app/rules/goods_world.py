"""Records for tests of leaving goods: one sale under way from two warehouses, and whatever a test changes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.dossier import GoodsDossier, SystemState, WebSide
from app.domain.feed import Bad
from app.domain.order import OrderState, SaleLine
from app.domain.promise import Demand, Queue
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.shop import WebPlace, WebReservation
from app.domain.stock import Incoming, StockLevel, Warehouse
from app.policy.rulebook import shipped
from tests.app.rules import order_world as orders
from tests.app.rules.order_world import CUSTOMER, LONG_AGO
from tests.app.rules.world import NOW, day, eur, sale

ERP = "tryton"
SALE = Ref(ERP, "sale", "1")
UNDER_WAY = replace(sale(1, 300), state=OrderState.PROCESSING)
FEEDS = frozenset({"sales", "lines", "shipments", "moves", "warehouses", "stock", "incoming"})
NORTH, SOUTH = "4", "5"


def warehouse(key: str, name: str, code: str) -> Warehouse:
    return Warehouse(Ref(ERP, "warehouse", key), "1", LONG_AGO, code, name, True, f"{key}0", f"{key}1", f"{key}2", None)


WAREHOUSES = (warehouse(NORTH, "North", "HAM"), warehouse(SOUTH, "South", "DUI"))


def line(quantity: int = 80, key: str = "20", sku: str = "V-1", product: str = "7") -> SaleLine:
    unit = Decimal("2.00")
    return SaleLine(
        Ref(ERP, "line", key), "1", LONG_AGO, "1", 1, sku, "Valve", Decimal(quantity), "u", eur(str(quantity * unit)), None, product, unit
    )  # fmt: skip


def shipment(key: str = "7", at: str = NORTH, state: str = "waiting", planned: date | None = None) -> Shipment:
    return Shipment(Ref(ERP, "shipment", key), f"r{key}", LONG_AGO, f"SH-{key}", "3", state, planned or day(10), None, at)


def move(quantity: int = 80, key: str = "30", of: str = "20", on: str = "7", product: str = "7", state: str = "draft") -> Move:
    ref, pieces = Ref(ERP, "move", key), Decimal(quantity)
    return Move(ref, "1", LONG_AGO, of, on, "Valve", pieces, pieces, state, day(10), None, product, f"{NORTH}0")


def level(at: str, on_hand: int, forecast: int, product: str = "7") -> StockLevel:
    ref = Ref(ERP, "stock_level", f"{at}/{product}")
    return StockLevel(ref, f"{on_hand}/{forecast}", LONG_AGO, at, product, Decimal(on_hand), Decimal(forecast))


SOURCING = shipped().sourcing(ERP)


def goods(**changes: Any) -> GoodsDossier:
    """80 pieces from North, which has 60; South has 50 that nobody wants."""
    base = GoodsDossier(
        ref=SALE, sale=UNDER_WAY, customer=CUSTOMER, lines=(line(),), shipments=(shipment(),), moves=(move(),), warehouses=WAREHOUSES,
        levels=(level(NORTH, 60, -20), level(SOUTH, 50, 50)), complete=FEEDS, asof=NOW, sourcing=SOURCING,
    )  # fmt: skip
    return replace(base, **changes)


def coming(
    quantity: int = 50, planned: int | None = 14, promised: int | None = 14, key: str = "40", at: str = NORTH, product: str = "7"
) -> Incoming:
    """A purchase; days from today, by today's word and by the first."""
    days = [None if n is None else day(n) for n in (planned, promised)]
    return Incoming(
        Ref(ERP, "incoming", key), "1", LONG_AGO, "90", "Wessling", product, Decimal(quantity), "draft", *days, f"{at}1"
    )  # fmt: skip


def rival(quantity: int = 40, planned: int = 1, key: str = "25", *, reserved: bool = False) -> Demand:
    return Demand(key, Decimal(quantity), day(planned), reserved, "9", "SO-9", "Borealis")


def queued(dossier: GoodsDossier, *rivals: Demand) -> GoodsDossier:
    """Its own pieces in the queue for North's goods, and theirs."""
    own = [Demand(m.ref.key, m.stocked, m.planned, sale="1") for m in dossier.moves if (m.product_key, m.state) == ("7", "draft")]
    return replace(dossier, queues={("7", NORTH): Queue.of((*own, *rivals))})


def waiting(**changes: Any) -> GoodsDossier:
    """80 pieces from North on day 10, which has 60; nobody else has any, and 50 come on day 14."""
    base = goods(levels=(level(NORTH, 60, 30), level(SOUTH, 0, 0)), incoming=(coming(),))
    return queued(replace(base, **changes))


def by_the_dozen(dozens: int) -> GoodsDossier:
    """So many dozen from North, which has 60 pieces; nobody else has any and none come."""
    dozen = replace(line(dozens), unit="dz")
    moves = (replace(move(dozens), stocked=Decimal(12 * dozens)),)
    return waiting(lines=(dozen,), moves=moves, incoming=())


def there(planned: int, state: str = "waiting", country: str = "NL", **changes: Any) -> GoodsDossier:
    """80 pieces that North has, planned for that many days from today, by Hansa to a country."""
    sent = replace(shipment(state=state, planned=day(planned)), carrier="Hansa Spedition", country=country, promised=day(planned))
    moves = (replace(move(state="done" if state == "done" else "draft"), planned=day(planned)),)
    base = goods(shipments=(sent,), moves=moves, levels=(level(NORTH, 500, 420),))
    return (
        replace(base, sale=replace(UNDER_WAY, ship_date=None), **changes) if "sale" not in changes else replace(base, **changes)
    )


def apart(days: int = 6, **changes: Any) -> GoodsDossier:
    """Two deliveries of 30 and 50 pieces from North, which has plenty; the second so many days after the first."""
    two = {
        "shipments": (shipment(planned=day(1)), shipment("8", planned=day(1 + days))),
        "moves": (move(30), move(50, "31", on="8")),
        "levels": (level(NORTH, 500, 420), level(SOUTH, 50, 50)),
    }
    return goods(**two | changes)


PLACES = tuple(
    WebPlace(Ref("medusa", "web_place", key), "1", LONG_AGO, name, code)
    for key, name, code in (("p4", "North", "HAM"), ("p5", "South", "DUI"))
)
SHOP = SystemState("medusa", frozenset({"web_orders", "web_lines", "web_payments"}), NOW)


def held(
    pieces: int, place: str = "p4", key: str = "r1", *, of: str = "l1", aside: bool = False, item: str = "iitem"
) -> WebReservation:
    return WebReservation(Ref("medusa", "web_reservation", key), "1", LONG_AGO, of, item, place, Decimal(pieces), aside)


def placed(*rows: WebReservation, **changes: Any) -> GoodsDossier:
    """The same goods, ordered in a shop, that holds them so; all in the North unless something else is said."""
    base = goods(sale=replace(UNDER_WAY, web_origin="WEB-1042"), **changes)
    order, line_ = orders.web_order(), orders.web_line(80)
    return replace(base, web=WebSide((order,), (line_,), (), SHOP, PLACES, rows or (held(80),), NOW))


def bad(model: str = "sale", key: str = "1") -> Bad:
    return Bad(Ref(ERP, model, key), "state", "not a state", "{}")


# The sale itself never read; one of its lines, its moves, its shipments set aside.
UNREADABLE = (
    waiting(unreadable=(bad(),), sale=None, lines=(), moves=(), shipments=()),
    waiting(unreadable=(bad(),), sale=replace(UNDER_WAY, state=OrderState.DONE)),
    waiting(unreadable=(bad("line", "20"),), lines=(), moves=(), shipments=()),
    waiting(unreadable=(bad("move", "30"),), moves=(), shipments=()),
    waiting(unreadable=(bad("shipment", "7"),), shipments=()),
    waiting(unreadable=(bad("stock_level", f"{NORTH}/7"),)),
)
