"""The price that a customer agreed: which entry of the ERP's price list holds, and how far a line is from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.dossier import OrderDossier
from app.domain.money import Money
from app.domain.shop import WebLine
from app.rules.orders import tolerance

_RATIOS = (10, 100, 1000)


@dataclass(frozen=True, slots=True)
class Gap:
    """A line whose net is not what was agreed. ``ratio``: "×100", "÷10", where the two look like a mix-up of units; else empty."""

    line: WebLine
    contract: Money  # per unit
    net: Money  # of the line at that price
    ratio: str


def contract(dossier: OrderDossier, sku: str, quantity: Decimal) -> Money | None:
    """Per unit, from the entry with the largest quantity that is reached; None where the list has none."""
    keys = {p.ref.key for p in dossier.products if p.code == sku}
    reached = [p for p in dossier.prices if p.product in keys and p.quantity <= quantity]
    return max(reached, key=lambda p: p.quantity).price if reached else None


def gaps(dossier: OrderDossier) -> tuple[Gap, ...]:
    """Lines further from the agreed price than the tolerance; lines without one, or in another currency, are not compared."""
    found = []
    for line in dossier.lines:
        unit = _agreed(dossier, line)
        if unit is None:
            continue
        net = Money.of(unit.amount * line.quantity, unit.currency)
        if abs((line.net - net).minor) > tolerance(net).minor:
            found.append(Gap(line, unit, net, ratio(line.net, net)))
    return tuple(found)


def uncompared(dossier: OrderDossier) -> tuple[WebLine, ...]:
    """Lines that ``gaps`` says nothing about."""
    return tuple(line for line in dossier.lines if _agreed(dossier, line) is None)


def _agreed(dossier: OrderDossier, line: WebLine) -> Money | None:
    """Per unit, in the line's own currency; None where the ERP tells none in it."""
    unit = contract(dossier, line.sku, line.quantity) if line.sku else None
    return unit if unit is not None and unit.currency == line.net.currency else None


def ratio(one: Money, other: Money) -> str:
    """ "×10", "÷1000" where one is that many times the other, within half a per cent; else empty."""
    for factor in _RATIOS:
        for sign, big, small in (("\N{MULTIPLICATION SIGN}", one, other), ("\N{DIVISION SIGN}", other, one)):
            if small.minor > 0 and abs(big.minor - small.minor * factor) * 200 <= small.minor * factor:
                return f"{sign}{factor}"
    return ""
