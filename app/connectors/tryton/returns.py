"""What takes goods back in the ERP: the calls that each step of a return is made of, and how it is told.

A return is a sale with negative lines; confirmed, it makes a return shipment, and what came in makes a credit note as a draft. What is set
aside or scrapped goes on from the warehouse's storage by an internal shipment: the return's own puts away nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.tryton import booking, crediting, deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.wire import Quantity
from app.domain.letter import Effect, Letter
from app.errors import RefusedByRemote

AUTHORISE, RECEIVE, INSPECT, DISPOSE, CREDIT = (
    *("authorise_return", "receive_return", "inspect_return"),
    *("dispose_return", "credit_return"),
)
SALE, SHIPMENT, INTERNAL, INVOICE = "sale.sale", "stock.shipment.out.return", "stock.shipment.internal", "account.invoice"
MISSING = "The ERP does not find the pieces where they should be"
KEYED = (AUTHORISE, RECEIVE, INSPECT, DISPOSE)  # what the add-on can do in one transaction
ALL = (*KEYED, CREDIT)
_REACHED = {
    AUTHORISE: ("confirmed", "processing", "done"),
    RECEIVE: ("received", "done"),
    INSPECT: ("done",),
    CREDIT: ("posted", "paid"),
}
Row = Mapping[str, object]
Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Course:
    """What one step does to the record that it is about: one write, then buttons until its state is ``reached``.

    ``values``: of the write; ``marked``: the field that can hold the letter's mark beside it. ``buttons``: state -> the button that
    leads on from it, in order. ``opens``: state -> the button that makes the record a draft again. ``sent``: internal shipments to be
    made and carried out after that.
    """

    model: str
    key: int
    values: Values
    marked: str
    buttons: Mapping[str, str]
    reached: tuple[str, ...]
    opens: Mapping[str, str]
    sent: tuple[Values, ...] = ()

    @property
    def record(self) -> str:
        return f"{self.model},{self.key}"

    def calls(self, state: str) -> list[list[object]]:
        """From this state of the record. RefusedByRemote where none of it leads there any more."""
        made: list[list[object]] = [[self.model, self.opens[state], [[self.key]]]] if state in self.opens else []
        at = "draft" if made else state
        if self.buttons and at not in self.buttons:
            raise RefusedByRemote(f"It is {at} already", about=self.record)
        if self.values:
            made.append([self.model, "write", [[self.key], self.values]])
        listed = list(self.buttons)
        made += [[self.model, self.buttons[s], [[self.key]]] for s in listed[listed.index(at) :]] if listed else []
        return made + _carried(self.sent, len(made)) if self.sent else made


def _carried(sent: Sequence[Values], at: int) -> list[list[object]]:
    """Calls from number ``at`` on. Tryton is content to assign nothing; only what is found assigned is done, so else all is refused."""
    new: list[object] = [{"made": at + n} for n in range(len(sent))]
    made: list[list[object]] = [[INTERNAL, "create", [[values]]] for values in sent]
    made += [[INTERNAL, button, [new]] for button in ("wait", "assign_try")]
    found: list[object] = [{"made": at + len(made) + n} for n in range(len(sent))]
    made += [[INTERNAL, "search", [[["id", "=", one], ["state", "=", "assigned"]]]] for one in new]
    return [*made, [INTERNAL, "do", [found]]]


@dataclass(frozen=True, slots=True)
class Moved:
    """Pieces that go from one place to another. ``after``: the move that brought them to ``source``."""

    after: int
    source: int
    target: int
    product: int
    unit: int
    quantity: Decimal


def internal(client: Client, letter: Letter, moves: Sequence[Moved]) -> tuple[Values, ...]:
    """One internal shipment for every two places that pieces go between."""
    company = client.context["company"]
    found: dict[tuple[int, int], list[Values]] = {}
    for m in moves:
        places = {"from_location": m.source, "to_location": m.target, "company": company}
        goods = {"product": m.product, "unit": m.unit, "quantity": Quantity(m.quantity), "origin": f"stock.move,{m.after}"}
        found.setdefault((m.source, m.target), []).append({**places, **goods})
    return tuple(
        {
            "company": company,
            "from_location": source,
            "to_location": target,
            "reference": letter.document,
            "moves": [["create", listed]],
        }
        for (source, target), listed in found.items()
    )


def is_reached(letter: Letter, state: str) -> bool:
    """Whether the record that the step changes is as far as it should be; ``dispose_return`` changes none."""
    return state in _REACHED.get(letter.deed, (state,))


def course(client: Client, letter: Letter) -> Course:
    """Look everything up, write nothing. RefusedByRemote where it cannot be done."""
    return _COURSES[letter.deed](client, letter)


def _authorise(client: Client, letter: Letter) -> Course:
    body = letter.body()
    key = deeds.record_key(body, "return")
    wanted = booking.pieces(body, "lines")
    kept = [["write", [line], {"quantity": Quantity(-count)}] for line, count in wanted.items() if count]
    there = {int(str(x["id"])) for x in client.rows("sale.line", [["sale", "=", key]], ["type"])}
    gone = [line for line, count in wanted.items() if not count and line in there]
    values: Values = {
        "lines": [*kept, *([["delete", gone]] if gone else [])],
        "invoice_method": "fulfillment",  # money only for what came in
        "shipment_method": "order",
        "shipment_cost_method": None,  # else the ERP adds carriage
    }
    buttons = {"draft": "quote", "quotation": "confirm"}
    return Course(SALE, key, values, "notes", buttons, _REACHED[AUTHORISE], {"quotation": "draft"})


def _receive(client: Client, letter: Letter) -> Course:
    body = letter.body()
    expected = booking.pieces(body, "expected")
    less = [["write", [m], {"quantity": Quantity(n)}] for m, n in booking.pieces(body, "moves").items() if n != expected.get(m)]
    values: Values = {"moves": less} if less else {}
    key = deeds.record_key(body, "shipment")
    return Course(SHIPMENT, key, values, "reference", {"draft": "receive"}, _REACHED[RECEIVE], {})


def _inspect(client: Client, letter: Letter) -> Course:
    body = letter.body()
    listed = body.get("put")
    wanted = [(deeds.record_key(x, "move"), x) for x in listed if isinstance(x, dict)] if isinstance(listed, list) else []
    rows = _moves(client, [key for key, _ in wanted])
    moves = tuple(
        _moved(rows[key], key, rows[key].get("to_location"), deeds.record_key(x, "to"), booking.number(x, "quantity"))
        for key, x in wanted
        if x.get("to")
    )
    sent = internal(client, letter, moves)
    key = deeds.record_key(body, "shipment")
    return Course(SHIPMENT, key, {}, "reference", {"received": "do"}, _REACHED[INSPECT], {}, sent)


def _dispose(client: Client, letter: Letter) -> Course:
    """Nothing of the return itself changes."""
    body = letter.body()
    key = deeds.record_key(body, "move")
    places = deeds.record_key(body, "from"), deeds.record_key(body, "to")
    moved = _moved(_moves(client, [key])[key], key, *places, booking.number(body, "quantity"))
    return Course(SALE, deeds.record_key(body, "return"), {}, "", {}, (), {}, internal(client, letter, [moved]))


def _credit(client: Client, letter: Letter) -> Course:
    less = crediting.actions(letter, crediting.look(client, letter))
    values: Values = {"lines": less} if less else {}
    return Course(INVOICE, deeds.record_key(letter.body(), "invoice"), values, "comment", {"draft": "post"}, _REACHED[CREDIT], {})


def as_authorised(client: Client, letter: Letter, key: int) -> bool:
    """The return's lines and terms are those of the letter already, whatever state it is in."""
    wanted = booking.pieces(letter.body(), "lines")
    lines = client.rows("sale.line", [["sale", "=", key], ["type", "=", "line"]], ["quantity"])
    have = {int(str(row["id"])): -_size(row) for row in lines}
    heads = client.rows(SALE, [["id", "=", key]], ["invoice_method"], 1)
    return all(have.get(line, 0) == count for line, count in wanted.items()) and heads[0].get("invoice_method") == "fulfillment"


_COURSES = {AUTHORISE: _authorise, RECEIVE: _receive, INSPECT: _inspect, DISPOSE: _dispose, CREDIT: _credit}


def _size(row: Row) -> Decimal:
    return Decimal(str(row.get("quantity") or 0))


def _moves(client: Client, keys: Sequence[int]) -> dict[int, Row]:
    rows = client.rows("stock.move", [["id", "in", list(keys)]], ["product", "unit", "from_location", "to_location"])
    found: dict[int, Row] = {int(str(row["id"])): row for row in rows}
    if set(found) != set(keys):
        raise RefusedByRemote("What came in is not in the ERP any more", "Look at it again.")
    return found


def _moved(row: Row, after: int, source: object, target: int, quantity: Decimal) -> Moved:
    known = (int(str(source)), target, int(str(row.get("product"))), int(str(row.get("unit"))))
    return Moved(after, *known, quantity)


# ---- how it is told: from the letter, which says what was on screen ----


def effects(letter: Letter, state: str | None = None) -> tuple[Effect, ...]:
    """What takes effect. ``state``: what the record is by then, where that was read."""
    body = letter.body()
    told = {AUTHORISE: _authorised, RECEIVE: _received, INSPECT: _inspected, DISPOSE: _disposed, CREDIT: _credited}[letter.deed](
        body
    )
    if state is not None and letter.deed != DISPOSE:
        field, before, _ = told[-1]
        told[-1] = (field, before, deeds.shown("state", state, "") if letter.deed == AUTHORISE else state)
    return tuple(deeds.effect(letter, *row) for row in told)


def _sku(body: Row, key: object) -> str:
    skus = body.get("skus")
    return str(skus.get(str(key), "pieces")) if isinstance(skus, dict) else "pieces"


def _authorised(body: Row) -> list[tuple[str, str, str]]:
    asked = booking.pieces(body, "asked")
    told = [
        (f"{_sku(body, key)} back", booking.plain(asked.get(key, count)), booking.plain(count))
        for key, count in booking.pieces(body, "lines").items()
    ]
    return [*told, ("state", str(body.get("state") or "draft"), "confirmed")]


def _received(body: Row) -> list[tuple[str, str, str]]:
    expected = booking.pieces(body, "expected")
    told = [
        (f"{_sku(body, key)} received", "", f"{booking.plain(count)} of {booking.plain(expected.get(key, count))}")
        for key, count in booking.pieces(body, "moves").items()
    ]
    return [*told, (f"return shipment {body.get('number')}", "draft", "received")]


def _inspected(body: Row) -> list[tuple[str, str, str]]:
    listed = body.get("put")
    rows = [x for x in listed if isinstance(x, dict)] if isinstance(listed, list) else []
    told = [(f"{x.get('quantity')} {x.get('sku')}", "received", str(x.get("as"))) for x in rows]
    return [*told, (f"return shipment {body.get('number')}", "received", "done")]


def _disposed(body: Row) -> list[tuple[str, str, str]]:
    return [(f"{body.get('quantity')} {body.get('sku')}", str(body.get("was")), str(body.get("as")))]


def _credited(body: Row) -> list[tuple[str, str, str]]:
    money, prices = str(body.get("currency") or ""), body.get("prices")
    known = prices if isinstance(prices, dict) else {}
    told = [
        (f"{_sku(body, key)} credited", "", f"{booking.plain(count)} at {booking.exact(Decimal(str(known[str(key)])), money)}")
        for key, count in booking.pieces(body, "lines").items()
        if count
    ]
    fee = str(body.get("fee") or "")
    told += [("restocking fee", "", booking.exact(Decimal(fee), money))] if fee else []
    return [*told, ("credit note", "draft", "posted")]
