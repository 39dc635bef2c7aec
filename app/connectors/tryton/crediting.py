"""The credit note of a return: what a letter wants on it, what the ERP has on it, and what of the sold lines was given back already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.tryton import booking, deeds, taking_back
from app.connectors.tryton.client import Client
from app.connectors.tryton.wire import Quantity
from app.domain.letter import Letter
from app.domain.money import Money
from app.domain.refund import Account
from app.errors import Conflict, RefusedByRemote

LINE = "account.invoice.line"
_FIELDS = ["quantity", "unit_price", "origin", "account", "taxes"]
_POSTED = frozenset({"posted", "paid"})
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Note:
    """Its lines by what they are. back: by key, what they take back; fees: charges that belong to nothing sold; strange: all else."""

    back: Mapping[int, Row]
    fees: tuple[Row, ...]
    strange: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """What a letter gives back or leaves for later itself. note: key of its credit note; lines: of its return, as origins; complaint: key
    of the one that asks for its credit. 0 where it has none.
    """

    note: int = 0
    lines: frozenset[str] = frozenset()
    complaint: int = 0

    def has(self, row: Row) -> bool:
        return row.get("invoice") == self.note or (row.get("origin") in self.lines and _state(row) not in _POSTED)


def look(client: Client, letter: Letter) -> Note:
    """The note as it is now."""
    key = deeds.record_key(letter.body(), "invoice")
    rows = client.rows(LINE, [["invoice", "=", key], ["type", "=", "line"]], _FIELDS)
    back = {int(str(row["id"])): row for row in rows if _number(row, "quantity") < 0}
    charged = [row for row in rows if _number(row, "quantity") >= 0]
    return Note(back, tuple(r for r in charged if not r.get("origin")), tuple(r for r in charged if r.get("origin")))


def actions(letter: Letter, note: Note) -> list[object]:
    """What makes the note that of the letter; nothing where it cannot be."""
    wanted, body = booking.pieces(letter.body(), "lines"), letter.body()
    if not fits(letter, note):
        return []
    less: list[object] = [
        ["write", [x], {"quantity": Quantity(-n)}] for x, n in wanted.items() if n and n != -_number(note.back[x], "quantity")
    ]
    fee = _fee(letter)
    later = [x for x, n in wanted.items() if not n and x in note.back]
    spare = [int(str(row["id"])) for row in note.fees[1 if fee else 0 :]]
    less += [["delete", [*later, *spare]]] if later or spare else []
    if fee is None or _has_fee(note.fees[:1], fee):
        return less
    values = {"quantity": Quantity(Decimal(1)), "unit_price": fee, "description": str(body.get("fee_words") or "Restocking fee")}
    if note.fees:
        return [*less, ["write", [int(str(note.fees[0]["id"]))], values]]
    like = note.back[next(x for x, n in wanted.items() if n)]
    made = {"type": "line", **values, "account": like.get("account"), "taxes": [["add", like.get("taxes")]]}
    return [*less, ["create", [made]]]


def fits(letter: Letter, note: Note) -> bool:
    """It has the lines that the letter is about, and none beside them but a fee."""
    wanted = booking.pieces(letter.body(), "lines")
    return {x for x, n in wanted.items() if n} <= {*note.back} <= {*wanted} and not note.strange


def is_as_said(letter: Letter, note: Note) -> bool:
    """Posted as it is, it would give back exactly what the letter says."""
    prices = deeds.words(letter.body().get("prices"))
    wanted = {x: (n, Decimal(prices[str(x)])) for x, n in booking.pieces(letter.body(), "lines").items() if n}
    have = {x: (-_number(row, "quantity"), _number(row, "unit_price")) for x, row in note.back.items()}
    fee = _fee(letter)
    return have == wanted and not note.strange and (_has_fee(note.fees, fee) if fee else not note.fees)


def _fee(letter: Letter) -> Decimal | None:
    fee = str(letter.body().get("fee") or "")
    return Decimal(fee) if fee else None


def _has_fee(fees: tuple[Row, ...], fee: Decimal) -> bool:
    return [(_number(row, "quantity"), _number(row, "unit_price")) for row in fees] == [(Decimal(1), fee)]


def _number(row: Row, name: str) -> Decimal:
    return Decimal(str(row.get(name) or 0))


# ---- what was given back already ----


def check(client: Client, letter: Letter) -> None:
    """Read now: Conflict where the note is another one by now, RefusedByRemote where more would be given back than was paid."""
    if not fits(letter, look(client, letter)):
        raise Conflict("Its credit note has other lines by now", "Look at it again.", about=letter.document)
    check_left(client, letter)


def check_left(client: Client, letter: Letter) -> None:
    """RefusedByRemote where more would be given back of what was sold than was paid for it and not given back yet."""
    body, currency = letter.body(), str(letter.body().get("currency") or "")
    prices, of = deeds.words(body.get("prices")), body.get("of")
    left: dict[int, Account] = {}
    own = _own(client, letter)
    for line, count in booking.pieces(body, "lines").items():
        if not count:
            continue
        keys = of.get(str(line)) if isinstance(of, Mapping) else None
        if not isinstance(keys, list) or not keys:
            raise RefusedByRemote("The command does not say what was sold", "Look at it again.", about=letter.document)
        sold = [deeds.record_key({"sold": key}, "sold") for key in keys]
        amount = Money.of(Decimal(prices[str(line)]) * count, currency)
        known = left.get(sold[0]) or account(client, sold[0], sold[1:], currency, own)
        why = known.stops(count, amount)
        if why:
            raise RefusedByRemote(why, "Look at it again.", about=letter.document)
        left[sold[0]] = known.give(count, amount)


def _own(client: Client, letter: Letter) -> Own:
    """The note that is to be posted, and the lines of its return, of which some may be left for a later one."""
    body = letter.body()
    lines = client.rows("sale.line", [["sale", "=", deeds.record_key(body, "return")]], ["sale"])
    return Own(deeds.record_key(body, "invoice"), frozenset(f"sale.line,{row['id']}" for row in lines))


def account(client: Client, sold: int, back: Iterable[int], currency: str, own: Own) -> Account:
    """Of a sold line and all that take it back, as ``app.domain.refund.account`` has it, and what complaints are to credit of it.

    ``back``: those that were known on screen. What is asked for is read first: a note that is made meanwhile counts twice, not never.
    """
    asked, wanted = taking_back.asked(client, sold, currency, own.complaint)
    keys = [sold, *taking_back.lines(client, sold, back)]
    rows = _moved(client, [f"sale.line,{key}" for key in keys], currency)
    charged = [row for row in rows if _number(row, "quantity") > 0 and _state(row) in _POSTED]
    credits = [
        row for row in _moved(client, [f"{LINE},{row['id']}" for row in charged], currency) if _number(row, "quantity") < 0
    ]
    complained = _moved(client, taking_back.complaints(client, [int(str(row["id"])) for row in charged]), currency)
    backs = [row for row in rows if _number(row, "quantity") < 0]
    given = [row for row in (*backs, *credits, *complained) if _state(row) != "cancelled" and not own.has(row)]
    paid, given_back = (Money.of(sum((_number(r, "amount") for r in x), Decimal(0)), currency) for x in (charged, given))
    pieces, returned = (
        sum((_number(r, "quantity") for r in x), Decimal(0)) for x in (charged, [r for r in given if _number(r, "quantity") < 0])
    )
    return Account(pieces, paid, asked - returned, Money(wanted.minor - given_back.minor, currency))


def _moved(client: Client, origins: list[str], currency: str) -> list[dict[str, object]]:
    """What was invoiced or given back of these, in whatever state."""
    domain, names = [["origin", "in", origins], ["invoice.currency.code", "=", currency]], ["quantity", "amount", "origin"]
    return client.rows(LINE, domain, [*names, "invoice", "invoice.state"]) if origins else []


def _state(row: Row) -> str:
    invoice = row.get("invoice.")
    return str(invoice.get("state")) if isinstance(invoice, dict) else ""
