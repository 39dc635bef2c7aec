"""The same KPIs computed once more from the raw records, with pandas: no query, table or function of the program is used.

Each answer is a frame with a row per document: its key, the day it counts for, its parts of numerator and denominator, and whether they
are known. Money in minor units of EUR, pieces in ten-thousandths, times in seconds.
"""

from __future__ import annotations

import pandas as pd

from tests.app.store.figures.oracle import aftermath, credit, growth, reliability, service, speed
from tests.app.store.figures.oracle.facts import Answers, Oracle, mask

ANSWERS: Answers = {
    **reliability.ANSWERS,
    **aftermath.ANSWERS,
    **speed.ANSWERS,
    **credit.ANSWERS,
    **service.ANSWERS,
    **growth.ANSWERS,
}


def documents(o: Oracle, kpi: str) -> pd.DataFrame:
    """Those of the period."""
    out = ANSWERS[kpi](o)
    return out[mask([d is not None and pd.notna(d) and o.first <= d <= o.today for d in out.day])]
