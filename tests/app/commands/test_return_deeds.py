"""Authorising, receiving, inspecting and crediting returns: who may, what is sent, in which slot, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.commands.authorise_return import AUTHORISE_EXCEPTION, AUTHORISE_RETURN
from app.commands.credit_return import CREDIT_RETURN, CREDIT_WITHOUT_FEE
from app.commands.decline_return import DECLINE_RETURN
from app.commands.dispose_return import DISPOSE_RETURN
from app.commands.inspect_return import INSPECT_RETURN
from app.commands.receive_return import RECEIVE_RETURN
from app.domain.case import DecisionState
from app.domain.order import OrderState
from app.domain.returns import ReturnTerms
from app.errors import Refused
from app.panels import panel_for
from app.policy.gate import gate_approval
from app.policy.verdict import Allowed, Denied, NeedsApproval
from tests.app.commands.parts import decision
from tests.app.commands.returns import parts
from tests.app.policy.test_matrix import CSR, POLICY, person
from tests.app.rules import return_world as w
from tests.app.rules.world import NOW, day, eur

MANAGER = person("order_manager")
ALL = {"n31": "3", "n32": "2"}
PAID = {"n9031": "3", "n9032": "2"}
STEPS = (AUTHORISE_RETURN, RECEIVE_RETURN, INSPECT_RETURN, CREDIT_RETURN)
STAGES = (w.dossier, w.authorised, w.received, w.inspected)


@pytest.mark.parametrize("stage", range(4))
def test_at_each_stage_its_own_step_is_possible_and_no_other(stage: int) -> None:
    found = [not isinstance(spec.check(parts(STAGES[stage]()), MANAGER, POLICY), Denied) for spec in STEPS]
    assert found == [n == stage for n in range(4)]


def test_each_step_has_a_slot_of_its_own_for_each_document() -> None:
    slots = [spec.slot_in(parts(make())) for spec, make in zip(STEPS, STAGES, strict=True)]
    assert slots == ["authorise", "receive:80", "inspect:80", "credit:90"]
    again = w.authorised(shipments=(w.shipment("done"), w.shipment(key="81")), moves=(w.move(back="81"),))
    assert RECEIVE_RETURN.slot_in(parts(again)) == "receive:81"


def test_fewer_pieces_are_authorised_than_asked_for() -> None:
    [step] = AUTHORISE_RETURN.steps(parts(), {"n31": "2", "n32": "0"})
    assert (step.deed, step.document, step.rev) == ("authorise_return", "#30", w.sale().rev)
    assert step.body["lines"] == {"31": "2", "32": "0"}
    view = AUTHORISE_RETURN.preview(parts(), MANAGER, POLICY, {"n31": "2", "n32": "0"}, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("HYD-18 back", "3", "2"),
        ("ACT-110 back", "2", "0"),
        ("state", "draft", "confirmed"),
    ]
    assert "2 x HYD-18" in view.draft
    assert "ACT-110" not in view.draft


def test_the_customer_reads_the_number_of_the_goods_once() -> None:
    """A Tryton puts it before the product's name."""
    named = w.dossier(lines=(w.line(), replace(w.line("32", 2, "200.00", "ACT-110", "8"), product="[ACT-110] Actuator")))
    assert "2 x ACT-110 Actuator" in AUTHORISE_RETURN.preview(parts(named), MANAGER, POLICY, ALL, NOW).draft


def test_what_is_outside_the_terms_takes_an_exception_with_a_reason() -> None:
    late = replace(w.origin(), moves=(replace(w.origin().moves[0], effective=day(-80)),))
    twice = w.origin("32", 4, "200.00", elsewhere=Decimal(3))
    of = parts(w.dossier(origins=(late, twice)))
    stopped = AUTHORISE_RETURN.check(of, MANAGER, POLICY)
    assert isinstance(stopped, Denied)
    assert "returns ended" in stopped.reason
    half = parts(w.dossier(origins=(w.origin(), twice)))
    assert [f.value for f in AUTHORISE_RETURN.asked(half)] == ["3", "0"]
    with pytest.raises(Refused, match="1 of 4 delivered can still come back"):
        AUTHORISE_RETURN.steps(half, ALL)
    assert isinstance(AUTHORISE_EXCEPTION.check(half, MANAGER, POLICY), Allowed)
    assert isinstance(AUTHORISE_EXCEPTION.check(half, CSR, POLICY), Denied)
    assert AUTHORISE_EXCEPTION.faults({**ALL, "reason": "short"}, NOW, AUTHORISE_EXCEPTION.asked(half)).keys() == {"reason"}
    assert [s.deed for s in AUTHORISE_EXCEPTION.steps(half, {**ALL, "reason": "A good customer"})] == ["authorise_return"]


def test_an_exception_brings_no_more_back_than_was_delivered() -> None:
    of = parts(w.dossier(origins=(replace(w.origin(), moves=()), w.origin("32", 4, "200.00"))))
    assert [f.value for f in AUTHORISE_EXCEPTION.asked(of)][:2] == ["0", "2"]
    with pytest.raises(Refused, match="HYD-18: 0 were delivered"):
        AUTHORISE_EXCEPTION.steps(of, {**ALL, "reason": "A good customer"})


def test_a_line_whose_order_is_not_known_needs_an_exception() -> None:
    of = parts(w.dossier(origins=(w.origin(),)))
    assert [f.value for f in AUTHORISE_RETURN.asked(of)] == ["3", "0"]


def test_authority_is_measured_by_what_comes_back() -> None:
    assert isinstance(AUTHORISE_RETURN.judge(parts(), CSR, POLICY, {"n31": "3", "n32": "1"}), Allowed)  # type: ignore[misc]
    assert isinstance(AUTHORISE_RETURN.judge(parts(), CSR, POLICY, ALL), NeedsApproval)  # type: ignore[misc]


def test_less_may_come_in_than_was_authorised_and_never_more() -> None:
    of = parts(w.authorised())
    [step] = RECEIVE_RETURN.steps(of, {"n431": "1", "n432": "2"})
    assert step.body["moves"] == {"431": "1", "432": "2"}
    assert step.rev == "8.1"
    told = {label: text for label, text, _ in RECEIVE_RETURN.preview(of, MANAGER, POLICY, {"n431": "1", "n432": "2"}, NOW).facts}
    assert told["Still to come"].startswith("2 pieces")
    with pytest.raises(Refused, match="3 were authorised"):
        RECEIVE_RETURN.steps(of, {"n431": "4", "n432": "2"})
    with pytest.raises(Refused, match="At least one"):
        RECEIVE_RETURN.steps(of, {"n431": "0", "n432": "0"})


def test_what_becomes_of_each_line_names_its_place() -> None:
    of = parts(w.received())
    [step] = INSPECT_RETURN.steps(of, {"d5431": "quarantine", "d5432": "restock"})
    assert [(x["move"], x["to"]) for x in step.body["put"]] == [("5431", "6"), ("5432", "")]  # type: ignore[attr-defined]
    bare = parts(w.received(places=()))
    assert [v for v, _ in INSPECT_RETURN.asked(bare)[0].options] == ["restock", "scrap"]
    assert isinstance(INSPECT_RETURN.check(parts(w.received(warehouses=())), MANAGER, POLICY), Denied)


def test_above_a_value_whoever_authorised_it_does_not_inspect_it() -> None:
    dear = w.received(lines=(replace(w.LINES[0], net=eur(-2500)), w.LINES[1]))  # the sale's own net may be less: an exchange
    for of, barred in ((dear, True), (w.received(), False)):
        known = parts(of)
        me = next(p for p in known.people if p.login("tryton"))
        plan = AUTHORISE_RETURN.plan(parts(), ALL)
        done = decision(known, me, plan=plan, state=DecisionState.APPLIED)
        mine = replace(known, decisions=(done,))
        boss = replace(me, roles=frozenset({"order_manager"}))
        assert isinstance(INSPECT_RETURN.check(mine, boss, POLICY), Denied) == barred
        assert isinstance(INSPECT_RETURN.check(known, boss, POLICY), Allowed)


@pytest.mark.parametrize("relation", ["created_by", "salesperson"])
def test_whoever_keyed_or_sold_what_was_bought_agrees_to_no_money_for_it(relation: str) -> None:
    """Whoever keyed the return itself: a complaint made it."""
    first, second = w.received().origins
    told = MANAGER.login("tryton") if relation == "created_by" else MANAGER.name
    own = replace(first, sale=replace(first.sale, **{relation: told}))
    for origin, barred in ((own, True), (first, False)):
        of = w.inspected(sale=w.sale(OrderState.PROCESSING, complaint="5"), origins=(origin, second))
        payload = CREDIT_RETURN.plan(parts(of, people=(CSR, MANAGER)), PAID).payload()
        agreed = gate_approval(POLICY, MANAGER, CSR, "credit_return", payload)
        assert isinstance(agreed, Denied) == barred


def test_crediting_in_parts_escapes_no_bound() -> None:
    """500 went back before: what is left is small, and the whole is above a service rep's 500."""
    gone = (w.charge("31", -1, "500.00", "95"),)
    of = w.inspected(
        invoices=(w.invoice(), w.invoice("90", -655, "draft"), w.invoice("95", -595)),
        notes=(*w.inspected().notes, *gone),
        moves=(w.move(pieces=4, state="done"), w.move("32", 2, "done")),
    )
    small = {"n9031": "1", "n9032": "0"}
    assert isinstance(CREDIT_RETURN.judge(parts(of), CSR, POLICY, small), NeedsApproval)
    assert isinstance(CREDIT_RETURN.judge(parts(w.inspected()), CSR, POLICY, small), Allowed)


def test_waiving_the_fee_is_bound_by_what_is_given_back_as_well() -> None:
    director = person("finance_director")
    assert isinstance(CREDIT_WITHOUT_FEE.judge(parts(w.inspected()), director, POLICY, PAID), NeedsApproval)
    assert isinstance(CREDIT_WITHOUT_FEE.judge(parts(w.inspected()), person("senior_csr"), POLICY, PAID), Allowed)


def test_no_more_is_credited_than_came_in() -> None:
    """A return confirmed by hand has its note for all of it at once."""
    of = parts(w.inspected(moves=(w.move(pieces=1, state="done"), w.move("32", 2, "done"))))
    assert [f.value for f in CREDIT_RETURN.asked(of)] == ["1", "2"]
    with pytest.raises(Refused, match="HYD-18: 1 came in"):
        CREDIT_RETURN.steps(of, PAID)


def test_what_was_decided_about_pieces_is_changed_later_until_they_are_scrap() -> None:
    of = parts(w.inspected())
    [step] = DISPOSE_RETURN.steps(of, {"what": "5431@3", "count": "2", "to": "quarantine"})
    assert (step.body["from"], step.body["to"], step.body["quantity"]) == ("3", "6", "2")
    gone = parts(w.inspected(put_aways=(w.put(state="done"), w.moved("3", "4"))))
    assert DISPOSE_RETURN.check(gone, MANAGER, POLICY) == Denied("All that is here of it is scrap, and scrap stays scrap")
    assert DISPOSE_RETURN.check(parts(w.received()), MANAGER, POLICY) == Denied("Nothing of it is put away yet")
    with pytest.raises(Refused, match="there already"):
        DISPOSE_RETURN.steps(of, {"what": "5431@3", "count": "2", "to": "restock"})
    with pytest.raises(Refused, match="of the 3"):
        DISPOSE_RETURN.steps(of, {"what": "5431@3", "count": "4", "to": "scrap"})
    assert DISPOSE_RETURN.slot_in(of) != DISPOSE_RETURN.slot_in(parts(w.inspected(put_aways=(w.put(state="done"),))))


def test_after_the_credit_what_is_set_aside_is_decided_and_nothing_else() -> None:
    of = parts(w.credited(w.ASIDE))
    assert isinstance(DISPOSE_RETURN.check(of, MANAGER, POLICY), Allowed)
    [step] = DISPOSE_RETURN.steps(of, {"what": "5431@6", "count": "2", "to": "restock"})
    assert (step.body["from"], step.body["to"], step.body["was"]) == ("6", "3", "Quarantine")
    for spec in (*STEPS, DECLINE_RETURN, CREDIT_WITHOUT_FEE):
        assert spec.check(of, MANAGER, POLICY) == Denied("The money is given back; what is open is what becomes of the pieces")
    page = panel_for(of).build(of, MANAGER, POLICY, NOW)
    assert page.verdict.startswith("The money is given back; 3 HYD-18 are still set aside")
    assert page.rule[0] == "Set aside"


def test_pieces_that_went_there_and_back_can_go_there_again() -> None:
    """Each is a slot of its own, though the pieces are where they were."""
    ways = ((), (w.ASIDE,), (w.ASIDE, w.moved("6", "3", key="91")))
    slots = [DISPOSE_RETURN.slot_in(parts(w.inspected(put_aways=(*w.inspected().put_aways, *way)))) for way in ways]
    assert len({*slots}) == 3
    under_way = replace(w.moved("6", "3", key="91"), state="assigned")
    assert DISPOSE_RETURN.slot_in(parts(w.inspected(put_aways=(*w.inspected().put_aways, w.ASIDE, under_way)))) == slots[1]


def test_what_is_on_sale_again_later_is_not_told_to_the_shop_and_that_is_said() -> None:
    of = parts(w.credited(w.ASIDE, **{k: v for k, v in w.placed_as().items() if k in ("origins", "web")}))
    facts = DISPOSE_RETURN.preview(of, MANAGER, POLICY, {"what": "5431@6", "count": "1", "to": "restock"}, NOW).facts
    assert ("Shop", "What it counts as in stock is not changed by this", "warn") in facts


def test_money_comes_back_less_the_fee_in_one_note_or_several() -> None:
    of = parts(w.inspected())
    [step] = CREDIT_RETURN.steps(of, PAID)
    assert (step.body["fee"], step.rev) == ("82.5000", "7.1")
    assert step.body["of"] == {"9031": ["131", "31"], "9032": ["132", "32"]}  # sold, and sold back
    told = {label: text for label, text, _ in CREDIT_RETURN.preview(of, MANAGER, POLICY, PAID, NOW).facts}
    assert (told["Credit, net"], told["Restocking fee"]) == ("467.50 EUR", "82.50 EUR")
    [part] = CREDIT_RETURN.steps(of, {"n9031": "1", "n9032": "0"})
    assert (part.body["lines"], part.body["fee"]) == ({"9031": "1", "9032": "0"}, "7.5000")


def test_no_fee_is_measured_by_the_fee_and_none_is_due_after_a_complaint() -> None:
    of = parts(w.inspected())
    [step] = CREDIT_WITHOUT_FEE.steps(of, {**PAID, "reason": "Our mistake"})
    assert step.body["fee"] == ""
    assert CREDIT_WITHOUT_FEE.gate(of, PAID)["change"] == [8250, "EUR"]
    assert isinstance(CREDIT_WITHOUT_FEE.judge(of, person("senior_csr"), POLICY, PAID), Allowed)  # type: ignore[misc]
    assert isinstance(CREDIT_WITHOUT_FEE.check(of, CSR, POLICY), Denied)
    complained = parts(w.inspected(sale=w.sale(OrderState.PROCESSING, complaint="3")))
    assert CREDIT_RETURN.steps(complained, PAID)[0].body["fee"] == ""
    assert isinstance(CREDIT_WITHOUT_FEE.check(complained, MANAGER, POLICY), Denied)


def test_never_more_comes_back_than_was_paid() -> None:
    given = w.charge("131", -5, "50.00", "71")
    of = w.inspected()
    spent = replace(of.origins[0], money=(*of.origins[0].money, given))
    less = parts(replace(of, origins=(spent, of.origins[1]), invoices=(*of.invoices, w.invoice("71", -250))))
    with pytest.raises(Refused, match="1 pieces are left of the 6 invoiced"):
        CREDIT_RETURN.steps(less, PAID)
    cheap = replace(of.origins[1], money=(w.charge("132", 4, "50.00"),))
    dear = parts(replace(of, origins=(of.origins[0], cheap)))
    with pytest.raises(Refused, match=r"400.00 EUR is more than the 200.00 EUR left"):
        CREDIT_RETURN.steps(dear, PAID)
    unknown = parts(replace(of, origins=(of.origins[0],)))
    assert isinstance(CREDIT_RETURN.check(unknown, MANAGER, POLICY), Denied)


def test_a_request_is_declined_with_the_reason_and_only_while_it_is_one() -> None:
    [step] = DECLINE_RETURN.steps(parts(), {"reason": "Sold as seen, no return"})
    assert (step.deed, step.body["sale"]) == ("cancel_sale", "30")
    assert isinstance(DECLINE_RETURN.check(parts(w.authorised()), MANAGER, POLICY), Denied)


@pytest.mark.parametrize("make", STAGES)
def test_the_page_tells_each_line_where_it_was_bought_and_how_far_it_is(make: object) -> None:
    known = parts(make())  # type: ignore[operator]
    page = panel_for(known).build(known, MANAGER, POLICY, NOW)
    goods = next(b for b in page.blocks if getattr(b, "title", "") == "Goods")
    assert [row.cells[1].text for row in goods.rows] == ["SO00009", "SO00012"]  # type: ignore[union-attr]
    assert "SO00009 and SO00012" in page.verdict


def test_notes_that_are_read_in_part_propose_no_count() -> None:
    """The first is posted, its line for later stands in a new draft already, and in the mirror in the old note still."""
    of = w.inspected()
    [draft] = of.credits
    posted = w.invoice("91", -100, "posted")
    moved = replace(of.notes[0], ref=w.Ref("tryton", "invoice_line", "9131"), invoice="91")
    between = parts(replace(of, invoices=(*of.invoices, posted), notes=(*of.notes, moved)))
    verdict = CREDIT_RETURN.check(between, MANAGER, POLICY)
    assert isinstance(verdict, Denied)
    assert "being read" in verdict.reason
    assert draft.state == "draft"


def test_a_note_that_was_posted_from_here_is_not_credited_again_before_the_erp_was_read() -> None:
    """The next one takes its place: the mirror has the shortened line of the first already, and still its state of before."""
    of = parts(w.inspected())
    done = decision(
        of, MANAGER, "credit_return", plan=CREDIT_RETURN.plan(of, PAID), state=DecisionState.APPLIED, slot="credit:90"
    )
    verdict = CREDIT_RETURN.check(replace(of, decisions=(done,)), MANAGER, POLICY)
    assert isinstance(verdict, Denied)
    assert "posted just now" in verdict.reason
    refused = replace(of, decisions=(replace(done, state=DecisionState.REFUSED),))
    assert isinstance(CREDIT_RETURN.check(refused, MANAGER, POLICY), Allowed)


def test_page_and_deeds_go_by_the_terms_in_force() -> None:
    """Delivered ten days ago; two days are too few, and 20 % of 550.00 is kept."""
    strict = ReturnTerms(2, Decimal(20), eur(100))
    known = parts(w.dossier(terms=strict))
    page = panel_for(known).build(known, MANAGER, POLICY, NOW)
    facts = next(b for b in page.blocks if getattr(b, "title", "") == "May it come back")
    assert facts.note == "2 days"  # type: ignore[union-attr]
    assert any("returns ended" in f.text.lower() for f in facts.facts)  # type: ignore[union-attr]
    assert any(f.text == "20 % of what is given back" for f in facts.facts)  # type: ignore[union-attr]
    assert isinstance(AUTHORISE_RETURN.check(known, MANAGER, POLICY), Denied)
    assert not isinstance(AUTHORISE_RETURN.check(parts(), MANAGER, POLICY), Denied)
    [step] = CREDIT_RETURN.steps(parts(w.inspected(terms=strict)), PAID)
    assert (step.body["fee"], step.body["fee_words"]) == ("110.0000", "Restocking fee 20 %")
    me = next(p for p in parts().people if p.login("tryton"))
    done = decision(parts(), me, plan=AUTHORISE_RETURN.plan(parts(), ALL), state=DecisionState.APPLIED)
    boss = replace(me, roles=frozenset({"order_manager"}))
    for terms, verdict in ((w.TERMS, Allowed), (strict, Denied)):
        assert isinstance(INSPECT_RETURN.check(parts(w.received(terms=terms), decisions=(done,)), boss, POLICY), verdict)
