"""Gathers one return from the mirror: its goods and money, and for each of its lines where it was bought; along indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from app.domain.complaint import Complaint
from app.domain.customer import Customer
from app.domain.dossier import ReturnDossier, SystemState
from app.domain.feed import Bad
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.order import OrderState, Sale, SaleLine, missing_line
from app.domain.ref import Ref
from app.domain.returns import Origin, Place, PutAway, ReturnShipment, named, sold_line
from app.domain.shipment import Move, missing_move
from app.domain.stock import Warehouse
from app.store.fetch import LISTED, listed, quarantined, records, strays
from app.store.policy_read import return_terms
from app.store.times import maybe_moment
from app.store.web_read import placed_as

FEEDS = frozenset(
    {"sales", "lines", "customers", "moves", "return_shipments", "put_aways", "invoices", "invoice_lines", "warehouses", "places"}
)
T = TypeVar("T")


def gather(db: sqlite3.Connection, ref: Ref) -> ReturnDossier:
    """``ref``: of the sale that takes goods back; one that cannot be read or is gone gives a dossier without it."""
    source = ref.source
    rows = db.execute("SELECT name, asof FROM feed WHERE source = ? AND complete AND readable", (source,)).fetchall()
    known = {name: asof for name, asof in rows if name in FEEDS}
    sale = next(iter(records(db, Sale, "source = ? AND key = ?", source, ref.key)), None)
    lines = _back(db, source, [ref.key])
    origins = _origins(db, sale, lines) if sale else ()
    moves = records(db, Move, f"source = ? AND sale_line {LISTED} ORDER BY +key", source, listed(x.ref.key for x in lines))
    notes = _money(db, source, [x.ref.key for x in lines])
    in_invoices = {x.invoice for x in (*notes, *(x for o in origins for x in o.money))}
    dossier = ReturnDossier(
        ref=ref,
        erp=SystemState(source, frozenset(known), maybe_moment(min(known.values(), default=None))),
        sale=sale,
        lines=lines,
        origins=origins,
        shipments=_of(db, ReturnShipment, source, (m.back for m in moves)),
        moves=moves,
        put_aways=_put_aways(db, source, moves),
        invoices=_of(db, Invoice, source, in_invoices),
        notes=notes,
        warehouses=records(db, Warehouse, "source = ? AND active ORDER BY name, key", source),
        places=records(db, Place, "source = ? AND active ORDER BY name, key", source),
        customer=next(iter(records(db, Customer, "source = ? AND key = ?", source, sale.customer)), None) if sale else None,
        terms=return_terms(db, source),
        unreadable=(),
        web=placed_as(db, (o.sale for o in origins)),
    )
    return replace(dossier, unreadable=_unreadable(db, dossier))


def _back(db: sqlite3.Connection, source: str, sales: list[str]) -> tuple[SaleLine, ...]:
    """The lines of these sales that take something back."""
    where = f"source = ? AND sale {LISTED} AND substr(quantity, 1, 1) = '-' ORDER BY sequence, key"
    return records(db, SaleLine, where, source, listed(sales))


def _origins(db: sqlite3.Connection, sale: Sale, lines: tuple[SaleLine, ...]) -> tuple[Origin, ...]:
    source = sale.ref.source
    theirs = {s.ref.key: s for s in records(db, Sale, "source = ? AND customer = ?", source, sale.customer)}
    live = [key for key, s in theirs.items() if s.state is not OrderState.CANCELLED]
    other = [x for x in _back(db, source, live) if x.sale != sale.ref.key]
    sold: dict[str, SaleLine] = {}  # by the key of the line that takes it back
    for line in (*lines, *other):
        found = _sold(db, line, theirs)
        if found is not None:
            sold[line.ref.key] = found
    return tuple(
        _origin(db, x, sold[x.ref.key], theirs, [y for y in other if sold.get(y.ref.key) == sold[x.ref.key]], lines, sold)
        for x in lines
        if x.ref.key in sold
    )


def _sold(db: sqlite3.Connection, line: SaleLine, theirs: Mapping[str, Sale]) -> SaleLine | None:
    """Of the order that the line names, else of the one that its return is about as a whole."""
    back = theirs[line.sale]
    numbers = {s.number: key for key, s in theirs.items() if s.number and s is not back}
    number = named(line.words, numbers)
    key = numbers[number] if number else back.returns or _complained(db, back)
    if key is None or key not in theirs:
        return None
    return sold_line(line, records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", back.ref.source, key))


def _complained(db: sqlite3.Connection, back: Sale) -> str | None:
    """The order that a complaint is about which makes this return."""
    if back.complaint is None:
        return None
    found = records(db, Complaint, "source = ? AND key = ?", back.ref.source, back.complaint)
    if not found or found[0].sale or not found[0].line:
        return found[0].sale if found else None
    return next((x.sale for x in records(db, SaleLine, "source = ? AND key = ?", back.ref.source, found[0].line)), None)


def _origin(
    db: sqlite3.Connection,
    line: SaleLine,
    sold: SaleLine,
    theirs: Mapping[str, Sale],
    elsewhere: list[SaleLine],
    own: tuple[SaleLine, ...],
    known: Mapping[str, SaleLine],
) -> Origin:
    """Money of the sold line: what charges it, what gives it back in any return, what complaints credit of those."""
    source = line.ref.source
    money = _money_of(db, sold, [x for x in (*own, *elsewhere) if known.get(x.ref.key) == sold])
    beside = sum((-x.quantity for x in (*own, *elsewhere) if known.get(x.ref.key) == sold and x is not line), Decimal(0))
    moves = records(db, Move, "source = ? AND sale_line = ? ORDER BY key", source, sold.ref.key)
    return Origin(line.ref.key, theirs[sold.sale], sold, moves, money, beside)


def money(db: sqlite3.Connection, sale: Sale, sold: SaleLine) -> tuple[InvoiceLine, ...]:
    """What charges a delivered line, and what gives it back in any return or by any complaint."""
    source = sale.ref.source
    theirs = {s.ref.key: s for s in records(db, Sale, "source = ? AND customer = ?", source, sale.customer)}
    live = [key for key, s in theirs.items() if s.state is not OrderState.CANCELLED]
    return _money_of(db, sold, [x for x in _back(db, source, live) if _sold(db, x, theirs) == sold])


def _money_of(db: sqlite3.Connection, sold: SaleLine, back: Iterable[SaleLine]) -> tuple[InvoiceLine, ...]:
    """``back``: the lines that take some of it back; what is credited of any of them counts as well."""
    source = sold.ref.source
    charged = _money(db, source, [sold.ref.key, *(x.ref.key for x in back)])
    keys = listed(x.ref.key for x in charged)
    known = {x.ref for x in charged}
    credited = records(db, InvoiceLine, f"source = ? AND credits {LISTED} ORDER BY +key", source, keys)
    about = records(db, Complaint, f"source = ? AND charge {LISTED}", source, keys)
    asked = f"source = ? AND complaint {LISTED} ORDER BY +key"
    complained = records(db, InvoiceLine, asked, source, listed(c.ref.key for c in about))
    return (*charged, *(x for x in (*credited, *complained) if x.ref not in known))


def _money(db: sqlite3.Connection, source: str, sale_lines: list[str]) -> tuple[InvoiceLine, ...]:
    return records(db, InvoiceLine, f"source = ? AND sale_line {LISTED} ORDER BY +key", source, listed(sale_lines))


def _put_aways(db: sqlite3.Connection, source: str, moves: tuple[Move, ...]) -> tuple[PutAway, ...]:
    """What follows on what came in, and what follows on that."""
    where = f"source = ? AND after {LISTED} ORDER BY +key"
    first = records(db, PutAway, where, source, listed(m.ref.key for m in moves))
    return (*first, *records(db, PutAway, where, source, listed(p.ref.key for p in first)))


def _of(db: sqlite3.Connection, cls: type[T], source: str, keys: Iterable[str | None]) -> tuple[T, ...]:
    return records(db, cls, f"source = ? AND key {LISTED} ORDER BY length(key), +key", source, listed(keys))


def _unreadable(db: sqlite3.Connection, dossier: ReturnDossier) -> tuple[Bad, ...]:
    """What is part of it or of where it was bought, and what may be: where a line or its goods are missing, any that never was read."""
    ref, source = dossier.ref, dossier.ref.source
    refs = {
        *(ref, *(x.ref for x in dossier.lines), *(m.ref for m in dossier.moves), *(p.ref for p in dossier.put_aways)),
        *(Ref(source, "return_shipment", m.back) for m in dossier.moves if m.back),
        *(x.ref for x in dossier.notes),
        *(Ref(source, "invoice", x.invoice) for x in dossier.notes),
    }
    for origin in dossier.origins:
        refs |= {origin.sold.ref, *(m.ref for m in origin.moves)}
        refs |= {one for x in origin.money for one in (x.ref, Ref(source, "invoice", x.invoice))}
    found = quarantined(db, refs)
    all_ = records(db, SaleLine, "source = ? AND sale = ?", source, ref.key)
    lines = strays(db, source, "line") if missing_line(dossier.sale, all_) else ()
    moves = strays(db, source, "move") if missing_move(dossier.lines, dossier.moves) else ()
    return (*found, *lines, *moves)
