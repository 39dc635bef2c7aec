"""Properties of every KPI over random companies, which are shown to notice a fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.kpis import KPIS
from app.kpis.kpi import How
from app.store.figures import compute, rows

FED = tuple(k for k in KPIS if k.id in rows.FED and not k.missing)
DIVIDED = tuple(k for k in FED if k.how in (How.SHARE, How.RATIO, How.MEAN))
Frames = tuple[compute.Frame, ...]
Row = tuple[date, int, int, bool]


def notices(
    check: Callable[[Frames], None], frames: Frames, patch: pytest.MonkeyPatch, place: object, name: str, *faults: object
) -> None:
    """``check`` holds, and does no longer once one of ``faults`` stands for ``name``."""
    check(frames)
    for fault in faults:
        patch.setattr(place, name, fault)
        with pytest.raises(AssertionError):
            check(frames)


def raw(found: compute.Frame, asked: rows.Asked) -> list[Row]:
    """Day, numerator, denominator of every row and whether it is known, as the query has them: added up by nobody."""
    query = f"SELECT day, num, den, known FROM {asked.rows}"
    return [
        (date.fromisoformat(d), num or 0, den or 0, bool(k)) for d, num, den, k in found.db.execute(query, asked.parameters())
    ]
