"""What a second person is shown before agreeing: every change in its system, the figures it is measured by, who may and who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.commands.approvals import RETURN_ASKED
from app.commands.approve_quote import APPROVE_QUOTE
from app.domain.block import Block, Comparison, Facts
from app.domain.case import DecisionState
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.domain.question import CasePanel
from app.domain.quote import QuoteDossier
from app.domain.steps import Plan, read
from app.panels import panel_for
from app.policy.verdict import Allowed, Denied
from tests.app.commands import quotes
from tests.app.commands.parts import PEOPLE, decision, parts
from tests.app.commands.test_deeds import RELEASE
from tests.app.policy.test_matrix import ANALYST, CSR, MANAGER, POLICY, person
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, dossier, sale, standing

PRICING, ORDERS = person("pricing_manager"), person("order_manager")
SHOWN = (("tryton", "SO-1", "state", "quotation", "confirmed"), ("tryton", "SO-1", "note", "", "cash is on its way"))


def page(of: PanelParts, me: Person = MANAGER) -> CasePanel:
    return panel_for(of).build(of, me, POLICY, NOW)


def block(panel: CasePanel, title: str) -> Block:
    return next(b for b in panel.blocks if b.title == title)


def told(panel: CasePanel, title: str) -> dict[str, str]:
    found = block(panel, title)
    assert isinstance(found, Facts)
    return {f.label: f.text for f in found.facts}


def cells(of: Block) -> list[tuple[str, ...]]:
    assert isinstance(of, Comparison)
    return [(row.mark, *(cell.text for cell in row.cells)) for row in of.rows]


def waiting(**changes: object) -> PanelParts:
    """200 over a limit of 1,000: above an analyst's share."""
    of = parts(dossier(sale(1, 400), at=standing(800, 1000)))
    plan = replace(RELEASE.plan(of, {"reason": "cash is on its way"}), preview=(SHOWN,))
    return replace(of, decisions=(decision(of, plan=plan, **changes),))


def test_every_change_as_the_asker_saw_it() -> None:
    changes = block(page(waiting()), "Release once: what will change")
    assert cells(changes) == [
        ("~", "ERP SO-1", "State", "quotation", "confirmed"),
        ("+", "ERP SO-1", "Note", "–", "cash is on its way"),
    ]
    assert changes.note == "as it was asked; nothing is sent yet"  # type: ignore[union-attr]
    assert page(waiting()).blocks[0] is not None
    assert not [b for b in page(parts()).blocks if b.title.endswith("what will change")], "nothing waits"


def test_what_could_not_be_tried_out_says_so() -> None:
    of = parts()
    of = replace(of, decisions=(decision(of),))
    assert cells(block(page(of), "Release once: what will change")) == [
        ("", "ERP SO-1", "Release credit hold", "–", "not tried out")
    ]


def test_a_document_that_changed_since_says_so() -> None:
    of = waiting()
    assert of.sale is not None
    moved = replace(of, sale=replace(of.sale, rev="another"))
    assert "changed since it was asked" in block(page(moved), "Release once: what will change").note  # type: ignore[union-attr]


def test_the_account_then_and_now() -> None:
    assert told(page(waiting()), "The account when it was asked") == {
        "Exposure without it": "800.00 of 1,000.00 EUR",
        "Over the limit": "200.00 EUR, 20.0 %",
    }
    now = parts(dossier(sale(1, 400), at=standing(900, 1000)))
    worse = told(page(replace(now, decisions=waiting().decisions)), "The account when it was asked")
    assert worse["Over the limit now"] == "300.00 EUR"


def test_who_agrees_and_who_does_not() -> None:
    people = told(page(waiting()), "Who agrees")
    assert people["Needed"] == "Credit manager"
    assert people["Reason"] == "cash is on its way"
    assert people["Not by"].startswith(f"{ANALYST.name}, who asked")
    assert MANAGER.name in people["May agree"]
    assert CSR.name not in people["May agree"]
    alone = replace(waiting(), people=(ANALYST, CSR))
    assert told(page(alone), "Who agrees")["May agree"] == "nobody in the team"


# ---- offers ------------------------------------------------------------------------------------------------------------------------


def approved(of: QuoteDossier) -> PanelParts:
    """An approval of it as it stood then, kept in the case of now."""
    before = quotes.parts(of, "limits")
    plan = APPROVE_QUOTE.plan(before, {"reason": "A bundle with the next order"})
    return replace(before, decisions=(decision(before, PRICING, plan=plan, state=DecisionState.APPLIED),))


def test_only_what_is_another_since_it_was_approved() -> None:
    before = q.dossier(q.sale(1550), q.line(each="75.00"), q.LINES[1])
    now = q.dossier(q.sale(1500), q.line(each="70.00"), q.LINES[1])
    of = replace(quotes.parts(now, "limits"), decisions=approved(before).decisions)
    changed = block(page(of, PRICING), "Since it was approved")
    assert [row[1] for row in cells(changed)] == ["HYD-18"]
    assert cells(changed)[0][4:] == ("75", "70")
    assert changed.note == "1 line as approved"  # type: ignore[union-attr]
    same = replace(quotes.parts(before, "limits"), decisions=approved(before).decisions)
    assert not [b for b in page(same, PRICING).blocks if b.title == "Since it was approved"]


def test_a_line_that_came_and_one_that_went_and_other_terms() -> None:
    before = q.dossier(q.sale(1550), q.line(each="75.00"), q.LINES[1])
    other = replace(q.LINES[1], product_key="99", sku="NEW-1", unit_price=Decimal(5), quantity=Decimal(3))
    now = q.dossier(q.sale(1500, payment_terms="Net 90"), q.line(each="75.00"), other)
    of = replace(quotes.parts(now, "limits"), decisions=approved(before).decisions)
    rows = cells(block(page(of, PRICING), "Since it was approved"))
    assert [row[0] for row in rows] == ["\N{MINUS SIGN}", "+", "~"]
    assert [row[1] for row in rows[1:]] == ["NEW-1", "Terms"]
    assert rows[2][5] == "Net 90"


def asked_offer(asker: Person = ORDERS) -> PanelParts:
    of = quotes.parts(q.dossier(q.sale(1550), q.line(each="75.00"), q.LINES[1]), "limits")
    plan = APPROVE_QUOTE.plan(of, {"reason": "A bundle with the next order"})
    return replace(
        of, people=(*PEOPLE, ORDERS, PRICING), decisions=(decision(of, asker, plan=plan, at=NOW - timedelta(hours=1)),)
    )


@pytest.mark.parametrize(("me", "may"), [(PRICING, True), (ORDERS, False), (CSR, False)])
def test_who_may_approve_an_offer_may_return_it_to_its_author(me: Person, may: bool) -> None:
    verdict = RETURN_ASKED.check(asked_offer(), me, POLICY)
    assert isinstance(verdict, Allowed if may else Denied), verdict


def test_nothing_is_returned_that_was_not_asked_for() -> None:
    verdict = RETURN_ASKED.check(quotes.parts(q.cheap(), "limits"), PRICING, POLICY)
    assert isinstance(verdict, Denied)


def test_an_approval_keeps_what_it_was_about() -> None:
    of = quotes.parts(q.cheap(), "limits")
    plan = read(decision(of, PRICING, plan=APPROVE_QUOTE.plan(of, {"reason": "A bundle with the next order"})).payload)
    assert isinstance(plan, Plan)
    assert plan.gate is not None
    assert [line[1] for line in plan.gate["stands"]["lines"]]  # type: ignore[index]
