"""Which lists of orders there are: their columns, tabs and words, and how an order becomes a row of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.money import Money
from app.domain.orders import OrderRow
from app.domain.ref import NO_NUMBER
from ui.cases.words import system
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import NONE, age, moment, short_date, spoken, whole

MISMATCHES = "mismatches"
DRAFTS = "drafts"  # the page of quotes that are being written, as a tab of the list


@dataclass(frozen=True, slots=True)
class OrderList:
    """``views``: (name, title, what is said where it lists nothing)."""

    name: str
    title: str
    quotes: bool
    columns: tuple[Column, ...]
    views: tuple[tuple[str, str, str], ...]
    sort: str
    descending: bool


ORDERS = OrderList(
    name="orders",
    title="Orders",
    quotes=False,
    columns=(
        Column("number", "Order", 100, "id", "number"),
        Column("booked", "ERP", 84, "soft", wide=True),
        Column("customer", "Customer", 0, "text", "customer"),
        Column("state", "State", 108, "status"),
        Column("value", "Net", 92, "money", "value"),
        Column("placed", "Placed", 68, "num", "placed", wide=True),
    ),
    views=(
        ("all", "All", "No orders yet. They come with the next reading of shop and ERP."),
        ("unbooked", "Not booked", "Everything is booked. No order of the shop waits for the ERP."),
        (MISMATCHES, "Mismatches", "Shop and ERP agree. Prices, products and customers are the same in both."),
    ),
    sort="placed",
    descending=True,
)
QUOTES = OrderList(
    name="quotes",
    title="Quotes",
    quotes=True,
    columns=(
        Column("number", "Quote", 100, "id", "number"),
        Column("from", "From", 56, "soft"),
        Column("customer", "Customer", 0, "text", "customer"),
        Column("value", "Net", 96, "money", "value"),
        Column("valid", "Valid until", 84, "num", "valid"),
        Column("age", "Age", 56, "age", "placed"),
    ),
    views=(
        ("all", "All", "No quotes are open. Quotations of the ERP and drafts of the shop stand here."),
        (DRAFTS, "My drafts", ""),
    ),
    sort="placed",
    descending=True,
)


class OrderLines:
    """Formats an ``OrderRow`` as a row of a list's columns."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns

    def __call__(self, record: object) -> Line:
        assert isinstance(record, OrderRow)
        now = datetime.now(UTC)
        return Line(str(record.id), tuple(_cell(c.key, record, now) for c in self._columns), _spoken(record, now))


def _cell(column: str, row: OrderRow, now: datetime) -> Cell:
    match column:
        case "number":
            return Cell(row.number, tip=f"Key {row.ref.key}" if row.number == NO_NUMBER else "")
        case "booked":
            return Cell(row.booked_as if row.booked_as != row.number else "", "text.2")
        case "customer":
            return Cell(row.customer or NONE)
        case "state":
            return Cell(row.state, "" if row.kind != "none" else "text.2", mark=row.kind)
        case "value":
            return Cell(_money(row.value))
        case "placed":
            return Cell(_placed(row, now), "text.2")
        case "from":
            return Cell(system(row.ref.source)[1], "text.2")
        case "valid":
            return _valid(row, now)
        case _:
            return Cell(age(row.placed_at, now), "text.2")


def _placed(row: OrderRow, now: datetime) -> str:
    """Where the ERP keeps a day only, there is no time."""
    if row.placed_on is None:
        return moment(row.placed_at, now)
    today = now.astimezone().date()
    return "today" if row.placed_on == today else short_date(row.placed_on, today)


def _valid(row: OrderRow, now: datetime) -> Cell:
    if row.valid_until is None:
        return Cell(NONE, "text.3")
    today = now.astimezone().date()
    return Cell(short_date(row.valid_until, today), "warn" if row.valid_until < today else "")


def _money(value: Money) -> str:
    return f"{value.currency} {whole(value)}"


def _spoken(row: OrderRow, now: datetime) -> str:
    booked = f"booked as {row.booked_as}" if row.booked_as and row.booked_as != row.number else ""
    number = f"{row.number}, key {row.ref.key}" if row.number == NO_NUMBER else row.number
    parts = (number, booked, row.customer, row.state, spoken(row.value), f"placed {_placed(row, now)}")
    return ", ".join(p for p in parts if p)
