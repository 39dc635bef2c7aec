"""What a KPI declares about itself, so that a figure is never shown without its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Kpi:
    """definition: what is counted, in one sentence. basis: which moment places a record in time. series: which field of the
    answer's points holds it. drill: what a click on a point lists. refresh: older than twice this is stale. direction: "down"
    where less is better.
    """

    id: str
    title: str
    unit: str  # "cases" or "money": money is drawn per currency, never summed across
    definition: str
    basis: str
    series: str
    drill: str
    refresh: timedelta
    direction: str
    empty: str  # said where there is no figure; never 0
