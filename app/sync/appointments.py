"""Delivers letters about appointments: to the team store, which is their system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.appointment import SOURCE, Appointment, effects
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.errors import Conflict, RefusedByRemote
from app.store.team import Change, Team

DEED = "set_appointment"


class Appointments:
    """A ``Carrier``. ``on_team`` runs a call where the team store may be used and waits for it.

    A letter's body: {"appointment": id, "to": fields, "was": fields or None, "names": {resource: name}}; its revision is the
    appointment's on screen; ``was`` is what a letter that takes another one back has to find. The letter's id is the command's:
    the store carries it out once.
    """

    source = SOURCE

    def __init__(self, team: Team, on_team: Callable[[Callable[[], Any]], Any]) -> None:
        self._team, self._on_team = team, on_team

    def guard(self, deed: str) -> Guard | None:
        return Guard.KEY if deed == DEED else None

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        body = letter.body()
        before: Appointment | None = self._on_team(lambda: self._team.appointment(str(body["appointment"])))
        if before is None:
            raise RefusedByRemote("There is no such appointment in the team store", "Look again, then decide.")
        if letter.expected_rev is not None and str(before.rev) != letter.expected_rev:
            raise Conflict(f"{before.number} was changed meanwhile", "Look again, then decide.", about=before.number)
        return effects(before, before.changed(_fields(body, "to") or {}), _names(body))

    def deliver(self, letter: Letter) -> Receipt:
        """One transaction. StoreTrouble: whether it was committed is told by the letter's id."""
        body, rev, to = letter.body(), letter.expected_rev, _fields(letter.body(), "to") or {}
        done: Change = self._on_team(
            lambda: self._team.change_appointment(
                letter.id,
                str(body["appointment"]),
                to,
                letter.actor,
                rev=int(rev) if rev is not None else None,
                was=_fields(body, "was"),
            )
        )
        return _receipt(done, body)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        done: Change | None = self._on_team(lambda: self._team.appointment_change(letter.id))
        return Absent("the team store has not carried it out") if done is None else Took(_receipt(done, letter.body()))


def _receipt(done: Change, body: Mapping[str, object]) -> Receipt:
    before = done.before or done.after
    return Receipt(
        f"{done.after.number} is changed", str(done.after.rev), effects(before, done.after, _names(body)), done.replayed
    )


def _fields(body: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    found = body.get(name)
    return found if isinstance(found, Mapping) else None


def _names(body: Mapping[str, object]) -> dict[str, str]:
    return {str(k): str(v) for k, v in (_fields(body, "names") or {}).items()}
