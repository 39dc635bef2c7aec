"""Sales that wait for the same goods, judged one after the other: what each costs, however many others wait."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.domain.dossier import GOODS
from app.domain.feed import Cursor, Feed
from app.domain.ref import Ref
from app.store.mirror import Mirror
from app.store.mirror_schema import BY_FEED
from app.sync.detect import judge
from tests.app.rules import goods_world as g
from tests.app.rules.world import NOW, day, eur
from tests.app.store.plain import around_the_clock

TENANT = UUID(int=7)
SALES = (250, 1_000, 4_000)
JUDGED, ROUNDS = 100, 3


def main() -> None:
    print(f"judging {JUDGED} of so many sales that wait for one product; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    first = 0.0
    for sales in SALES:
        took = statistics.median(measure(sales) for _ in range(ROUNDS))
        first = first or took
        print(f"{sales:>6} sales: {took / JUDGED * 1000:7.2f} ms each, {took / first:5.1f} times those of {SALES[0]}")


def measure(sales: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        mirror = Mirror(Path(folder) / "mirror.db", TENANT, min_free_mb=0, counts_from=around_the_clock)
        try:
            with mirror.writing() as tx:
                tx.upsert(g.ERP, (*g.WAREHOUSES, g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 0, 0), g.coming()))
                tx.upsert(g.ERP, [x for n in range(sales) for x in under_way(n)])
                for name in g.FEEDS:
                    tx.save_cursor(
                        g.ERP, Feed(name, BY_FEED[name].noun), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True
                    )
            step = sales // JUDGED
            subjects = [Ref(g.ERP, GOODS, f"{1000 + n * step}") for n in range(JUDGED)]
            with mirror.writing() as tx:
                began = time.perf_counter()
                judge(tx, g.ERP, subjects, tenant=TENANT, asof=NOW, now=NOW)
                return time.perf_counter() - began
        finally:
            mirror.close()


def under_way(n: int) -> tuple[object, ...]:
    key = str(1000 + n)
    planned = day(10) + timedelta(days=n % 20)
    sale = replace(g.UNDER_WAY, ref=Ref(g.ERP, "sale", key), number=f"SO-{key}", untaxed=eur(8), untaxed_company=eur(8))
    line = replace(g.line(4, key=key), sale=key)
    shipment = g.shipment(key, planned=planned)
    return sale, line, shipment, replace(g.move(4, key=key, of=key, on=key), planned=planned)


if __name__ == "__main__":
    main()
