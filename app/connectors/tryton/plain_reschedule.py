"""Another day for shipments on a Tryton without our add-on: one call after the other, and whoever sends again goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.tryton import deeds, log, reschedule
from app.connectors.tryton.plain_way import PlainWay, half
from app.connectors.tryton.reschedule import SHIPMENT, Day, Rescheduling, Row
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, RefusedByRemote

_BUTTONS = 2  # from assigned to draft


class PlainReschedule(PlainWay):
    """``reschedule``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = reschedule.asked(letter)
        reschedule.check(letter, wanted, reschedule.look(self._client, wanted))
        return reschedule.effects(letter, wanted, reschedule.as_asked(wanted))

    def carry(self, letter: Letter) -> Receipt:
        wanted = reschedule.asked(letter)
        seen: Mapping[int, Row] = reschedule.look(self._client, wanted)
        begun = letter.attempt > 1 and self._begun(letter, wanted, seen)
        try:
            reschedule.check(letter, wanted, seen, begun=begun)
            rows = list(seen.values())
            # what lay aside before it broke off is not known any more
            reserved = wanted.keys if begun else reschedule.reserved(rows)
            seen = self._loosened(wanted, seen)
            reschedule.check(letter, wanted, seen, begun=True)
            for day in wanted.days:
                self._do(reschedule.writing(day), _stamps([day.shipment], seen))
            self._settle(wanted, reserved)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if begun:
                raise half(letter, refusal) from refusal
            raise
        return self._receipt(letter, wanted, replayed=False)

    def _loosened(self, wanted: Rescheduling, seen: Mapping[int, Row]) -> Mapping[int, Row]:
        """All of them as drafts; looked at after each button, for each changes the stamps."""
        for _ in range(_BUTTONS):
            calls = reschedule.loosen(list(seen.values()))
            if not calls:
                break
            _, _, arguments = calls[0]
            assert isinstance(arguments, list)
            self._do(calls[0], _stamps(arguments[0], seen))
            seen = reschedule.look(self._client, wanted)
        return seen

    def _settle(self, wanted: Rescheduling, reserved: Sequence[object]) -> None:
        seen = reschedule.look(self._client, wanted)
        wait, *rest = reschedule.settle(wanted, reserved)
        self._do(wait, _stamps(wanted.keys, seen))
        for call in rest:  # to reserve is only tried
            self._do(call)

    def _receipt(self, letter: Letter, wanted: Rescheduling, *, replayed: bool) -> Receipt:
        now = reschedule.as_seen(list(reschedule.look(self._client, wanted).values()))
        effects = reschedule.effects(letter, wanted, now)
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = reschedule.asked(letter)
        seen = reschedule.look(self._client, wanted)
        now = reschedule.as_seen(list(seen.values()))
        begun = self._begun(letter, wanted, seen)
        if any(now.get(day.shipment) != day.before and not self._is_ours(letter, day, now) for day in wanted.days):
            return Unsure("Somebody else planned it anew.")
        if not begun:
            return Absent(f"{letter.document} leaves as it was planned.")
        if any(r.get("state") == "draft" for r in seen.values()) or now != reschedule.as_asked(wanted):
            return Absent("It is half planned anew; sending it again completes it.")
        return Took(self._receipt(letter, wanted, replayed=True))

    def _is_ours(self, letter: Letter, day: Day, now: Mapping[int, object]) -> bool:
        """It has its new day, and this sign-in wrote one on it: another deed's buttons say nothing of a day."""
        wrote = log.did(self._client, letter, f"{SHIPMENT},{day.shipment}", "write", "planned_date")
        return now.get(day.shipment) == day.after and wrote

    def _begun(self, letter: Letter, wanted: Rescheduling, seen: Mapping[int, Row]) -> bool:
        """Did this sign-in, since the letter was made, begin with it, as far as what is there shows?"""
        now = reschedule.as_seen(list(seen.values()))
        loose = (log.is_loosened(self._client, letter, f"{SHIPMENT},{key}", row.get("state")) for key, row in seen.items())
        return any(loose) or any(self._is_ours(letter, day, now) for day in wanted.days)


def _stamps(keys: Sequence[object], seen: Mapping[int, Row]) -> dict[str, str]:
    return {f"{SHIPMENT},{key}": str(seen[int(str(key))]["_timestamp"]) for key in keys if int(str(key)) in seen}
