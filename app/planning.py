"""From a person's wish about an appointment without a case to the team store: checked, taken down once, told to everybody."""

from __future__ import annotations

from app.decisions import Done
from app.domain.board import Book, Change
from app.domain.person import Person
from app.errors import Refused
from app.policy.in_force import InForce
from app.policy.matrix import CreditAsk
from app.policy.verdict import Allowed, Denied
from app.store.team import Team
from app.sync.rounds import Rounds

BOOK = "book_appointment"


class Planning:
    """Called on the team's lane."""

    def __init__(self, me: Person, rules: InForce, team: Team, rounds: Rounds) -> None:
        self._me, self._rules, self._team, self._rounds = me, rules, team, rounds

    def carry_out(self, wish: Book | Change) -> Done:
        """Refused: no right. Conflict: changed, or the time was taken, meanwhile. StoreTrouble: nothing is known to have been done; the
        same wish may be told again."""
        if isinstance(wish, Book):
            self._allow(BOOK)
            made = self._team.book(wish.appointment.id, wish.appointment, self._me.id)
            words = f"{made.after.number} is planned for {wish.appointment.sale_number}"
        else:
            self._allow(wish.deed)
            done = self._team.change_appointment(wish.command, wish.appointment, wish.to, self._me.id, rev=wish.rev)
            words = f"{done.after.number} is {done.after.state}"
        self._rounds.nudge_team()
        return Done(words)

    def _allow(self, deed: str) -> None:
        verdict = self._rules.policy.may(self._me, deed, CreditAsk(""))
        if not isinstance(verdict, Allowed):
            raise Refused(verdict.reason if isinstance(verdict, Denied) else "You may not do this")
