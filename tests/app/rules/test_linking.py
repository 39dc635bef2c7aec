"""Sales that carry no reference and may be a web order: the same goods, amount and purchase order around the same day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.dossier import OrderDossier
from app.domain.finding import Fires, Silent
from app.domain.order import OrderState
from app.rules.linking import candidates, likely
from app.rules.sync import LATENCY, SYNC, UNLINKED
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW


def keyed(quantity: int = 100, net: int = 200, sku: str = "V-1", **changes: Any) -> OrderDossier:
    """The clean order, not booked, and a sale that somebody keyed without the shop's reference."""
    sale = w.booked_sale(9, net, **({"web_origin": None, "number": "SO-9", "state": OrderState.QUOTED} | changes))
    return w.order_dossier(unlinked=(sale,), unlinked_lines=(w.sale_line(quantity, net, sku, of=9, key="s9"),))


def test_the_same_goods_and_amount_are_likely_the_same_order() -> None:
    found = likely(keyed())
    assert found is not None
    assert found.number == "SO-9"
    assert likely(keyed(reference=None)) is not None, "who keys by hand may leave out the purchase order"


@pytest.mark.parametrize(
    "of",
    [keyed(90, 180), keyed(sku="V-2"), keyed(reference="PO-78"), keyed(net=250)],
    ids=["quantity", "product", "po", "amount"],
)
def test_what_differs_is_not_likely(of: OrderDossier) -> None:
    assert likely(of) is None


def test_freight_that_only_the_erp_has_does_not_count() -> None:
    of = keyed()
    freight = w.sale_line(1, 20, "FREIGHT", of=9, key="f9")
    assert likely(replace(of, unlinked_lines=(*of.unlinked_lines, freight))) is not None
    more = replace(of, unlinked_lines=(*of.unlinked_lines, w.sale_line(1, 20, "V-2", of=9, key="f9")))
    assert likely(replace(more, variants=(w.variant(), w.variant("V-2")))) is None, "another product of the shop does"


def test_what_has_anything_in_common_is_offered_the_likeliest_first() -> None:
    other = w.booked_sale(8, 180, web_origin=None, reference="PO-77")
    of = keyed()
    both = replace(of, unlinked=(other, *of.unlinked), unlinked_lines=(*of.unlinked_lines, w.sale_line(90, 180, of=8, key="s8")))
    assert [c.sale.ref.key for c in candidates(both)] == ["9", "8"]
    assert candidates(keyed(1, 2, "V-2", reference=None)) == (), "nothing in common"


def test_it_is_a_case_once_both_have_settled() -> None:
    verdict = w.judge(SYNC, keyed())[UNLINKED]
    assert isinstance(verdict, Fires)
    assert (verdict.severity, verdict.facts["sale"]) == (1, "SO-9")
    late = w.judge(SYNC, keyed(stamp=NOW))[UNLINKED]
    assert isinstance(late, Silent)
    assert late.until == NOW + LATENCY
    assert isinstance(w.judge(SYNC, w.booked())[UNLINKED], Silent)
    assert isinstance(w.judge(SYNC, w.order_dossier())[UNLINKED], Silent)
