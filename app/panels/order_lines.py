"""An order's lines as the customer placed them against as the ERP booked them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.money import Money
from app.domain.order import SaleLine
from app.domain.orders import LineDiff
from app.domain.shop import WebLine

CHANGED, ADDED, REMOVED = "~", "+", "\N{MINUS SIGN}"
_NOTHING = ("", "", "")


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
        (number(line.quantity), Money.of(price, line.net.currency).text(), line.net.text()),
        _NOTHING,
        words="not booked" if both else "",
    )
    if match is None:
        return alone
    differs = set()
    if match.quantity != line.quantity:
        differs.add("quantity")
    if match.net.currency != line.net.currency or abs(_unit(match) - _whole(price, line.net)) > 1:
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
    return number(line.quantity), Money(_unit(line), line.net.currency).text(), line.net.text()


def _unit(line: SaleLine) -> int:
    """Minor units for one."""
    return _whole(line.net.amount / line.quantity if line.quantity else Decimal(0), line.net)


def _whole(amount: Decimal, like: Money) -> int:
    return Money.of(amount, like.currency).minor


def _words(line: WebLine, match: SaleLine, price: Decimal, differs: set[str]) -> str:
    said = []
    if "quantity" in differs:
        said.append(f"{number(line.quantity)} placed, {number(match.quantity)} booked")
    if "price" in differs:
        placed = Money.of(price, line.net.currency).text()
        booked = Money(_unit(match), match.net.currency).text()
        unit = "" if line.net.currency == match.net.currency else f" {match.net.currency}"
        said.append(f"{placed} each placed, {booked}{unit} booked")
    return "; ".join(said)


def number(quantity: Decimal) -> str:
    """Without trailing zeros, thousands apart."""
    plain = quantity.normalize()
    return f"{plain:,f}" if plain == plain.to_integral() else f"{plain:f}"
