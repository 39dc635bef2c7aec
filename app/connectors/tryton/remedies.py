"""What makes damaged goods good in the ERP: the document that a command asks for, and how it is told.

A replacement is a sale without charge whose origin is the complaint; a credit is a complaint about the invoice's line, filed under the
first one's number, that makes a credit note; a return is one about the line itself, that makes a draft return. Either way the complaint
is written first: that changes its stamp, so whoever else decided on the same sight of it comes too late. The ERP keeps no notes on
complaints; their reference can be written in every state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.connectors.tryton import booking, crediting, deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.crediting import Own
from app.connectors.tryton.wire import Quantity
from app.domain.complaint import pieces_of, reference_of
from app.domain.letter import Effect, Letter
from app.domain.money import Money
from app.errors import OutcomeUnknown, RefusedByRemote

REPLACE, CREDIT, RETURN = "replace_units", "credit_units", "return_units"
ALL = (REPLACE, CREDIT, RETURN)
SALE_FIELDS = [
    "number",
    "state",
    "reference",
    "_timestamp",
    "currency.code",
    "lines.quantity",
    "lines.unit_price",
    "lines.product.code",
]
COMPLAINT_FIELDS = [
    "number",
    "state",
    "reference",
    "_timestamp",
    "actions.quantity",
    "actions.unit_price",
    "actions.currency.code",
]
_FROM_SALE = (
    *("company", "currency", "party", "invoice_party", "shipment_party", "invoice_address", "shipment_address", "payment_term"),
    *("warehouse", "carrier", "price_list"),
)
_APPROVED = ("approved", "done")
# Beyond the first: the server's own steps.
REACHED = {REPLACE: ("confirmed", "processing", "done"), CREDIT: _APPROVED, RETURN: _APPROVED}
_TOLD = {REPLACE: ("replacement", "lines."), CREDIT: ("credit note", "actions."), RETURN: ("return", "actions.")}
_OPEN = ("draft", "waiting", "approved", "done")
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The letter's body. ``each``: credited per piece, in the sale's currency; None for goods alone.

    ``of``: keys of the lines that take something back of the delivered one.
    """

    complaint: int
    number: str
    line: int
    pieces: tuple[int, ...]
    each: Decimal | None
    of: tuple[int, ...] = ()

    @property
    def record(self) -> str:
        return f"sale.complaint,{self.complaint}"

    @property
    def reference(self) -> str:
        return reference_of(self.number, self.pieces)


@dataclass(frozen=True, slots=True)
class Made:
    """The document: its model, what it is created with, the buttons that carry it out, and the states that are far enough.

    ``filed_under``: the complaint's own reference as it was.
    """

    model: str
    values: dict[str, object]
    buttons: Mapping[str, str]  # state -> the button that leads on from it
    reached: tuple[str, ...]
    fields: list[str]
    filed_under: str = ""


def asked(letter: Letter) -> Wanted:
    """RefusedByRemote where the body is no remedy."""
    body = letter.body()
    listed = body.get("pieces")
    pieces = listed if isinstance(listed, list) else []
    if not pieces or not all(isinstance(n, int) and not isinstance(n, bool) and 0 < n < 10_000 for n in pieces):
        raise RefusedByRemote("The command names no pieces", about=letter.document)
    each = booking.number(body, "each") if letter.deed == CREDIT else None
    keys = (deeds.record_key(body, "complaint"), deeds.must(body, "number"), deeds.record_key(body, "line"))
    of = body.get("of")
    back = [deeds.record_key({"line": key}, "line") for key in of] if isinstance(of, list) else []
    return Wanted(*keys, tuple(sorted({*pieces})), each, tuple(back))


def made(client: Client, letter: Letter, want: Wanted) -> Made:
    """Look everything up, write nothing. RefusedByRemote where it cannot be, or was done for one of the pieces already."""
    rows = client.rows("sale.complaint", [["id", "=", want.complaint]], ["state", "reference", "type"], 1)
    if not rows or rows[0].get("state") not in _OPEN:
        state = rows[0].get("state") if rows else "not in the ERP any more"
        raise RefusedByRemote(f"{want.number} is {state}", about=letter.document)
    line = _one(client, "sale.line", want.line, ["sale", "product", "unit", "quantity", "product.code"])
    _check_free(client, want)
    mark = f"{want.reference}\n\n{deeds.marker(letter)}"
    if letter.deed == RETURN:
        doc = _return(client, want, line, rows[0]["type"])
    else:
        doc = _replacement(client, want, line) if want.each is None else _credit(client, want)
    values = doc.values | (deeds.note_values(mark) if doc.model == "sale.sale" else {"description": mark})
    return replace(doc, values=values, filed_under=str(rows[0].get("reference") or ""))


def answered(letter: Letter, key: int) -> frozenset[str]:
    """The warning that a complaint of ours answers: that there is one about the same line already.

    For a return it is the one that asks for it; for a credit what others gave back was counted right before (``check_left``).
    ``key``: of the new one; -1 where it is made in the same transaction (Tryton names warnings by their records' hash).
    """
    name = hashlib.md5(f"sale.complaint,{key}".encode(), usedforsecurity=False).hexdigest()
    return frozenset({f"{name}.complaint_similar"} if letter.deed in (CREDIT, RETURN) else ())


def _one(client: Client, model: str, key: object, fields: list[str]) -> dict[str, object]:
    rows = client.rows(model, [["id", "=", key]], fields, 1)
    if not rows:
        raise RefusedByRemote("What was delivered is not in the ERP any more", about=f"{model},{key}")
    return rows[0]


def _check_free(client: Client, want: Wanted) -> None:
    """No standing document of any complaint about this line is for one of these pieces."""
    about = client.rows("sale.complaint", [["origin", "=", f"sale.line,{want.line}"]], ["number"])
    for one in about:
        number = str(one.get("number") or "")
        sales = [["origin", "=", f"sale.complaint,{one['id']}"], ["state", "not in", ["draft", "cancelled"]]]
        filed = [["reference", "like", f"{number} #%"], ["state", "in", list(_OPEN[1:])]]
        found = client.rows("sale.sale", sales, ["number", "reference"])
        asked = client.rows("sale.complaint", filed, ["number", "reference", "actions.result"]) if number else []
        found += [row for row in asked if not _is_declined(client, row)]
        for row in found:
            twice = pieces_of(str(row.get("reference") or ""), number) & {*want.pieces}
            if twice:
                raise RefusedByRemote(f"Piece {min(twice)} is made good by {row.get('number')} already", about=want.record)


def _is_declined(client: Client, asked: Row) -> bool:
    """All that this complaint brought about are returns that will not be."""
    listed = asked.get("actions.")
    results = (
        [str(x.get("result") or "").partition(",") for x in listed if isinstance(x, dict)] if isinstance(listed, list) else []
    )
    keys = [int(key) for model, _, key in results if model == "sale.sale"]
    if not keys or len(keys) < len(results):
        return False
    return len(client.rows("sale.sale", [["id", "in", keys], ["state", "=", "cancelled"]], ["state"])) == len(keys)


def _replacement(client: Client, want: Wanted, line: Row) -> Made:
    sale = _one(client, "sale.sale", line["sale"], list(_FROM_SALE))
    goods = {"type": "line", "product": line["product"], "quantity": Quantity(Decimal(len(want.pieces))), "unit": line["unit"]}
    values = {name: sale.get(name) for name in _FROM_SALE} | {
        "origin": want.record,
        "reference": want.reference,
        "invoice_method": "manual",  # nothing is charged, so nothing is invoiced
        "shipment_method": "order",
        "shipment_cost_method": None,  # else the ERP adds carriage, and with it the credit check
        "lines": [["create", [{**goods, "unit_price": Decimal(0)}]]],
    }
    buttons = {"draft": "quote", "quotation": "confirm"}
    return Made("sale.sale", values, buttons, REACHED[REPLACE], SALE_FIELDS)


def _credit(client: Client, want: Wanted) -> Made:
    invoiced = [
        ["origin", "=", f"sale.line,{want.line}"],
        ["invoice.type", "=", "out"],
        ["invoice.state", "in", ["posted", "paid"]],
    ]
    lines = client.rows("account.invoice.line", [*invoiced, ["quantity", ">=", len(want.pieces)]], ["invoice.party"], 1)
    if not lines:
        raise RefusedByRemote("No posted invoice has these pieces, so there is nothing to credit", about=want.record)
    check_left(client, want)
    kinds = client.rows("sale.complaint.type", [["origin.name", "=", "account.invoice.line"]], ["name"], 1)
    if not kinds:
        raise RefusedByRemote("The ERP has no kind of complaint about an invoice's line", "Ask your administrator.")
    invoice = lines[0].get("invoice.")
    action = {"action": "credit_note", "quantity": Quantity(Decimal(len(want.pieces))), "unit_price": want.each}
    values = {
        "type": kinds[0]["id"],
        "customer": invoice.get("party") if isinstance(invoice, dict) else None,
        "company": client.context["company"],
        "origin": f"account.invoice.line,{lines[0]['id']}",
        "reference": want.reference,
        "actions": [["create", [action]]],
    }
    return Made("sale.complaint", values, {"draft": "wait", "waiting": "approve"}, REACHED[CREDIT], COMPLAINT_FIELDS)


def check_left(client: Client, want: Wanted, own: int = 0) -> None:
    """Read now: no more is given back than was paid and not given back yet, be it by a draft. RefusedByRemote where it would be.

    ``own``: key of the credit's own complaint, where it is handed in already. Two complaints about one line that are credited at once:
    without our add-on each is handed in before this is asked, so at least one of them sees the other. With it the whole credit is one
    transaction that is read for just before it begins; what another commits between, within milliseconds, is not seen: the ERP has no
    record that both would have to change.
    """
    sale = _one(client, "sale.line", want.line, ["sale.currency.code"]).get("sale.")
    currency = sale.get("currency.") if isinstance(sale, dict) else None
    code = str(currency.get("code")) if isinstance(currency, dict) else ""
    left = crediting.account(client, want.line, want.of, code, Own(complaint=own)).left
    amount = Money.of((want.each or Decimal(0)) * len(want.pieces), code)
    if amount.minor > left.minor:
        raise RefusedByRemote(f"{amount.named()} is more than the {left.named()} left of what was invoiced", about=want.record)


def _return(client: Client, want: Wanted, line: Row, kind: object) -> Made:
    """``kind``: of complaint; that of the first one, which is about the same line."""
    sale = _one(client, "sale.sale", line["sale"], ["party"])
    values: dict[str, object] = {
        "type": kind,
        "customer": sale["party"],
        "company": client.context["company"],
        "origin": f"sale.line,{want.line}",
        "reference": want.reference,
        "actions": [["create", [{"action": "sale_return", "quantity": Quantity(Decimal(len(want.pieces)))}]]],
    }
    return Made("sale.complaint", values, {"draft": "wait", "waiting": "approve"}, REACHED[RETURN], COMPLAINT_FIELDS)


# ---- how it is told ----


def effects(letter: Letter, row: Row) -> tuple[Effect, ...]:
    """What the document says, read with its ``fields``. OutcomeUnknown where it does not say that it is carried out."""
    what, pieces = _TOLD[letter.deed]
    listed = row.get(pieces)
    goods = [x for x in listed if isinstance(x, dict)] if isinstance(listed, list) else []
    state, reached = str(row.get("state")), REACHED[letter.deed]
    if state not in reached:
        raise OutcomeUnknown(f"{letter.document}: the {what} is {state} in the ERP", about=letter.document)
    told = [
        (what, ", ".join(_back(x) if letter.deed == RETURN else _goods(x, row) for x in goods)),
        ("reference", str(row.get("reference") or "")),
        (f"{what}'s state", reached[0]),
    ]
    return tuple(deeds.effect(letter, field, "", after) for field, after in told)


def _back(action: Row) -> str:
    return f"{booking.plain(Decimal(str(action.get('quantity') or 0)))} for inspection"


def _goods(line: Row, row: Row) -> str:
    product, currency = line.get("product."), row.get("currency.") or line.get("currency.")
    code = f" {product.get('code')}" if isinstance(product, dict) else ""
    money = str(currency.get("code")) if isinstance(currency, dict) else ""
    quantity, price = Decimal(str(line.get("quantity") or 0)), Decimal(str(line.get("unit_price") or 0))
    return f"{booking.plain(quantity)}{code} at {booking.exact(price, money)}"
