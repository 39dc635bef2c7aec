"""A random company: months of orders, deliveries, invoices, money, complaints, returns, cases and decisions, as raw records.

Everything that a query might trip over is in it: cancelled and replacement orders, parts of lines in several shipments, lines without
goods, missing promises, two ERPs, amounts in another currency with and without a rate, clocks that contradict each other.
"""

from __future__ import annotations

import random

from tests.app.store.figures.history.cases import case
from tests.app.store.figures.history.masters import masters
from tests.app.store.figures.history.money import receivables
from tests.app.store.figures.history.orders import order
from tests.app.store.figures.history.raw import ERPS, History
from tests.app.store.figures.history.returned import send_back
from tests.app.store.figures.history.shop import web_order


def history(seed: int, orders: int = 60) -> History:
    h = History(random.Random(seed))
    for source in ERPS:
        masters(h, source)
    for _ in range(orders):
        order(h)
    for _ in range(orders // 6):
        send_back(h)
    receivables(h)
    for _ in range(orders // 2):
        case(h)
    for _ in range(orders // 10):
        web_order(h, None)
    h.rng.shuffle(h.records["erp"])
    return h
