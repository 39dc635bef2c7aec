"""Booking a web order, and taking it back, on a Tryton without our add-on: the server's own unique key makes it once.

Module web_shop keeps (web_shop, web_id) unique with an exclusion constraint, which holds against requests at the same time and
against requests that arrive late. What follows the creation (quote, confirm) is guarded by the state; whoever sends the letter
again goes on where it stopped, for a note on the sale says whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.tryton import booking, deeds, log, scripts
from app.connectors.tryton.booking import Booking
from app.connectors.tryton.plain_way import PlainWay, Undone
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

Row = Mapping[str, object]
_NEXT = {"draft": "quote", "quotation": "confirm"}


class PlainBooking(PlainWay):
    """``book_order``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """As predicted; what the ERP adds by itself, such as carriage, is not known before."""
        want = booking.asked(letter)
        if there := booking.booked(self._client, want.shared, want.instead):
            raise booking.already(there, want.shared)
        booking.holding(self._client, want)
        return booking.predicted(letter, want, booking.prepared(self._client, want))

    def carry(self, letter: Letter) -> Receipt:
        want = booking.asked(letter)
        row = booking.booked(self._client, want.shared, want.instead)
        begun = row is not None
        if row is None:
            try:
                self._create(letter, want)
            except RefusedByRemote as refusal:  # perhaps because it is there by now
                row = self._found_after(want, refusal)
                begun = True
        row = row or self._sale(want)
        if not self._mine(letter, row):
            raise Undone(booking.already(row, want.shared))
        self._carry_on(letter, want, row)
        return self._receipt(letter, self._read_back(letter, want), replayed=begun)

    def _create(self, letter: Letter, want: Booking) -> None:
        ready = booking.prepared(self._client, want)
        ship = ready.ship_key
        if ready.ship_values:  # a second one just like it would be found before it is made, and harms nobody
            made = self._client.command("model.party.address.create", [ready.ship_values])
            ship = made[0] if isinstance(made, list) and made else None
        self._free(want)
        sale = {**ready.sale, **deeds.note_values(f"Booked from {letter.document}\n\n{deeds.marker(letter)}")}
        self._client.command("model.sale.sale.create", [{**sale, **({"shipment_address": ship} if ship else {})}])

    def _free(self, want: Booking) -> None:
        """The cancelled sale keeps the reference readable and lets go of the shop, under which it is unique; never one that stands."""
        held = booking.holding(self._client, want)
        if held is not None:
            stamp = {f"sale.sale,{held['id']}": str(held.get("_timestamp"))}
            self._client.command("model.sale.sale.write", [held["id"]], {"web_shop": None}, context={"_timestamp": stamp})

    def _found_after(self, want: Booking, refusal: RefusedByRemote) -> dict[str, object]:
        try:
            row = booking.booked(self._client, want.shared, want.instead)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether the order is booked already.") from e
        if row is None:
            raise Undone(refusal)
        return row

    def _sale(self, want: Booking) -> dict[str, object]:
        row = booking.booked(self._client, want.shared, want.instead)
        if row is None:
            raise OutcomeUnknown(f"The ERP took {want.shared} and has no such order now", about=want.shared)
        return row

    def _carry_on(self, letter: Letter, want: Booking, row: Row) -> None:
        """Quote it and, where asked, confirm it. What cannot be booked to the end is deleted again."""
        while not _there(want, row):
            button = _NEXT[str(row.get("state"))]
            stamp = {f"sale.sale,{row['id']}": str(row.get("_timestamp"))}
            try:
                self._client.command(f"model.sale.sale.{button}", [row["id"]], context={"_timestamp": stamp})
            except (RefusedByRemote, NeedsDecision, Conflict) as refusal:
                row = self._after_refusal(want, row, refusal)
                continue
            now = self._read_back(letter, want)
            if now.get("state") == row.get("state"):
                self._take_back(now)
                raise Undone(RefusedByRemote("The ERP took the command and did nothing", about=letter.document))
            row = now

    def _after_refusal(self, want: Booking, row: Row, refusal: Trouble) -> Row:
        """Somebody with the same letter may have gone on meanwhile; a no to us alone takes everything back."""
        now = self._sale_or_unknown(want, refusal)
        if now.get("state") != row.get("state") or now.get("_timestamp") != row.get("_timestamp"):
            return now
        if isinstance(refusal, Conflict):
            raise OutcomeUnknown(refusal.title, refusal.advice, about=want.shared) from refusal
        self._take_back(now)
        raise Undone(refusal)

    def _sale_or_unknown(self, want: Booking, refusal: Trouble) -> Row:
        try:
            return self._sale(want)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked how far the order is.") from e

    def _take_back(self, row: Row) -> None:
        """Delete what we made, in just the state we saw; OutcomeUnknown where that fails, for then there is half an order."""
        sale, record = row["id"], f"sale.sale,{row['id']}"
        try:
            if row.get("state") != "draft":
                stamp = {record: str(row.get("_timestamp"))}
                self._client.command("model.sale.sale.draft", [sale], context={"_timestamp": stamp})
                row = self._client.rows("sale.sale", [["id", "=", sale]], ["_timestamp"], 1)[0]
            self._client.command("model.sale.sale.delete", [sale], context={"_timestamp": {record: str(row.get("_timestamp"))}})
        except (Trouble, IndexError) as e:
            raise OutcomeUnknown("The ERP refused half of the order and keeps the other half", about=record) from e

    def _read_back(self, letter: Letter, want: Booking) -> dict[str, object]:
        try:
            return self._sale(want)
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} could not be read after the booking", about=letter.document) from e

    def _receipt(self, letter: Letter, row: Row, *, replayed: bool) -> Receipt:
        effects = booking.effects(letter, row, whole=False)
        words = deeds.receipt_words(letter, effects, str(row.get("number") or ""))
        return Receipt(words, str(row.get("_timestamp")), effects, replayed)

    def _mine(self, letter: Letter, row: Row) -> bool:
        domain = [["resource", "=", f"sale.sale,{row['id']}"], ["message", "like", f"%{deeds.marker(letter)}"]]
        return bool(self._client.rows("ir.note", domain, ["create_date"], 1))

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        want = booking.asked(letter)
        row = booking.booked(self._client, want.shared, want.instead)
        if row is None:
            return Absent(f"The ERP has no order for {want.shared}.")
        if not self._mine(letter, row):
            return Absent(f"{booking.already(row, want.shared).title}, by another command.")
        if not _there(want, row):
            return Absent("The order is begun in the ERP; sending it again completes it.")
        return Took(self._receipt(letter, row, replayed=True))


def _there(want: Booking, row: Row) -> bool:
    state = row.get("state")
    return state not in ("draft", "quotation") or (state == "quotation" and not want.confirm)


class PlainUnbooking(PlainWay):
    """``unbook_order``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        return _cancelled(letter, scripts.to_unbook(self._client, letter))

    def carry(self, letter: Letter) -> Receipt:
        """Cancel, then let go of the shop; a sale that is cancelled and not let go is met again and let go."""
        try:
            row = self._row(letter)
        except RefusedByRemote as refusal:
            return self._done_before(letter, refusal)
        sale, record = row["id"], f"sale.sale,{row['id']}"
        before = row
        for button in {"confirmed": ("draft", "cancel"), "cancelled": ()}.get(str(row.get("state")), ("cancel",)):
            stamp = {record: str(row.get("_timestamp"))}
            try:
                self._client.command(f"model.sale.sale.{button}", [sale], context={"_timestamp": stamp})
            except (Conflict, RefusedByRemote) as refusal:
                return self._done_before(letter, refusal)
            row = self._again(sale, record)
        if row.get("state") != "cancelled":
            raise RefusedByRemote("The ERP took the command and did nothing", about=letter.document)
        self._let_go(sale, record, row)
        effects = _cancelled(letter, before)
        return Receipt(deeds.receipt_words(letter, effects, str(row.get("number") or "")), None, effects)

    def _row(self, letter: Letter) -> Row:
        shared = deeds.must(letter.body(), "shared")
        row = booking.booked(self._client, shared)
        return row if row is not None and row.get("state") == "cancelled" else scripts.to_unbook(self._client, letter)

    def _again(self, sale: object, record: str) -> Row:
        try:
            rows = self._client.rows("sale.sale", [["id", "=", sale]], booking.FIELDS, 1)
        except Trouble as e:
            raise OutcomeUnknown("The order could not be read after the change", about=record) from e
        return rows[0] if rows else {}

    def _let_go(self, sale: object, record: str, row: Row) -> None:
        try:
            stamp = {record: str(row.get("_timestamp"))}
            self._client.command("model.sale.sale.write", [sale], {"web_shop": None}, context={"_timestamp": stamp})
        except Trouble as e:
            raise OutcomeUnknown("The order is cancelled and still holds its reference", about=record) from e

    def _done_before(self, letter: Letter, refusal: Trouble) -> Receipt:
        try:
            found = self.verify(letter)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether an earlier attempt succeeded.") from e
        if isinstance(found, Took):
            return found.receipt
        if letter.attempt > 1:
            raise OutcomeUnknown(found.why, about=letter.document) from refusal
        raise refusal

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        shared = deeds.must(letter.body(), "shared")
        if booking.booked(self._client, shared) is not None:
            return Absent(f"{shared} is still booked.")
        gone = [["web_id", "=", shared], ["state", "=", "cancelled"], ["web_shop", "=", None]]
        since = log.since(self._client, letter)
        for row in reversed(self._client.rows("sale.sale", gone, booking.FIELDS)):
            if self._client.login in log.who(self._client, f"sale.sale,{row['id']}", since, "button", "cancel"):
                effects = _cancelled(letter, {**row, "state": "quotation"})
                words = deeds.receipt_words(letter, effects, str(row.get("number") or ""))
                return Took(Receipt(words, str(row.get("_timestamp")), effects, replayed=True))
        return Unsure(f"{shared} is not booked any more; this sign-in did not take it back.")


def _cancelled(letter: Letter, row: Row) -> tuple[Effect, ...]:
    before = "quotation" if row.get("state") == "cancelled" else row.get("state")
    return (deeds.effect(letter, "state", deeds.shown("state", before, ""), deeds.shown("state", "cancelled", "")),)
