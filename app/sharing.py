"""From a person's wish about shared boards and notes to the team store: whose it is, kept once, told to everybody."""

from __future__ import annotations

import json

from app.decisions import Done
from app.domain.person import Person
from app.domain.team_view import BOARD, NOTE, ShareBoard, TakeNote, TeamWish, UnshareBoard, WriteNote
from app.errors import Refused
from app.store.team import Team
from app.sync.rounds import Rounds

_LONGEST = 500  # letters of a note


class Sharing:
    """Called on the team's lane."""

    def __init__(self, me: Person, team: Team, rounds: Rounds) -> None:
        self._me, self._team, self._rounds = me, team, rounds

    def carry_out(self, wish: TeamWish) -> Done:
        """Refused: it is a colleague's, or says nothing. StoreTrouble: nothing is known to have been kept; the wish may be told again."""
        match wish:
            case ShareBoard():
                self._mine(BOARD, wish.id, "board")
                self._keep(BOARD, wish.id, {"title": wish.title, "kpis": list(wish.kpis)})
                words = f"{wish.title} is shared with the team"
            case UnshareBoard():
                self._mine(BOARD, wish.id, "board")
                self._keep(BOARD, wish.id, None)
                words = "The board is no longer shared"
            case WriteNote():
                text = " ".join(wish.text.split())[:_LONGEST]
                if not text:
                    raise Refused("The note says nothing", "Write what happened.")
                self._mine(NOTE, wish.id, "note")
                self._keep(NOTE, wish.id, {"kpi": wish.kpi, "day": wish.day.isoformat(), "text": text})
                words = "The note is kept with the team"
            case TakeNote():
                self._mine(NOTE, wish.id, "note")
                self._keep(NOTE, wish.id, None)
                words = "The note is taken back"
        self._rounds.nudge_team()
        return Done(words)

    def _mine(self, kind: str, subject: str, noun: str) -> None:
        """Whoever kept it first may change it."""
        earlier = self._team.observations(kind, subject)
        if earlier and earlier[0][3] != self._me.id:
            raise Refused(f"This {noun} is a colleague's", "Make a copy of your own.")

    def _keep(self, kind: str, subject: str, told: object) -> None:
        body = json.dumps(told, ensure_ascii=False, sort_keys=True)
        latest = self._team.observations(kind, subject)[-1:]
        if not latest or latest[0][1] != body:
            self._team.observe(kind, subject, body, self._team.now(), self._me.id)
