"""Corrections of a sale that is not confirmed yet: one line's quantity or price, where it is delivered to, until when it is valid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from app.connectors.tryton import booking, deeds, places, revising
from app.connectors.tryton.client import Client
from app.connectors.tryton.revising import Change, Revision
from app.connectors.tryton.wire import Quantity
from app.domain.letter import Effect, Letter
from app.errors import Conflict, RefusedByRemote

FIELDS = [*booking.FIELDS, *revising.FIELDS, "lines._timestamp", "shipment_party", "party"]
Row = Mapping[str, object]
_OPEN = ("draft", "quotation")
_VALID = "valid until"


class Correction(Protocol):
    """One correction, read from a letter. ``at``: does the sale read as before ("from"), as wanted ("to"), or neither ("")."""

    sale: int
    written: str  # the sale's field that it writes, as the server's log names it

    def at(self, row: Row) -> str: ...

    def stamps(self, row: Row) -> dict[str, str]:
        """What must not have changed in the meantime, by record."""
        ...

    def change(self, client: Client, row: Row, *, back: bool = False) -> Change: ...

    def words(self, row: Row) -> dict[str, str]:
        """field -> how it reads now; before and after are told in these."""
        ...

    def before(self, row: Row) -> dict[str, str]:
        """The same as it read before, by the letter."""
        ...


def asked(letter: Letter) -> Correction:
    match letter.deed:
        case "correct_line":
            return LineCorrection(letter)
        case "set_validity":
            return ValidityCorrection(letter)
        case "revise_quote":
            return Revision(letter)
        case _:
            return AddressCorrection(letter)


def look(client: Client, letter: Letter, sale: int) -> dict[str, object]:
    """The sale now. RefusedByRemote where it is gone."""
    rows = client.rows("sale.sale", [["id", "=", sale]], FIELDS, 1)
    if not rows:
        raise RefusedByRemote("The order is not in the ERP any more", about=letter.document)
    return rows[0]


def check(letter: Letter, wanted: Correction, row: Row) -> None:
    """Conflict where it is not what was on screen; RefusedByRemote where it is past correcting."""
    name = letter.document
    if row.get("state") not in _OPEN:
        state = deeds.shown("state", row.get("state"), "")
        raise RefusedByRemote(
            f"{name} is {state} already", "An order manager corrects it in the ERP, by an amendment.", about=name
        )
    stale = letter.expected_rev and row.get("_timestamp") != letter.expected_rev
    if stale or wanted.at(row) != "from":
        raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)


def effects(letter: Letter, row: Row, after: Mapping[str, str] | None = None) -> tuple[Effect, ...]:
    """Of a sale as it reads afterwards, or as ``after`` predicts it."""
    wanted = asked(letter)
    now = wanted.words(row) if after is None else after
    return tuple(
        deeds.effect(letter, field, old, now.get(field, ""))
        for field, old in wanted.before(row).items()
        if old != now.get(field, "")
    )


class LineCorrection:
    """Body: {sale, line, from: {quantity, unit_price}, to: {quantity, unit_price}}; numbers are text, either may be left out of both."""

    written = "lines"

    def __init__(self, letter: Letter) -> None:
        body = letter.body()
        self.sale = deeds.record_key(body, "sale")
        self.line = deeds.record_key(body, "line")
        self._from, self._to = _numbers(body.get("from")), _numbers(body.get("to"))
        if self._from.keys() != self._to.keys():
            raise RefusedByRemote("The command does not say what it changes", about=letter.document)

    def at(self, row: Row) -> str:
        line = self._line(row)
        now = {name: Decimal(str(line.get(name) or 0)) for name in self._to}
        return "" if not line else "from" if now == self._from else "to" if now == self._to else ""

    def stamps(self, row: Row) -> dict[str, str]:
        line = f"sale.line,{self.line}"
        return {f"sale.sale,{self.sale}": str(row.get("_timestamp")), line: str(self._line(row).get("_timestamp"))}

    def change(self, client: Client, row: Row, *, back: bool = False) -> Change:
        to = self._from if back else self._to
        values = {k: Quantity(v) if k == "quantity" else v for k, v in to.items()}
        return Change(None, {"lines": [["write", [self.line], values]]}, self._words(row, to))

    def words(self, row: Row) -> dict[str, str]:
        line = self._line(row)
        return self._words(row, {name: Decimal(str(line.get(name) or 0)) for name in self._to})

    def before(self, row: Row) -> dict[str, str]:
        return self._words(row, self._from)

    def _words(self, row: Row, numbers: Mapping[str, Decimal]) -> dict[str, str]:
        product, currency = self._line(row).get("product."), row.get("currency.")
        sku = str(product.get("code") or "") if isinstance(product, dict) else ""
        code = str(currency.get("code") or "") if isinstance(currency, dict) else ""
        told = {}
        for name, value in numbers.items():
            noun = "quantity" if name == "quantity" else "price"
            told[f"{noun} {sku}".strip()] = booking.plain(value) if name == "quantity" else booking.exact(value, code)
        return told

    def _line(self, row: Row) -> Row:
        lines = row.get("lines.")
        found = [x for x in lines if isinstance(x, dict) and x.get("id") == self.line] if isinstance(lines, list) else []
        return found[0] if found else {}


def _numbers(value: object) -> dict[str, Decimal]:
    if not isinstance(value, dict) or not value or not value.keys() <= {"quantity", "unit_price"}:
        raise RefusedByRemote("The command does not say what it changes")
    return {name: booking.number(value, name) for name in value}


class AddressCorrection:
    """Body: {sale, from: address or null, to: address}; an address is {part: text} with the parts of ``Address``."""

    written = "shipment_address"

    def __init__(self, letter: Letter) -> None:
        body = letter.body()
        self.sale = deeds.record_key(body, "sale")
        self._from = places.asked(body.get("from"))
        to = places.asked(body.get("to"))
        if to is None:
            raise RefusedByRemote("The command names no address", about=letter.document)
        self._to = to

    def at(self, row: Row) -> str:
        there = places.read(row.get("shipment_address."))
        if there == self._from or (self._from is not None and places.same(there, self._from)):
            return "from"
        return "to" if places.same(there, self._to) else ""

    def stamps(self, row: Row) -> dict[str, str]:
        return {f"sale.sale,{self.sale}": str(row.get("_timestamp"))}

    def change(self, client: Client, row: Row, *, back: bool = False) -> Change:
        wanted = self._from if back else self._to
        if wanted is None:
            return Change(None, {"shipment_address": None}, {"ship to": ""})
        party = int(str(row.get("shipment_party") or row.get("party")))
        key, there = places.find(client, party, wanted)
        made = {**places.values(client, wanted), "party": party} if key is None else None
        return Change(made, {"shipment_address": key}, {"ship to": places.words(there)})

    def words(self, row: Row) -> dict[str, str]:
        return {"ship to": places.words(places.read(row.get("shipment_address.")))}

    def before(self, row: Row) -> dict[str, str]:
        return {"ship to": places.words(self._from)}


class ValidityCorrection:
    """Body: {sale, from: day, to: day}: the last day on which an offer can be taken. Tryton keeps how long it is valid from its first
    quoting on."""

    written = "quotation_validity"

    def __init__(self, letter: Letter) -> None:
        body = letter.body()
        self.sale = deeds.record_key(body, "sale")
        self._from, self._to = _day(body, "from"), _day(body, "to")

    def at(self, row: Row) -> str:
        now = row.get("quotation_expire")
        return "from" if now == self._from else "to" if now == self._to else ""

    def stamps(self, row: Row) -> dict[str, str]:
        return {f"sale.sale,{self.sale}": str(row.get("_timestamp"))}

    def change(self, client: Client, row: Row, *, back: bool = False) -> Change:
        to, begins = self._from if back else self._to, row.get("quotation_date")
        if not isinstance(begins, date) or to < begins:
            raise RefusedByRemote("The offer was not quoted yet, or not before that day", "Quote it in the ERP first.")
        return Change(None, {"quotation_validity": to - begins}, {_VALID: to.isoformat()})

    def words(self, row: Row) -> dict[str, str]:
        now = row.get("quotation_expire")
        return {_VALID: now.isoformat() if isinstance(now, date) else ""}

    def before(self, row: Row) -> dict[str, str]:
        return {_VALID: self._from.isoformat()}


def _day(body: Mapping[str, object], name: str) -> date:
    try:
        return date.fromisoformat(str(body.get(name) or ""))
    except ValueError as e:
        raise RefusedByRemote("The command does not say until when the offer is valid") from e
