"""Taking back: one's own request, a raise that is still in force, and a decision of two systems as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.commands import COMMANDS
from app.commands.command import until_words
from app.decisions import joined
from app.domain.case import Decision, DecisionState, back_slot
from app.domain.dossier import PanelParts
from app.domain.letter import Effect, canonical
from app.domain.person import Person
from app.domain.steps import Plan, Step, read
from app.policy.verdict import Allowed, Denied, Verdict
from tests.app.commands.parts import decision, parts, row
from tests.app.policy.test_matrix import ANALYST, CSR, MANAGER, POLICY
from tests.app.rules.world import NOW, dossier, sale, standing

TAKE_BACK = next(s for s in COMMANDS if s.name == "take_back")
RAISE = next(s for s in COMMANDS if s.name == "raise_limit")


def raised(*, until: date = date(2025, 12, 31)) -> Decision:
    """From 1,000 to 1,500."""
    plan = RAISE.plan(parts(), {"to": "1500", "until": until.isoformat(), "reason": "growth, for a while"})
    shown = (("tryton", "SO-1", "credit limit", "1,000.00 EUR", "1,500.00 EUR"),)
    text, sha = canonical(replace(plan, preview=(shown,)).payload())
    base = decision(parts(), MANAGER, state=DecisionState.APPLIED)
    return replace(base, id="r1", deed="raise_limit", slot="raise_limit", payload=text, sha256=sha)


def case(*decisions: Decision, limit: int = 1500) -> PanelParts:
    """Cleared by the raise."""
    return replace(
        parts(dossier(sale(1, 300), at=standing(800, limit))), row=row(state="cleared", outcome="cleared"), decisions=decisions
    )


def verdict(of: PanelParts, who: Person = ANALYST) -> Verdict:
    return TAKE_BACK.check(of, who, POLICY)


def test_a_raise_in_force_is_set_back_before_its_day_also_from_its_closed_case() -> None:
    of = case(raised())
    assert isinstance(verdict(of), Allowed)
    view = TAKE_BACK.preview(of, ANALYST, POLICY, {}, NOW)
    assert view.effects == (Effect("tryton", "SO-1", "credit limit", "1,500.00 EUR", "1,000.00 EUR"),)
    (step,) = TAKE_BACK.steps(of, {})
    assert (step.deed, step.body["from"], step.body["to"]) == ("lower_limit", [1500_00, "EUR"], [1000_00, "EUR"])


def test_who_may_not_set_a_limit_back_may_not_here() -> None:
    assert isinstance(verdict(case(raised()), CSR), Denied)


def test_a_limit_that_somebody_changed_is_left() -> None:
    assert verdict(case(raised(), limit=1800)) == Denied("The limit is 1,800.00 by now")


@pytest.mark.parametrize("state", [DecisionState.APPLIED, DecisionState.OPEN])
def test_once(state: DecisionState) -> None:
    text, sha = canonical(read(raised().payload).back("").payload())
    back = replace(raised(), id="b1", deed="take_back", slot=back_slot("r1"), payload=text, sha256=sha, state=state)
    assert isinstance(verdict(case(replace(back, approvers_needed=0), raised(), limit=1000)), Denied)


def test_what_has_a_step_that_stays_is_not_offered() -> None:
    released = replace(decision(parts(), state=DecisionState.APPLIED))
    assert verdict(case(released)) == Denied("There is nothing to take back")


# ---- two systems ---------------------------------------------------------------------------------------------------------------

BOOK = Step("tryton", "book_order", "W7", {}, undo=Step("tryton", "unbook_order", "W7", {}))
LINK = Step("medusa", "link", "W7", {}, undo=Step("medusa", "unlink", "W7", {}))


def test_the_words_say_until_when() -> None:
    assert until_words((BOOK,)) == ""
    assert until_words((BOOK, LINK)) == "If a later step fails, those before are taken back by themselves"
    last = until_words((BOOK, replace(LINK, undo=None)))
    assert last == "Point of no return: step 2 of 2 (medusa); until then it is taken back by itself; afterwards it stays"
    first = until_words((replace(BOOK, undo=None), LINK))
    assert first.startswith("Point of no return: step 1 of 2 (tryton); afterwards it stays, and what follows is tried")


def test_taking_back_runs_backwards() -> None:
    plan = Plan("book_order", (BOOK, LINK))
    assert [s.deed for s in plan.back("").steps] == ["unlink", "unbook_order"]
    assert [plan.part(n).deed for n in (1, 2, 3, 4)] == ["book_order", "link", "unlink", "unbook_order"]
    assert (plan.turn(1), plan.turn(2), plan.turn(4)) == (None, 4, None)


def test_taking_back_that_is_refused_half_way_is_done_again_and_ends_there() -> None:
    back = Plan("book_order", (BOOK, replace(LINK, rev="3"))).back("")
    assert back.turn(2) == 4, "unlinked, and the ERP will not unbook"
    assert (back.part(4).deed, back.part(4).rev, back.part(4).undo) == ("link", None, None)
    assert not back.undoable


def test_a_preview_is_joined_in_the_order_of_the_steps_and_says_whose_part_is_foreseen() -> None:
    book, link = Effect("tryton", "W7", "order", "", "booked"), Effect("medusa", "W7", "link", "", "WEB-7")
    foreseen = (link, replace(book, after="guessed"))
    assert joined(("tryton", "medusa"), ((book,), (link,)), foreseen) == ((book, link), ())
    assert joined(("tryton", "medusa"), ((book,), None), foreseen) == ((book, link), ("medusa",))
    assert joined(("medusa", "tryton", "medusa"), (None, (book,), None), foreseen) == ((link, book), ("medusa",))
