"""The inventory of two ERPs at 100,000 rows: the first screenful, all of the list, a filter, and one product with the tree of its parts."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.commands.wording import WORDING
from app.domain.inventory import AskProduct, AskShelf
from app.domain.person import Person
from app.domain.production import Component, Production, ProductionMove, Sourcing
from app.domain.ref import Ref
from app.panels.product import build
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from tests.app.orders import PLACED, product
from tests.app.shelves import ERP_FEEDS, NORTH, SOUTH, level, take, warehouse
from tests.app.store.plain import around_the_clock

ERPS = ("tryton", "tryton-works")
PRODUCTS = 25_000  # in each ERP, in two warehouses: 100,000 rows
PARTS = 4  # of every tenth product
LOCAL = PLACED.astimezone()


def records(source: str) -> Iterator[Any]:
    yield from (warehouse(NORTH, "North", "HAM", source), warehouse(SOUTH, "South", "DUI", source))
    for n in range(PRODUCTS):
        key = f"p{n}"
        known = product(key, name=f"Valve {n} with a name of its own", counted_in="u")
        yield replace(known, ref=Ref(source, "product", key), code=f"V-{n:06}")
        for at in (NORTH, SOUTH):
            yield level(n % 90, n % 90, at, key, source)
        if n % 10 == 0:
            yield from makes(source, n)


def makes(source: str, n: int) -> Iterator[Any]:
    """It is made of the next ones, and one production of it is under way."""
    key = f"p{n}"
    yield Production(Ref(source, "production", f"d{n}"), "1", PLACED, f"PR-{n}", "waiting", NORTH, LOCAL.date(), LOCAL.date())
    days: date = LOCAL.date() + timedelta(days=5)
    yield ProductionMove(
        Ref(source, "production_move", f"m{n}"), "1", PLACED, f"d{n}", True, key, Decimal(5), "draft", days
    )  # fmt: skip
    yield Sourcing(Ref(source, "sourcing", key), "1", PLACED, 3, 20, "Wessling")
    for part in range(1, PARTS + 1):
        of = (n + part) % PRODUCTS
        yield Component(Ref(source, "component", f"{key}/p{of}"), "1", PLACED, key, f"p{of}", Decimal(2))


def main() -> None:
    print(f"{len(ERPS) * PRODUCTS * 2:,} rows of two ERPs; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        mirror, outbox = Mirror(home / "mirror.db", counts_from=around_the_clock, min_free_mb=0), Outbox(home / "outbox.db")
        start = time.perf_counter()
        for source in ERPS:
            with mirror.writing() as tx:
                tx.upsert(source, list(records(source)))
        take(mirror, feeds=tuple((source, name) for source in ERPS for name in ERP_FEEDS))
        print(f"  {'taken in':28} {time.perf_counter() - start:7.1f} s")
        me = Person("ann", "Ann Lyst", frozenset())
        reads = Reads(home / "mirror.db", home / "outbox.db", me, due=lambda _, at: at, wording=WORDING)
        asked = {
            "the first screenful": AskShelf(first=60),
            "all of the list": AskShelf(),
            "all, by what is on hand": AskShelf(sort="on_hand", descending=True),
            "a filter": AskShelf(text="024 valve", first=60),
        }
        for what, ask in asked.items():
            print(f"  {what:28} {_ms(lambda ask=ask: reads.shelf(ask, LOCAL)):7.1f} ms")  # type: ignore[misc]

        def one() -> object:
            parts = reads.product_parts(AskProduct("V-000240"))
            assert parts is not None
            return build(parts, LOCAL)

        print(f"  {'one product with its parts':28} {_ms(one):7.1f} ms")
        mirror.close()
        outbox.close()


def _ms(work: Any) -> float:
    spent = []
    for _ in range(5):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    return sorted(spent)[2]


if __name__ == "__main__":
    main()
