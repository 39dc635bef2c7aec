"""The product's protocol as the campaign calls it: mutants override these two."""

from __future__ import annotations

from app.domain.letter import Guard, Letter
from app.sync import protocol
from app.sync.life import Bounds, Event, LetterLife
from app.sync.moves import Step


class Protocol:
    """Nothing of its own: app.sync.protocol as it is."""

    def begin(self, letter: Letter, guard: Guard | None, now: float, bounds: Bounds) -> LetterLife:
        return protocol.begin(letter, guard, now, bounds)

    def step(self, life: LetterLife, event: Event) -> Step:
        return protocol.step(life, event)
