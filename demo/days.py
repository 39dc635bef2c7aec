"""Which day it is in the demo company."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"  # where it sits; the policy's calendar says the same


def today() -> dt.date:
    """Today where the company sits: all its dates are counted from it, by Tryton as well."""
    return dt.datetime.now(ZoneInfo(ZONE)).date()
