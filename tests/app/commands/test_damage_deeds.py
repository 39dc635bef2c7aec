"""Replacing and crediting damaged pieces: who may give how much, what is sent, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.credit_units import CREDIT_UNITS
from app.commands.replace_units import REPLACE_UNITS
from app.commands.return_units import RETURN_UNITS
from app.domain.dossier import ComplaintDossier
from app.domain.finding import Silent
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.steps import Plan
from app.errors import Refused
from app.panels import panel_for
from app.policy.gate import gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules.damage import DAMAGE
from tests.app.commands.damage import parts
from tests.app.policy.test_matrix import CSR, POLICY, person
from tests.app.rules import damage_world as w
from tests.app.rules.world import NOW, eur

ORDER_MANAGER = person("order_manager")
TWO = {"pieces": "2,3"}
MONEY = {"pieces": "2,3", "share": "100", "reason": "They bought elsewhere"}


def test_a_replacement_names_its_pieces_and_is_refused_where_the_complaint_changed() -> None:
    [step] = REPLACE_UNITS.steps(parts(), TWO)
    assert step.body == {"complaint": "3", "number": "CL00003", "line": "21", "pieces": [2, 3]}
    assert (step.deed, step.document, step.rev, step.undo) == ("replace_units", "CL00003", "7.1", None)
    view = REPLACE_UNITS.preview(parts(), CSR, POLICY, TWO, NOW)
    assert [(e.field, e.after) for e in view.effects] == [
        ("replacement", "2 HYD-18 at 0.00 EUR"),
        ("reference", "CL00003 #2 #3"),
        ("replacement's state", "confirmed"),
    ]
    assert "2 x HYD-18" in view.draft
    assert view.verdict == "may"
    assert {label: text for label, text, _ in view.facts}["Costs us"] == "40.00 EUR"


def test_what_was_replaced_credited_or_asked_of_a_sibling_is_not_given_again() -> None:
    sibling = w.complaint(ref=Ref("tryton", "complaint", "5"), number="CL00005")
    of = w.dossier(
        others=(sibling,),
        made=(w.replacement("#1", complaint="5", reference="CL00005 #1"),),
        filed=(w.filed("#2"),),
        actions=(w.credit(result=None),),
    )
    asked = REPLACE_UNITS.asked(parts(of))[0]
    assert [value for value, _ in asked.options] == ["3", "4", "5", "6"]
    view = REPLACE_UNITS.preview(parts(of), CSR, POLICY, {"pieces": "1"}, NOW)
    assert view.problem == "Pieces: Tick at least one"


def test_a_cancelled_replacement_leaves_its_piece_free() -> None:
    of = w.dossier(made=(w.replacement("#1", state=OrderState.CANCELLED),))
    assert REPLACE_UNITS.asked(parts(of))[0].options[0] == ("1", "Piece 1")


def test_authority_is_measured_by_cost_and_by_what_is_given_back() -> None:
    dear = w.dossier(lines=(w.line(6, "500.00", cost=eur(1200)),))
    assert isinstance(REPLACE_UNITS.check(parts(dear), CSR, POLICY), Allowed)
    assert isinstance(REPLACE_UNITS.judge and REPLACE_UNITS.judge(parts(dear), CSR, POLICY, TWO), NeedsApproval)
    assert isinstance(REPLACE_UNITS.judge and REPLACE_UNITS.judge(parts(dear), ORDER_MANAGER, POLICY, TWO), Allowed)
    assert isinstance(CREDIT_UNITS.judge and CREDIT_UNITS.judge(parts(), CSR, POLICY, MONEY), Allowed)
    assert isinstance(CREDIT_UNITS.judge and CREDIT_UNITS.judge(parts(), CSR, POLICY, MONEY | {"pieces": "2,3,4"}), NeedsApproval)


@pytest.mark.parametrize("relation", ["created_by", "salesperson"])
@pytest.mark.parametrize("spec", [REPLACE_UNITS, CREDIT_UNITS], ids=lambda s: s.name)
def test_whoever_keyed_or_sold_the_order_agrees_to_nothing(spec: Any, relation: str) -> None:
    sale: Any = w.dossier().sale
    own = replace(sale, **{relation: ORDER_MANAGER.login("tryton") if relation == "created_by" else ORDER_MANAGER.name})
    fields = TWO if spec is REPLACE_UNITS else MONEY | {"pieces": "2,3,4"}
    dear = w.dossier(sale=own, lines=(w.line(6, cost=eur(1200)),))
    payload = Plan(spec.name, (), gate=spec.gate(parts(dear, people=(CSR, ORDER_MANAGER)), fields)).payload()
    assert isinstance(gate_policy(POLICY, CSR, spec.name, payload), NeedsApproval)
    assert not isinstance(gate_policy(POLICY, CSR, spec.name, payload, (ORDER_MANAGER,)), Allowed)
    other = Plan(spec.name, (), gate=spec.gate(parts(w.dossier(lines=(w.line(6, cost=eur(1200)),))), fields)).payload()
    assert isinstance(gate_policy(POLICY, CSR, spec.name, other, (ORDER_MANAGER,)), Allowed)


def test_money_back_is_a_share_of_the_price_and_never_more_than_was_invoiced() -> None:
    [step] = CREDIT_UNITS.steps(parts(), MONEY | {"share": "30"})
    assert (step.body["each"], step.body["of"]) == ("15.0000", [])
    back = w.dossier(money=(w.charge(w.line()), w.returned(1), w.returned(1, key="82")))
    assert CREDIT_UNITS.steps(parts(back), MONEY)[0].body["of"] == ["99"]
    assert isinstance(CREDIT_UNITS.check(parts(w.dossier(invoices=())), CSR, POLICY), Denied)
    spent = w.dossier(filed=(w.filed("#1"),), actions=(w.credit("280", result=None),))
    view = CREDIT_UNITS.preview(parts(spent), ORDER_MANAGER, POLICY, MONEY, NOW)
    assert view.problem == "100.00 EUR is more than the 20.00 EUR left of what was invoiced"


@pytest.mark.parametrize(
    "of",
    [
        w.dossier(complaint=None),
        w.dossier(complaint=w.complaint(line=None, sale="9")),
        w.dossier(made=(w.replacement("#1"),)),
        w.dossier(lines=(w.line(60),), moves=(w.move(quantity=w.Decimal(60)),)),
        w.dossier(complaint=w.complaint(state="rejected")),
    ],
)
@pytest.mark.parametrize("spec", [REPLACE_UNITS, CREDIT_UNITS], ids=lambda s: s.name)
def test_a_no_says_why(spec: Any, of: ComplaintDossier) -> None:
    verdict = spec.check(parts(of), ORDER_MANAGER, POLICY)
    assert isinstance(verdict, Denied)
    assert len(verdict.reason) > 8


@pytest.mark.parametrize(
    "of",
    [
        w.dossier(),
        w.dossier(moves=None, shipments=None, invoices=None, customer=None),
        w.dossier(complaint=None, sale=None, lines=()),
        w.dossier(made=(w.replacement("#1 #2"),)),
    ],
)
def test_the_page_is_told_whatever_is_known(of: ComplaintDossier) -> None:
    shown = panel_for(parts(of)).build(parts(of), CSR, POLICY, NOW)
    assert shown.verdict
    assert [d.name for d in shown.deeds][:2] == ["replace_units", "credit_units"]


def test_what_is_to_be_looked_at_comes_back_by_a_return_and_is_not_replaced_meanwhile() -> None:
    [step] = RETURN_UNITS.steps(parts(), TWO)
    assert (step.deed, step.rev, step.body["pieces"]) == ("return_units", "7.1", [2, 3])
    view = RETURN_UNITS.preview(parts(), CSR, POLICY, TWO, NOW)
    assert next((e.field, e.after) for e in view.effects) == ("return", "2 for inspection")
    assert {label: text for label, text, _ in view.facts}["Value, net"] == "100.00 EUR"
    asked = w.dossier(filed=(w.filed("#2 #3", "waiting"),), actions=(w.credit(action="sale_return", each=None, result=None),))
    with pytest.raises(Refused, match="Piece 2 was returned already"):
        REPLACE_UNITS.steps(parts(asked), TWO)
    assert isinstance(RETURN_UNITS.judge and RETURN_UNITS.judge(parts(), person("senior_csr"), POLICY, TWO), Allowed)
    dear = w.dossier(lines=(w.line(6, "500.00"),), invoices=(w.invoice(),))
    assert isinstance(RETURN_UNITS.judge and RETURN_UNITS.judge(parts(dear), CSR, POLICY, TWO), NeedsApproval)


@pytest.mark.parametrize("state", list(OrderState))
def test_a_return_that_was_declined_leaves_its_pieces_free(state: OrderState) -> None:
    free = [value for value, _ in REPLACE_UNITS.asked(parts(w.asked_back(state)))[0].options]
    assert free == (["1", "2", "3", "4", "5", "6"] if state is OrderState.CANCELLED else ["1", "4", "5", "6"])


def test_what_carries_out_a_remedy_is_no_damage_of_its_own() -> None:
    verdicts = DAMAGE.judge(w.dossier(complaint=w.complaint(reference="CL00002 #1")), NOW)
    assert {type(v) for v in verdicts.values()} == {Silent}
