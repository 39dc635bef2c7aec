"""An offer that the buyer takes: their purchase-order number is put on the sale, which makes it an order, and it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.connectors.tryton import deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.plain_way import Call
from app.domain.letter import Effect, Letter
from app.domain.money import Money
from app.errors import Conflict, RefusedByRemote

SALE = "sale.sale"
FIELDS = [
    *("number", "state", "reference", "quotation_expire", "untaxed_amount", "currency.code", "_timestamp"),
    *("payment_term.rec_name", "lines.type", "lines._timestamp"),
]
CONFIRMED = ("confirmed", "processing", "done")
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A letter's body. before, reference: the purchase-order number as it was and as it shall be; "" for none.

    net: of the offer as it was on screen; confirm: also confirmed, else it waits as an order, for credit.
    lines: their revisions then, terms: those of payment, valid: its last day; empty or None where it does not matter.
    """

    sale: int
    before: str
    reference: str
    net: Money
    confirm: bool
    lines: Mapping[str, str]
    terms: str | None
    valid: str | None


def asked(letter: Letter) -> Conversion:
    """RefusedByRemote where the body is not a conversion."""
    body = letter.body()
    net = deeds.money(body, "net")
    if net is None:
        raise RefusedByRemote("The command does not say what the offer comes to", about=letter.document)
    return Conversion(
        deeds.record_key(body, "sale"),
        str(body.get("from") or "").strip(),
        str(body.get("to") or "").strip(),
        net,
        body.get("confirm") is True,
        deeds.words(body.get("lines")),
        *(str(body[name] or "") if name in body else None for name in ("terms", "valid")),
    )


def look(client: Client, letter: Letter, want: Conversion) -> Row:
    rows = client.rows(SALE, [["id", "=", want.sale]], FIELDS, 1)
    if not rows:
        raise RefusedByRemote("The offer is not in the ERP any more", about=letter.document)
    return rows[0]


def check(client: Client, letter: Letter, want: Conversion, row: Row, *, begun: bool = False) -> None:
    """Conflict where it is not the offer that was on screen; RefusedByRemote where it is over.

    ``begun``: by this very letter, so that the number may be on it already, under another stamp.
    """
    name = letter.document
    if row.get("state") != "quotation":
        raise RefusedByRemote(f"{name} is {deeds.shown('state', row.get('state'), '')} already", about=name)
    expires = row.get("quotation_expire")
    if want.confirm and isinstance(expires, date) and expires < client.today():
        raise RefusedByRemote(f"{name} expired on {expires.isoformat()}", "Extend its validity first.", about=name)
    stale = not begun and letter.expected_rev and row.get("_timestamp") != letter.expected_rev
    known = (want.before, want.reference) if begun else (want.before,)
    other = bool(want.lines) and not _lines(row).items() <= want.lines.items()
    other = other or want.terms not in (None, _terms(row)) or want.valid not in (None, _valid(row))
    if stale or other or reference(row) not in known or _net(row) != want.net:
        raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)


def _lines(row: Row) -> dict[str, str]:
    """By key. Read by a feed of their own, so what is on screen may be older than its sale, and more: a Tryton does not tell of lines that
    it replaced."""
    found = row.get("lines.")
    lines = [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []
    return {str(x.get("id")): str(x.get("_timestamp")) for x in lines if x.get("type") == "line"}


def _terms(row: Row) -> str:
    found = row.get("payment_term.")
    return str(found.get("rec_name") or "") if isinstance(found, dict) else ""


def _valid(row: Row) -> str:
    day = row.get("quotation_expire")
    return day.isoformat() if isinstance(day, date) else ""


def _net(row: Row) -> Money | None:
    currency = row.get("currency.")
    code = currency.get("code") if isinstance(currency, dict) else None
    return Money.of(Decimal(str(row.get("untaxed_amount") or 0)), code) if isinstance(code, str) else None


def reference(row: Row) -> str:
    return str(row.get("reference") or "").strip()


def is_done(want: Conversion, row: Row) -> bool:
    """As the letter asks for, whoever did it."""
    reached = row.get("state") in CONFIRMED if want.confirm else row.get("state") == "quotation"
    return reached and reference(row) == want.reference


# ---- the calls, in their order ----


def naming(want: Conversion) -> list[Call]:
    return [[SALE, "write", [[want.sale], {"reference": want.reference or None}]]] if want.before != want.reference else []


def confirming(want: Conversion) -> list[Call]:
    return [[SALE, "confirm", [[want.sale]]]] if want.confirm else []


def reading(want: Conversion) -> Call:
    return [SALE, "read", [[want.sale], FIELDS]]


def stamps(want: Conversion, row: Row) -> dict[str, str]:
    """What must not have changed since ``row`` was read: of a quotation no line changes without its sale."""
    return {f"{SALE},{want.sale}": str(row.get("_timestamp"))}


# ---- words ----


def effects(letter: Letter, want: Conversion, row: Row) -> tuple[Effect, ...]:
    """Of the sale as it reads afterwards."""
    return told(letter, want, reference(row), deeds.shown("state", row.get("state"), ""))


def told(letter: Letter, want: Conversion, after: str, state: str) -> tuple[Effect, ...]:
    named = (deeds.effect(letter, "purchase order", want.before, after),) if want.before != after else ()
    was = deeds.shown("state", "quotation", "")
    return (*named, *((deeds.effect(letter, "state", was, state),) if state != was else ()))
