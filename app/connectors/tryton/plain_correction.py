"""Correcting a sale on a Tryton without our add-on: back to draft, write, quote again; each step under the stamps of what was read.

The steps lead from every state in between to the same end, so whoever sends the letter again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.tryton import correction, deeds, log, revising
from app.connectors.tryton.correction import Correction
from app.connectors.tryton.plain_way import PlainWay, Undone
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

Row = Mapping[str, object]
_MOST = 12  # steps with others in the way


class PlainCorrection(PlainWay):
    """``correct_line``, ``correct_address``, ``set_validity``, ``revise_quote``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = correction.asked(letter)
        row = correction.look(self._client, letter, wanted.sale)
        correction.check(letter, wanted, row)
        return correction.effects(letter, row, wanted.change(self._client, row).words)

    def carry(self, letter: Letter) -> Receipt:
        wanted = correction.asked(letter)
        begun = False
        try:
            for _ in range(_MOST):
                row = correction.look(self._client, letter, wanted.sale)
                step = self._next(letter, wanted, row, begun=begun)
                if not step:
                    return self._receipt(letter, row, replayed=not begun)
                try:
                    self._step(wanted, row, step)
                    begun = True
                except Conflict:
                    begun = begun or self._pressed(letter, wanted, "draft")
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            self._restore(letter, wanted, begun=begun)
            if begun or letter.attempt > 1:
                self._sure_of_nothing(letter, refusal)
            raise Undone(refusal) from refusal
        raise OutcomeUnknown(f"{letter.document} is changed by others all the time", about=letter.document)

    def _next(self, letter: Letter, wanted: Correction, row: Row, *, begun: bool) -> str:
        """The step from here to the end, "" at the end."""
        at, state, drafted = wanted.at(row), row.get("state"), self._pressed(letter, wanted, "draft")
        ours = begun or drafted or (at == "to" and self._pressed(letter, wanted, "write"))
        if at and ours and state in ("draft", "quotation"):
            again = state == "draft" and drafted  # a sale that was a draft before stays one
            return {"from": "draft" if state == "quotation" else "write", "to": "quote" if again else ""}[at]
        correction.check(letter, wanted, row)
        return "draft" if state == "quotation" else "write"

    def _step(self, wanted: Correction, row: Row, step: str, *, back: bool = False) -> None:
        context = {"_timestamp": wanted.stamps(row)}
        if step != "write":
            self._client.command(f"model.sale.sale.{step}", [wanted.sale], context=context)
            return
        change = wanted.change(self._client, row, back=back)
        values = change.values
        if change.made:  # a second one just like it would be found before it is made, and harms nobody
            made = self._client.command("model.party.address.create", [change.made])
            values = {**values, "shipment_address": made[0] if isinstance(made, list) and made else None}
        self._client.command("model.sale.sale.write", [wanted.sale], values, context=context)

    def _restore(self, letter: Letter, wanted: Correction, *, begun: bool) -> None:
        """After a refusal half-way: as it was. OutcomeUnknown where that fails, for then half of it is there."""
        if not begun:
            return
        try:
            row = correction.look(self._client, letter, wanted.sale)
            if row.get("state") == "draft" and wanted.at(row) == "to":
                self._step(wanted, row, "write", back=True)
                row = correction.look(self._client, letter, wanted.sale)
            if row.get("state") == "draft" and wanted.at(row) == "from" and self._pressed(letter, wanted, "draft"):
                self._step(wanted, row, "quote")
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} is half corrected in the ERP", about=letter.document) from e

    def _sure_of_nothing(self, letter: Letter, refusal: Trouble) -> None:
        try:
            found = self.verify(letter)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked how far the correction is.") from e
        if not isinstance(found, Absent):
            raise OutcomeUnknown(found.why if isinstance(found, Unsure) else refusal.title, about=letter.document) from refusal

    def _receipt(self, letter: Letter, row: Row, *, replayed: bool) -> Receipt:
        effects = correction.effects(letter, row)
        words = deeds.receipt_words(letter, effects, str(row.get("number") or ""))
        return Receipt(words, str(row.get("_timestamp")), effects, replayed, revising.stands(row))

    def _pressed(self, letter: Letter, wanted: Correction, what: str) -> bool:
        """Did this sign-in, since the letter was made, press that button or write the sale?"""
        event, target = ("button", what) if what != "write" else ("write", wanted.written)
        return log.did(self._client, letter, f"sale.sale,{wanted.sale}", event, target)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = correction.asked(letter)
        try:
            row = correction.look(self._client, letter, wanted.sale)
        except RefusedByRemote as e:
            return Absent(e.title)
        at, mine = wanted.at(row), self._pressed(letter, wanted, "write")
        if at == "from":
            return Absent(f"{letter.document} is as it was.")
        if not mine:
            return Unsure("Somebody else corrected it.") if at == "to" else Absent("Somebody else changed it.")
        if at == "to" and row.get("state") == "draft" and self._pressed(letter, wanted, "draft"):
            return Absent("It is corrected and not quoted again yet; sending it again completes it.")
        return Took(self._receipt(letter, row, replayed=True)) if at == "to" else Unsure("It was changed again since.")
