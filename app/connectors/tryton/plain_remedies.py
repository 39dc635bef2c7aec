"""Making damaged goods good on a Tryton without our add-on: a draft is made, the complaint's reference claims it, and it is
carried out.

A draft is nothing yet: one too many, from a request that came late, stays one and does nothing. The claim is written against the
complaint's stamp, so there is one of this command and none beside it; only a claimed draft is ever carried out.
"""

from __future__ import annotations

import re

from app.connectors.tryton import deeds, log, remedies
from app.connectors.tryton.plain_way import PlainWay, Undone
from app.connectors.tryton.remedies import Made, Wanted
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

_NAMES = {remedies.REPLACE: "sale", remedies.CREDIT: "credit", remedies.RETURN: "return"}  # as a person reads them in the ERP
_MODELS = {"sale": "sale.sale", "credit": "sale.complaint", "return": "sale.complaint"}
_CLAIM = re.compile(rf"\b({'|'.join(_MODELS)}) (\d+)\b")
Row = dict[str, object]


class PlainRemedy(PlainWay):
    """``replace_units``, ``credit_units`` and ``return_units``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        want = remedies.asked(letter)
        self._check_stamp(letter, want)
        return remedies.effects(letter, self._as_made(remedies.made(self._client, letter, want), want))

    def _check_stamp(self, letter: Letter, want: Wanted) -> None:
        rows = self._client.rows("sale.complaint", [["id", "=", want.complaint]], ["_timestamp"], 1)
        if letter.expected_rev and rows and rows[0].get("_timestamp") != letter.expected_rev:
            raise Conflict(f"{want.number} was changed in the meantime", "Look at it again.", about=want.number)

    def _as_made(self, doc: Made, want: Wanted) -> Row:
        """As the ERP would show it."""
        if doc.model == "sale.complaint":
            line = self._first("sale.line", want.line, ["sale.currency.code"])
            sale = line.get("sale.")
            currency = sale.get("currency.") if isinstance(sale, dict) else None
            action = {"quantity": len(want.pieces), "unit_price": want.each, "currency.": currency}
            return {"state": doc.reached[0], "reference": want.reference, "actions.": [action]}
        line = self._first("sale.line", want.line, ["product.code", "sale.currency.code"])
        sale = line.get("sale.")
        goods = {"quantity": len(want.pieces), "unit_price": 0, "product.": line.get("product.")}
        return {
            "state": doc.reached[0],
            "reference": want.reference,
            "lines.": [goods],
            "currency.": sale.get("currency.") if isinstance(sale, dict) else None,
        }

    def _first(self, model: str, key: object, fields: list[str]) -> Row:
        rows = self._client.rows(model, [["id", "=", key]], fields, 1)
        return rows[0] if rows else {}

    # ---- carry ----

    def carry(self, letter: Letter) -> Receipt:
        want = remedies.asked(letter)
        claimed = self._claimed(letter, want)
        if claimed is None:
            doc = remedies.made(self._client, letter, want)
            key = self._draft(letter, doc)
            claimed = self._claim(letter, want, doc, key)
        return self._carry_out(letter, want, claimed)

    def _draft(self, letter: Letter, doc: Made) -> int:
        """The one that an earlier attempt made, else a new one."""
        for key in self._mine(letter, doc.model):
            if self._first(doc.model, key, ["state"]).get("state") == "draft":
                return key
        created = self._client.command(f"model.{doc.model}.create", [doc.values])
        if not isinstance(created, list) or not created or not isinstance(created[0], int):
            raise OutcomeUnknown("The ERP took the draft and does not say which it is", about=letter.document)
        return created[0]

    def _mine(self, letter: Letter, model: str) -> list[int]:
        """Documents that carry this letter's mark: a sale in a note, a complaint in its words."""
        mark = f"%{deeds.marker(letter)}"
        if model == "sale.complaint":
            return [int(str(row["id"])) for row in self._client.rows(model, [["description", "like", mark]], ["state"])]
        sales = self._client.rows(model, [["origin", "=", remedies.asked(letter).record]], ["state"])
        about = [f"{model},{row['id']}" for row in sales]  # notes may only be searched for by what they are about
        notes = (
            self._client.rows("ir.note", [["resource", "in", about], ["message", "like", mark]], ["resource"]) if about else []
        )
        return [int(str(note.get("resource")).rpartition(",")[2]) for note in notes]

    def _claim(self, letter: Letter, want: Wanted, doc: Made, key: int) -> tuple[str, int]:
        values = {"reference": "; ".join(filter(None, (doc.filed_under, f"{_NAMES[letter.deed]} {key}")))}
        stamp = letter.expected_rev or str(self._first("sale.complaint", want.complaint, ["_timestamp"]).get("_timestamp"))
        try:
            self._client.command(
                "model.sale.complaint.write", [want.complaint], values, context={"_timestamp": {want.record: stamp}}
            )
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            try:
                claimed = self._claimed(letter, want)
            except Trouble as e:
                raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether an earlier attempt succeeded.") from e
            if claimed is not None:
                return claimed
            self._discard(doc.model, key)
            raise Undone(refusal) from refusal
        return doc.model, key

    def _discard(self, model: str, key: int) -> None:
        """A draft that nobody claimed; where it cannot be deleted it stays one and does nothing."""
        try:
            self._client.command(f"model.{model}.delete", [key])
        except Trouble:
            return

    def _carry_out(self, letter: Letter, want: Wanted, claimed: tuple[str, int]) -> Receipt:
        model, key = claimed
        doc = self._shape(letter)
        before, answers = "", set(remedies.answered(letter, key))
        while True:
            row = self._read(letter, model, key)
            state = str(row.get("state"))
            if state in doc.reached:
                return self._receipt(letter, want, row, replayed=not before)
            button = doc.buttons.get(state)
            if button is None or state == before:
                raise RefusedByRemote(f"{want.number}: what was begun is {state} in the ERP", about=letter.document)
            before = state
            stamp = {f"{model},{key}": str(row.get("_timestamp"))}
            try:
                if letter.deed == remedies.CREDIT:
                    remedies.check_left(self._client, want, key)  # an earlier attempt may have begun it long ago
                self._client.command(f"model.{model}.{button}", [key], context={"_timestamp": stamp})
            except Conflict:
                before = ""  # somebody with the same letter went on meanwhile
            except (RefusedByRemote, NeedsDecision) as refusal:
                if isinstance(refusal, NeedsDecision) and refusal.name in answers:
                    answers.discard(refusal.name)
                    self._client.read("model.res.user.warning.skip", refusal.name, False)
                    before = ""
                    continue
                self._undo(model, key, state)
                raise Undone(refusal) from refusal

    def _shape(self, letter: Letter) -> Made:
        """Buttons and states, which do not depend on the case."""
        if letter.deed == remedies.REPLACE:
            buttons, fields = {"draft": "quote", "quotation": "confirm"}, remedies.SALE_FIELDS
            return Made("sale.sale", {}, buttons, remedies.REACHED[letter.deed], fields)
        buttons, fields = {"draft": "wait", "waiting": "approve"}, remedies.COMPLAINT_FIELDS
        return Made("sale.complaint", {}, buttons, remedies.REACHED[letter.deed], fields)

    def _undo(self, model: str, key: int, state: str) -> None:
        """What cannot be carried out is cancelled; OutcomeUnknown where that fails, for then half of it stands."""
        try:
            self._client.command(f"model.{model}.cancel", [key])
        except Trouble as e:
            raise OutcomeUnknown("The ERP refused half of it and keeps the other half", about=f"{model},{key}, {state}") from e

    def _read(self, letter: Letter, model: str, key: int) -> Row:
        try:
            row = self._first(model, key, self._shape(letter).fields)
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} could not be read after the change", about=letter.document) from e
        if not row:
            raise OutcomeUnknown(f"What was claimed for {letter.document} is gone", about=f"{model},{key}")
        return row

    def _receipt(self, letter: Letter, want: Wanted, row: Row, *, replayed: bool) -> Receipt:
        found = remedies.effects(letter, row)
        rev = self._first("sale.complaint", want.complaint, ["_timestamp"]).get("_timestamp")
        return Receipt(deeds.receipt_words(letter, found, str(row.get("number") or "")), str(rev), found, replayed)

    # ---- verify ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        want = remedies.asked(letter)
        claimed = self._claimed(letter, want)
        if claimed is None:
            return Absent(f"{want.number} does not name it.")
        row = self._first(*claimed, self._shape(letter).fields)
        if row.get("state") in self._shape(letter).reached:
            return Took(self._receipt(letter, want, row, replayed=True))
        if row.get("state") in self._shape(letter).buttons:
            return Absent("It is begun in the ERP; sending it again completes it.")
        if row.get("state") == "cancelled" and self._is_undone(letter, claimed):
            return Absent("The ERP refused it, and what was begun is cancelled.")
        return Unsure(f"What was made for {want.number} is {row.get('state') or 'gone'} by now.")

    def _is_undone(self, letter: Letter, claimed: tuple[str, int]) -> bool:
        """Cancelled by this sign-in before it took effect."""
        record, last = "{},{}".format(*claimed), [*self._shape(letter).buttons.values()][-1]
        pressed = (log.did(self._client, letter, record, "button", button) for button in ("cancel", last))
        return tuple(pressed) == (True, False)

    def _claimed(self, letter: Letter, want: Wanted) -> tuple[str, int] | None:
        """The document of this letter that the complaint's reference names."""
        model = self._shape(letter).model
        named = str(self._first("sale.complaint", want.complaint, ["reference"]).get("reference") or "")
        keys = {int(key) for name, key in _CLAIM.findall(named) if _MODELS[name] == model}
        found = keys.intersection(self._mine(letter, model)) if keys else set()
        return (model, min(found)) if found else None
