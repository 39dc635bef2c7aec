"""An order's lines as the customer placed them against as the ERP booked them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.block import Cell, CompareRow, Comparison
from app.domain.money import Money
from app.domain.order import SaleLine
from app.domain.shop import WebLine
from app.rules.orders import plain, tolerance

CHANGED, ADDED, REMOVED = "~", "+", "\N{MINUS SIGN}"
_NOTHING = ("", "", "")
_NONE = "–"


@dataclass(frozen=True, slots=True)
class LineDiff:
    """``mark``: "" the same, "~" changed, "+" only booked, "−" only placed. ``placed``, ``booked``: quantity, price for one, net; empty
    texts where that side has no such line. ``differs``: "quantity", "price". ``words``: how, in figures."""

    mark: str
    sku: str
    product: str
    placed: tuple[str, str, str]
    booked: tuple[str, str, str]
    differs: frozenset[str] = frozenset()
    words: str = ""


def differences(
    placed: Sequence[WebLine], booked: Sequence[SaleLine], freight: Money | None, *, both: bool
) -> tuple[LineDiff, ...]:
    """Lines meet by sku, in their order; ``freight``: what the shop charged apart, which an ERP books as a line. Without ``both``
    there is only one side, and nothing is marked."""
    left = list(booked)
    found: list[LineDiff] = []
    for line in sorted(placed, key=lambda x: (x.sequence, x.ref)):
        match = next((x for x in left if x.sku is not None and x.sku == line.sku), None)
        if match is not None:
            left.remove(match)
        found.append(_pair(line, match, both=both))
    for extra in sorted(left, key=lambda x: (x.sequence, x.ref)):
        found.append(_booked_only(extra, freight, both=both))
    return tuple(found)


def count(lines: Sequence[LineDiff]) -> int:
    """How many lines are not the same on both sides."""
    return sum(1 for line in lines if line.mark)


def _pair(line: WebLine, match: SaleLine | None, *, both: bool) -> LineDiff:
    price = line.net.amount / line.quantity if line.quantity else line.unit_price.amount
    alone = LineDiff(
        REMOVED if both else "",
        line.sku or "",
        line.product,
        (plain(line.quantity), Money.of(price, line.net.currency).text(), line.net.text()),
        _NOTHING,
        words="not booked" if both else "",
    )
    if match is None:
        return alone
    differs = set()
    if match.quantity != line.quantity:
        differs.add("quantity")
    if _other_price(line, match):
        differs.add("price")
    return replace(
        alone,
        mark=CHANGED if differs else "",
        booked=_figures(match),
        differs=frozenset(differs),
        words=_words(line, match, price, differs),
    )


def _booked_only(line: SaleLine, freight: Money | None, *, both: bool) -> LineDiff:
    is_freight = both and freight is not None and freight.minor != 0 and line.net == freight
    mark = ADDED if both and not is_freight else ""
    words = "freight" if is_freight else "not placed" if both else ""
    return LineDiff(mark, line.sku or "", line.product, _NOTHING, _figures(line), words=words)


def _figures(line: SaleLine) -> tuple[str, str, str]:
    return plain(line.quantity), _unit(line).text(), line.net.text()


def _unit(line: SaleLine) -> Money:
    return Money.of(line.net.amount / line.quantity if line.quantity else 0, line.net.currency)


def _other_price(line: WebLine, match: SaleLine) -> bool:
    """Beyond the tolerance of the rules, at the quantity that was booked."""
    if match.net.currency != line.net.currency:
        return True
    if not line.quantity or not match.quantity:
        return False
    expected = Money.of(line.net.amount / line.quantity * match.quantity, line.net.currency)
    return abs((match.net - expected).minor) > tolerance(expected).minor


def _words(line: WebLine, match: SaleLine, price: Decimal, differs: set[str]) -> str:
    said = []
    if "quantity" in differs:
        said.append(f"{plain(line.quantity)} placed, {plain(match.quantity)} booked")
    if "price" in differs:
        placed = Money.of(price, line.net.currency).text()
        booked = _unit(match).text()
        unit = "" if line.net.currency == match.net.currency else f" {match.net.currency}"
        said.append(f"{placed} each placed, {booked}{unit} booked")
    return "; ".join(said)


def compared(lines: Sequence[LineDiff], currencies: Sequence[str]) -> Comparison:
    """Both sides of each line; ``currencies``: as placed, as booked."""
    heads = (("Product", "text"), ("Placed", "num"), ("Booked", "num"), ("Each placed", "num"), ("Each booked", "num"))
    rows = tuple(
        CompareRow(
            line.mark,
            (
                Cell(_name(line)),
                Cell(line.placed[0] or _NONE),
                Cell(line.booked[0] or _NONE, "warn" if "quantity" in line.differs else ""),
                Cell(line.placed[1] or _NONE),
                Cell(line.booked[1] or _NONE, "warn" if "price" in line.differs else ""),
            ),
        )
        for line in lines
    )
    many = count(lines)
    note = f"{many} difference{'' if many == 1 else 's'}" if many else "no difference"
    return Comparison(f"Lines as placed and as booked, {' and '.join(dict.fromkeys(currencies))}", heads, rows, note)


def listed(lines: Sequence[LineDiff], title: str, *, placed: bool) -> Comparison:
    """One side alone."""
    heads = (("Product", "text"), ("Quantity", "num"), ("Each", "num"), ("Net", "num"))
    sides = [(line, line.placed if placed else line.booked) for line in lines]
    rows = tuple(CompareRow("", (Cell(_name(line)), *map(Cell, side))) for line, side in sides if any(side))
    return Comparison(title, heads, rows)


def _name(line: LineDiff) -> str:
    return " ".join(x for x in (line.sku, line.product) if x) + (", freight" if line.words == "freight" else "")
