"""A request of the shop that its buyer takes: one sale in the ERP, one order in the shop; and what keeps it from being taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.commands.accept_request import ACCEPT_REQUEST
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.money import Money
from app.domain.shop import WebOrderState
from app.policy.verdict import Allowed, Denied
from tests.app.commands.quotes import parts
from tests.app.policy.test_matrix import ANALYST, CSR, POLICY
from tests.app.rules import quote_world as q
from tests.app.rules.order_world import booked_sale, order_dossier, product, web_line, web_order
from tests.app.rules.world import NOW, dossier, eur, sale, standing

DRAFT = WebOrderState.DRAFT


def requested(of: OrderDossier | None = None, stage: str | None = None, **changes: Any) -> PanelParts:
    """A draft of the shop that can be taken, unless ``of`` or ``changes`` of its order say otherwise."""
    of = of or order_dossier()
    assert of.order is not None
    order = replace(of.order, **{"state": DRAFT, "stage": stage, "placed_at": NOW - timedelta(hours=30), **changes})
    made = parts(q.request(order if stage else replace(order, state=DRAFT)))
    assert made.quote is not None
    return replace(made, order=replace(of, order=order), quote=replace(made.quote, request=order))


def why(of: PanelParts) -> str:
    answer = ACCEPT_REQUEST.check(of, CSR, POLICY)
    assert isinstance(answer, Denied), answer
    return answer.reason


def test_it_is_booked_first_then_placed_then_linked() -> None:
    of = requested()
    assert isinstance(ACCEPT_REQUEST.check(of, CSR, POLICY), Allowed)
    plan = ACCEPT_REQUEST.plan(of, {"reference": "PO-9"})
    assert [(s.source, s.deed) for s in plan.steps] == [("tryton", "book_order"), ("medusa", "convert_draft"), ("medusa", "link")]
    book, place, _ = plan.steps
    assert book.body["reference"] == "PO-9"
    assert book.undo is not None  # where the shop cannot place it, the ERP's quotation is taken back by itself
    assert (place.rev, place.undo) == (of.order.order.rev, None)  # type: ignore[union-attr]
    assert not plan.undoable
    view = ACCEPT_REQUEST.preview(of, CSR, POLICY, {"reference": "PO-9"}, NOW)
    assert ("state", "draft", "placed") in [(e.field, e.before, e.after) for e in view.effects]
    assert "Point of no return: step 2 of 3 (medusa)" in view.undo
    assert "no way back to a draft" in view.undo


def test_what_the_buyer_placed_themself_is_only_booked_and_can_be_taken_back() -> None:
    of = requested(stage="sent", state=WebOrderState.PLACED)
    assert of.finding is not None
    assert of.finding.verdict.cause == "accepted"
    plan = ACCEPT_REQUEST.plan(of, {})
    assert [s.deed for s in plan.steps] == ["book_order", "link"]
    assert plan.undoable
    facts = ACCEPT_REQUEST.preview(of, CSR, POLICY, {}, NOW).facts
    assert ("Accepted", "by the buyer in the shop as W1042", "ok") in facts


def test_credit_is_as_if_it_were_ordered_now() -> None:
    of = requested()
    poor = replace(of, dossier=dossier(sale(1, 10), at=standing(9_990, 10_000)))
    facts = {f[0]: f[1:] for f in ACCEPT_REQUEST.preview(poor, CSR, POLICY, {}, NOW).facts}
    assert "over the limit: it is booked and waits among the holds" in facts["Credit"][0]
    rich = replace(of, dossier=dossier(sale(1, 10), at=standing(0, 100_000)))
    facts = {f[0]: f[1:] for f in ACCEPT_REQUEST.preview(rich, CSR, POLICY, {}, NOW).facts}
    assert facts["Credit"] == ("fits under the limit", "ok")


def test_an_expired_one_is_refused() -> None:
    assert "It expired" in why(requested(expires_on=(NOW - timedelta(days=1)).date()))
    assert isinstance(ACCEPT_REQUEST.check(requested(expires_on=NOW.date()), CSR, POLICY), Allowed)


def test_a_price_below_the_agreed_one_is_refused_with_both() -> None:
    line = web_line(unit="1.50")
    cheap = requested(order_dossier(web_order(net=line.net), lines=(line,)))
    assert "the ERP asks 2.00 of this customer" in why(cheap)


def test_a_line_that_the_erp_prices_in_another_currency_is_told_as_not_compared() -> None:
    compared = ("Prices", "as the ERP agreed with the customer", "ok")
    assert compared in ACCEPT_REQUEST.preview(requested(), CSR, POLICY, {}, NOW).facts
    of = order_dossier()
    abroad = requested(replace(of, prices=tuple(replace(p, price=Money(p.price.minor, "CHF")) for p in of.prices)))
    facts = {f[0]: f[1:] for f in ACCEPT_REQUEST.preview(abroad, CSR, POLICY, {}, NOW).facts}
    assert facts["Prices"] == ("1 of 1 lines not compared: the ERP's price in EUR is not known", "warn")
    assert isinstance(ACCEPT_REQUEST.check(abroad, CSR, POLICY), Allowed)


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (requested(order_dossier(customer=None)), "has no customer"),
        (requested(order_dossier(products=(product("V-9"),))), "Product unknown to the ERP"),
        (requested(order_dossier(sales=(booked_sale(),))), "booked already"),
        (requested(state=WebOrderState.CANCELLED, stage="new"), "It is judged again in a moment"),
        (requested(shared=None), "no reference that the ERP could share"),
        (requested(locked_by="an open edit"), "end that there first"),
    ],
    ids=["customer", "product", "booked", "cancelled", "reference", "locked"],
)
def test_what_the_erp_could_not_take_is_refused(of: PanelParts, says: str) -> None:
    assert says in why(of)


def test_prices_that_cannot_be_seen_are_not_taken_for_agreed() -> None:
    of = order_dossier()
    assert of.erp is not None
    assert "prices are not read completely yet" in why(
        requested(replace(of, erp=replace(of.erp, complete=of.erp.complete - {"prices"})))
    )


def test_an_offer_of_the_erp_is_converted_not_accepted() -> None:
    assert "convert it with 1" in why(parts(q.dossier(q.until(1))))


def test_a_large_one_takes_more_authority() -> None:
    of = requested()
    assert of.order is not None
    assert of.order.order is not None
    assert not isinstance(ACCEPT_REQUEST.check(of, ANALYST, POLICY), Allowed)
    assert eur(1).currency == of.order.order.net.currency
