"""How records hang together: which subjects of the rules have to be judged again when a record changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.domain.appointment import MODEL as APPOINTMENT
from app.domain.dossier import GOODS, RETURN
from app.domain.quote import QUOTE
from app.domain.ref import Ref
from app.store.books import BOOKS

_CHUNK = 500
_THESE = "r.source = ?1 AND r.key IN (SELECT value FROM json_each(?2))"
_OWN = "SELECT DISTINCT r.customer FROM {noun} r WHERE {these}"
_OF_SALE = "SELECT DISTINCT s.customer FROM {noun} r JOIN sale s ON s.source = r.source AND s.key = r.sale WHERE {these}"
# noun -> keys of the customers whose credit it bears on, in its own system
_CUSTOMERS = {
    "customer": "SELECT r.key FROM customer r WHERE {these}",
    "line": _OF_SALE,
    "refusal": _OF_SALE,
    "move": "SELECT s.customer FROM move r JOIN line l ON l.source = r.source AND l.key = r.sale_line "
    "JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE {these} "
    "UNION SELECT h.customer FROM move r JOIN shipment h ON h.source = r.source AND h.key = r.shipment WHERE {these}",
} | dict.fromkeys(("standing", "sale", "shipment", "invoice", "receivable", "payment"), _OWN)
_BOOKS = f"{{these}} AND ?1 = {BOOKS}"  # another ERP bears on no shop's order, whatever numbers it shares with the first
_SAME_PO = "JOIN web_order w ON r.reference <> '' AND w.reference = r.reference AND w.state = 'placed'"
_ITS_ORDER = "SELECT DISTINCT r.source, 'web_order', r.\"order\" FROM {noun} r WHERE {these}"
# What master data changes about an order ends when the order is booked.
_UNBOOKED = f"w.state = 'placed' AND NOT EXISTS (SELECT 1 FROM sale s WHERE s.web_origin = w.shared AND +s.source = {BOOKS})"
_WITH_SKU = (
    'JOIN web_line l ON l.sku = {sku} JOIN web_order w ON w.source = l.source AND w.key = l."order" '
    f"WHERE {{where}} AND {_UNBOOKED}"
)
# A sale without a reference may be any order of its customer that waits to be booked.
_KEYED = (
    "JOIN customer c ON c.source = {sale}.source AND c.key = {sale}.customer JOIN web_order w ON w.party = c.number "
    f"WHERE {_BOOKS} AND coalesce({{sale}}.web_origin, '') = '' AND {_UNBOOKED}"
)
_ORDERED = "SELECT DISTINCT w.source, 'web_order', w.key FROM {noun} r "
# Money that came in may let go what is held elsewhere: the ERP's customer who paid.
_WHO_PAID = (
    "SELECT c.source, 'customer', c.key FROM web_payment r JOIN web_order w ON w.source = r.source AND w.key = r.\"order\" "
    f"JOIN customer c ON c.number = w.party AND +c.source = {BOOKS} WHERE {{these}} AND r.state IN ('authorised', 'captured')"
)
# noun -> (source, model, key) of the documents whose order it bears on, and of customers in the other system
_ORDERS = {
    "web_order": "SELECT r.source, 'web_order', r.key FROM web_order r WHERE {these} "
    f"UNION SELECT s.source, 'sale', s.key FROM web_order r JOIN sale s ON s.web_origin = r.shared AND +s.source = {BOOKS} "
    "WHERE {these} "
    f"UNION SELECT w.source, 'web_order', w.key FROM web_order r {_SAME_PO} AND w.party = r.party WHERE {{these}}",
    "sale": f"SELECT r.source, 'sale', r.key FROM sale r WHERE {_BOOKS} AND coalesce(r.web_origin, '') <> '' "
    f"UNION SELECT w.source, 'web_order', w.key FROM sale r JOIN web_order w ON w.shared = r.web_origin WHERE {_BOOKS} "
    f"UNION SELECT w.source, 'web_order', w.key FROM sale r {_SAME_PO} WHERE {_BOOKS} "
    f"UNION SELECT w.source, 'web_order', w.key FROM sale r {_KEYED.replace('{sale}', 'r')}",
    "line": "SELECT DISTINCT s.source, 'sale', s.key FROM line r JOIN sale s ON s.source = r.source AND s.key = r.sale "
    f"WHERE {_BOOKS} AND coalesce(s.web_origin, '') <> '' UNION SELECT w.source, 'web_order', w.key FROM line r "
    f"JOIN sale s ON s.source = r.source AND s.key = r.sale {_KEYED.replace('{sale}', 's')}",
    "web_line": _ITS_ORDER,
    "web_payment": f"{_ITS_ORDER} UNION {_WHO_PAID}",
    "buyer": _ORDERED + "JOIN web_order w ON w.source = r.source AND w.customer = r.key WHERE {these} AND w.state = 'placed'",
    "customer": _ORDERED + f"JOIN web_order w ON w.party = r.number WHERE {_BOOKS} AND w.state = 'placed'",
    "customer_address": _ORDERED + "JOIN customer c ON c.source = r.source AND c.key = r.customer "
    f"JOIN web_order w ON w.party = c.number WHERE {_BOOKS} AND w.state = 'placed' "
    "UNION SELECT w.source, 'web_order', w.key FROM customer_address r JOIN sale s ON s.source = r.source AND s.ship_to = r.key "
    f"AND s.web_origin IS NOT NULL JOIN web_order w ON w.shared = s.web_origin WHERE {_BOOKS} AND w.state = 'placed'",
    "currency": _ORDERED + f"JOIN web_order w ON w.net_currency = r.code WHERE {_BOOKS} AND {_UNBOOKED}",
    "product": _ORDERED + _WITH_SKU.format(sku="r.code", where=_BOOKS),
    "list_price": _ORDERED + "JOIN product p ON p.source = r.source AND p.key = r.product " + _WITH_SKU.format(sku="p.code", where=_BOOKS),
    "variant": _ORDERED + _WITH_SKU.format(sku="r.sku", where="{these}"),
    "web_price": _ORDERED + _WITH_SKU.format(sku="r.sku", where="{these}"),
}  # fmt: skip
# noun -> keys of the sales whose goods it bears on: those under way, and those on which something was found.
_UNDER_WAY = (
    "(s.state IN ('confirmed', 'processing') OR EXISTS "
    "(SELECT 1 FROM finding f WHERE f.source = s.source AND f.model = 'sale' AND f.key = s.key))"
)
_OF_LINE = f"JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE {{these}} AND {_UNDER_WAY}"
# Sales that wait for the goods of a record. In this order, in so many words: else SQLite walks every open move for each statement.
_WAITING = (
    "CROSS JOIN move m INDEXED BY move_open ON m.source = {of}.source AND m.product_key = {of}.{product} "
    "AND m.state IN ('draft', 'staging', 'assigned') CROSS JOIN line l ON l.source = m.source AND l.key = m.sale_line "
    f"CROSS JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE {{these}} AND {_UNDER_WAY}"
)


def _waiting(product: str, of: str = "r") -> str:
    return _WAITING.replace("{product}", product).replace("{of}", of)


_GOODS = {
    "sale": f"SELECT s.key FROM sale r JOIN sale s ON s.n = r.n WHERE {{these}} AND {_UNDER_WAY}",
    "line": f"SELECT DISTINCT s.key FROM line r JOIN line l ON l.n = r.n {_OF_LINE}",
    # an open one bears on every sale that waits for the same goods: who comes first may have changed
    "move": f"SELECT DISTINCT s.key FROM move r JOIN line l ON l.source = r.source AND l.key = r.sale_line {_OF_LINE} "
    f"UNION SELECT DISTINCT s.key FROM move r {_waiting('product_key')} "
    "AND r.state IN ('draft', 'staging', 'assigned')",
    "shipment": "SELECT DISTINCT s.key FROM shipment r JOIN move m ON m.source = r.source AND m.shipment = r.key "
    f"JOIN line l ON l.source = m.source AND l.key = m.sale_line {_OF_LINE} "
    # what is reserved for one comes off what the others wait for
    "UNION SELECT DISTINCT s.key FROM shipment r CROSS JOIN move o ON o.source = r.source AND o.shipment = r.key "
    + _waiting("product_key", of="o"),
    "stock_level": "SELECT DISTINCT s.key FROM stock_level r " + _waiting("product"),
    "incoming": "SELECT DISTINCT s.key FROM incoming r " + _waiting("product_key"),
    "production_move": "SELECT DISTINCT s.key FROM production_move r " + _waiting("product_key"),
    "production": "SELECT DISTINCT s.key FROM production r CROSS JOIN production_move o ON o.source = r.source AND o.production = r.key "
    + _waiting("product_key", of="o"),
}
_MADE_FOR = "SELECT r.source, 'complaint', r.complaint FROM sale r WHERE {these} AND r.complaint IS NOT NULL"
_FILED = (
    "SELECT c.source, 'complaint', c.key FROM {noun} r JOIN complaint f ON f.source = r.source AND f.key = {key} "
    "JOIN complaint c ON c.source = f.source AND c.number = substr(f.reference, 1, instr(f.reference, ' #') - 1) WHERE {{these}}"
)
# noun -> the complaints it bears on
_COMPLAINTS = {
    "complaint": "SELECT r.source, 'complaint', r.key FROM complaint r WHERE {these} UNION "
    + _FILED.format(noun="{noun}", key="r.key"),
    "complaint_action": "SELECT r.source, 'complaint', r.complaint FROM complaint_action r WHERE {these} UNION "
    + _FILED.format(noun="{noun}", key="r.complaint"),
    "attachment": "SELECT DISTINCT r.source, 'complaint', r.complaint FROM attachment r WHERE {these}",
    "sale": f"{_MADE_FOR} UNION {_FILED.format(noun='sale', key='r.complaint')} "
    "UNION SELECT c.source, 'complaint', c.key FROM sale r JOIN complaint c ON c.source = r.source "
    "AND c.sale = r.key WHERE {these}",
    "line": "SELECT c.source, 'complaint', c.key FROM line r JOIN complaint c ON c.source = r.source AND c.line = r.key WHERE {these} "
    "UNION SELECT s.source, 'complaint', s.complaint FROM line r JOIN sale s ON s.source = r.source AND s.key = r.sale "
    "WHERE {these} AND s.complaint IS NOT NULL",
    "move": "SELECT c.source, 'complaint', c.key FROM move r JOIN complaint c ON c.source = r.source AND c.line = r.sale_line "
    "WHERE {these}",
}
_TAKES_BACK = "EXISTS (SELECT 1 FROM line b WHERE b.source = s.source AND b.sale = s.key AND substr(b.quantity, 1, 1) = '-')"
_LIVE_RETURN = (
    "(s.state IN ('draft', 'quoted', 'confirmed', 'processing') OR EXISTS "
    "(SELECT 1 FROM finding f WHERE f.source = s.source AND f.model = 'sale' AND f.key = s.key AND f.type = 'return'))"
)
_OF_RETURN = f"JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE {{these}} AND {_TAKES_BACK}"
_RETURNED = f"{_OF_RETURN} AND {_LIVE_RETURN}"
_BROUGHT = f"JOIN line l ON l.source = m.source AND l.key = m.sale_line {_RETURNED}"
_PUT = f"JOIN line l ON l.source = m.source AND l.key = m.sale_line {_OF_RETURN}"  # also long after a return is done
_CHARGED = f"JOIN line l ON l.source = i.source AND l.key = i.sale_line {_RETURNED}"
# noun -> keys of the sales that take goods back on which it bears
_RETURNS = {
    "sale": f"SELECT s.key FROM sale r JOIN sale s ON s.n = r.n WHERE {{these}} AND {_TAKES_BACK}",
    "line": f"SELECT DISTINCT s.key FROM line r JOIN line l ON l.n = r.n {_RETURNED}",
    "move": f"SELECT DISTINCT s.key FROM move r JOIN move m ON m.n = r.n {_BROUGHT}",
    "return_shipment": f"SELECT DISTINCT s.key FROM return_shipment r JOIN move m ON m.source = r.source AND m.back = r.key {_BROUGHT}",
    "put_away": f"SELECT DISTINCT s.key FROM put_away r JOIN move m ON m.source = r.source AND m.key = r.after {_PUT} "
    f"UNION SELECT s.key FROM put_away r JOIN put_away p ON p.source = r.source AND p.key = r.after "
    f"JOIN move m ON m.source = p.source AND m.key = p.after {_PUT}",
    "invoice": f"SELECT DISTINCT s.key FROM invoice r JOIN invoice_line i ON i.source = r.source AND i.invoice = r.key {_CHARGED}",
    "invoice_line": f"SELECT DISTINCT s.key FROM invoice_line r JOIN invoice_line i ON i.n = r.n {_CHARGED}",
}
_OFFER = (
    "((s.state IN ('draft', 'quoted') AND s.valid_days IS NOT NULL) OR EXISTS "
    "(SELECT 1 FROM finding f WHERE f.source = s.source AND f.model = 'sale' AND f.key = s.key AND f.type = 'quote'))"
)
# A price bears on the open offers with its product. They come first, in so many words: they are few, lines are many.
_OFFERED = (
    "SELECT DISTINCT s.key FROM sale s CROSS JOIN line l ON l.source = s.source AND l.sale = s.key "
    "CROSS JOIN list_price r ON r.source = l.source AND r.product = l.product_key "
    "WHERE s.source = ?1 AND s.state IN ('draft', 'quoted') AND s.valid_days IS NOT NULL AND {these}"
)
# noun -> keys of the offers in an ERP, and of the requests in a shop, on which it bears
_QUOTES = {
    "sale": f"SELECT s.key FROM sale r JOIN sale s ON s.n = r.n WHERE {{these}} AND {_OFFER}",
    "line": f"SELECT DISTINCT s.key FROM line r JOIN sale s ON s.source = r.source AND s.key = r.sale WHERE {{these}} AND {_OFFER}",
    "refusal": f"SELECT DISTINCT s.key FROM refusal r JOIN sale s ON s.source = r.source AND s.key = r.sale WHERE {{these}} AND {_OFFER}",
    "customer": f"SELECT s.key FROM customer r JOIN sale s ON s.source = r.source AND s.customer = r.key "
    f"AND s.state IN ('draft', 'quoted') WHERE {{these}} AND {_OFFER}",
    "list_price": _OFFERED,
    "sent_offer": "SELECT DISTINCT s.key FROM sent_offer r JOIN sale s ON s.source = r.source AND s.key = r.sale "
    f"WHERE {{these}} AND {_OFFER}",
    "web_order": "SELECT r.key FROM web_order r WHERE {these} AND (r.state = 'draft' "
    "OR (r.state = 'placed' AND r.stage IS NOT NULL) OR EXISTS "
    "(SELECT 1 FROM finding f WHERE f.source = r.source AND f.model = 'web_order' AND f.key = r.key AND f.type = 'quote'))",
    "web_line": 'SELECT DISTINCT w.key FROM web_line r JOIN web_order w ON w.source = r.source AND w.key = r."order" '
    "WHERE {these} AND w.state = 'draft'",
}
# noun -> requests of a shop which it answers, whole references: they live in another system
_ANSWERED = {
    "sale": f"SELECT w.source, '{QUOTE}', w.key FROM sale r JOIN web_order w ON w.shared = r.web_origin AND r.web_origin <> '' "
    f"WHERE {_BOOKS} AND (w.state = 'draft' OR (w.state = 'placed' AND w.stage IS NOT NULL))",
}
# noun -> ids of the appointments for its order; what else bears on the order's goods bears on them too (_FOR_SALES)
_VISIT = "JOIN appointment a ON a.source = r.source AND a.sale = {sale} AND a.state IN ('proposed', 'confirmed') WHERE {these}"
_OF_MOVE = f"JOIN line l ON l.source = r.source AND l.key = m.sale_line {_VISIT.replace('{sale}', 'l.sale')}"
_VISITS = {
    "sale": f"SELECT a.id FROM sale r {_VISIT.replace('{sale}', 'r.key')}",
    "line": f"SELECT DISTINCT a.id FROM line r {_VISIT.replace('{sale}', 'r.sale')}",
    "move": f"SELECT DISTINCT a.id FROM move r JOIN move m ON m.n = r.n {_OF_MOVE}",
    "shipment": f"SELECT DISTINCT a.id FROM shipment r JOIN move m ON m.source = r.source AND m.shipment = r.key {_OF_MOVE}",
}
_FOR_SALES = (
    "SELECT id FROM appointment WHERE source = ? AND sale IN (SELECT value FROM json_each(?)) "
    "AND state IN ('proposed', 'confirmed')"
)
_DOCUMENTS = frozenset({"sale", "line", "web_order", "web_line", "web_payment", "complaint"})
# what to ask, and the model of the keys that come back; None where the rows are whole references
_ASKED: tuple[tuple[Mapping[str, str], str | None], ...] = (
    (_CUSTOMERS, "customer"),
    (_ORDERS, None),
    (_GOODS, GOODS),
    (_COMPLAINTS, None),
    (_RETURNS, RETURN),
    (_VISITS, APPOINTMENT),
    (_QUOTES, QUOTE),
    (_ANSWERED, None),
)


def of(db: sqlite3.Connection, source: str, noun: str, keys: Sequence[str]) -> set[Ref]:
    """The subjects of these records as far as the mirror holds them: customers as ``customer``, orders as one of their documents,
    what leaves of a sale as ``goods``, complaints as themselves, what comes back by a sale as ``return``,
    appointments as themselves, offers and requests as ``quote``.
    """
    found: set[Ref] = set()
    for part in parts(keys):
        for asked, model in _ASKED:
            if noun in asked:
                rows = db.execute(asked[noun].format(noun=noun, these=_THESE), (source, part))
                found |= {Ref(*row) if model is None else Ref(source, model, row[0]) for row in rows}
    for part in parts([ref.key for ref in found if ref.model == GOODS]):
        found |= {Ref(source, APPOINTMENT, row[0]) for row in db.execute(_FOR_SALES, (source, part))}
    return found


def of_unreadable(db: sqlite3.Connection, refs: Iterable[Ref]) -> set[Ref]:
    """Subjects of records that cannot be read: those of what was known of them before; a document that nobody knows is its own."""
    found: set[Ref] = set()
    for ref in refs:
        known = of(db, ref.source, ref.model, [ref.key])
        orders = any(subject.model not in ("customer", "complaint", RETURN, APPOINTMENT, QUOTE) for subject in known)
        found |= known if orders or ref.model not in _DOCUMENTS else {*known, ref}
    return found


def parts(keys: Sequence[str]) -> Iterator[str]:
    """JSON lists for json_each: one statement text however many keys."""
    for at in range(0, len(keys), _CHUNK):
        yield json.dumps(keys[at : at + _CHUNK])
