"""A mirror with an order of the shop and what the ERP knows of it, and what is judged there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.domain.case import Case, CaseState
from app.domain.feed import Cursor, Feed
from app.domain.ref import Ref
from app.store.mirror import Mirror, MirrorTx
from app.store.mirror_schema import BY_FEED
from app.sync.detect import Judged, Open, judge
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW, sale
from tests.app.store.plain import around_the_clock

TENANT = UUID(int=7)


SALE = Ref("tryton", "sale", "7")


GOODS = Ref("tryton", "goods", "7")


@contextmanager
def mirror_at(folder: Path) -> Iterator[Mirror]:
    made = Mirror(folder / "mirror.db", TENANT, min_free_mb=0, counts_from=around_the_clock)
    try:
        yield made
    finally:
        made.close()


def read_to_the_end(tx: MirrorTx, source: str, feeds: frozenset[str], asof: datetime = NOW) -> None:
    for name in feeds:
        tx.save_cursor(source, Feed(name, BY_FEED[name].noun), Cursor(asof, 1, "e"), complete=True, asof=asof, readable=True)


def both(tx: MirrorTx) -> None:
    """The clean order with its master data, both systems read to their end."""
    tx.upsert("medusa", [w.web_order(), w.web_line(), w.BUYER, w.variant()])
    tx.upsert("tryton", [w.CUSTOMER, w.product(), w.list_price(), w.saved(), w.EURO, replace(sale(99), customer="4")])
    read_to_the_end(tx, "medusa", w.SHOP.complete)
    read_to_the_end(tx, "tryton", w.ERP.complete)


def judged(tx: MirrorTx, *refs: Ref, source: str = "medusa", asof: datetime = NOW, now: datetime = NOW) -> Judged:
    return judge(tx, source, refs or (w.ORDER,), tenant=TENANT, asof=asof, now=now)


def opened(found: Judged) -> set[str]:
    return {f"{x.finding.type}.{x.finding.verdict.cause}" for x in found.wishes if isinstance(x, Open)}


def case_of(wish: Open) -> Case:
    found = wish.finding
    return Case(
        found.case_id, found.fingerprint, found.type, 1, CaseState.OPEN, None, NOW, NOW, NOW, 1, None, 0, None, None, 1, found.document,
        found.customer, found.verdict.value, found.verdict.severity, found.verdict.group,
    )  # fmt: skip
