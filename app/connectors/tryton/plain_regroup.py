"""Moving pieces between shipments on a Tryton without our add-on: one call after the other, each of which keeps every piece.

The calls lead from every state in between to the same end, so whoever sends the letter again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.tryton import deeds, log, regroup
from app.connectors.tryton.plain_way import Call, PlainWay, half
from app.connectors.tryton.regroup import NEW, SHIPMENT, Regrouping, Seen
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote

_BUTTONS = 2  # from assigned to draft


class PlainRegroup(PlainWay):
    """``regroup``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = regroup.asked(letter)
        regroup.check(letter, wanted, regroup.look(self._client, wanted))
        return regroup.effects(letter, wanted, wanted.after)

    def carry(self, letter: Letter) -> Receipt:
        wanted = regroup.asked(letter)
        seen = regroup.look(self._client, wanted)
        begun = letter.attempt > 1 and self._begun(letter, wanted, seen)
        found = self.verify(letter) if begun else None
        if isinstance(found, Took):
            return found.receipt
        try:
            if not begun:
                regroup.check(letter, wanted, seen)
            seen = self._loosened(letter, wanted, seen)
            for group in wanted.targets[regroup.progress(letter, wanted, seen) :]:
                seen = self._fill(letter, wanted, seen, group)
            return self._finish(letter, wanted, seen)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if begun:
                raise half(letter, refusal) from refusal
            raise

    def _loosened(self, letter: Letter, wanted: Regrouping, seen: Seen) -> Seen:
        """All that is touched as a draft; looked at after each button, for each changes the stamps."""
        regroup.check_open(letter, wanted, seen)
        for _ in range(_BUTTONS):
            calls = regroup.loosen(wanted, seen)
            if not calls:
                break
            self._do(calls[0], _stamps(calls[0], seen))
            seen = regroup.look(self._client, wanted)
        return seen

    def _fill(self, letter: Letter, wanted: Regrouping, seen: Seen, group: str) -> Seen:
        if seen.shipment(group) is None:
            self._do(regroup.opening(self._client, wanted, seen, group))
            seen = regroup.look(self._client, wanted)
        there = seen.shipment(group)
        if there is None:
            raise OutcomeUnknown("The new shipment cannot be found in the ERP", about=group)
        filled = regroup.progress(letter, wanted, seen)
        call = regroup.filling(self._client, wanted, seen, group, there["id"], {})
        self._do(call, _stamps(call, seen) | seen.stamps(one for one in wanted.moves if one.target == group))
        seen = regroup.look(self._client, wanted)
        if regroup.progress(letter, wanted, seen) <= filled:
            raise OutcomeUnknown("The ERP took the command and moved nothing", about=letter.document)
        return seen

    def _finish(self, letter: Letter, wanted: Regrouping, seen: Seen) -> Receipt:
        ids = {g: s["id"] for g in wanted.groups if (s := seen.shipment(g))}
        for call in regroup.settle(wanted, seen, ids):
            left = _where(call, seen)
            self._do(left, _stamps(left, seen))
        return self._receipt(letter, wanted, seen, replayed=False)

    def _receipt(self, letter: Letter, wanted: Regrouping, seen: Seen, *, replayed: bool) -> Receipt:
        effects = regroup.effects(letter, wanted, seen.cells())
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    def _do(self, call: Call, stamps: Mapping[str, str] | None = None) -> object:
        """Not where it is about nothing."""
        _, _, arguments = call
        assert isinstance(arguments, list)
        return super()._do(call, stamps) if arguments[0] else None

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = regroup.asked(letter)
        try:
            seen = regroup.look(self._client, wanted)
        except RefusedByRemote as e:
            return Absent(e.title)
        filled, ours = wanted.progress(seen.cells()), self._moved(letter, wanted, seen)
        if filled is None:
            return Unsure("Its shipments were changed since.")
        if filled and not ours:
            return Unsure("Somebody else moved the same pieces.")
        if not ours and not self._begun(letter, wanted, seen):
            return Absent(f"{letter.document} is shipped as it was.")
        there = [s for g in wanted.groups if (s := seen.shipment(g))]
        if filled < len(wanted.targets) or any(s.get("state") == "draft" for s in there):
            return Absent("It is half moved; sending it again completes it.")
        return Took(self._receipt(letter, wanted, seen, replayed=True))

    def _begun(self, letter: Letter, wanted: Regrouping, seen: Seen) -> bool:
        """Did this sign-in, since the letter was made, begin with it, as far as what is there shows?"""
        there = [s for g in wanted.groups if (s := seen.shipment(g))]
        loose = (log.is_loosened(self._client, letter, f"{SHIPMENT},{s['id']}", s.get("state")) for s in there)
        return self._moved(letter, wanted, seen) or any(loose)

    def _moved(self, letter: Letter, wanted: Regrouping, seen: Seen) -> bool:
        """A new shipment bears the letter's mark; pieces that lie as it leaves them were written by this sign-in."""
        if any(s.get("reference") == wanted.mark for s in seen.shipments.values()):
            return True
        records = [f"{SHIPMENT},{g}" for g in wanted.groups if not g.startswith(NEW)]
        return bool(wanted.progress(seen.cells())) and any(
            log.did(self._client, letter, record, "write", "moves") for record in records
        )


def _where(call: Call, seen: Seen) -> Call:
    """Only where the button is still to be pressed."""
    model, button, arguments = call
    assert isinstance(arguments, list)
    starts = {"cancel": ("draft",), "wait": ("draft",), "assign_try": ("draft", "waiting")}[str(button)]
    return [model, button, [[k for k in arguments[0] if seen.shipments[k].get("state") in starts]]]


def _stamps(call: Call, seen: Seen) -> dict[str, str]:
    """Of the shipments that it changes, where ``seen`` is younger than their last change: to reserve comes after another button."""
    _, method, arguments = call
    assert isinstance(arguments, list)
    if method == "assign_try":
        return {}
    return {f"{SHIPMENT},{k}": str(seen.shipments[k]["_timestamp"]) for k in arguments[0]}
