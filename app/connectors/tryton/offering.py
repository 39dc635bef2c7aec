"""A new quotation: what the command asks for, the sale that is made of it, and how that is told.

Body: {customer: key, currency, warehouse: key or null, head: as in ``revising`` without "from", lines: [line as in ``revising``],
inside}. Without a warehouse it is the ERP's own choice, else that of the customer's last sale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.connectors.tryton import booking, deeds, revising
from app.connectors.tryton.client import Client
from app.connectors.tryton.revising import Line
from app.domain.letter import Effect, Letter
from app.errors import RefusedByRemote

FIELDS = [*booking.FIELDS, *revising.FIELDS, "party", "warehouse", "warehouse.name"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """``head``: only what a person said; the rest is as the ERP fills it in for this customer."""

    customer: int
    currency: str
    head: Mapping[str, str]
    lines: tuple[Line, ...]
    inside: str
    warehouse: int | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """``sale``: its values. ``warehouse``: the name of that from which it is delivered."""

    sale: dict[str, object]
    warehouse: str


def asked(letter: Letter) -> Wanted:
    """RefusedByRemote where the body is no quote."""
    body = letter.body()
    lines = body.get("lines")
    if not isinstance(lines, list) or not lines or not all(isinstance(x, dict) for x in lines):
        raise RefusedByRemote("The command names no goods", about=letter.document)
    head = {name: text for name, text in deeds.words(body.get("head")).items() if text}
    if not head.keys() <= revising.HEAD.keys():
        raise RefusedByRemote("The command's terms are not known", about=letter.document)
    return Wanted(
        deeds.record_key(body, "customer"),
        deeds.must(body, "currency"),
        head,
        tuple(revising.line_of(x) for x in lines),
        str(body.get("inside") or "").strip(),
        deeds.record_key(body, "warehouse") if body.get("warehouse") else None,
    )


def prepared(client: Client, letter: Letter, want: Wanted) -> Prepared:
    """RefusedByRemote in plain words for what the ERP does not know; nothing is written."""
    if not client.rows("party.party", [["id", "=", want.customer]], ["code"], 1):
        raise RefusedByRemote("The customer is not in the ERP any more", about=letter.document)
    currency = booking.one(client, "currency.currency", "code", want.currency, "currency", ["code"])
    header = booking.header_of(client, want.customer, int(str(currency["id"])))
    warehouse, name = _warehouse(client, letter, want, header)
    lines = revising.made_lines(client, list(want.lines), header)
    note = "\n\n".join(x for x in (want.inside, deeds.marker(letter)) if x)
    sale = {
        **header,
        "warehouse": warehouse,
        **revising.head_values(client, want.head),
        "lines": [["create", [{**line, "sequence": i} for i, line in enumerate(lines, 1)]]],
        **deeds.note_values(note),
    }
    return Prepared(sale, name)


def _warehouse(client: Client, letter: Letter, want: Wanted, header: Row) -> tuple[int, str]:
    key: object = want.warehouse or header.get("warehouse")
    if not key:
        sales = client.rows("sale.sale", [["party", "=", want.customer], ["warehouse", "!=", None]], ["warehouse"])
        key = sales[-1].get("warehouse") if sales else None
    if not key:
        raise RefusedByRemote("Nobody said from which warehouse it is delivered", "The ERP knows several.", about=letter.document)
    rows = client.rows("stock.location", [["id", "=", key]], ["name"], 1)
    if not rows:
        raise RefusedByRemote("The warehouse is not in the ERP any more", about=letter.document)
    return int(str(rows[0]["id"])), str(rows[0]["name"])


def is_as_asked(want: Wanted, row: Row) -> bool:
    """A draft read with ``FIELDS`` offers just these goods on these terms; only a quotation has what the ERP adds by itself."""
    left = [_trimmed(x) for x in revising.lines_in(row)]
    for line in want.lines:
        if _trimmed(line) not in left:
            return False
        left.remove(_trimmed(line))
    head, money = revising.head_in(row), row.get("currency.")
    terms = all(head[name].strip() == text.strip() for name, text in want.head.items())
    placed = want.warehouse in (None, row.get("warehouse"))
    return not left and terms and placed and isinstance(money, dict) and money.get("code") == want.currency


def _trimmed(line: Line) -> Line:
    """As it compares: an ERP keeps no blanks around words."""
    return replace(line, line=None, sku="", note=line.note.strip())


def predicted(letter: Letter, want: Wanted, ready: Prepared) -> tuple[Effect, ...]:
    return _effects(letter, want, want.lines, want.head, ready.warehouse)


def effects(letter: Letter, row: Row) -> tuple[Effect, ...]:
    """What a sale read with ``FIELDS`` says of what was asked for; what the ERP added by itself is not told."""
    want, left = asked(letter), list(revising.lines_in(row))
    there: list[Line] = []
    for line in want.lines:
        found = next((x for x in left if x.same(line)), None) or next((x for x in left if x.product == line.product), None)
        if found is not None:
            left.remove(found)
            there.append(found)
    head = {name: text for name, text in revising.head_in(row).items() if name in want.head}
    house = row.get("warehouse.")
    return _effects(letter, want, tuple(there), head, str(house.get("name") or "") if isinstance(house, dict) else "")


def _effects(
    letter: Letter, want: Wanted, lines: tuple[Line, ...], head: Mapping[str, str], warehouse: str
) -> tuple[Effect, ...]:
    skus = {x.product: x.sku for x in want.lines}
    told: dict[str, str] = {"state": deeds.shown("state", "quotation", "")}
    told["delivered from"] = warehouse
    told |= {revising.HEAD[name]: head[name] for name in revising.HEAD if name in head}
    for line in lines:
        name = revising.unique(told, f"line {skus[line.product]}")
        told[name] = revising.text_of(line, want.currency)
        if line.note:
            told[f"note on {name}"] = line.note
    return tuple(deeds.effect(letter, field, "", after) for field, after in told.items() if after)
