"""A request of the shop that is declined: the reason on its draft, the buyer told, and never one that is no open request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.decline_quote import DECLINE_QUOTE
from app.domain.dossier import PanelParts
from app.domain.letter import canonical
from app.domain.person import Person
from app.domain.shop import WebOrderState
from app.domain.steps import read
from app.policy.verdict import Allowed, Denied, NeedsApproval
from tests.app.commands.quotes import parts
from tests.app.policy.test_matrix import ANALYST, CSR, MANAGER, POLICY
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, eur

SENIOR = Person("senior", "Senior", frozenset({"senior_csr"}))
WHY = {"reason": "We do not sell that any more"}


def refused(answer: Any) -> str:
    assert isinstance(answer, Denied), answer
    return answer.reason


def request(amount: int = 500, **changes: Any) -> PanelParts:
    return parts(q.request(replace(q.web_order(), net=eur(amount), **changes)))


def test_a_decline_notes_the_reason_on_the_draft_and_tells_the_buyer() -> None:
    of = request()
    assert isinstance(DECLINE_QUOTE.check(of, CSR, POLICY), Allowed)
    plan = DECLINE_QUOTE.plan(of, WHY)
    (step,) = plan.steps
    assert (step.source, step.deed, step.rev) == ("medusa", "stage_draft", q.web_order().rev)
    assert step.body["to"] == {"stage": "declined", "note": WHY["reason"]}
    assert plan.undoable
    assert plan.outcome == "declined"
    assert read(canonical(plan.payload())[0]).steps == plan.steps
    assert plan.message.splitlines()[0] == "Your request W2050"
    assert "no offer" in plan.message
    assert WHY["reason"] not in plan.message
    view = DECLINE_QUOTE.preview(of, CSR, POLICY, WHY, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("stage", "", "declined"),
        ("note", "", WHY["reason"]),
    ]
    assert "open again" in view.undo
    assert DECLINE_QUOTE.faults({"reason": ""}, NOW).keys() == {"reason"}


def test_it_takes_the_authority_that_declining_an_offer_takes() -> None:
    assert isinstance(DECLINE_QUOTE.check(request(12_000), CSR, POLICY), NeedsApproval)
    assert isinstance(DECLINE_QUOTE.check(request(12_000), SENIOR, POLICY), Allowed)
    assert not isinstance(DECLINE_QUOTE.check(request(), ANALYST, POLICY), Allowed)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": WebOrderState.PLACED, "stage": "new"}, "It is placed in the shop"),
        ({"stage": "declined"}, "It is declined already"),
        ({"stage": "ordered"}, "A sale of the ERP is its order already"),
    ],
)
def test_what_is_no_open_request_is_not_declined(changes: dict[str, Any], said: str) -> None:
    of = parts(q.request())
    assert of.quote is not None
    assert of.quote.request is not None
    there = replace(of, quote=replace(of.quote, request=replace(of.quote.request, **changes)))
    assert refused(DECLINE_QUOTE.check(there, MANAGER, POLICY)) == said


def test_whose_offer_stands_is_declined_by_declining_that() -> None:
    of = parts(q.request())
    assert of.quote is not None
    said = refused(DECLINE_QUOTE.check(replace(of, quote=replace(of.quote, answered="SO00040")), MANAGER, POLICY))
    assert said == "SO00040 was offered for it: decline that first"
