"""How a figure is shown: half up, in the digits of its unit."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from app.domain.money import digits

_PLACES = {"%": 1, "days": 1, "hours": 1, "minutes": 1, "points": 1, "ratio": 2}  # counted things and seconds: none
KEPT = Decimal("0.000001")  # what a figure keeps between computing and showing


def keep(value: Decimal) -> Decimal:
    """As figures are handed on: six digits, half to even."""
    return value.quantize(KEPT, rounding=ROUND_HALF_EVEN)


def places(unit: str) -> int:
    """Digits after the point: a currency's own, one for shares and spans of time, none for counted things."""
    if len(unit) == 3 and unit.isupper():
        return digits(unit)
    return _PLACES.get(unit, 0)


def shown(value: Decimal, unit: str) -> Decimal:
    """Half up. A minus zero is zero."""
    found = value.quantize(Decimal(1).scaleb(-places(unit)), rounding=ROUND_HALF_UP)
    return abs(found) if found == 0 else found
