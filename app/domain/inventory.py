"""What a screen may ask about goods at all places of all systems, and the frozen answers it gets."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.available import available
from app.domain.block import Block
from app.domain.components import Shelf, Ways
from app.domain.feed import FeedState
from app.domain.production import Component, Sourcing
from app.domain.promise import ZERO, Demand, Supply
from app.domain.ref import Ref
from app.domain.shop import WebLevel
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse

AHEAD = (timedelta(0), timedelta(weeks=1), timedelta(weeks=4))  # days of which a list says what can be promised

_TOLD = {
    "stock": "stock",
    "moves": "what leaves",
    "shipments": "deliveries",
    "incoming": "what comes",
    "productions": "productions",
    "production_moves": "productions",
    "web_levels": "stock",
}


def lacking(states: Iterable[FeedState], source: str = "", but: str = "") -> str:
    """Why figures of a source (of any) cannot be known, in words; "" where every feed that they are made of was read."""
    unread = [s for s in states if source in ("", s.source) and s.name != but and not (s.complete and s.readable)]
    found = [f"{_TOLD[s.name]} not {'read yet' if s.readable else 'readable with this sign-in'}" for s in unread]
    return ", ".join(dict.fromkeys(found))


# ---- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskShelf:
    """A list of what lies where. ``view``: all, short (more is promised than lies there) or differs (shop and ERP contradict each other).

    text: every word of it occurs in the SKU or the name. of, case_id: only products of that order or case. first: only so many rows.
    sort: sku, name, place, on_hand, reserved, forecast.
    """

    view: str = "all"
    text: str = ""
    sort: str = "sku"
    descending: bool = False
    first: int | None = None
    of: Ref | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class AskShelfRows:
    """The rows of these ids, for a part of a list that came as ids only."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AskProduct:
    """All that is known of one product's goods, by its SKU."""

    sku: str


ShelfQuestion = AskShelf | AskShelfRows | AskProduct

# ---- lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """What one system counts of a product at one place, in the product's own unit. None: nobody here can know.

    reserved: pieces of orders that have not left, also those that lie aside. free: what can be promised on the days of ``AHEAD``; a shop,
    which plans nothing, says it of today only. forecast: what is left by all plans of an ERP. leads: the first row of its product.
    asof: of the oldest that any figure rests on. stale: older than it should be. note, tone: what there is to say about it.
    """

    id: int
    ref: Ref
    sku: str
    name: str
    unit: str
    place: str
    leads: bool
    on_hand: Decimal | None
    reserved: Decimal | None
    free: tuple[Decimal | None, ...]
    forecast: Decimal | None
    asof: datetime | None
    stale: bool
    note: str = ""
    tone: str = ""

    @property
    def shop(self) -> bool:
        return self.ref.model == "web_level"


@dataclass(frozen=True, slots=True)
class ShelfAnswer:
    """``ids``: of all rows in order, or of the first where ``complete`` is False; ``rows``: those of the first ids.

    views: (tab, how many), empty where nothing about them was asked anew. lacking: what of which system was not read, in words.
    asof: when the oldest of the last complete polls began; None before the first.
    """

    ask: AskShelf
    ids: array[int]
    rows: tuple[ShelfRow, ...]
    complete: bool
    views: tuple[tuple[str, int], ...]
    lacking: str
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class ShelfRowsAnswer:
    rows: tuple[ShelfRow, ...]


# ---- one product -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wait:
    """Pieces that wait to leave a warehouse. ``state``: of their delivery, "" while there is none.

    order: None of a production of our own, whose parts they are, and where it was not read. dropped: key of the drop shipment by which a
    supplier sends them.
    """

    demand: Demand
    warehouse: str
    order: Ref | None
    number: str
    customer: str
    state: str
    dropped: str | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    """All parts of a product that is made, the product among them. ``names``: (SKU, name) by key; places: (key, key of a warehouse)."""

    names: Mapping[str, tuple[str, str]]
    components: tuple[Component, ...]
    times: tuple[Sourcing, ...]
    levels: tuple[StockLevel, ...]
    demands: Mapping[tuple[str, str], tuple[Demand, ...]]
    supplies: Mapping[tuple[str, str], tuple[Supply, ...]]

    def shelf(self, warehouse: str, today: date) -> Shelf:
        """What can be promised of each part in one warehouse, and how it comes about."""
        parts: dict[str, list[tuple[str, Decimal]]] = {}
        for c in self.components:
            parts.setdefault(c.product, []).append((c.part, c.quantity))
        times = {t.ref.key: t for t in self.times}
        ways = {
            key: Ways(tuple(parts.get(key, ())), *((times[key].makes, times[key].buys) if key in times else (None, None)))
            for key in self.names
        }
        on_hand = {x.product: x.on_hand for x in self.levels if x.warehouse == warehouse}
        free = {}
        for key in self.names:
            at = (key, warehouse)
            free[key] = available(on_hand.get(key, ZERO), self.demands.get(at, ()), self.supplies.get(at, ()), today)
        return Shelf(ways, free, today)


@dataclass(frozen=True, slots=True)
class ErpShelf:
    """A product as one ERP knows it: what is counted, what comes and who waits. ``key``: of the Product. workshop: where it is made."""

    source: str
    key: str
    levels: tuple[StockLevel, ...]
    warehouses: tuple[Warehouse, ...]
    waits: tuple[Wait, ...]
    incoming: tuple[Incoming, ...]
    purchases: tuple[Purchase, ...]
    workshop: Workshop | None = None

    def demands(self, warehouse: str) -> list[Demand]:
        return [w.demand for w in self.waits if w.warehouse == warehouse]

    def supplies(self, warehouse: str) -> list[Supply]:
        inputs = {w.input for w in self.warehouses if w.ref.key == warehouse}
        return [Supply(x.ref.key, x.quantity, x.planned, x.promised) for x in self.incoming if x.place in inputs]


@dataclass(frozen=True, slots=True)
class ProductParts:
    """Raw records for one product's page; systems in the order of their names."""

    sku: str
    name: str
    unit: str
    erps: tuple[ErpShelf, ...]
    shops: tuple[WebLevel, ...]
    feeds: tuple[FeedState, ...]


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One thing that bears on a product. ``number``: what a person knows it by; when: in words, with ``tone`` ("", bad or warn).

    page, opens: where Enter goes; "" where it does not. depth: how far below the head of a tree it stands.
    """

    key: str
    number: str
    about: str
    quantity: str
    place: str
    when: str
    tone: str = ""
    page: str = ""
    opens: Ref | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ProductSection:
    """``note``: how many; or in plain words that there is nothing, or that it cannot be known here."""

    name: str
    title: str
    note: str
    lines: tuple[ProductLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductView:
    """``blocks``: figures by day and by system, as a case's page draws them; ``sections``: all that can be walked through."""

    sku: str
    name: str
    unit: str
    asof: date
    blocks: tuple[Block, ...]
    sections: tuple[ProductSection, ...]


ShelfAnswers = ShelfAnswer | ShelfRowsAnswer | ProductView
