"""Which records are read, in which pages, and how deletions are heard of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.connectors.tryton import complaint_mapper as c
from app.connectors.tryton import mapper as m
from app.connectors.tryton import production_mapper as w
from app.connectors.tryton import return_mapper as r
from app.connectors.tryton import stock_mapper as k
from app.connectors.tryton.client import Client
from app.domain.feed import Cursor, Feed, Record
from app.domain.tally import Mark
from app.errors import Malformed

PAGE = 500
_SLICE = 100  # ids per call for figures the server computes line by line
_START = datetime(1970, 1, 1, tzinfo=UTC)
_HEAD = ("last_modified_at", "_timestamp")
Domain = list[object]
_INACTIVE_TOO: Domain = ["active", "in", [True, False]]


@dataclass(frozen=True, slots=True)
class Stream:
    """One feed on one model: the rows it takes, their fields, and fields to be computed only where ``lacks`` is null.

    ``of``: the model that its rows are kept with; the server lets them be searched for by what they are kept with alone, so
    ``domain`` says which of those. ``needs``: the model whose read access decides, where it is another one.
    """

    feed: Feed
    model: str
    fields: tuple[str, ...]
    map: Callable[[object, m.World], Record]
    domain: Callable[[date], Domain] = lambda today: []
    lacks: str | None = None
    computed: str | None = None
    of: str | None = None
    needs: str | None = None


def _thirteen_months(today: date) -> Domain:
    since = (today.replace(day=1) - timedelta(days=396)).replace(day=1)
    settled = ["OR", ["reconciliation", "=", None], ["reconciliation.date", ">=", since]]
    return [["account.type.receivable", "=", True], ["party", "!=", None], settled]


def _kept(today: date) -> Domain:
    """A carrier can be claimed for a year; then nobody looks at the photos here any more."""
    return [["create_date", ">=", datetime.combine(today - timedelta(days=400), time(), UTC)]]


def _offered(today: date) -> Domain:
    """Offers of the last year, whatever became of them."""
    return [["quotation_validity", "!=", None], *_kept(today)]


_SALE = (
    "number,party,invoice_party,shipment_address,state,reference,web_id,untaxed_amount_cache,shipment_method,shipping_date,sale_date,shipment_state,"
    "invoice_state,create_date,quotation_expire,currency.code,warehouse.rec_name,payment_term.rec_name,create_uid.login,"
    "confirmed_by.rec_name,quoted_by.rec_name,origin,quotation_date,quotation_validity,description,comment"
)
_LINE = (
    "sale,sequence,description,quantity,amount,unit_price,base_price,currency.code,unit.symbol,product.code,product.rec_name,product.cost_price,"
    "product.default_uom"
)
_PARTY = (
    "code,name,addresses.city,addresses.country.code,customer_payment_term.rec_name,sale_price_list.rec_name,"
    "customer_currency.code,email,lang.code"
)
_ADDRESS = "party,party_name,attn,street,postal_code,city,subdivision.name,country.code,delivery,active"
_INVOICE = "number,party,state,invoice_date,total_amount_cache,amount_to_pay,sales,currency.code"
_RECEIVABLE = "party,debit,credit,maturity_date,date,reconciliation.date,move.origin"
_MOVE = "origin,shipment,quantity,internal_quantity,state,planned_date,effective_date,product,product.rec_name,from_location"
_SHIPMENT = (
    "number,customer,state,planned_date,effective_date,warehouse,origin_planned_date,carrier.party.name,"
    "delivery_address.city,delivery_address.country.code"
)
_INCOMING = (
    "purchase,supplier.name,supplier.email,supplier.lang.code,internal_quantity,state,planned_date,origin_planned_date,product,"
    "to_location,shipment"
)
_PRODUCTION = "number,state,warehouse,planned_start_date,planned_date"
_MADE = "production_input,production_output,product,internal_quantity,state,planned_date"
_OF_PRODUCTION = ["OR", ["production_input", "!=", None], ["production_output", "!=", None]]
_WAREHOUSE = "code,name,rec_name,active,output_location,input_location,storage_location,lost_found_location"
_RETURN = "number,customer,state,planned_date,effective_date,warehouse"
_PUT_AWAY = "origin,shipment,quantity,state,from_location,to_location,product"
_WITHIN = ["OR", ["shipment", "like", "stock.shipment.out.return,%"], ["shipment", "like", "stock.shipment.internal,%"]]
_ATTACHMENT = "resource,name,data_size,description,create_date,create_uid.rec_name"
_COMPLAINT = "number,customer,type.rec_name,origin,state,description,reference,create_date,submitted_by.rec_name"


def _stream(
    name: str,
    noun: str,
    model: str,
    fields: str,
    mapper: Callable[[object, m.World], Record],
    *domain: object,
    optional: bool = False,
) -> Stream:
    return Stream(Feed(name, noun, optional), model, tuple(fields.split(",")), mapper, lambda today: list(domain))


def _filled(stream: Stream, lacks: str, computed: str) -> Stream:
    return Stream(stream.feed, stream.model, stream.fields, stream.map, stream.domain, lacks, computed)


def _needing(model: str, stream: Stream) -> Stream:
    return replace(stream, needs=model)


STANDINGS = Feed("standings", "standing")
REFUSALS = Feed("refusals", "refusal", optional=True)
STREAMS: tuple[Stream, ...] = (
    _stream("customers", "customer", "party.party", _PARTY, m.customer, _INACTIVE_TOO),
    _filled(_stream("sales", "sale", "sale.sale", _SALE, m.sale), "untaxed_amount_cache", "untaxed_amount"),
    _stream("lines", "line", "sale.line", _LINE, m.line, ["type", "=", "line"]),
    _stream("refusals", "refusal", "console.refusal", "sale,message,login", m.refusal, ["kind", "=", "credit"], optional=True),
    _stream("shipments", "shipment", "stock.shipment.out", _SHIPMENT, m.shipment, optional=True),
    _stream("moves", "move", "stock.move", _MOVE, m.move, ["origin", "like", "sale.line,%"], optional=True),
    _filled(
        _stream("invoices", "invoice", "account.invoice", _INVOICE, m.invoice, ["type", "=", "out"], optional=True),
        "total_amount_cache",
        "total_amount",
    ),
    Stream(
        Feed("receivables", "receivable", True),
        "account.move.line",
        tuple(_RECEIVABLE.split(",")),
        m.receivable,
        _thirteen_months,
    ),
    _stream(
        "payments",
        "payment",
        "account.payment",
        "party,amount,date,state,line,currency.code",
        m.payment,
        ["kind", "=", "receivable"],
        optional=True,
    ),
    _stream(
        "warehouses",
        "warehouse",
        "stock.location",
        _WAREHOUSE,
        k.warehouse,
        ["type", "=", "warehouse"],
        _INACTIVE_TOO,
        optional=True,
    ),
    _stream("purchases", "purchase", "purchase.purchase", "number,party.name", k.purchase, optional=True),
    _stream("incoming", "incoming", "stock.move", _INCOMING, k.incoming, ["origin", "like", "purchase.line,%"], optional=True),
    # of their own: where there is no module production, no move knows these fields
    _stream("productions", "production", "production", _PRODUCTION, w.production, optional=True),
    _needing(
        "production", _stream("production_moves", "production_move", "stock.move", _MADE, w.move, _OF_PRODUCTION, optional=True)
    ),
    _stream("addresses", "customer_address", "party.address", _ADDRESS, m.address, _INACTIVE_TOO, optional=True),
    _stream("complaints", "complaint", "sale.complaint", _COMPLAINT, c.complaint, optional=True),
    _stream(
        "complaint_actions",
        "complaint_action",
        "sale.complaint.action",
        "complaint,action,quantity,unit_price,result",
        c.complaint_action,
        optional=True,
    ),
    Stream(
        Feed("attachments", "attachment", True),
        "ir.attachment",
        tuple(_ATTACHMENT.split(",")),
        c.attachment,
        _kept,
        of="sale.complaint",
    ),
    Stream(
        Feed("sent_offers", "sent_offer", True),
        "ir.attachment",
        tuple(_ATTACHMENT.split(",")),
        c.sent_offer,
        _offered,
        of="sale.sale",
    ),
    _stream("return_shipments", "return_shipment", "stock.shipment.out.return", _RETURN, r.return_shipment, optional=True),
    _stream(
        "put_aways", "put_away", "stock.move", _PUT_AWAY, r.put_away, ["origin", "like", "stock.move,%"], _WITHIN, optional=True
    ),
    _stream(
        "places",
        "place",
        "stock.location",
        "code,name,rec_name,type,parent,active",
        r.place,
        ["type", "in", ["storage", "lost_found"]],
        _INACTIVE_TOO,
        optional=True,
    ),
    _stream(
        "invoice_lines",
        "invoice_line",
        "account.invoice.line",
        "invoice,origin,quantity,unit_price,amount,currency.code",
        r.invoice_line,
        ["invoice.type", "=", "out"],
        ["type", "=", "line"],
        optional=True,
    ),
)
BY_NAME = {s.feed.name: s for s in STREAMS}
BY_NOUN = {s.feed.model: s for s in STREAMS}


@dataclass(frozen=True, slots=True)
class Position:
    """The last row seen: keyset pages go on after it."""

    stamp: datetime
    key: int


def start(cursor: Cursor | None, overlap: timedelta) -> Position | None:
    """Where a poll begins: before the cursor by the overlap, since a stamp is set when the server's transaction begins."""
    return Position(cursor.stamp - overlap, 0) if cursor else None


def rows(client: Client, stream: Stream, after: Position | None, today: date, *, whole: bool) -> list[object]:
    """One page as it came, at most ``PAGE`` rows in order of (stamp, id); only their heads unless ``whole``. Malformed."""
    domain = _domain(client, stream, today)
    if after:
        same = [["last_modified_at", "=", after.stamp], ["id", ">", after.key]]
        domain = [*domain, ["OR", ["last_modified_at", ">", after.stamp], same]]
    order = [["last_modified_at", "ASC"], ["id", "ASC"]]
    fields = [*(stream.fields if whole else ()), *_HEAD]
    found = client.read(f"model.{stream.model}.search_read", domain, 0, PAGE, order, fields)
    if not isinstance(found, list) or len(found) > PAGE:
        raise Malformed("The ERP sent no page of records", about=stream.feed.name, path=stream.feed.name)
    return found


def _domain(client: Client, stream: Stream, today: date) -> Domain:
    if stream.of is None:
        return stream.domain(today)
    found = client.read(f"model.{stream.of}.search", stream.domain(today), 0, None, None)
    return [["resource", "in", [f"{stream.of},{key}" for key in found] if isinstance(found, list) else []]]


def some(client: Client, stream: Stream, keys: tuple[int, ...]) -> list[object]:
    """These rows as they are now; missing ones are left out, the feed's own conditions do not apply."""
    if stream.of:
        more = _domain(client, stream, client.clock().date())
    else:
        more = [_INACTIVE_TOO] if _INACTIVE_TOO in stream.domain(date.max) else []
    domain = [["id", "in", list(keys)], *more]
    found = client.read(f"model.{stream.model}.search_read", domain, 0, None, None, [*stream.fields, *_HEAD])
    return found if isinstance(found, list) else []


def complete(client: Client, stream: Stream, page: Sequence[object]) -> None:
    """Fill in, in place, the figure that the server keeps for finished records only and computes for the others."""
    if stream.lacks is None or stream.computed is None:
        return
    lacking: dict[object, dict[str, object]] = {}
    for row in page:
        if isinstance(row, dict):
            value = row.get(stream.lacks)
            row[stream.computed] = value
            if value is None and isinstance(row.get("id"), int):
                lacking[row["id"]] = row
    ids = list(lacking)
    for at in range(0, len(ids), _SLICE):
        for row in client.rows(stream.model, [["id", "in", ids[at : at + _SLICE]]], [stream.computed]):
            if row.get("id") in lacking:
                lacking[row["id"]][stream.computed] = row.get(stream.computed)


def position(row: object) -> Position | None:
    """A row's place in the feed; None where it has none and so cannot move the cursor."""
    if not isinstance(row, dict):
        return None
    stamp, key = row.get("last_modified_at"), row.get("id")
    if isinstance(stamp, datetime) and isinstance(key, int) and not isinstance(key, bool):
        return Position(stamp, key)
    return None


def later(cursor: Cursor | None, at: Position | None, epoch: str) -> Cursor:
    """The greater of the two: re-reading the overlap never moves a cursor back."""
    if cursor is not None and (at is None or (at.stamp, at.key) <= (cursor.stamp, cursor.key)):
        return cursor
    return Cursor(at.stamp, at.key, epoch) if at else Cursor(_START, 0, epoch)


def all_keys(client: Client, stream: Stream, today: date) -> Iterator[dict[str, Mark | None]]:
    """Every key of the feed that this sign-in may read now, in slices: what a sweep compares with the mirror."""
    if stream.feed == BY_NAME["sales"].feed:
        yield from _sales(client, stream)
        return
    after, size = 0, 5000
    while True:
        domain = [*_domain(client, stream, today), ["id", ">", after]]
        found = client.read(f"model.{stream.model}.search", domain, 0, size, [["id", "ASC"]])
        keys = [k for k in found if isinstance(k, int)] if isinstance(found, list) else []
        yield dict.fromkeys(map(str, keys))
        if len(keys) < size:
            return
        after = keys[-1]


def _sales(client: Client, stream: Stream) -> Iterator[dict[str, Mark | None]]:
    """Orders, with what is added up of them."""
    after = 0
    while True:
        rows = client.rows(stream.model, [["id", ">", after]], ["state", "currency.code", "untaxed_amount_cache"], _SLICE)
        complete(client, stream, rows)
        yield {str(row["id"]): _mark(row) for row in rows}
        if len(rows) < _SLICE:
            return
        after = int(str(rows[-1]["id"]))


def _mark(row: object) -> Mark | None:
    try:
        return m.sale_mark(row)
    except Malformed:
        return None  # a poll has set it aside
