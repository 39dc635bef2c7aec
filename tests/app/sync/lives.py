"""Letters and their lives for tests of the protocol."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.letter import Guard, Letter, LetterState, Receipt, canonical
from app.domain.steps import Plan, Step
from app.sync.life import (
    Action,
    Bounds,
    LetterLife,
    Phase,
)

BOUNDS = Bounds(life=30.0, permit=5.0, renew=5.0, look=4.0, cap=10.0, poison=3)
RECEIPT = Receipt("confirmed", "r2", ())


_BACK = Step("tryton", "unbook_order", "SO-1", {})
_PLAN, _SHA = canonical(Plan("release_hold", (Step("tryton", "release_hold", "SO-1", {}, "r1", _BACK),)).payload())


def stored(state: LetterState = LetterState.QUEUED, attempt: int = 0, number: int = 1) -> Letter:
    """Letter 1 does the step, letter 2 takes it back."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Letter(
        f"d1/{number}",
        "d1",
        "c1",
        1,
        "release_hold",
        "outcome",
        "tryton",
        "SO-1",
        _PLAN,
        _SHA,
        "r1",
        7,
        "ana",
        state,
        attempt,
        at,
        None,
        None,
        None,
    )


def at(phase: Phase, guard: Guard | None = Guard.KEY, **more: object) -> LetterLife:
    life = LetterLife("d1/1", guard, phase, LetterState.QUEUED, 0, 7, bounds=BOUNDS)
    return replace(life, **more)  # type: ignore[arg-type]


def kinds(actions: tuple[Action, ...]) -> list[type]:
    return [type(a) for a in actions]
