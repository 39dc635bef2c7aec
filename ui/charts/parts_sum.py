"""Whether the values of a picture, as they are shown, still add up to their whole."""

from __future__ import annotations

from decimal import Decimal

from app.domain.chart import ChartAnswer, Kind
from app.kpis import BY_ID
from app.kpis.kpi import How
from app.kpis.rounding import shown

_BY_PART = (Kind.BARS, Kind.PARETO, Kind.WHALE)


def rounding_note(answer: ChartAnswer) -> str:
    """ "Each value is rounded: as shown they add up to 1,203, together they are 1,204."; "" where they add up."""
    if not answer.courses:
        return ""
    values = [m.value for m in answer.courses[0].marks if m.value is not None]
    kind, how = answer.ask.drawn.kind, BY_ID[answer.ask.kpi].how
    if kind in (Kind.BRIDGE, Kind.STAGES) and values:
        parts, whole = values[:-1], values[-1]
    elif kind in _BY_PART or (kind is Kind.LINE and how is How.SUM):
        parts, whole = values, sum(values, Decimal(0))
    else:
        return ""
    added = sum((_shown(v, answer.unit) for v in parts), Decimal(0))
    told = _shown(whole, answer.unit)
    return "" if added == told else f"Each value is rounded: as shown they add up to {added:,}, together they are {told:,}."


def _shown(value: Decimal, unit: str) -> Decimal:
    return Decimal(f"{value:.0f}") if unit == "documents" else shown(value, unit)
