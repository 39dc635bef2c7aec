"""When a period is closed, and how long it may be restated after that."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.figure import Period
from app.kpis.kpi import Kpi

OPEN_FOR = timedelta(days=45)  # after it closed; proposed by us. What changes later is told as a change of what was final


def closes(kpi: Kpi, period: Period) -> date:
    """The last day on which what it counts may change without anything being late."""
    return period.last + kpi.matures


def may_be_restated(kpi: Kpi, period: Period, today: date) -> bool:
    return today <= closes(kpi, period) + OPEN_FOR
