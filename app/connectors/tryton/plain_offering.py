"""A new quotation on a Tryton without our add-on: made under a mark that names its letter, then quoted; the mark is looked for first.

Nothing on the server keeps two requests of one letter from making two sales: the letter waits until no former request can be under way
before it is sent again (class PLAIN).
"""

from __future__ import annotations

from app.connectors.tryton import deeds, log, offering, revising
from app.connectors.tryton.plain_way import PlainWay, Undone
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

Row = dict[str, object]


class PlainOffering(PlainWay):
    """``offer_quote``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """As predicted; what the ERP adds by itself, such as carriage, is not known before."""
        want = offering.asked(letter)
        return offering.predicted(letter, want, offering.prepared(self._client, letter, want))

    def carry(self, letter: Letter) -> Receipt:
        row = self._mine(letter)
        begun = row is not None
        if row is None:
            ready = offering.prepared(self._client, letter, offering.asked(letter))
            try:
                self._client.command("model.sale.sale.create", [ready.sale])
            except (RefusedByRemote, NeedsDecision) as refusal:
                raise Undone(refusal) from refusal
            row = self._made(letter)
        self._sound(letter, row)
        if row.get("state") == "draft":
            self._quote(letter, row)
            row = self._made(letter)
            self._sound(letter, row)
        return self._receipt(letter, row, replayed=begun)

    def _sound(self, letter: Letter, row: Row) -> None:
        """OutcomeUnknown where somebody did something else with it meanwhile: a person looks, for another one would be a second."""
        why = _overtaken(letter, row)
        if why:
            raise OutcomeUnknown(why, about=letter.document)

    def _quote(self, letter: Letter, row: Row) -> None:
        """What the ERP does not let be quoted is deleted again."""
        stamp = {f"sale.sale,{row['id']}": str(row.get("_timestamp"))}
        try:
            self._client.command("model.sale.sale.quote", [row["id"]], context={"_timestamp": stamp})
        except (RefusedByRemote, NeedsDecision) as refusal:
            try:
                self._client.command("model.sale.sale.delete", [row["id"]], context={"_timestamp": stamp})
            except Trouble as e:
                raise OutcomeUnknown("The ERP refused the quotation and keeps its draft", about=letter.document) from e
            raise Undone(refusal) from refusal
        except Conflict as e:
            raise OutcomeUnknown("Somebody changed the draft of the quotation meanwhile", about=letter.document) from e

    def _made(self, letter: Letter) -> Row:
        try:
            row = self._mine(letter)
        except Trouble as e:
            raise OutcomeUnknown("The quotation could not be read after it was made", about=letter.document) from e
        if row is None:
            raise OutcomeUnknown("The ERP took the quotation and has none now", about=letter.document)
        return row

    def _mine(self, letter: Letter) -> Row | None:
        """The sale that carries the letter's mark, cancelled or not: one of this customer, made by this sign-in since the letter was."""
        want = offering.asked(letter)
        since = log.since(self._client, letter)
        domain = [["party", "=", want.customer], ["create_uid", "=", self._client.user_id], ["create_date", ">", since]]
        for row in self._client.rows("sale.sale", domain, offering.FIELDS):
            mark = [["resource", "=", f"sale.sale,{row['id']}"], ["message", "like", f"%{deeds.marker(letter)}"]]
            if self._client.rows("ir.note", mark, ["create_date"], 1):
                return row
        return None

    def _receipt(self, letter: Letter, row: Row, *, replayed: bool) -> Receipt:
        effects = offering.effects(letter, row)
        words = deeds.receipt_words(letter, effects, str(row.get("number") or ""))
        return Receipt(words, str(row.get("_timestamp")), effects, replayed, revising.stands(row))

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        row = self._mine(letter)
        if row is None:
            return Absent("The ERP has no quotation of this letter.")
        why = _overtaken(letter, row)
        if why:
            return Unsure(why)
        if row.get("state") == "draft":
            return Absent("The quotation is begun in the ERP; sending it again completes it.")
        return Took(self._receipt(letter, row, replayed=True))


def _overtaken(letter: Letter, row: Row) -> str:
    """What somebody else did with the sale that was made; empty where the letter may go on."""
    if row.get("state") == "cancelled":
        return "The quotation was made, and somebody cancelled it in the ERP"
    if row.get("state") == "draft" and not offering.is_as_asked(offering.asked(letter), row):
        return "The draft of the quotation is not as it was asked for: somebody changed it in the ERP"
    return ""
