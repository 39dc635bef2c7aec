"""Which day it is in the demo company."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Today in UTC: all the company's dates are counted from it."""
    return dt.datetime.now(dt.UTC).date()
