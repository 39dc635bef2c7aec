"""A raised limit in the case's own words: until when, and what became of taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.block import Fact, Facts
from app.domain.case import Decision, DecisionState, back_slot
from app.domain.dossier import PanelParts
from app.domain.letter import LetterState, canonical
from app.domain.question import CasePanel
from app.domain.steps import Plan, Step
from app.panels.credit import build
from tests.app.commands.parts import decision, letter, parts, row
from tests.app.panels.blocks import block
from tests.app.policy.test_matrix import ANALYST, MANAGER, POLICY
from tests.app.rules.world import NOW, dossier, sale, standing

YESTERDAY, TODAY, LATER = "2025-11-23", "2025-11-24", "2025-12-31"


def raise_of(until: str, *, id_: str = "r1", before: int = 1000, to: int = 1500, days_ago: int = 9) -> Decision:
    old, new = [before * 100, "EUR"], [to * 100, "EUR"]
    undo = Step("tryton", "lower_limit", "SO-1", {"customer": "3", "from": new, "to": old})
    step = Step("tryton", "raise_limit", "SO-1", {"customer": "3", "from": old, "to": new, "until": until}, None, undo)
    payload, sha256 = canonical(Plan("raise_limit", (step,), "growth").payload())
    at = NOW - timedelta(days=days_ago)
    base = decision(parts(), MANAGER, state=DecisionState.APPLIED, at=at)
    return replace(base, id=id_, deed="raise_limit", slot="raise_limit", payload=payload, sha256=sha256)


def back_of(of: Decision, state: DecisionState, words: str | None = None) -> Decision:
    return replace(of, id=f"b-{of.id}", deed="take_back", slot=back_slot(of.id), state=state, at=NOW, words=words)


def case(*decisions: Decision, limit: int = 1500, **changes: Any) -> PanelParts:
    """Cleared since the raise; the ERP's limit is ``limit``."""
    closed = row(state="cleared", outcome="cleared")
    of = parts(dossier(sale(1, 300), at=standing(800, limit)))
    return replace(of, row=closed, finding=None, decisions=tuple(reversed(decisions)), **changes)


def panel(of: PanelParts) -> CasePanel:
    return build(of, ANALYST, POLICY, NOW)


def told(of: PanelParts) -> tuple[str, bool]:
    """The raise's line in the history; whether the page warns."""
    shown = panel(of)
    [line] = [e.text for e in shown.history if "Limit raised" in e.text]
    return line, ("Raised limit not set back", "bad") in shown.chips


def fact(of: PanelParts) -> Fact | None:
    return next((f for f in block(panel(of), Facts).facts if f.label == "Raised limit"), None)


def test_before_its_day() -> None:
    of = case(raise_of(LATER))
    assert told(of) == ("Limit raised to 1,500.00 until 31 Dec", False)
    assert fact(of) == Fact("Raised limit", "1,500.00 until 31 Dec")


def test_taken_back() -> None:
    one = raise_of(TODAY)
    of = case(one, back_of(one, DecisionState.APPLIED), limit=1000)
    assert told(of) == ("Limit raised to 1,500.00 until 24 Nov, taken back on 24 Nov", False)
    assert "Taken back" in [e.text for e in panel(of).history]
    assert fact(of) is None


def test_nobody_was_there_to_take_it_back() -> None:
    of = case(raise_of(YESTERDAY))
    assert told(of) == ("Limit raised to 1,500.00 until 23 Nov, not taken back: nobody who may was signed in since", True)
    assert fact(of) == Fact("Raised limit", "1,500.00, over since 23 Nov", "bad")


def test_refused() -> None:
    one = raise_of(YESTERDAY)
    of = case(one, back_of(one, DecisionState.REFUSED, "no right in the ERP"))
    assert told(of) == ("Limit raised to 1,500.00 until 23 Nov, not taken back: no right in the ERP", True)


def test_changed_by_somebody_since() -> None:
    one = raise_of(YESTERDAY)
    of = case(one, back_of(one, DecisionState.REFUSED, "The credit limit is 3,000.00 EUR by now"), limit=3000)
    assert told(of) == ("Limit raised to 1,500.00 until 23 Nov, left: the limit is 3,000.00 by now", False)
    assert fact(of) is None


@pytest.mark.parametrize("state", [DecisionState.OPEN, DecisionState.UNKNOWN])
def test_under_way(state: DecisionState) -> None:
    one = raise_of(TODAY)
    assert told(case(one, back_of(one, state))) == ("Limit raised to 1,500.00 until 24 Nov, being taken back", False)


def test_under_way_from_here() -> None:
    one = raise_of(TODAY)
    mine = replace(letter(parts(), "lower_limit", LetterState.QUEUED), slot=back_slot(one.id))
    assert told(case(one, letters=(mine,)))[0].endswith("being taken back")


def test_parked_it_needs_a_person() -> None:
    one = raise_of(TODAY)
    line, warns = told(case(one, back_of(one, DecisionState.PARKED, "asked eight times")))
    assert (line.rpartition(", ")[2], warns) == ("taking it back needs a decision in the outbox", True)


def test_under_a_later_raise_it_goes_on() -> None:
    first, second = raise_of(YESTERDAY), raise_of(LATER, id_="r2", before=1500, to=2000, days_ago=3)
    of = case(first, limit=2000, past=((second, "SO-2"),))
    lines = [e.text for e in panel(of).history]
    assert "Limit raised to 1,500.00 until 23 Nov, goes on under a later raise" in lines
    assert "SO-2: Limit raised to 2,000.00 until 31 Dec" in lines
    assert fact(of) == Fact("Raised limit", "2,000.00 until 31 Dec")


def test_it_shows_on_every_case_of_the_customer() -> None:
    of = replace(case(past=((raise_of(YESTERDAY), "SO-2"),)), row=row())
    assert ("Raised limit not set back", "bad") in panel(of).chips
    assert fact(of) is not None
