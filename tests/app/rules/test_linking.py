"""Sales that carry no reference and may be a web order: the same goods, amount and purchase order around the same day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.dossier import OrderDossier
from app.domain.finding import Fires, Silent
from app.rules.linking import candidates, likely
from app.rules.sync import LATENCY, SYNC, UNLINKED
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW


def test_the_same_goods_and_amount_are_likely_the_same_order() -> None:
    found = likely(w.keyed())
    assert found is not None
    assert found.number == "SO-9"
    assert likely(w.keyed(reference=None)) is not None, "who keys by hand may leave out the purchase order"


@pytest.mark.parametrize(
    "of",
    [w.keyed(90, 180), w.keyed(sku="V-2"), w.keyed(reference="PO-78"), w.keyed(net=250)],
    ids=["quantity", "product", "po", "amount"],
)
def test_what_differs_is_not_likely(of: OrderDossier) -> None:
    assert likely(of) is None


def test_freight_that_only_the_erp_has_does_not_count() -> None:
    of = w.keyed()
    freight = w.sale_line(1, 20, "FREIGHT", of=9, key="f9")
    assert likely(replace(of, unlinked_lines=(*of.unlinked_lines, freight))) is not None
    more = replace(of, unlinked_lines=(*of.unlinked_lines, w.sale_line(1, 20, "V-2", of=9, key="f9")))
    assert likely(replace(more, variants=(w.variant(), w.variant("V-2")))) is None, "another product of the shop does"


def test_what_has_anything_in_common_is_offered_the_likeliest_first() -> None:
    other = w.booked_sale(8, 180, web_origin=None, reference="PO-77")
    of = w.keyed()
    both = replace(of, unlinked=(other, *of.unlinked), unlinked_lines=(*of.unlinked_lines, w.sale_line(90, 180, of=8, key="s8")))
    assert [c.sale.ref.key for c in candidates(both)] == ["9", "8"]
    assert candidates(w.keyed(1, 2, "V-2", reference=None)) == (), "nothing in common"


def test_it_is_a_case_once_both_have_settled() -> None:
    verdict = w.judge(SYNC, w.keyed())[UNLINKED]
    assert isinstance(verdict, Fires)
    assert (verdict.severity, verdict.facts["sale"]) == (1, "SO-9")
    late = w.judge(SYNC, w.keyed(stamp=NOW))[UNLINKED]
    assert isinstance(late, Silent)
    assert late.until == NOW + LATENCY
    assert isinstance(w.judge(SYNC, w.booked())[UNLINKED], Silent)
    assert isinstance(w.judge(SYNC, w.order_dossier())[UNLINKED], Silent)
