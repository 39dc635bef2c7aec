"""Credit holds as figures over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.money import Money
from app.kpis.kpi import Kpi

OPEN_HOLDS = Kpi(
    id="credit.open_holds",
    title="Open holds",
    unit="cases",
    definition="Credit cases open at that moment: opened at or before it and not closed until after it; a snoozed case counts.",
    basis="When the case was opened and closed, on the team store's clock.",
    series="open_holds",
    drill="The cases that were open at that moment.",
    refresh=timedelta(minutes=5),
    direction="down",
    empty="no holds on record",
)
VALUE_AT_RISK = Kpi(
    id="credit.value_at_risk",
    title="Value at risk",
    unit="money",
    definition="Net value of the orders behind the open holds of that moment, in company currency; not the amount over the limit.",
    basis="When the case was opened and closed; the value is the order's, as last seen.",
    series="value",
    drill="The cases that were open at that moment.",
    refresh=timedelta(minutes=5),
    direction="down",
    empty="no holds on record",
)


@dataclass(frozen=True, slots=True)
class Hold:
    """One spell of a credit case: open over [opened, closed). Times aware UTC; ``value`` in company currency."""

    opened: datetime
    closed: datetime | None
    value: Money


def held_at(holds: Iterable[Hold], at: datetime) -> tuple[Hold, ...]:
    """The holds that were open at the moment: what a point of either series counts, and what its drill-through lists."""
    return tuple(h for h in holds if h.opened <= at and (h.closed is None or at < h.closed))
