"""Goods given to another delivery on a Tryton without our add-on: call by call, given back where they are not enough."""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.tryton import deeds, log, reallocate
from app.connectors.tryton.plain_way import PlainWay, Undone, half
from app.connectors.tryton.reallocate import SHIPMENT, Giving, Row
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, RefusedByRemote


class PlainReallocate(PlainWay):
    """``lay_aside``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = reallocate.asked(letter)
        reallocate.check(letter, wanted, reallocate.look(self._client, wanted))
        return reallocate.effects(letter, wanted, reallocate.as_asked(wanted))

    def carry(self, letter: Letter) -> Receipt:
        wanted = reallocate.asked(letter)
        seen: Mapping[int, Row] = reallocate.look(self._client, wanted)
        begun = letter.attempt > 1 and self._begun(letter, wanted)
        try:
            reallocate.check(letter, wanted, seen, begun=begun)
            if not self._is_given(seen, wanted):
                seen = self._give(letter, wanted, seen)
            self._do(reallocate.lay_aside(wanted.donor))  # what is left, as far as there is any
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if begun:
                raise half(letter, refusal) from refusal
            raise
        return self._receipt(letter, wanted, replayed=False)

    def _give(self, letter: Letter, wanted: Giving, seen: Mapping[int, Row]) -> Mapping[int, Row]:
        """Undone where it is not enough, and the donor has its goods again."""
        if seen[wanted.donor].get("state") == "assigned":
            self._do(reallocate.free(wanted), {f"{SHIPMENT},{wanted.donor}": str(seen[wanted.donor]["_timestamp"])})
        self._do(reallocate.lay_aside(wanted.taker))
        after = reallocate.look(self._client, wanted)
        if self._is_given(after, wanted):
            return after
        refusal = RefusedByRemote(reallocate.NOT_ENOUGH, about=letter.document)
        for call in (self._loose(wanted), reallocate.lay_aside(wanted.donor)):
            self._do(call)
        if reallocate.states(reallocate.look(self._client, wanted)) != reallocate.before(wanted):
            raise half(letter, refusal)
        raise Undone(refusal)

    def _loose(self, wanted: Giving) -> list[object]:
        """What was laid aside for the taker in part."""
        return [SHIPMENT, "wait", [[wanted.taker]]]

    def _is_given(self, seen: Mapping[int, Row], wanted: Giving) -> bool:
        return wanted.taker in seen and seen[wanted.taker].get("state") == "assigned"

    def _receipt(self, letter: Letter, wanted: Giving, *, replayed: bool) -> Receipt:
        now = reallocate.states(reallocate.look(self._client, wanted))
        effects = reallocate.effects(letter, wanted, now)
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = reallocate.asked(letter)
        seen = reallocate.look(self._client, wanted)
        begun = self._begun(letter, wanted)
        if self._is_given(seen, wanted):
            return Took(self._receipt(letter, wanted, replayed=True)) if begun else Unsure("Somebody else laid its goods aside.")
        if not begun or reallocate.states(seen) == reallocate.before(wanted):
            return Absent(f"{letter.document} has no other goods than before.")
        return Absent("It is half given; sending it again completes it.")

    def _begun(self, letter: Letter, wanted: Giving) -> bool:
        """Did this sign-in, since the letter was made, free the donor's goods?"""
        return log.did(self._client, letter, f"{SHIPMENT},{wanted.donor}", "button", "wait")
