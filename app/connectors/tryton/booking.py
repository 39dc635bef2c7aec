"""A web order as the ERP books it: what the command asks for, the sale that is made of it, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from app.connectors.tryton import deeds, places
from app.connectors.tryton.client import Client
from app.connectors.tryton.wire import Quantity
from app.domain.address import Address
from app.domain.letter import Effect, Letter
from app.domain.money import each
from app.errors import RefusedByRemote

FIELDS = [
    *("number", "state", "reference", "web_id", "web_shop", "shipping_date", "_timestamp", "party.code", "currency.code"),
    *(f"shipment_address.{name}" for name in places.FIELDS),
    *("lines.type", "lines.quantity", "lines.unit_price", "lines.product.code", "lines.product.type"),
]
_HEADER = ("company", "currency", "invoice_method", "shipment_method", "warehouse")
_FROM_PARTY = (
    *("invoice_party", "shipment_party", "invoice_address", "shipment_address", "payment_term", "price_list", "carrier"),
    *("shipment_cost_method", "invoice_method", "shipment_method", "warehouse"),
)
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    sku: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Booking:
    """What the letter's body asks for. ``instead``: the cancelled sale that lets go of the reference for it.

    freight: what the shop charged for delivery, without tax, in the order's currency; None where a console of before says nothing, and
    the ERP adds what it would.
    """

    shared: str
    party: str
    reference: str
    currency: str
    requested: date | None
    address: Address | None
    lines: tuple[Line, ...]
    freight: Decimal | None
    confirm: bool
    instead: int | None

    @property
    def reached(self) -> str:
        return "confirmed" if self.confirm else "quotation"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The sale's values but for its shipment address: ``ship_key``, or one yet to be made of ``ship_values``."""

    party: int
    sale: dict[str, object]
    ship: Address | None
    ship_key: int | None
    ship_values: dict[str, object] | None


def asked(letter: Letter) -> Booking:
    """RefusedByRemote where the body is not a booking."""
    body = letter.body()
    lines = body.get("lines")
    if not isinstance(lines, list) or not lines or not all(isinstance(x, dict) for x in lines):
        raise RefusedByRemote("The command names no goods", about=letter.document)
    try:
        requested = date.fromisoformat(str(body["requested"])) if body.get("requested") else None
    except ValueError as e:
        raise RefusedByRemote("The command's delivery day is not a day", about=letter.document) from e
    placed = tuple(Line(deeds.must(x, "sku"), number(x, "quantity"), number(x, "unit_price")) for x in lines)
    return Booking(
        shared=deeds.must(body, "shared"),
        party=deeds.must(body, "party"),
        reference=str(body.get("reference") or "").strip(),
        currency=deeds.must(body, "currency"),
        requested=requested,
        address=places.asked(body.get("address")),
        lines=placed,
        freight=None if body.get("freight") is None else number(body, "freight"),
        confirm=body.get("confirm") is True,
        instead=None if body.get("instead") is None else deeds.record_key(body, "instead"),
    )


def number(body: Mapping[str, object], name: str) -> Decimal:
    """A decimal number as text, such as "12.5000"."""
    value = body.get(name)
    try:
        found = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or found < 0 or abs(found.adjusted()) > 12:
        raise RefusedByRemote(f"The command's {name.replace('_', ' ')} is not a number")
    return found


def pieces(body: Mapping[str, object], name: str) -> dict[int, Decimal]:
    """Counts by record. RefusedByRemote where they are none."""
    found = body.get(name)
    if not isinstance(found, dict) or not found:
        raise RefusedByRemote(f"The command names no {name}")
    return {deeds.record_key({name: key}, name): number({name: count}, name) for key, count in found.items()}


def booked(client: Client, shared: str, but: int | None = None) -> dict[str, object] | None:
    """The sale of a web order, this one left out; one that was cancelled and let go of its shop does not count."""
    domain = [["web_id", "=", shared], ["OR", ["state", "!=", "cancelled"], ["web_shop", "!=", None]], ["id", "!=", but or 0]]
    rows = client.rows("sale.sale", domain, FIELDS, 1)
    return rows[0] if rows else None


def holding(client: Client, want: Booking) -> dict[str, object] | None:
    """The cancelled sale that still holds the reference; None where it let go of it, or none is named. RefusedByRemote where it stands."""
    if want.instead is None:
        return None
    rows = client.rows("sale.sale", [["id", "=", want.instead], ["web_id", "=", want.shared]], FIELDS, 1)
    if not rows or rows[0].get("state") != "cancelled":
        raise already(rows[0], want.shared) if rows else RefusedByRemote(f"{want.shared} has no such sale", about=want.shared)
    return rows[0] if rows[0].get("web_shop") else None


def already(row: Row, shared: str) -> RefusedByRemote:
    state = deeds.shown("state", row.get("state"), "")
    return RefusedByRemote(f"{shared} is booked already: {row.get('number') or 'a draft'}, {state}", about=shared)


def shop(client: Client) -> dict[str, object]:
    """web_shop, under which a reference is unique on the server, and the warehouse it delivers from, if it says so.

    RefusedByRemote where the ERP has no web shop.
    """
    rows = client.rows("web.shop", [["company", "=", client.context["company"]]], ["warehouses"], 1)
    if not rows:
        raise RefusedByRemote("The ERP has no web shop under which web orders are booked", "Ask your administrator.")
    warehouses = rows[0].get("warehouses")
    from_ = {"warehouse": warehouses[0]} if isinstance(warehouses, list) and warehouses else {}
    return {"web_shop": rows[0]["id"], **from_}


# ---- the sale, with the server's own defaults ----


def prepared(client: Client, want: Booking) -> Prepared:
    """Look everything up. RefusedByRemote with plain words for what the ERP does not know; nothing is written."""
    party = one(client, "party.party", "code", want.party, "customer", ["name"])
    currency = one(client, "currency.currency", "code", want.currency, "currency", ["code"])
    products = _products(client, want)
    header = header_of(client, int(str(party["id"])), int(str(currency["id"])))
    sale = {
        **header,
        **shop(client),
        **({} if want.freight is None else {"shipment_cost_method": None}),  # else the ERP adds carriage of its own
        "web_id": want.shared,
        "reference": want.reference or None,
        "shipping_date": want.requested,
        "lines": [["create", _lines(client, want, products, header)]],
    }
    if want.address is None:
        return Prepared(int(str(party["id"])), sale, _address(client, header.get("shipment_address")), None, None)
    wanted = places.kept(want.address, str(party["name"]))
    key, there = places.find(client, int(str(party["id"])), wanted)
    made = {**places.values(client, wanted), "party": party["id"]} if key is None else None
    return Prepared(int(str(party["id"])), sale, there, key, made)


def one(client: Client, model: str, field: str, value: str, noun: str, names: list[str]) -> dict[str, object]:
    rows = client.rows(model, [[field, "=", value]], names, 2)
    if len(rows) != 1:
        raise RefusedByRemote(f"The ERP has {'no' if not rows else 'more than one'} {noun} {value}")
    return rows[0]


def _address(client: Client, key: object) -> Address | None:
    rows = client.rows("party.address", [["id", "=", key]], list(places.FIELDS), 1) if key else []
    return places.read(rows[0]) if rows else None


def _products(client: Client, want: Booking) -> dict[str, int]:
    codes = sorted({x.sku for x in want.lines})
    rows = client.rows("product.product", [["code", "in", codes], ["salable", "=", True]], ["code"])
    found = {str(r["code"]): int(str(r["id"])) for r in rows}
    missing = [c for c in codes if c not in found]
    if missing:
        raise RefusedByRemote(f"The ERP sells no {', '.join(missing)}")
    return found


def header_of(client: Client, party: int, currency: int) -> dict[str, object]:
    """What the ERP itself would fill in for this customer."""
    given = client.read("model.sale.sale.default_get", list(_HEADER), False)
    header: dict[str, object] = dict(given) if isinstance(given, dict) else {}
    changed = client.read("model.sale.sale.on_change", {**header, "id": -1, "party": party, "lines": []}, ["party"])
    told: dict[str, object] = {}
    for part in parts(changed):
        told.update(part)
    header.update({k: told[k] for k in _FROM_PARTY if k in told})
    if not header.get("carrier") and added(told.get("available_carriers")):
        header["carrier"] = added(told.get("available_carriers"))[0]
    return {k: v for k, v in header.items() if k in (*_HEADER, *_FROM_PARTY)} | {"party": party, "currency": currency}


def parts(answer: object) -> list[dict[str, object]]:
    """Of an on_change's answer, which is one set of values or several."""
    return [p for p in (answer if isinstance(answer, list) else [answer]) if isinstance(p, dict)]


def added(value: object) -> list[int]:
    """Ids out of an on_change's answer: [1, 2] or {"add": [[0, {"id": 1}], ...]}."""
    if isinstance(value, dict):
        add = value.get("add")
        rows = [x[1] for x in add if isinstance(x, list) and len(x) == 2] if isinstance(add, list) else []
        return [r["id"] for r in rows if isinstance(r, dict) and isinstance(r.get("id"), int)]
    return [v for v in value if isinstance(v, int)] if isinstance(value, list) else []


def _lines(client: Client, want: Booking, products: Mapping[str, int], header: Row) -> list[dict[str, object]]:
    """Unit and taxes by the ERP's own rules, the price as it was agreed; freight last, as the carriage of the sale's carrier."""
    goods = [(products[x.sku], x.quantity, x.unit_price) for x in want.lines]
    goods += [(_carriage(client, header), Decimal(1), want.freight)] if want.freight else []
    return [{**line, "sequence": i} for i, line in enumerate(goods_lines(client, goods, header), 1)]


def goods_lines(client: Client, goods: list[tuple[int, Decimal, Decimal]], header: Row) -> list[dict[str, object]]:
    """Values of new lines from (product, quantity, unit price): unit, taxes and price before discounts as the ERP's own form fills them."""
    described = client.read("model.sale.line.fields_get", ["product"])
    field = described.get("product") if isinstance(described, dict) else None
    names = field.get("on_change") if isinstance(field, dict) else None
    made: list[dict[str, object]] = []
    for product, quantity, unit_price in goods:
        known: dict[str, object] = {"product": product, "quantity": Quantity(quantity), "type": "line", "taxes": []}
        known |= {f"_parent_sale.{k}": v for k, v in header.items()} | {"company": header.get("company"), "id": -1, "sale": -1}
        asked = {n: known.get(n) for n in names if isinstance(n, str)} if isinstance(names, list) else known
        told = client.read("model.sale.line.on_change", {**asked, "id": -1}, ["product"])
        line = {k: v for p in parts(told) for k, v in p.items() if k in ("unit", "base_price")}
        taxes = [t for p in parts(told) for t in added(p.get("taxes"))]
        given = {"type": "line", "product": product, "quantity": Quantity(quantity)}
        made.append({**line, **given, "unit_price": unit_price, "taxes": [["add", taxes]] if taxes else []})
    return made


def _carriage(client: Client, header: Row) -> int:
    """The product as which the sale's carrier is charged."""
    rows = client.rows("carrier", [["id", "=", header["carrier"]]], ["carrier_product"], 1) if header.get("carrier") else []
    if not rows:
        raise RefusedByRemote("The ERP has no carrier for this customer as whose carriage the freight could be booked")
    return int(str(rows[0]["carrier_product"]))


# ---- how it is told ----


def predicted(letter: Letter, want: Booking, ready: Prepared) -> tuple[Effect, ...]:
    lines = [(f"line {x.sku}", x.quantity, x.unit_price) for x in want.lines]
    lines += [("freight", Decimal(1), want.freight)] if want.freight else []
    return _effects(letter, want, want.party, want.reference, want.requested, places.words(ready.ship), lines)


def effects(letter: Letter, row: Row, *, whole: bool) -> tuple[Effect, ...]:
    """What a sale read with ``FIELDS`` says; ``whole``: with the lines that the ERP added by itself, such as carriage."""
    want = asked(letter)
    placed = {x.sku for x in want.lines}
    lines = []
    listed = row.get("lines.")
    for line in listed if isinstance(listed, list) else []:
        product = line.get("product.") if isinstance(line, dict) else None
        code = str(product.get("code") or "") if isinstance(product, dict) else ""
        if line.get("type") == "line" and (told := _told(product, code in placed, whole=whole or bool(want.freight))):
            lines.append((told, _decimal(line.get("quantity")), _decimal(line.get("unit_price"))))
    party, requested = row.get("party."), row.get("shipping_date")
    return _effects(
        letter,
        want,
        str(party.get("code") or "") if isinstance(party, dict) else "",
        str(row.get("reference") or ""),
        requested if isinstance(requested, date) else None,
        places.words(places.read(row.get("shipment_address."))),
        lines,
    )


def _effects(
    letter: Letter,
    want: Booking,
    party: str,
    reference: str,
    requested: date | None,
    ship: str,
    lines: list[tuple[str, Decimal, Decimal]],
) -> tuple[Effect, ...]:
    told = [("state", deeds.shown("state", want.reached, "")), ("customer", party), ("customer's reference", reference)]
    told += [("requested", requested.isoformat() if requested else ""), ("ship to", ship)]
    told += [(name, _at(name, quantity, exact(price, want.currency))) for name, quantity, price in lines]
    return tuple(deeds.effect(letter, field, "", after) for field, after in told if after)


def _told(product: object, placed: bool, *, whole: bool) -> str:
    """How a line is named: by its product, or as freight where it is a service that nobody placed; "" where it is not told."""
    known = product if isinstance(product, dict) else {}
    if not placed and not whole:
        return ""
    return f"line {known.get('code') or ''}" if placed or known.get("type") != "service" else "freight"


def _at(name: str, quantity: Decimal, price: str) -> str:
    return price if name == "freight" else f"{plain(quantity)} at {price}"


def _decimal(value: object) -> Decimal:
    return Decimal(str(value or 0))


def plain(quantity: Decimal) -> str:
    """A quantity without idle zeros."""
    return f"{quantity.normalize():f}"


def exact(price: Decimal, currency: str) -> str:
    """A price with every digit that says something, at least those of its currency: 12.50 EUR, 25.1345 EUR."""
    return f"{each(price, currency)} {currency}"
