"""Orders across two systems on the screens: queue, search and the page of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.commands.wording import WORDING
from app.domain.case import CaseState
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.question import AskFind, AskQueue
from app.domain.shop import WebOrderState
from app.panels import panel_for
from app.policy.sla import due
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.sync.detect import Open
from tests.app.policy.test_matrix import ANALYST, POLICY
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW
from tests.app.sync.order_mirror import SALE, both, case_of, judged, mirror_at


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with mirror_at(tmp_path) as made:
        yield made


@pytest.fixture
def reads(mirror: Mirror, tmp_path: Path) -> Iterator[Reads]:
    outbox = Outbox(tmp_path / "outbox.db")
    me = Person("ann", "Ann", frozenset({"csr"}))
    yield Reads(tmp_path / "mirror.db", tmp_path / "outbox.db", me, due=lambda t, at: due(POLICY.service, t, at), wording=WORDING)
    outbox.close()


def test_queue_palette_and_page_of_a_web_order(mirror: Mirror, reads: Reads) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("medusa", [replace(w.variant(multiple=Decimal(12)), rev="2", stamp=NOW)])
        judged(tx)
    (row,) = reads.queue(AskQueue("validation", sort="due"), NOW).rows
    assert (row.number, row.customer, row.group) == ("W1042", "Halvorsen Marine AS", "Not a whole number of packs")
    for text in ("W1042", "po-77", "Halvorsen Mar"):
        assert [r.case_id for r in reads.queue(AskQueue("validation", text=text), NOW).rows] == [row.case_id]
        assert any(h.case_id == row.case_id and h.queue == "validation" for h in reads.find(AskFind(text)).hits), text
    assert [h.title for h in reads.find(AskFind("web-1042")).hits] == ["W1042"]
    parts = reads.panel_parts(row.case_id, NOW)
    assert parts is not None
    panel = panel_for(parts).build(parts, ANALYST, POLICY, NOW)
    assert panel.verdict == "100 of V-1 is not a whole number of packs of 12. 96 or 108 would fit."
    assert panel.source_words == "Shop, 0 s ago; ERP, 0 s ago"
    assert parts.subject == w.ORDER
    assert parts.finding is not None
    assert parts.finding.verdict.facts["faults"] == [
        {"line": "l1", "sku": "V-1", "product": "Valve", "placed": "100", "multiple": "12", "down": "96", "up": "108"}
    ]


def test_a_booked_order_brings_its_sale_to_the_page(mirror: Mirror, reads: Reads) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("tryton", [w.booked_sale(6, state=OrderState.CANCELLED), w.booked_sale(), w.sale_line(90, 180)])
        judged(tx)
    (row,) = reads.queue(AskQueue("sync", sort="due"), NOW).rows
    parts = reads.panel_parts(row.case_id, NOW)
    assert parts is not None
    assert parts.sale is not None
    assert (parts.sale.ref, parts.dossier.key, len(parts.lines)) == (SALE, "3", 1)


def test_a_closed_order_case_still_names_its_customer(mirror: Mirror, reads: Reads) -> None:
    with mirror.writing() as tx:
        both(tx)
        (wish,) = judged(tx).wishes
        assert isinstance(wish, Open)
        tx.put_case(replace(case_of(wish), state=CaseState.CLEARED, outcome="cleared", closed_at=NOW))
        tx.upsert("medusa", [w.web_order(rev="2", stamp=NOW, state=WebOrderState.CANCELLED)])
        judged(tx)
        tx.refresh_rows([wish.finding.case_id])
    (row,) = reads.queue(AskQueue("validation", since=NOW - timedelta(hours=1), until=NOW), NOW).rows
    assert (row.number, row.customer, row.state) == ("W1042", "Halvorsen Marine AS", "cleared")
