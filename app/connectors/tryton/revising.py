"""A quotation written anew: lines changed, added and taken out, and the terms of the whole; told and made like any correction.

Body: {sale, head: {from, to}, write: [{line, sku, from, to}], create: [line], delete: [line], untouched: [line], inside}. A line is
{line, product, sku, quantity, unit_price, note}; numbers are text, and ``line`` is left out of what is added. A head is any of
{payment, valid_until (ISO), delivery, outside}; what is not named stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.connectors.tryton import booking, deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.wire import Quantity
from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.letter import Letter
from app.domain.money import Money
from app.domain.quote_version import Stands
from app.errors import RefusedByRemote

Row = Mapping[str, object]
FIELDS = [
    *("payment_term.name", "description", "comment", "quotation_date", "quotation_expire"),
    *("lines.product", "lines.description", "untaxed_amount"),
]
HEAD = {"payment": "payment terms", "valid_until": "valid until", "delivery": "delivery terms", "outside": "note on the quote"}


@dataclass(frozen=True, slots=True)
class Change:
    """What makes it so: an address to be made first, if any, and the values of the sale; ``words`` after it."""

    made: dict[str, object] | None
    values: dict[str, object]
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """``line``: its key, None for one that is added."""

    line: int | None
    product: int
    sku: str
    quantity: Decimal
    unit_price: Decimal
    note: str

    def same(self, other: Line) -> bool:
        """The same goods at the same price, whichever line it is."""
        return replace(self, line=None, sku="") == replace(other, line=None, sku="")


class Revision:
    """A correction in the sense of ``correction.Correction``. ``sale``: its key."""

    written = "lines"

    def __init__(self, letter: Letter) -> None:
        body = letter.body()
        self.sale = deeds.record_key(body, "sale")
        head = body.get("head")
        both = head if isinstance(head, dict) else {}
        self._head_from, self._head_to = deeds.words(both.get("from")), deeds.words(both.get("to"))
        self._write = tuple((line_of(x, "from"), line_of(x, "to")) for x in _rows(body, "write"))
        self._create = tuple(line_of(x) for x in _rows(body, "create"))
        self._delete = tuple(line_of(x) for x in _rows(body, "delete"))
        self._untouched = tuple(line_of(x) for x in _rows(body, "untouched"))
        self._inside = str(body.get("inside") or "").strip()
        if self._head_from.keys() != self._head_to.keys() or not self._head_to.keys() <= HEAD.keys():
            raise RefusedByRemote("The command does not say what it changes", about=letter.document)
        if not self._changes():
            raise RefusedByRemote(f"Nothing that is offered in {letter.document} would change", about=letter.document)

    def _changes(self) -> bool:
        """Before and after can be told apart, without which no attempt would know where it stands."""
        gone = list(self._delete)
        for line in self._create:
            same = next((x for x in gone if x.same(line)), None)
            if same is None:
                return True
            gone.remove(same)
        return bool(gone) or self._head_from != self._head_to or any(not a.same(b) for a, b in self._write)

    # ---- where it stands ----

    def at(self, row: Row) -> str:
        """By what stands there: a line that was taken out and made again is the same line."""
        there = lines_in(row)
        if self._is(there, row, [a for a, _ in self._write], self._head_from, self._delete, ()):
            return "from"
        after = self._is(there, row, [b for _, b in self._write], self._head_to, (), self._create)
        return "to" if after else ""

    def _is(
        self,
        there: tuple[Line, ...],
        row: Row,
        written: list[Line],
        head: Mapping[str, str],
        kept: tuple[Line, ...],
        made: tuple[Line, ...],
    ) -> bool:
        """What the ERP adds by itself when it quotes, such as carriage, may be another line by now, at another price."""
        left = list(there)
        for line in (*written, *self._untouched):
            found = next((x for x in left if x.line == line.line), None)
            if found is None and line in self._untouched:
                found = next((x for x in left if x.product == line.product and x.line not in self._known()), None)
                if found is None:
                    return False
            elif found is None or not found.same(line):
                return False
            left.remove(found)
        for line in (*kept, *made):
            found = next((x for x in left if x.line == line.line), None) or next((x for x in left if x.same(line)), None)
            if found is None or not found.same(line):
                return False
            left.remove(found)
        gone = {x.line for x in self._delete} if not kept else set()
        stray = [x for x in left if x.line in gone or any(x.same(y) for y in (self._create if not made else ()))]
        return not stray and self._head(row, head) == head

    def _known(self) -> set[int | None]:
        return {x.line for x in (*self._untouched, *self._delete, *(a for a, _ in self._write))}

    def _head(self, row: Row, names: Mapping[str, str]) -> dict[str, str]:
        return {name: text for name, text in head_in(row).items() if name in names}

    # ---- how it is made ----

    def stamps(self, row: Row) -> dict[str, str]:
        """Of the sale and of every line of it."""
        lines = row.get("lines.")
        of = (
            {f"sale.line,{x['id']}": str(x.get("_timestamp")) for x in lines if isinstance(x, dict)}
            if isinstance(lines, list)
            else {}
        )
        return {f"sale.sale,{self.sale}": str(row.get("_timestamp")), **of}

    def change(self, client: Client, row: Row, *, back: bool = False) -> Change:
        there = lines_in(row)
        pairs = [(b, a) if back else (a, b) for a, b in self._write]
        gone = self._found(there, self._create) if back else [x.line for x in self._delete]
        new = [x for x in self._delete if not self._found(there, (x,))] if back else list(self._create)
        lines: list[list[object]] = [["write", [to.line], _values(to)] for _, to in pairs]
        if new:
            lines.append(["create", made_lines(client, new, sale_header(client, self.sale))])
        if gone:
            lines.append(["delete", gone])
        head = self._head_from if back else self._head_to
        values: dict[str, object] = {**head_values(client, head), **({"lines": lines} if lines else {})}
        if self._inside and not back:
            values |= deeds.note_values(self._inside)
        return Change(
            None, values, self._words(self._head_to, tuple(b for _, b in self._write), self._create, (), _currency(row))
        )

    def _found(self, there: tuple[Line, ...], wanted: tuple[Line, ...]) -> list[int | None]:
        """Keys of lines that say just this and are none of those that were there before."""
        known, found = self._known(), list[int | None]()
        for line in wanted:
            key = next((x.line for x in there if x.same(line) and x.line not in known and x.line not in found), None)
            found += [key] if key is not None else []
        return found

    # ---- how it is told ----

    def words(self, row: Row) -> dict[str, str]:
        there = lines_in(row)
        written = tuple(next((x for x in there if x.line == a.line), a) for a, _ in self._write)
        made = tuple(x for x in self._create if self._found(there, (x,)))
        kept = tuple(x for x in self._delete if any(y.line == x.line for y in there))
        return self._words(self._head(row, self._head_to), written, made, kept, _currency(row))

    def before(self, row: Row) -> dict[str, str]:
        return self._words(self._head_from, tuple(a for a, _ in self._write), (), self._delete, _currency(row))

    def _words(
        self, head: Mapping[str, str], written: tuple[Line, ...], made: tuple[Line, ...], kept: tuple[Line, ...], currency: str
    ) -> dict[str, str]:
        """field -> how it reads; every field that is changed is there, "" for what is not."""
        told = {HEAD[name]: head.get(name, "") for name in self._head_to}
        for now, (a, b) in zip(written, self._write, strict=True):
            name = unique(told, f"line {a.sku}")
            told[name] = text_of(now, currency)
            if a.note != b.note:
                told[f"note on {name}"] = now.note
        for group, there in ((self._create, made), (self._delete, kept)):
            for line in group:
                told[unique(told, f"line {line.sku}")] = text_of(line, currency) if line in there else ""
        return told


def unique(told: Mapping[str, str], name: str) -> str:
    """Two lines of one product are two things."""
    n = 2
    wanted = name
    while wanted in told:
        wanted, n = f"{name} ({n})", n + 1
    return wanted


def text_of(line: Line, currency: str) -> str:
    return f"{booking.plain(line.quantity)} at {booking.exact(line.unit_price, currency)}"


# ---- shapes ----


def _rows(body: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = body.get(name)
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


def line_of(body: Mapping[str, object], side: str = "") -> Line:
    """RefusedByRemote where it is none. ``side``: "from" or "to", whose figures stand in a table of their own."""
    given = body.get(side) if side else body
    figures = given if isinstance(given, dict) else {}
    key = deeds.record_key(body, "line") if body.get("line") else None
    return Line(
        key,
        deeds.record_key(body, "product"),
        str(body.get("sku") or ""),
        booking.number(figures, "quantity"),
        booking.number(figures, "unit_price"),
        str(figures.get("note") or ""),
    )


def lines_in(row: Row) -> tuple[Line, ...]:
    """The goods lines of a sale as it was read."""
    found = row.get("lines.")
    return (
        tuple(_read(x) for x in found if isinstance(x, dict) and x.get("type") == "line" and x.get("product"))
        if isinstance(found, list)
        else ()
    )


def _read(x: Row) -> Line:
    product = x.get("product.")
    sku = str(product.get("code") or "") if isinstance(product, dict) else ""
    price = x.get("unit_price")
    return Line(
        int(str(x["id"])),
        int(str(x["product"])),
        sku,
        Decimal(str(x.get("quantity") or 0)),
        price if isinstance(price, Decimal) else Decimal(0),
        str(x.get("description") or ""),
    )


def head_in(row: Row) -> dict[str, str]:
    """Tryton counts a draft's days from today until it is first quoted: what it calls the last day of one that never was is none, for
    tomorrow it is another, without a new stamp."""
    term, expires = row.get("payment_term."), row.get("quotation_expire") if row.get("quotation_date") else None
    return {
        "payment": str(term.get("name") or "") if isinstance(term, dict) else "",
        "valid_until": expires.isoformat() if isinstance(expires, date) else "",
        "delivery": str(row.get("description") or ""),
        "outside": str(row.get("comment") or ""),
    }


def stands(row: Row) -> Stands | None:
    """The quotation as it was read; None where it was not."""
    if not row.get("id") or "lines." not in row:
        return None
    head = head_in(row)
    until = head.pop("valid_until")
    lines = tuple(DraftLine(str(x.line), x.sku, "", str(x.product), x.quantity, x.unit_price, note=x.note) for x in lines_in(row))
    content = Content(DraftHead(valid_until=date.fromisoformat(until) if until else None, **head), lines)
    net, currency = row.get("untaxed_amount"), _currency(row)
    return Stands(
        str(row["id"]),
        content,
        Money.of(net, currency) if isinstance(net, Decimal) and currency else None,
        str(row.get("number") or ""),
    )


def _currency(row: Row) -> str:
    found = row.get("currency.")
    return str(found.get("code") or "") if isinstance(found, dict) else ""


def _values(line: Line) -> dict[str, object]:
    return {"quantity": Quantity(line.quantity), "unit_price": line.unit_price, "description": line.note or None}


def head_values(client: Client, head: Mapping[str, str]) -> dict[str, object]:
    """Values of the sale. RefusedByRemote where the ERP knows no such terms, or the day is none."""
    values: dict[str, object] = {}
    if "payment" in head:
        known = (
            booking.one(client, "account.invoice.payment_term", "name", head["payment"], "payment terms", ["name"])
            if head["payment"]
            else {}
        )
        values["payment_term"] = known.get("id")
    if "delivery" in head:
        values["description"] = head["delivery"] or None
    if "outside" in head:
        values["comment"] = head["outside"] or None
    if "valid_until" in head:
        values |= _validity(client, head["valid_until"])
    return values


def _validity(client: Client, day: str) -> dict[str, object]:
    """Tryton counts it from the day of the quotation, which is the company's own today."""
    if not day:
        return {"quotation_validity": None}
    today = client.today()
    try:
        until = date.fromisoformat(day)
    except ValueError as e:
        raise RefusedByRemote("The quote's last day is not a day") from e
    if until < today:
        raise RefusedByRemote(f"The quote's last day, {day}, is over")
    return {"quotation_date": today, "quotation_validity": until - today}


def sale_header(client: Client, sale: int) -> dict[str, object]:
    """What lines of this sale are priced and taxed by."""
    names = ["party", "currency", "invoice_party", "price_list", "company", "sale_date"]
    rows = client.rows("sale.sale", [["id", "=", sale]], names, 1)
    if not rows:
        raise RefusedByRemote("The quotation is not in the ERP any more")
    return {name: rows[0].get(name) for name in names}


def made_lines(client: Client, lines: list[Line], header: Row) -> list[dict[str, object]]:
    """Unit and taxes by the ERP's own rules, prices as they were offered."""
    made = booking.goods_lines(client, [(x.product, x.quantity, x.unit_price) for x in lines], header)
    return [{**values, "description": x.note or None} for values, x in zip(made, lines, strict=True)]
