"""Carries letters: performs what the protocol says with the outbox, the team store, the connectors and the clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from app.connectors.contract import Carrier
from app.domain.changes import Changes
from app.domain.letter import TERMINAL, Letter, LetterState
from app.lanes.clock import Clock
from app.store.outbox import Outbox
from app.store.team import Team
from app.sync import life as say
from app.sync.hands import Hands
from app.sync.life import Ask, Bounds, Event, LetterLife, MarkUnknown, Persist, Phase, Sleep, Unclaim
from app.sync.protocol import begin, step

_LIVE = frozenset(LetterState) - TERMINAL


def _inline(work: Callable[[], Any]) -> Any:
    return work()


class Delivery:
    """One person's letters on one console. ``advance`` is called on the deliver lane of the letter's source.

    ``on_team`` and ``on_writer`` carry calls to the lanes of the team store and of the outbox and wait for the answer.
    """

    def __init__(
        self,
        outbox: Outbox,
        team: Team,
        connector_for: Callable[[str], Carrier | None],
        clock: Clock,
        tell: Callable[[Changes], None],
        *,
        bounds: Bounds | None = None,
        chance: Callable[[], float] = random.random,
        on_team: Callable[[Callable[[], Any]], Any] = _inline,
        on_writer: Callable[[Callable[[], Any]], Any] = _inline,
    ) -> None:
        self._outbox, self._team, self._connector_for = outbox, team, connector_for
        self._clock, self._tell, self._chance = clock, tell, chance
        self._bounds = bounds or Bounds()
        self._on_team, self._on_writer = on_team, on_writer
        self._lives: dict[str, LetterLife] = {}
        self._wishes: dict[str, type[say.Retried] | type[say.GivenUp]] = {}

    # ---- what the rounds and the console ask ----

    def unfinished(self, source: str) -> tuple[Letter, ...]:
        """This source's letters that have not ended, oldest first."""
        return tuple(x for x in self._outbox.unfinished() if x.source == source)

    def customer_of(self, letter_id: str) -> str | None:
        """The customer's key, where the payload names one."""
        letter = self._outbox.get(letter_id)
        key = letter.body().get("customer") if letter else None
        return key if isinstance(key, str) else None

    def case_of(self, letter_id: str) -> str:
        letter = self._outbox.get(letter_id)
        return letter.case_id if letter else ""

    def resend(self, letter_id: str) -> None:
        """The person wants it tried again: taken up by the next ``advance``. Any lane."""
        self._wishes[letter_id] = say.Retried

    def discard(self, letter_id: str) -> None:
        """The person wants it ended without effect, as soon as that is certain: taken up by the next ``advance``. Any lane."""
        self._wishes[letter_id] = say.GivenUp

    def advance(self, letter_id: str) -> float | None:
        """Carry the letter as far as it goes now. Seconds until it makes sense to come back; None when it has ended.

        StoreTrouble where the outbox cannot be written: nothing further was done. NotAuthorized after the letter was put back.
        """
        letter = self._outbox.get(letter_id)
        if letter is None or letter.state in TERMINAL:
            self._lives.pop(letter_id, None)
            return None
        connector = self._connector_for(letter.source)
        if connector is None:
            return self._bounds.cap
        if self._behind_another(letter):
            return self._bounds.first_retry
        return self._run(letter, connector)

    # ---- the loop ----

    def _run(self, letter: Letter, connector: Carrier) -> float | None:
        wish = self._wishes.pop(letter.id, say.Woke)
        now = self._clock.elapsed()
        life = self._lives.get(letter.id) or begin(letter, connector.guard(letter.deed), now, self._bounds)
        event: Event = wish(now=now, chance=self._chance())
        hands = Hands(letter, self._team, connector, self._clock, self._chance, self._on_team)
        while True:
            life, actions = step(life, event)
            for action in actions:
                if isinstance(action, Persist):
                    if not self._persist(letter, action):
                        self._lives.pop(letter.id, None)
                        return 0.0
                elif isinstance(action, Unclaim | MarkUnknown):
                    hands.courtesy(action)
            self._lives[letter.id] = life
            if life.phase is Phase.DONE:
                del self._lives[letter.id]
                return None
            last = actions[-1]
            if isinstance(last, Sleep):
                if hands.signed_out is not None:
                    raise hands.signed_out
                return last.seconds
            assert isinstance(last, Ask)
            event = hands.ask(last, life)

    def _persist(self, letter: Letter, action: Persist) -> bool:
        sent_at = self._clock.now() if action.state is LetterState.SENDING else None
        done = self._on_writer(
            lambda: self._outbox.move(
                letter.id,
                action.state,
                among=_LIVE,
                attempt=action.attempt,
                sent_at=sent_at,
                fence=action.fence,
                receipt=action.words,
                receipt_rev=action.rev,
            )
        )
        self._tell(Changes(frozenset({"letters"}), frozenset({letter.case_id})))
        return bool(done)

    def _behind_another(self, letter: Letter) -> bool:
        """One command in flight per case. Those that wait for people do not count: the gate will say who holds the case."""
        if letter.attempt or letter.id in self._lives:
            return False
        for other in self._outbox.unfinished():
            if other.case_id == letter.case_id and (other.created_at, other.id) < (letter.created_at, letter.id):
                life = self._lives.get(other.id)
                if other.state is not LetterState.PARKED and (life is None or life.phase is not Phase.APPROVAL):
                    return True
        return False
