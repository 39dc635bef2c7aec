"""An offer taken on a Tryton without our add-on: the number first, then the button; a refused confirm takes the number off again."""

from __future__ import annotations

from app.connectors.tryton import converting, deeds, log
from app.connectors.tryton.converting import CONFIRMED, SALE, Conversion, Row
from app.connectors.tryton.plain_way import PlainWay, Undone
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble


class PlainConverting(PlainWay):
    """``take_offer``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        want = converting.asked(letter)
        row = converting.look(self._client, letter, want)
        converting.check(self._client, letter, want, row)
        after = "confirmed" if want.confirm else "quotation"
        return converting.told(letter, want, want.reference, deeds.shown("state", after, ""))

    def carry(self, letter: Letter) -> Receipt:
        want = converting.asked(letter)
        row = converting.look(self._client, letter, want)
        begun = letter.attempt > 1 and self._wrote(letter, want)
        if begun and converting.is_done(want, row) and (not want.confirm or self._pressed(letter, want)):
            return self._receipt(letter, want, row, replayed=True)
        try:
            converting.check(self._client, letter, want, row, begun=begun)
            if converting.reference(row) != want.reference:
                for call in converting.naming(want):
                    self._do(call, converting.stamps(want, row))
                    begun = True
                row = converting.look(self._client, letter, want)
                converting.check(self._client, letter, want, row, begun=True)  # it is confirmed under the stamps of this reading
            for call in converting.confirming(want):
                self._do(call, converting.stamps(want, row))
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            self._settle(letter, want, refusal, begun=begun)
            raise Undone(refusal) from refusal
        now = converting.look(self._client, letter, want)
        if not converting.is_done(want, now):
            raise OutcomeUnknown(f"{letter.document} is not as it was asked for", about=letter.document)
        return self._receipt(letter, want, now, replayed=False)

    def _settle(self, letter: Letter, want: Conversion, refusal: Trouble, *, begun: bool) -> None:
        """After a refusal: as it was. OutcomeUnknown where that fails, or an earlier attempt took effect after all."""
        try:
            row = converting.look(self._client, letter, want)
            ours = begun and row.get("state") == "quotation" and converting.reference(row) == want.reference
            if ours and want.before != want.reference:
                off: list[object] = [SALE, "write", [[want.sale], {"reference": want.before or None}]]
                self._do(off, converting.stamps(want, row))
            found = self.verify(letter) if letter.attempt > 1 or begun else None
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} is half done in the ERP: {refusal.title}", about=letter.document) from e
        if found is not None and not isinstance(found, Absent):
            raise OutcomeUnknown(refusal.title, about=letter.document) from refusal

    def _receipt(self, letter: Letter, want: Conversion, row: Row, *, replayed: bool) -> Receipt:
        effects = converting.effects(letter, want, row)
        return Receipt(deeds.receipt_words(letter, effects), str(row.get("_timestamp")), effects, replayed)

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        want = converting.asked(letter)
        try:
            row = converting.look(self._client, letter, want)
        except RefusedByRemote as e:
            return Absent(e.title)
        ours = self._pressed(letter, want) if want.confirm else self._wrote(letter, want)
        if converting.is_done(want, row):
            return Took(self._receipt(letter, want, row, replayed=True)) if ours else Unsure("Somebody else did it in the ERP.")
        if row.get("state") in CONFIRMED:
            return Unsure("It was confirmed under another purchase-order number.")
        if converting.reference(row) == want.reference and want.confirm and self._wrote(letter, want):
            return Absent("It has the number and is not confirmed yet; sending it again completes it.")
        return Absent(f"{letter.document} is as it was.")

    def _wrote(self, letter: Letter, want: Conversion) -> bool:
        named = want.before == want.reference
        return named or log.did(self._client, letter, f"{SALE},{want.sale}", "write", "reference")

    def _pressed(self, letter: Letter, want: Conversion) -> bool:
        return log.did(self._client, letter, f"{SALE},{want.sale}", "button", "confirm")
