"""Amending a sale on a Tryton without our add-on: a draft that bears the letter's mark, then its button; found again by the mark."""

from __future__ import annotations

from app.connectors.tryton import amending, deeds, log
from app.connectors.tryton.amending import AMENDMENT, Wanted
from app.connectors.tryton.plain_way import PlainWay, Undone, half
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble


class PlainAmending(PlainWay):
    """``amend_lines``. A draft alone is nothing yet; the one that is validated is the oldest of its mark."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = amending.asked(letter)
        seen = amending.look(self._client, wanted)
        amending.check(letter, wanted, seen)
        return amending.effects(letter, wanted, amending.as_asked(wanted, seen))

    def carry(self, letter: Letter) -> Receipt:
        wanted = amending.asked(letter)
        found = self._found(wanted)
        if found is not None and found[1] == "validated":
            return self._end(letter, wanted, replayed=True)
        seen = amending.look(self._client, wanted)
        if found is None:
            amending.check(letter, wanted, seen)
        begun = found is not None
        try:
            for call in amending.loosen(seen):
                self._do(call)
            if found is None:
                self._do(amending.opening(wanted, seen))
                found = self._found(wanted)
            begun = True
            if found is None:
                raise OutcomeUnknown("The amendment cannot be found in the ERP", about=letter.document)
            self._do(amending.validating(found[0]))
            return self._end(letter, wanted, replayed=False)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if begun and self._client.rows(AMENDMENT, self._domain(wanted, "validated"), ["state"], 1):
                raise OutcomeUnknown(
                    f"{letter.document} is amended, and the rest of it failed", about=letter.document
                ) from refusal
            self._reserve_again(letter, wanted, refusal)
            raise Undone(refusal) from refusal

    def _reserve_again(self, letter: Letter, wanted: Wanted, refusal: Trouble) -> None:
        """What lay aside before this letter began is laid aside again, as far as the goods are still there."""
        try:
            waiting = amending.look(self._client, wanted).waiting
            loose = [k for k in waiting if log.is_loosened(self._client, letter, f"{amending.SHIPMENT},{k}", "waiting")]
            if loose:
                self._do([amending.SHIPMENT, "assign_try", [loose]])
        except Trouble as e:
            raise half(letter, refusal) from e

    def _end(self, letter: Letter, wanted: Wanted, *, replayed: bool) -> Receipt:
        """The reason as a note, once; then what is there."""
        if wanted.reason and not self._noted(letter, wanted):
            self._client.command(f"model.{amending.SALE}.write", [wanted.sale], deeds.note_values(self._note(letter, wanted)))
        seen = amending.look(self._client, wanted)
        effects = amending.effects(letter, wanted, seen.as_it_is())
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    def _note(self, letter: Letter, wanted: Wanted) -> str:
        return f"{wanted.reason}\n{deeds.marker(letter)}"

    def _noted(self, letter: Letter, wanted: Wanted) -> bool:
        domain = [["resource", "=", f"{amending.SALE},{wanted.sale}"], ["message", "=", self._note(letter, wanted)]]
        return bool(self._client.rows("ir.note", domain, ["message"], 1))

    def _domain(self, wanted: Wanted, *states: str) -> list[object]:
        domain: list[object] = [["sale", "=", wanted.sale], ["description", "=", wanted.mark]]
        return [*domain, ["state", "in", list(states)]] if states else domain

    def _found(self, wanted: Wanted) -> tuple[int, str] | None:
        """The amendment of this letter: the validated one, else the oldest draft."""
        rows = self._client.rows(AMENDMENT, self._domain(wanted), ["state"])
        ranked = sorted(rows, key=lambda r: (r.get("state") != "validated", int(str(r["id"]))))
        return (int(str(ranked[0]["id"])), str(ranked[0].get("state"))) if ranked else None

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = amending.asked(letter)
        found = self._found(wanted)
        if found is None:
            return Absent("The ERP holds no such amendment.")
        if found[1] != "validated":
            return Absent("It is a draft in the ERP; sending it again completes it.")
        if wanted.reason and not self._noted(letter, wanted):
            return Absent("It is amended and its reason not noted yet; sending it again completes it.")
        seen = amending.look(self._client, wanted)
        effects = amending.effects(letter, wanted, seen.as_it_is())
        return Took(Receipt(deeds.receipt_words(letter, effects), None, effects, True))
