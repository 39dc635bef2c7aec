"""The page of a credit case: one sentence in figures, facts that are known or said not to be, what is under way, and the deeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.commands import of_type
from app.domain.block import Exposure, Fact, Facts, Lines
from app.domain.case import CaseState, DecisionState, Note
from app.domain.dossier import PanelParts
from app.domain.letter import LetterState
from app.domain.money import Money
from app.domain.order import SaleLine
from app.domain.person import Person
from app.domain.question import CasePanel
from app.domain.ref import Ref
from app.panels.credit import build
from tests.app.commands.parts import REASON, decision, letter, parts, row
from tests.app.panels.blocks import block
from tests.app.policy.test_matrix import ANALYST, CSR, MANAGER, POLICY
from tests.app.rules.world import (
    NOW,
    cash,
    confirmed,
    day,
    dossier,
    eur,
    payment,
    receivable,
    sale,
    settled,
    standing,
)


def panel(of: PanelParts, me: Person = ANALYST) -> CasePanel:
    return build(of, me, POLICY, NOW)


def said(*orders: object, key: str = "1", **changes: object) -> str:
    return panel(parts(dossier(*orders, **changes), key)).verdict  # type: ignore[arg-type]


def account(of: PanelParts) -> dict[str, Fact]:
    return {fact.label: fact for fact in block(panel(of), Facts).facts}


# ---- the sentence ---------------------------------------------------------------------------------------------------------


def test_over_the_limit_one_by_one() -> None:
    assert said(sale(1, 300), at=standing(800, 1000)) == "100.00 over the limit, 10.0 %."


def test_cash_that_is_counted_already_is_said_to_be() -> None:
    lines = (receivable(5, 900), cash(6, 100))
    at = standing(800, 1000, receivable=eur(800))
    assert said(sale(1, 300), at=at, receivables=lines) == (
        "100.00 over the limit, 10.0 %. 100.00 of unapplied cash is counted already."
    )


def test_money_that_arrived() -> None:
    found = said(
        sale(1, 300),
        at=standing(800, 1000, receivable=eur(800)),
        receivables=(receivable(5, 800),),
        payments=(payment(1, 150, "succeeded", line="5"),),
    )
    assert found == "100.00 over the limit. 150.00 has arrived and is not applied yet; applying it would clear it."


def test_money_in_transit_and_the_day_on_which_enough_is_there() -> None:
    coming = (payment(1, 60, on=2), payment(2, 60, on=4), payment(3, 60, on=9))
    found = said(sale(1, 300), at=standing(800, 1000), payments=coming)
    assert found == "100.00 over the limit. 180.00 is in transit and would clear it on 28 Nov."
    undated = said(sale(1, 300), at=standing(800, 1000), payments=(payment(1, 100, on=None),))
    assert undated == "100.00 over the limit. 100.00 is in transit and would clear it."
    short = said(sale(1, 300), at=standing(800, 1000), payments=(payment(1, 99),))
    assert short == "100.00 over the limit, 10.0 %. 99.00 in transit is not enough to clear it."


def test_a_little_over_by_one_who_pays() -> None:
    found = said(sale(1, 220), at=standing(800, 1000), receivables=(settled(5, 5), settled(6, 0)))
    assert found == "20.00 over the limit, 2.0 %. The account has never been more than 5 days late."


def test_limit_zero() -> None:
    assert said(sale(1, 300), at=standing(0, 0)) == "The limit is zero, so nothing fits. 300.00 needs a decision."


def test_overdue_invoices() -> None:
    blocked = standing(0, 1000, dunning_block="Level 3")
    assert said(sale(1, 300), at=blocked) == "The order fits under the limit. Overdue invoices block the account: Level 3."
    paid = (receivable(5, 200, due=-40), cash(6, 200))
    found = said(sale(1, 300), at=blocked, receivables=paid)
    assert found == "Overdue invoices of 200.00 block the account. 200.00 of unapplied cash would pay them."


def test_shipped_past_the_check() -> None:
    found = said(confirmed(1, 300, ships_on_order=False), at=standing(1300, 1000))
    assert found == "Shipped past the credit check. The account is 300.00 over the limit."


def test_together_over() -> None:
    found = said(sale(1, 600, ship_date=day(1)), sale(2, 600), key="2", at=standing(0, 1000))
    assert found == "Fits alone. Together with SO-1 ahead of it, it is 200.00 over the limit."


def test_expired() -> None:
    assert said(sale(1, 1300, expires_on=day(-1))).endswith("The quotation expired on 2025-11-23 and must be quoted again.")


def test_what_no_longer_holds_and_what_cannot_be_known_are_said() -> None:
    assert said(sale(1, 10)) == "Not held any more: fits under the limit."
    blind = replace(parts(), dossier=replace(parts().dossier, standing=None))
    assert panel(blind).verdict == "Cannot be judged now, so it stays as it is: credit figures not read."
    gone = replace(parts(), sale=None)
    assert panel(gone).verdict == "The order cannot be read here."


# ---- figures of one moment --------------------------------------------------------------------------------------------------


def test_exposure_limit_share_and_rule_agree() -> None:
    found = panel(parts(dossier(sale(1, 600, ship_date=day(1)), sale(2, 600), at=standing(100, 1000)), "2"))
    assert block(found, Exposure).amount == eur(1300)
    assert block(found, Exposure).limit == eur(1000)
    assert block(found, Exposure).used_percent == "130.0 %"
    assert sum(b.amount.minor for b in block(found, Exposure).buckets if b.amount is not None) == 1300_00
    read_at = f"{NOW.astimezone():%H:%M}"  # on the reader's own clock
    assert found.rule == ("Exposure above limit", "1,300.00 > 1,000.00, 30.0 % over", f"credit.over_limit, version 1, {read_at}")


def test_an_older_finding_gives_way_to_the_records_at_hand() -> None:
    old = parts(dossier(sale(1, 300), at=standing(800, 1000)))
    newer = replace(old, dossier=dossier(sale(1, 300), at=standing(900, 1000)))
    assert panel(newer).verdict == "200.00 over the limit, 20.0 %."
    assert block(panel(newer), Exposure).amount == eur(1200)


def test_place_terms_source_and_age() -> None:
    found = panel(replace(parts(), dossier=replace(parts().dossier, asof=NOW - timedelta(seconds=40))))
    assert (found.place, block(found, Facts).note, found.source_words) == ("Bergen, NO", "Terms 30 days net", "ERP, 40 s ago")
    assert panel(replace(parts(), dossier=replace(parts().dossier, asof=None))).source_words == "ERP, not read completely yet"


# ---- the account: never invented ---------------------------------------------------------------------------------------------


def test_what_no_connected_system_knows_is_not_connected() -> None:
    found = account(parts())
    for label in ("Promises kept", "Risk class", "Insured", "Disputes"):
        assert (found[label].state, found[label].text) == ("not_connected", "")


def test_what_this_sign_in_may_not_read_is_unreadable() -> None:
    blind = dossier(sale(1, 300), at=standing(800, 1000, dunning_block=None), receivables=None, payments=None, invoices=None)
    found = account(parts(blind))
    for label in ("Unapplied cash", "In transit", "Days late, 12 m", "Dunning"):
        assert (found[label].state, found[label].text) == ("unreadable", "")


def test_what_is_known_to_be_empty_says_none() -> None:
    found = account(parts())
    assert {label: fact.text for label, fact in found.items() if fact.state == "none"} == {
        "Unapplied cash": "none",
        "In transit": "none",
        "Days late, 12 m": "no invoices paid yet",
        "Dunning": "not blocked",
        "Held as well": "nothing else",
    }


def test_what_is_known_is_said_in_figures() -> None:
    lines = (receivable(4, 900), cash(5, 62), settled(6, 5), settled(7, 2), settled(8, 3))
    of = dossier(
        sale(1, 300), sale(2, 400), at=standing(900, 1000, receivable=eur(838)), receivables=lines, payments=(payment(1, 245),)
    )
    found = account(parts(of))
    assert found["Unapplied cash"].text == "62.00, 4 Nov"
    assert found["In transit"].text == "245.00 on 26 Nov"
    assert found["Days late, 12 m"].text == "3.3 average, 5 worst"
    assert found["Held as well"].text == "SO-2, 400"


def test_many_held_orders_are_counted() -> None:
    of = dossier(*(sale(key, 2000) for key in range(1, 6)))
    assert account(parts(of))["Held as well"].text == "SO-2, 2,000; SO-3, 2,000 and 2 more"


# ---- lines and margin ----------------------------------------------------------------------------------------------------------


def line(key: int, net: str, cost: str | None, quantity: str = "40") -> SaleLine:
    return SaleLine(
        ref=Ref("tryton", "line", str(key)),
        rev="1",
        stamp=NOW,
        sale="1",
        sequence=key,
        sku=f"V-{key}",
        product="Valve",
        quantity=Decimal(quantity),
        unit="u",
        net=Money.of(net, "EUR"),
        cost=None if cost is None else Money.of(cost, "EUR"),
        product_key=None,
        unit_price=Decimal(net) / Decimal(quantity),
    )


def test_lines_in_their_order_with_plain_quantities() -> None:
    found = panel(replace(parts(), lines=(line(2, "100", "60", "2.50"), line(1, "200", "100"))))
    assert [(r.sku, r.quantity) for r in block(found, Lines).rows] == [("V-1", "40"), ("V-2", "2.5")]
    assert block(found, Lines).note == "Margin 46.7 %"


def test_a_margin_with_a_cost_missing_is_not_known() -> None:
    assert block(panel(replace(parts(), lines=(line(1, "100", None), line(2, "200", "1")))), Lines).note == (
        "Margin not known: no cost for 1 of 2 lines"
    )
    assert block(panel(parts()), Lines).note == ""


def test_a_margin_in_another_currency_goes_by_the_orders_own_rate() -> None:
    foreign = sale(1, 300, untaxed=Money(3000_00, "NOK"))
    of = parts(dossier(foreign, at=standing(800, 1000)))
    lines = (replace(line(1, "1", "240"), net=Money(3000_00, "NOK")),)
    assert block(panel(replace(of, lines=lines)), Lines).note == "Margin 20.0 %"


def test_a_loss_has_a_real_minus() -> None:
    assert block(panel(replace(parts(), lines=(line(1, "100", "110"),))), Lines).note == "Margin \N{MINUS SIGN}10.0 %"


# ---- chips, deeds, history, notes -------------------------------------------------------------------------------------------------


def test_chips() -> None:
    of = parts(dossier(sale(1, 300, ship_date=day(0)), at=standing(800, 1000)))
    assert panel(of).chips == (("Credit hold", "bad"), ("Ships today", "warn"), ("Due in 2 h 00", "none"))
    late = replace(of, row=replace(of.row, ship_date=day(-1), due_at=NOW - timedelta(minutes=72)))
    assert panel(late).chips[1:] == (("1 d late", "bad"), ("Overdue 1 h 12", "bad"))
    soon = replace(of, row=replace(of.row, due_at=NOW + timedelta(minutes=38)))
    assert ("Due in 38 min", "warn") in panel(soon).chips
    assert panel(replace(of, row=replace(of.row, state="resolved", outcome="released"))).chips == (("Released", "ok"),)
    waits = replace(of, decisions=(decision(of),))
    assert panel(waits).chips[0] == ("Waits for approval", "wait")
    asked = replace(of.case, state=CaseState.WAITING, wake_at=NOW + timedelta(hours=1)) if of.case else None
    assert panel(replace(of, case=asked)).chips[1] == ("Waits for the customer until today", "wait")


def test_deeds_come_in_the_order_of_the_action_bar_each_with_its_verdict() -> None:
    for me in (CSR, ANALYST, MANAGER):
        deeds = panel(parts(), me).deeds
        assert [d.name for d in deeds] == [spec.name for spec in of_type("credit")]
        assert all(d.words for d in deeds if d.verdict == "denied")
    assert panel(parts(), CSR).deeds[0].words == "A credit analyst releases holds; escalate with 4"
    assert panel(parts(), ANALYST).deeds[0].verdict == "may"


def test_history_is_newest_first_and_names_who() -> None:
    of = parts()
    past = decision(of, MANAGER, state=DecisionState.APPLIED, at=NOW - timedelta(days=80))
    refused = decision(of, state=DecisionState.REFUSED, words="the ERP held it again", at=NOW - timedelta(minutes=3))
    found = panel(replace(of, decisions=(refused,), past=((past, "SO-77"),))).history
    assert [(e.text, e.by) for e in found] == [
        ("Release once: refused, the ERP held it again", "Credit_Analyst"),
        ("Held", None),
        ("SO-77: Released once", "Credit_Manager"),
    ]


def test_history_says_by_which_version_of_the_policy_each_decision_was_judged() -> None:
    of = parts()
    waits, before = decision(of, policy=3), decision(of, MANAGER, state=DecisionState.APPLIED, at=NOW - timedelta(days=80))
    found = panel(replace(of, decisions=(waits,), past=((before, "SO-77"),))).history
    assert [(e.text, e.policy) for e in found if e.by] == [("Release once: approval asked", 3), ("SO-77: Released once", None)]


def test_notes_are_newest_first() -> None:
    notes = (Note("case-1", CSR.id, NOW - timedelta(hours=2), "called"), Note("case-1", ANALYST.id, NOW, "will pay"))
    assert [(n.text, n.by) for n in panel(replace(parts(), notes=notes)).notes] == [
        ("will pay", "Credit_Analyst"),
        ("called", "Csr"),
    ]


# ---- the decision in hand ---------------------------------------------------------------------------------------------------------


def test_nothing_in_hand() -> None:
    assert panel(parts()).pending is None


def test_a_request_that_waits() -> None:
    of = parts()
    found = panel(replace(of, decisions=(decision(of, approvers_needed=2, approved_by=(MANAGER.id,)),))).pending
    assert found is not None
    assert (found.state, found.title, found.asked_by, found.reason) == ("approval", "Release once SO-1", "Credit_Analyst", REASON)
    assert (found.needs, found.needs_role, found.approved_by) == (2, "a credit manager", ("Credit_Manager",))
    assert found.amount == eur(100)


@pytest.mark.parametrize(
    ("state", "letters", "shown"),
    [
        (DecisionState.OPEN, LetterState.QUEUED, "queued"),
        (DecisionState.OPEN, LetterState.SENDING, "sending"),
        (DecisionState.OPEN, None, "sending"),  # a colleague's console carries it
        (DecisionState.UNKNOWN, LetterState.UNKNOWN, "checking"),
        (DecisionState.PARKED, LetterState.PARKED, "parked"),
        (DecisionState.REFUSED, None, "refused"),
    ],
)
def test_how_far_a_decision_is(state: DecisionState, letters: LetterState | None, shown: str) -> None:
    of = parts()
    mine = () if letters is None else (letter(of, state=letters),)
    found = panel(replace(of, decisions=(decision(of, state=state, approvers_needed=0),), letters=mine)).pending
    assert found is not None
    assert found.state == shown


def test_a_letter_that_the_gate_has_not_seen_yet() -> None:
    of = parts()
    found = panel(replace(of, letters=(letter(of, "note"), letter(of)))).pending
    assert found is not None
    assert (found.deed, found.state, found.reason) == ("release_hold", "queued", REASON)


def test_a_refusal_is_history_once_the_case_is_closed() -> None:
    of = replace(parts(), row=row(state="cleared", outcome="cleared"))
    assert panel(replace(of, decisions=(decision(parts(), state=DecisionState.REFUSED),))).pending is None
