"""An order's lines in their versions, side by side: as placed, as booked or proposed, as agreed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.domain.block import Cell, CompareRow, Comparison
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires
from app.domain.money import Money
from app.domain.order import Sale
from app.panels.order_page import Figures
from app.rules import prices
from app.rules.orders import Part, booked, placed, plain, tolerance

_MINUS = "\N{MINUS SIGN}"
_NONE = "–"


def as_booked(dossier: OrderDossier, sale: Sale) -> Comparison:
    """Product by product: quantity and price per unit, placed against booked."""
    return _beside(f"Booked as {sale.number or '#' + sale.ref.key}, {sale.untaxed.currency}", dossier, sale)


def as_keyed(dossier: OrderDossier, sale: Sale) -> Comparison:
    """The same for a sale that carries no reference and may be this order."""
    return _beside(f"May be {sale.number or 'a draft'}, {sale.untaxed.currency}", dossier, sale)


def _beside(title: str, dossier: OrderDossier, sale: Sale) -> Comparison:
    ours, theirs = placed(dossier), booked(dossier, sale)
    rows = [_pair(sku, ours.get(sku), theirs.get(sku)) for sku in dict.fromkeys((*ours, *theirs))]
    heads = (("Product", "text"), ("Placed", "num"), ("Booked", "num"), ("Placed at", "num"), ("Booked at", "num"))
    return Comparison(title, heads, tuple(rows))


def as_proposed(dossier: OrderDossier, shown: Fires | None) -> Comparison:
    """Line by line: what was placed, what the rule would book, and the agreed price."""
    found = {str(f["line"]): f for f in (shown.faults if shown else ()) if "line" in f}
    rows = []
    for line in dossier.lines:
        fault = found.get(line.ref.key)
        agreed = prices.contract(dossier, line.sku, line.quantity) if line.sku else None
        off = fault is not None and "contract" in fault
        proposed, tone = _proposal(fault, line.quantity)
        rows.append(
            CompareRow(
                "~" if fault is not None else "",
                (
                    Cell(line.sku or line.product, "bad" if fault is not None and not tone and not off else ""),
                    Cell(plain(line.quantity)),
                    Cell(proposed, tone),
                    Cell(line.unit_price.text(), "warn" if off else ""),
                    Cell(agreed.text() if agreed else _NONE, "warn" if off else ""),
                ),
            )
        )
    heads = (("Product", "text"), ("Placed", "num"), ("Proposed", "num"), ("Placed at", "num"), ("Agreed", "num"))
    currency = dossier.order.net.currency if dossier.order else ""
    return Comparison(f"Lines, {currency}", heads, tuple(rows))


def _proposal(fault: Figures | None, quantity: Decimal) -> tuple[str, str]:
    """ "96 or 108": down or up; another product; or what was placed."""
    if fault is None:
        return plain(quantity), ""
    ways = [str(fault[way]) for way in ("down", "up") if fault.get(way)]
    if ways:
        return " or ".join(ways), "warn"
    if fault.get("replaced_by"):
        return str(fault["replaced_by"]), "warn"
    return (plain(quantity), "") if "contract" in fault else ("?", "warn")


def _pair(sku: str, ours: Part | None, theirs: Part | None) -> CompareRow:
    if ours is None or theirs is None:
        part = ours or theirs
        assert part is not None
        quantity, each = Cell(plain(part.quantity)), Cell(_each(part))
        empty = Cell(_NONE)
        if ours is None:
            return CompareRow("+", (Cell(sku), empty, quantity, empty, each))
        return CompareRow(_MINUS, (Cell(sku), quantity, empty, each, empty))
    moved = ours.quantity != theirs.quantity
    dearer = _dearer(ours, theirs)
    return CompareRow(
        "~" if moved or dearer else "",
        (
            Cell(sku),
            Cell(plain(ours.quantity)),
            Cell(plain(theirs.quantity), "warn" if moved else ""),
            Cell(_each(ours)),
            Cell(_each(theirs), "warn" if dearer else ""),
        ),
    )


def _dearer(ours: Part, theirs: Part) -> bool:
    """The prices per unit differ by more than the tolerance of the rules."""
    if ours.net.currency != theirs.net.currency:
        return True
    if not ours.quantity or not theirs.quantity:
        return False
    expected = Money.of(ours.net.amount / ours.quantity * theirs.quantity, ours.net.currency)
    return abs((theirs.net - expected).minor) > tolerance(expected).minor


def _each(part: Part) -> str:
    return Money.of(part.net.amount / part.quantity, part.net.currency).text() if part.quantity else _NONE


def parts_of(labels: Mapping[str, str], *versions: tuple[str, Mapping[str, object] | None]) -> Comparison:
    """Field by field; ``versions``: (head, values). A part that is not as in the last version is marked."""
    rows = []
    for name, label in labels.items():
        values = [str((values or {}).get(name) or "") for _, values in versions]
        if any(values):
            differs = len({v.casefold() for v in values}) > 1
            cells = (Cell(label), *(Cell(v or _NONE, "warn" if differs else "") for v in values))
            rows.append(CompareRow("~" if differs else "", cells))
    heads = (("Part", "text"), *((head, "text") for head, _ in versions))
    return Comparison("Address", heads, tuple(rows))


def gap_words(fault: Figures, name: str) -> str:
    """An amount among a fault's figures, in words."""
    amount = Money.told(fault.get(name))
    return amount.text() if amount else "an unknown amount"
