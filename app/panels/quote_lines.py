"""An offer's lines as its page shows them: their prices by list, by contract and net, their margin, and how a price comes about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.block import Cell, PricedRow, Prices, PriceStep
from app.domain.money import each
from app.domain.order import Sale
from app.domain.quote import Priced, QuoteDossier, priced, rate, rounded
from app.rules import quote as rule
from app.rules.orders import plain

_HEADS = (
    ("Line", "text", 0),
    ("Product", "text", 5),
    ("Qty", "num", 0),
    ("List", "num", 4),
    ("Contract", "num", 2),
    ("Off list", "num", 3),
    ("Net each", "num", 0),
    ("Net", "num", 1),
    ("Margin", "num", 0),
    ("Ready", "text", 4),
)
_NONE = "–"
MINUS = "\N{MINUS SIGN}"
_HUNDRED = Decimal(100)
Faults = Sequence[Mapping[str, Any]]


def block(dossier: QuoteDossier, sale: Sale, faults: Faults, wrote: str) -> Prices:
    """The first line that passes a limit is chosen. ``wrote``: the name of whoever wrote it; "" where nobody knows."""
    lines = priced(dossier)
    wrong = {str(f.get("line")): f for f in reversed(faults) if f.get("line")}
    rows = tuple(_row(dossier, sale, x, wrong.get(x.line.ref.key), wrote) for x in lines)
    chosen = next((i for i, x in enumerate(lines) if x.line.ref.key in wrong), 0)
    return Prices("Lines", _HEADS, rows, chosen, f"Net {sale.untaxed.named()}")


def _row(dossier: QuoteDossier, sale: Sale, x: Priced, fault: Mapping[str, Any] | None, wrote: str) -> PricedRow:
    currency, what = sale.untaxed.currency, str(fault["what"]) if fault else ""
    by_hand = x.by_hand < 0  # what is above the customer's own price is carriage, as a rule
    cells = (
        Cell(x.line.sku or x.line.product),
        Cell(x.line.name),
        Cell(plain(x.line.quantity)),
        Cell(_price(x.listed, currency)),
        Cell(_price(x.agreed, currency)),
        Cell(_percent(x.off_list, _NONE), "bad" if what == rule.DISCOUNT else ""),
        Cell(each(x.unit, currency), "bad" if what in (rule.DISCOUNT, rule.NO_PRICE) else "warn" if by_hand else ""),
        Cell(x.line.net.text()),
        Cell(_percent(x.margin, "not known", dossier.limits.floor), "bad" if what in (rule.FLOOR, rule.NO_COST) else ""),
        Cell(*_ready(dossier, x)),
    )
    floor = _floor(dossier, sale, x)
    told = f"Floor {each(floor, currency)}" if floor is not None else ""
    name = f"{x.line.sku or x.line.product}, {currency} each, {plain(x.line.quantity)} pieces"
    return PricedRow("bad" if fault else "", cells, name, tuple(_steps(dossier, sale, x, wrote)), floor, told)


def _percent(value: Decimal | None, without: str, limit: Decimal | None = None) -> str:
    return without if value is None else f"{rounded(value, limit):f} %".replace("-", MINUS)


def _price(value: Decimal | None, currency: str) -> str:
    return _NONE if value is None else each(value, currency)


def _ready(dossier: QuoteDossier, x: Priced) -> tuple[str, str]:
    """What is left of it in all warehouses when all that is planned has come and gone."""
    levels = [level for level in dossier.levels if level.product == x.line.product_key]
    if not levels or x.line.quantity <= 0:
        return _NONE, "text.3"
    free = sum((max(Decimal(0), level.forecast) for level in levels), Decimal(0))
    return ("Stock", "") if free >= x.line.quantity else (f"{plain(x.line.quantity - free)} short", "warn")


def _floor(dossier: QuoteDossier, sale: Sale, x: Priced) -> Decimal | None:
    """The least price of one, in the offer's currency."""
    one, cost = rate(sale), x.cost
    if one is None or cost is None:
        return None
    return (cost * one / (1 - dossier.limits.floor / _HUNDRED)).quantize(Decimal("0.01"))


def _steps(dossier: QuoteDossier, sale: Sale, x: Priced, wrote: str) -> Iterator[PriceStep]:
    """From the list to the net price, and what one costs us beside it; steps that change nothing are left out."""
    currency, zero = sale.untaxed.currency, Decimal(0)
    at = x.listed if x.listed is not None else x.agreed
    if at is not None:
        yield PriceStep("List" if x.listed is not None else "Contract", "", zero, at, each(at, currency), "list")
    if at is not None and x.agreed is not None and x.agreed != at:
        listed = (dossier.customer.price_list if dossier.customer else None) or ""
        yield _step("Contract", listed.partition(",")[0], at, x.agreed, currency, hand=False)
        at = x.agreed
    if at is not None and x.unit != at:
        yield _step("By hand", wrote, at, x.unit, currency, hand=True)
    yield PriceStep("Net", "", zero, x.unit, each(x.unit, currency), "net")
    one, cost = rate(sale), x.cost
    if one is not None and cost is not None:
        shown = (cost * one).quantize(Decimal("0.01"))
        yield PriceStep("Cost", "standard", zero, shown, each(shown, currency), "cost")


def _step(label: str, note: str, begins: Decimal, ends: Decimal, currency: str, *, hand: bool) -> PriceStep:
    less = ends < begins
    text = f"{MINUS if less else '+'}{each(abs(ends - begins), currency)}"
    return PriceStep(label, note, begins, ends, text, "hand" if hand else "less" if less else "more")
