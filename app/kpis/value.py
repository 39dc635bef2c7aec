"""What customers and projects are worth: lifetime value, retention, returns on spending, the synergy model. Source: kpis.md 6, 9."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from app.kpis.tally import ZERO, divide

_ONE = Decimal(1)


def clv(margin: Decimal, retention: Decimal, discount: Decimal, *, first_now: bool = False) -> Decimal | None:
    """Steady state: m r / (1 + d - r), with the first margin now m (1 + d) / (1 + d - r). None where r is 1 + d or more.

    margin per period, net of the cost to serve; retention and discount per period, as shares.
    """
    over = _ONE + discount - retention
    return None if over <= 0 else divide(margin * ((_ONE + discount) if first_now else retention), over)


def clv_capped(margin: Decimal, retention: Decimal, discount: Decimal, periods: int) -> Decimal:
    """The same with no margin after ``periods``: valid for every retention."""
    return sum((margin * retention**k / (_ONE + discount) ** k for k in range(1, periods + 1)), ZERO)


@dataclass(frozen=True, slots=True)
class Base:
    """Customers at the start, those won in the period, and those at its end."""

    start: int
    new: int
    end: int


def retention(base: Base) -> tuple[Decimal, Decimal]:
    """(E - N, S): whose ratio is the share that stayed; churn is the rest."""
    return Decimal(base.end - base.new), Decimal(base.start)


def growth(now: Decimal, before: Decimal) -> Decimal | None:
    """As a share of before; None ("n.m.") where that is not above 0."""
    return divide(now - before, before) if before > 0 else None


def roi(gain: Decimal, cost: Decimal) -> Decimal | None:
    return divide(gain - cost, cost)


def npv(flows: Sequence[Decimal], rate: Decimal) -> Decimal:
    """``flows`` from now (undiscounted) on, one a period."""
    return sum((flow / (_ONE + rate) ** t for t, flow in enumerate(flows)), ZERO)


def cac(spend: Decimal, won: int) -> Decimal | None:
    """Cost of a new customer; None where none was won."""
    return divide(spend, Decimal(won))


def per_million(expense: Decimal, revenue: Decimal) -> Decimal | None:
    """Operating expense per million of revenue, both in one currency; None where revenue is not above 0."""
    return divide(expense * 1_000_000, revenue) if revenue > 0 else None


def wape_accuracy(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """1 - sum of |forecast - actual| over sum of actual; ``pairs`` (forecast, actual); None where nothing was actual."""
    off = divide(sum((abs(f - a) for f, a in pairs), ZERO), sum((a for _, a in pairs), ZERO))
    return None if off is None else _ONE - off


@dataclass(frozen=True, slots=True)
class Driver:
    """A KPI of the driver index: its value, where it is worth nothing, where all, and how much it weighs."""

    value: Decimal | None
    floor: Decimal
    target: Decimal
    weight: Decimal


def driver_index(drivers: Mapping[str, Driver]) -> Decimal | None:
    """100 times the weighted geometric mean of the drivers, each from 0.01 at its floor to 1 at its target: one weak driver caps all.

    None where a driver has no value. The weights add up to 1 (ValueError). Proposed by us, not from the seed.
    """
    if sum((d.weight for d in drivers.values()), ZERO) != _ONE:
        raise ValueError("the weights do not add up to 1")
    found = Decimal(100)
    with localcontext() as inside:
        inside.prec = 40
        for d in drivers.values():
            share = None if d.value is None else divide(d.value - d.floor, d.target - d.floor)
            if share is None:
                return None
            found *= min(_ONE, max(Decimal("0.01"), share)) ** d.weight
    return found


def synergy(integrated: Decimal | None, alone: Sequence[Decimal | None], cost: Decimal | None) -> Decimal | None:
    """NPV together, less that of the domains alone, less integration; None where an input is missing. Proposed by us."""
    parts = [x for x in alone if x is not None]
    if integrated is None or cost is None or len(parts) < len(alone):
        return None
    return integrated - sum(parts, ZERO) - cost
