"""Credit holds as figures over time."""

from __future__ import annotations

from datetime import timedelta

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
