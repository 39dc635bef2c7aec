"""An offer that answers a request of the shop: the request is closed before the offer becomes an order, so that it is ordered once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.commands.accept_request import ACCEPT_REQUEST
from app.commands.convert_quote import CONVERT_QUOTE
from app.domain.quote import QuoteDossier
from app.domain.shop import WebOrderState
from app.policy.verdict import Allowed, Denied
from tests.app.commands.quotes import parts
from tests.app.policy.test_matrix import CSR, MANAGER, POLICY
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW

PO = {"reference": "PO-7"}


def refused(answer: Any) -> str:
    assert isinstance(answer, Denied), answer
    return answer.reason


def test_the_request_is_closed_before_its_offer_becomes_an_order() -> None:
    of = parts(q.asking(stage="new"))
    assert isinstance(CONVERT_QUOTE.check(of, CSR, POLICY), Allowed)
    close, take = (plan := CONVERT_QUOTE.plan(of, PO)).steps
    assert (close.source, close.deed, close.document, close.rev) == ("medusa", "stage_draft", "W2050", q.web_order().rev)
    assert close.body["from"] == {"stage": "new", "note": ""}
    assert close.body["to"] == {"stage": "ordered", "note": "Ordered as SO00040 in the ERP"}
    assert (take.source, take.deed, take.undo) == ("tryton", "take_offer", None)
    assert close.undo is not None, "where the ERP refuses the order, the request is open again"
    assert close.undo.body["to"] == {"stage": "new", "note": ""}
    view = CONVERT_QUOTE.preview(of, CSR, POLICY, PO, NOW)
    assert [(e.source, e.field, e.after) for e in view.effects][:2] == [
        ("medusa", "stage", "ordered"),
        ("medusa", "note", "Ordered as SO00040 in the ERP"),
    ]
    assert "Point of no return: step 2 of 2 (tryton)" in view.undo
    assert plan.converts == 1


def test_an_offer_that_answers_nobody_has_one_step() -> None:
    assert [s.deed for s in CONVERT_QUOTE.plan(parts(q.dossier(q.until(1))), PO).steps] == ["take_offer"]


def test_what_the_buyer_placed_in_the_shop_is_not_ordered_again_in_the_erp() -> None:
    said = refused(CONVERT_QUOTE.check(parts(q.asking(state=WebOrderState.PLACED)), MANAGER, POLICY))
    assert said == "W2050, the request that it answers, is placed in the shop: cancel one of the two"


def test_what_nobody_can_see_is_not_taken_for_gone() -> None:
    assert "shop is not read here" in refused(CONVERT_QUOTE.check(parts(q.asking(read=False)), MANAGER, POLICY))


@pytest.mark.parametrize(
    ("of", "steps", "said"),
    [
        (q.asking(gone=True), ["take_offer"], "not in the shop any more"),
        (q.asking(state=WebOrderState.CANCELLED), ["take_offer"], "not in the shop any more"),
        (q.asking(stage="ordered"), ["take_offer"], "W2050 is closed in the shop: SO00040 is its order"),
        (q.asking(stamp=NOW), ["stage_draft", "take_offer"], "W2050 was changed since this answered it"),
        (q.asking(stamp=q.LONG_AGO - timedelta(days=1)), ["stage_draft", "take_offer"], "SO00040 is its order"),
    ],
    ids=["gone", "cancelled", "closed", "changed", "as it was"],
)
def test_the_sheet_says_what_becomes_of_the_request(of: QuoteDossier, steps: list[str], said: str) -> None:
    about = parts(of)
    assert isinstance(CONVERT_QUOTE.check(about, CSR, POLICY), Allowed)
    assert [s.deed for s in CONVERT_QUOTE.plan(about, PO).steps] == steps
    facts = {name: words for name, words, _ in CONVERT_QUOTE.preview(about, CSR, POLICY, PO, NOW).facts}
    assert said in facts["Request"]


def test_what_became_an_order_is_not_accepted_as_well() -> None:
    order = replace(q.web_order(), stage="ordered")
    for state in (WebOrderState.DRAFT, WebOrderState.PLACED):
        of = parts(q.request(replace(order, state=state), answered="SO00040"))
        assert not isinstance(ACCEPT_REQUEST.check(of, MANAGER, POLICY), Allowed)
