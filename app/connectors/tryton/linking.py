"""The reference of a web order on a sale that was keyed without it, and off again; the server keeps it unique among a shop's sales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.connectors.tryton import booking, deeds, log
from app.connectors.tryton.client import Client
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

FIELDS = ["number", "state", "web_id", "web_shop", "_timestamp"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Linking:
    """Body: {sale, from: reference or "", to: reference or ""}, one of the two empty."""

    sale: int
    before: str
    after: str

    @property
    def record(self) -> str:
        return f"sale.sale,{self.sale}"

    def values(self, client: Client) -> dict[str, object]:
        """The shop too, under which a reference is unique."""
        return {"web_shop": booking.shop(client)["web_shop"] if self.after else None, "web_id": self.after or None}


def asked(letter: Letter) -> Linking:
    body = letter.body()
    before, after = (str(body.get(name) or "").strip() for name in ("from", "to"))
    if bool(before) == bool(after):
        raise RefusedByRemote("The command does not say which reference", about=letter.document)
    return Linking(deeds.record_key(body, "sale"), before, after)


def look(client: Client, letter: Letter, want: Linking) -> dict[str, object]:
    """The sale now. RefusedByRemote where it is gone."""
    rows = client.rows("sale.sale", [["id", "=", want.sale]], FIELDS, 1)
    if not rows:
        raise RefusedByRemote("The order is not in the ERP any more", about=letter.document)
    return rows[0]


def reference(row: Row) -> str:
    return str(row.get("web_id") or "")


def check(client: Client, letter: Letter, want: Linking, row: Row) -> None:
    """Conflict where it is not what was on screen; RefusedByRemote where it is cancelled, or another sale has the reference."""
    name = letter.document
    stale = letter.expected_rev and row.get("_timestamp") != letter.expected_rev
    if stale or reference(row) != want.before:
        raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)
    if want.after and row.get("state") == "cancelled":
        raise RefusedByRemote(f"{name} is cancelled already", about=name)
    if want.after and (there := booking.booked(client, want.after, want.sale)):
        raise booking.already(there, want.after)


def effects(letter: Letter, want: Linking) -> tuple[Effect, ...]:
    return (deeds.effect(letter, "web reference", want.before, want.after),)


class PlainLinking:
    """``link_sale`` on a Tryton without our add-on: one write under the stamp of what was read; the server's log is the witness."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        want = asked(letter)
        check(self._client, letter, want, look(self._client, letter, want))
        want.values(self._client)
        return effects(letter, want)

    def deliver(self, letter: Letter) -> Receipt:
        want = asked(letter)
        try:
            row = look(self._client, letter, want)
            check(self._client, letter, want, row)
            stamp = {want.record: str(row.get("_timestamp"))}
            self._client.command("model.sale.sale.write", [want.sale], want.values(self._client), context={"_timestamp": stamp})
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            return self._found_after(letter, refusal)
        try:
            row = look(self._client, letter, want)
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} could not be read after the change", about=letter.document) from e
        return _receipt(letter, want, row, replayed=False)

    def _found_after(self, letter: Letter, refusal: Trouble) -> Receipt:
        """Stale or refused may be the echo of an earlier attempt that took effect: look for its traces first."""
        try:
            found = self.verify(letter)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether an earlier attempt succeeded.") from e
        if isinstance(found, Took):
            return found.receipt
        if isinstance(found, Unsure) and letter.attempt > 1:
            raise OutcomeUnknown(found.why, about=letter.document) from refusal
        raise refusal

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        want = asked(letter)
        try:
            row = look(self._client, letter, want)
        except RefusedByRemote as e:
            return Absent(e.title)
        mine = self._client.login in log.who(self._client, want.record, log.since(self._client, letter), "write", "web_id")
        if reference(row) == want.after:
            return Took(_receipt(letter, want, row, replayed=True)) if mine else Unsure("Somebody else changed its reference.")
        return Unsure("It was changed again since.") if mine else Absent(f"{letter.document} has not that reference.")


def _receipt(letter: Letter, want: Linking, row: Row, *, replayed: bool) -> Receipt:
    told = effects(letter, want)
    return Receipt(deeds.receipt_words(letter, told, str(row.get("number") or "")), str(row.get("_timestamp")), told, replayed)
