"""Outcomes by the day they were due: which belong to a cohort already, and which may still change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.kpis.tally import NOTHING, Tally


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document by its cohort's day. ``hit``: None where its part in the figure is not known. ``open``: nothing has come of it yet."""

    day: date
    hit: bool | None
    open: bool = False


def tally(outcomes: Iterable[Outcome], today: date, matures: timedelta) -> Tally:
    """Open outcomes stay out until their cohort is mature; from then on they have not happened and count as such.

    A known outcome of a cohort that is not mature counts, and counts as maturing.
    """
    total = NOTHING
    for one in outcomes:
        mature = one.day + matures <= today
        if one.open and not mature:
            continue
        hit = False if one.open else one.hit
        known = hit is not None
        total += Tally(Decimal(bool(hit)), Decimal(known), int(known), int(not known), int(known and not mature))
    return total
