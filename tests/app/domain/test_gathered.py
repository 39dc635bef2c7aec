"""One decision about many cases: every case has its own end, one that fails hides nothing, and it outlives the program."""

from __future__ import annotations

from dataclasses import replace

from app.domain.gathered import Fate, Gathered, Item
from app.domain.letter import LetterState

S = LetterState


def three() -> Gathered:
    items = tuple(Item(f"case-{n}", 1, f"SO-{n}", "Acme", f"d{n}") for n in (1, 2, 3))
    return Gathered("promise_date", "New date", {"day": "2026-12-07"}, items)


def fates(of: Gathered) -> list[str]:
    return [i.fate.value for i in of.items]


def test_each_case_goes_its_own_way() -> None:
    at = three().sent("case-1", 1).refused("case-2", "Carla Reyes has it").sent("case-3", 1)
    assert fates(at) == ["on its way", "refused", "on its way"]
    at = at.heard([("d1/1", S.APPLIED, "SO-1: leaves 2026-12-07"), ("d3/1", S.UNKNOWN, "")])
    assert fates(at) == ["done", "refused", "on its way"]
    assert at.items[0].words == "SO-1: leaves 2026-12-07"
    assert at.items[1].words == "Carla Reyes has it"
    assert not at.over
    assert at.heard([("d3/1", S.REFUSED, "SH-3 is picked already")]).over


def test_a_decision_of_two_letters_ends_with_the_last_and_fails_with_either() -> None:
    at = three().sent("case-1", 2)
    first = at.heard([("d1/1", S.APPLIED, "x")])
    assert fates(first)[0] == "on its way", "the second letter is written when the first took effect"
    assert fates(at.heard([("d1/1", S.APPLIED, "x"), ("d1/2", S.QUEUED, "")]))[0] == "on its way"
    assert fates(at.heard([("d1/1", S.APPLIED, "x"), ("d1/2", S.APPLIED, "y")]))[0] == "done"
    failed = first.heard([("d1/1", S.APPLIED, "x"), ("d1/2", S.REFUSED, "no")])
    assert (failed.items[0].fate, failed.items[0].words) == (Fate.REFUSED, "no")


def test_what_a_colleague_decided_meanwhile_is_not_called_done() -> None:
    at = three().sent("case-1", 1).heard([("d1/1", S.SUPERSEDED, "")])
    assert (at.items[0].fate, at.items[0].words) == (Fate.REFUSED, "A colleague decided it meanwhile; nothing was sent for it")


def test_what_waits_for_a_person_says_so_and_may_still_end() -> None:
    at = three().sent("case-1", 1).heard([("d1/1", S.PARKED, "it was never heard of again")])
    assert (at.items[0].fate, at.items[0].words, at.over) == (Fate.STUCK, "it was never heard of again", False)
    assert fates(at.heard([("d1/1", S.APPLIED, "")]))[0] == "done"


def test_what_was_refused_is_tried_again_alone() -> None:
    at = replace(three().sent("case-1", 0).refused("case-2", "no").sent("case-3", 0), stopped=True)
    again = at.again()
    assert fates(again) == ["done", "waiting", "done"]
    assert not again.stopped
    assert (again.items[1].words, again.items[1].rev) == ("", None)
    assert again.items[1].decision not in {i.decision for i in at.items}, "another decision than the one that was refused"


def test_it_is_the_same_after_it_was_put_down_as_text() -> None:
    at = three().sent("case-1", 1).refused("case-2", "„nein“")
    assert Gathered.loads(at.dumps()) == at
    for text in ("", "{}", "[]", "null", '{"items": [{"fate": "?"}]}'):
        assert Gathered.loads(text) is None
