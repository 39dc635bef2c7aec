"""Claiming from a carrier: which pieces, for how much, by which law, until when; before a remedy or after it, once a piece."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.claim_carrier import CLAIM_CARRIER
from app.commands.credit_units import CREDIT_UNITS
from app.commands.replace_units import REPLACE_UNITS
from app.domain.block import Clocks
from app.domain.carrier_claim import read
from app.domain.carrier_terms import CarrierTerms, Term
from app.domain.dossier import ComplaintDossier
from app.domain.finding import Fires, Silent
from app.errors import Refused
from app.panels import panel_for
from app.policy.verdict import Allowed, Denied
from app.rules.damage import DAMAGE, UNTOLD
from tests.app.commands.damage import parts
from tests.app.policy.test_matrix import ANALYST, CSR, POLICY
from tests.app.rules import damage_world as w
from tests.app.rules.world import NOW, day

TWO = {"pieces": "2,3", "each": "50.00", "mode": "road", "carrier": "Spedition Nord"}
REPLACED = w.dossier(made=(w.replacement("#2 #3"),), attachments=(w.attached(), w.attached("note.txt", 81)))


def test_the_packet_says_what_is_claimed_until_when_and_encloses_the_photos() -> None:
    [step] = CLAIM_CARRIER.steps(parts(REPLACED), TWO)
    assert (step.deed, step.document, step.rev, step.undo) == ("claim_carrier", "CL00003", None, None)
    body: Any = step.body
    claim = read(body["claim"])
    assert (claim.pieces, claim.each, claim.currency, claim.carrier) == ((2, 3), "50.00", "EUR", "Spedition Nord")
    assert (claim.delivered, claim.notice_by, claim.claim_by) == ("2025-11-22", "2025-11-29", "2026-11-22")
    assert [(p["key"], p["rev"], p["name"]) for p in body["photos"]] == [("80", "1", "carton.jpg")]
    view = CLAIM_CARRIER.preview(parts(REPLACED), CSR, POLICY, TWO, NOW)
    assert [(e.field, e.after) for e in view.effects] == [
        ("packet", "carrier-claim-CL00003-2-3.pdf"),
        ("claimed from the carrier", "100.00 EUR for 2 pieces"),
    ]
    assert view.problem == view.draft == ""


def test_the_carrier_reads_the_number_of_the_goods_once() -> None:
    """A Tryton puts it before the product's name; the packet has a line for both."""
    body: Any = CLAIM_CARRIER.steps(parts(w.dossier(lines=(w.line(product="[HYD-18] Cylinder"),))), TWO)[0].body
    claim = read(body["claim"])
    assert (claim.sku, claim.product) == ("HYD-18", "Cylinder")


def test_by_air_the_terms_are_those_of_montreal() -> None:
    body: Any = CLAIM_CARRIER.steps(parts(), TWO | {"mode": "air"})[0].body
    claim = read(body["claim"])
    assert (claim.mode, claim.notice_by, claim.notice_law) == ("Air", "2025-12-06", "Montreal Convention 31")


def test_it_may_be_claimed_before_a_remedy_and_after_it_and_each_piece_once() -> None:
    assert isinstance(CLAIM_CARRIER.check(parts(), CSR, POLICY), Allowed)
    asked = {f.name: f for f in CLAIM_CARRIER.asked(parts(REPLACED))}
    assert (asked["pieces"].value, asked["each"].value, asked["mode"].value) == ("2,3", "50.00", "road")
    told = w.dossier(attachments=(w.packet("#2"),))
    assert [value for value, _ in {f.name: f for f in CLAIM_CARRIER.asked(parts(told))}["pieces"].options] == [
        "1",
        "3",
        "4",
        "5",
        "6",
    ]
    assert CLAIM_CARRIER.slot_in(parts(told)) != CLAIM_CARRIER.slot_in(parts())
    with pytest.raises(Refused, match="Piece 2 is claimed already"):
        CLAIM_CARRIER.steps(parts(told), TWO)
    every = w.dossier(attachments=(w.packet("#1 #2 #3 #4 #5 #6"),))
    assert isinstance(CLAIM_CARRIER.check(parts(every), CSR, POLICY), Denied)


def test_who_was_served_is_not_served_twice_by_the_case_about_the_carrier() -> None:
    for deed in (REPLACE_UNITS, CREDIT_UNITS):
        verdict = deed.check(parts(REPLACED), CSR, POLICY)
        assert isinstance(verdict, Denied)
        assert "customer is served" in verdict.reason


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"each": "50.01"}, "at most 50.00 EUR"),
        ({"each": "0"}, "at most 50.00 EUR"),
        ({"mode": "camel"}, "Choose"),
        ({"pieces": ""}, "Tick"),
        ({"pieces": "7"}, "Piece 7"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        CLAIM_CARRIER.steps(parts(), TWO | wrong)


@pytest.mark.parametrize(
    "of",
    [
        w.dossier(attachments=None),
        w.dossier(moves=()),
        w.dossier(complaint=w.complaint(line=None, sale="9")),
        w.dossier(lines=(w.line(60),), moves=(w.move(quantity=w.Decimal(60)),)),
    ],
    ids=["files not readable", "not delivered", "no line", "too many"],
)
def test_what_cannot_be_claimed_says_why(of: ComplaintDossier) -> None:
    assert isinstance(CLAIM_CARRIER.check(parts(of), CSR, POLICY), Denied)


def test_a_credit_analyst_claims_nothing() -> None:
    assert isinstance(CLAIM_CARRIER.check(parts(), ANALYST, POLICY), Denied)


def test_a_term_that_is_over_is_said_and_stops_nobody() -> None:
    late = w.dossier(moves=(w.move(effective=day(-9)),))
    view = CLAIM_CARRIER.preview(parts(late), CSR, POLICY, TWO, NOW)
    facts = {label: (text, tone) for label, text, tone in view.facts}
    assert facts["Notice in time"][0].startswith("over since")
    assert facts["Notice in time"][1] == "bad"
    assert view.verdict == "may"


def test_the_page_says_that_the_carrier_was_not_told_and_then_that_it_was() -> None:
    page = panel_for(parts(REPLACED)).build(parts(REPLACED), CSR, POLICY, NOW)
    assert page.verdict.startswith("SO00030 makes it good")
    assert page.chips[0][0] == "Carrier not told"
    told = w.dossier(attachments=(w.packet("#2"),))
    blocks = {b.title: b for b in panel_for(parts(told)).build(parts(told), CSR, POLICY, NOW).blocks}
    claim: Any = blocks["Carrier claim"]
    assert [(f.label, f.text) for f in claim.facts] == [
        ("Notice given", "today, the clock stopped"),
        ("Claimed", "50.00 EUR for 1 piece, today"),
        ("Packet", "carrier-claim-CL00003-2.pdf"),
    ]
    clocks: Any = blocks["Deadlines of the carrier"]
    assert [c.label for c in clocks.rows] == ["Claim against the carrier"]


def test_rule_page_and_packet_go_by_the_terms_in_force() -> None:
    """Delivered eight days ago and made good: whether anybody still has to tell the carrier, and until when."""
    made, on = (w.replacement(),), (w.move(effective=day(-8)),)

    def within(days: int) -> ComplaintDossier:
        term = Term(days, "days", "Contract 7")
        modes = {name: replace(mode, notice=term) for name, mode in w.TERMS.modes.items()}
        return w.dossier(made=made, moves=on, terms=CarrierTerms(modes["road"], modes))

    untold = (within(1).ref, UNTOLD)
    assert isinstance(DAMAGE.judge(within(7), NOW)[untold], Silent)
    assert isinstance(DAMAGE.judge(within(8), NOW)[untold], Fires)
    of = parts(within(20))
    page = panel_for(of).build(of, CSR, POLICY, NOW)
    clocks = next(b for b in page.blocks if isinstance(b, Clocks))
    assert "20 days, until " in clocks.rows[0].source
    assert clocks.rows[0].source.endswith(": Contract 7")
    assert [text for value, text in next(f for f in CLAIM_CARRIER.asked(of) if f.name == "mode").options][:1] == [
        "Road, Europe: 20 days"
    ]
    [step] = CLAIM_CARRIER.steps(of, {**TWO, "pieces": "1"})
    assert read(step.body["claim"]).notice_law == "Contract 7"  # type: ignore[arg-type]
