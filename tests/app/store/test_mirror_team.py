"""What the mirror copies of the team store, and how it is dropped when the log starts over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.case import CaseState, Spell
from app.domain.ref import Ref
from app.store.mirror import Mirror
from app.store.team import TeamPage
from tests.app.store.build import LATER, T0, TENANT, euro, finding


def page(**more: Any) -> TeamPage:
    values: dict[str, Any] = {
        "seq": 1,
        "hash": "h",
        "cases": (),
        "spells": (),
        "decisions": (),
        "notes": (),
        "persons": (),
        "complete": True,
        "asof": T0,
    }
    return TeamPage(**values | more)


def test_a_log_that_starts_over_drops_the_copies(mirror: Mirror) -> None:
    from app.domain.case import Case

    mark = finding(TENANT)
    case = Case(
        mark.case_id,
        mark.fingerprint,
        "credit",
        1,
        CaseState.OPEN,
        None,
        T0,
        T0,
        T0,
        1,
        None,
        0,
        None,
        None,
        5,
        "SO7",
        "3",
        euro(9),
    )
    spell = Spell(case.id, 1, T0, T0, LATER, CaseState.CLEARED, "cleared", None)
    with mirror.writing() as tx:
        assert tx.take(page(seq=9, cases=(case,), spells=(spell,))) == {case.id}
        assert tx.case(case.id) == case
        assert tx.subject_of_case(case.id) == Ref(mark.ref.source, "customer", "3"), (
            "what is judged when something was done about it"
        )
        assert tx.subject_of_case("nobody knows") is None
        assert tx.spells_of(case.id) == (spell,)
        tx.take(page(seq=10, cases=(replace(case, rev=4, outcome="older"),)))
        assert tx.case(case.id) == case, "a lower revision never replaces it"
        assert tx.team_cursor() == 10
        tx.take(page(seq=2, reset=True))
        assert (tx.case(case.id), tx.spells_of(case.id), tx.team_cursor()) == (None, (), 2)
        assert tx._one("SELECT count(*) FROM case_row") == (0,)
