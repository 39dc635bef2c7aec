"""The mirror's tables: one per kind of record, made from its dataclass, and those that screens read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.domain.appointment import Appointment, Resource
from app.domain.attachment import Attachment
from app.domain.case import Case, Decision, Note, Spell
from app.domain.complaint import Complaint, ComplaintAction
from app.domain.customer import CreditStanding, Customer
from app.domain.goods import Currency, CustomerAddress, ListPrice, Product
from app.domain.imports import Batch
from app.domain.invoice import IncomingPayment, Invoice, InvoiceLine, Receivable
from app.domain.order import RefusedConfirm, Sale, SaleLine
from app.domain.paper import SentOffer
from app.domain.person import Person
from app.domain.production import Component, Production, ProductionMove, Sourcing
from app.domain.quote_version import KeptVersion
from app.domain.returns import Place, PutAway, ReturnShipment
from app.domain.ruling import Delegation, PolicyVersion, Proposal
from app.domain.shipment import Move, Shipment
from app.domain.shop import Buyer, Variant, WebLevel, WebLine, WebOrder, WebPayment, WebPlace, WebPrice, WebReservation
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse
from app.domain.team_view import Kept
from app.store import import_rows, making, order_rows, shelf_rows
from app.store.codec import Codec
from app.store.facts.schema import DDL as FACTS


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. ``noun``: its table and Ref.model. ``indexes``: columns it is looked up by within its source."""

    noun: str
    cls: type[Any]
    feed: str
    indexes: tuple[str, ...]

    @property
    def codec(self) -> Codec[Any]:
        return CODECS[self.noun]


KINDS: tuple[Kind, ...] = (
    Kind("customer", Customer, "customers", ()),
    Kind("standing", CreditStanding, "standings", ("customer",)),
    Kind("sale", Sale, "sales", ("customer", "state")),
    Kind("line", SaleLine, "lines", ("sale", "product_key")),
    Kind("refusal", RefusedConfirm, "refusals", ("sale",)),
    Kind("shipment", Shipment, "shipments", ("customer",)),
    Kind("move", Move, "moves", ("sale_line", "shipment")),
    Kind("invoice", Invoice, "invoices", ("customer",)),
    Kind("receivable", Receivable, "receivables", ("customer",)),
    Kind("payment", IncomingPayment, "payments", ("customer",)),
    Kind("product", Product, "products", ("code", "template")),
    Kind("list_price", ListPrice, "prices", ("product",)),
    Kind("customer_address", CustomerAddress, "addresses", ("customer",)),
    Kind("currency", Currency, "currencies", ()),
    Kind("warehouse", Warehouse, "warehouses", ()),
    Kind("stock_level", StockLevel, "stock", ("product",)),
    Kind("purchase", Purchase, "purchases", ()),
    Kind("incoming", Incoming, "incoming", ("product_key",)),
    Kind("production", Production, "productions", ()),
    Kind("production_move", ProductionMove, "production_moves", ("product_key", "production")),
    Kind("component", Component, "components", ("product", "part")),
    Kind("sourcing", Sourcing, "sourcing", ()),
    Kind("complaint", Complaint, "complaints", ("customer", "sale", "line", "charge")),
    Kind("complaint_action", ComplaintAction, "complaint_actions", ("complaint",)),
    Kind("attachment", Attachment, "attachments", ("complaint",)),
    Kind("sent_offer", SentOffer, "sent_offers", ("sale",)),
    Kind("return_shipment", ReturnShipment, "return_shipments", ("customer",)),
    Kind("put_away", PutAway, "put_aways", ("after", "shipment")),
    Kind("place", Place, "places", ()),
    Kind("invoice_line", InvoiceLine, "invoice_lines", ("invoice", "sale_line", "credits", "complaint")),
    Kind("web_order", WebOrder, "web_orders", ("customer", "state")),
    Kind("web_line", WebLine, "web_lines", ("order",)),
    Kind("web_payment", WebPayment, "web_payments", ("order",)),
    Kind("buyer", Buyer, "buyers", ("party",)),
    Kind("variant", Variant, "variants", ("sku",)),
    Kind("web_price", WebPrice, "web_prices", ("sku",)),
    Kind("web_level", WebLevel, "web_levels", ("sku",)),
    Kind("web_place", WebPlace, "web_places", ()),
    Kind("web_reservation", WebReservation, "web_reservations", ("line",)),
)
CODECS: dict[str, Codec[Any]] = {k.noun: Codec(k.cls, model=k.noun) for k in KINDS}
BY_CLASS: dict[type[Any], Kind] = {k.cls: k for k in KINDS}
BY_NOUN: dict[str, Kind] = {k.noun: k for k in KINDS}
BY_FEED: dict[str, Kind] = {k.feed: k for k in KINDS}

CASE: Codec[Case] = Codec(Case)
DECISION: Codec[Decision] = Codec(Decision)
NOTE: Codec[Note] = Codec(Note)
SPELL: Codec[Spell] = Codec(Spell)
PERSON: Codec[Person] = Codec(Person)
APPOINTMENT: Codec[Appointment] = Codec(Appointment)
RESOURCE: Codec[Resource] = Codec(Resource)
KEPT: Codec[Kept] = Codec(Kept)
VERSION_OF: Codec[KeptVersion] = Codec(KeptVersion)
BATCH: Codec[Batch] = Codec(Batch)
POLICY: Codec[PolicyVersion] = Codec(PolicyVersion)
PROPOSAL: Codec[Proposal] = Codec(Proposal)
DELEGATION: Codec[Delegation] = Codec(Delegation)
# Copies of the team's records: table, codec, key.
COPIES: tuple[tuple[str, Codec[Any], tuple[str, ...]], ...] = (
    ("team_case", CASE, ("id",)),
    ("team_decision", DECISION, ("id",)),
    ("team_note", NOTE, ("case_id", "at", "by")),
    ("team_spell", SPELL, ("case_id", "spell")),
    ("person", PERSON, ("id",)),
    ("appointment", APPOINTMENT, ("id",)),
    ("resource", RESOURCE, ("id",)),
    ("team_kept", KEPT, ("kind", "subject")),
    ("team_version", VERSION_OF, ("source", "sale", "number")),
    ("import_batch", BATCH, ("id",)),
    ("policy", POLICY, ("version",)),
    ("policy_proposal", PROPOSAL, ("id",)),
    ("delegation", DELEGATION, ("id",)),
)

_OTHERS = """
CREATE TABLE owner (id INTEGER PRIMARY KEY CHECK (id = 1), tenant TEXT NOT NULL, team_seq INTEGER NOT NULL,
    team_asof INTEGER, books TEXT NOT NULL, zone TEXT NOT NULL);
CREATE TABLE feed (
    source TEXT NOT NULL, name TEXT NOT NULL, stamp INTEGER, key INTEGER, epoch TEXT, complete INTEGER NOT NULL,
    asof INTEGER, readable INTEGER NOT NULL, PRIMARY KEY (source, name)) WITHOUT ROWID;
CREATE TABLE judged (source TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE quarantine (
    source TEXT NOT NULL, model TEXT NOT NULL, key TEXT NOT NULL, path TEXT NOT NULL, why TEXT NOT NULL, raw TEXT NOT NULL,
    number TEXT NOT NULL, PRIMARY KEY (source, model, key)) WITHOUT ROWID;
CREATE TABLE finding (
    fingerprint TEXT PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, source TEXT NOT NULL, model TEXT NOT NULL,
    key TEXT NOT NULL, customer TEXT NOT NULL, document TEXT NOT NULL, cause TEXT NOT NULL, grp TEXT NOT NULL, severity INTEGER NOT NULL,
    value_minor INTEGER NOT NULL, value_currency TEXT NOT NULL, over_minor INTEGER, over_currency TEXT, ship TEXT, since INTEGER,
    facts TEXT NOT NULL, basis TEXT, rule_version INTEGER NOT NULL, asof INTEGER NOT NULL);
CREATE INDEX finding_of ON finding(source, customer);
CREATE INDEX finding_on ON finding(source, model, key);
CREATE TABLE case_row (
    n INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, source TEXT NOT NULL, model TEXT NOT NULL, key TEXT NOT NULL,
    customer_key TEXT NOT NULL, number TEXT NOT NULL, number_fold TEXT NOT NULL, customer TEXT NOT NULL, customer_fold TEXT NOT NULL,
    reference TEXT, ship TEXT, value_minor INTEGER NOT NULL, value_currency TEXT NOT NULL, over_minor INTEGER, over_currency TEXT,
    started_at INTEGER NOT NULL, counts_from INTEGER NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER,
    severity INTEGER NOT NULL, grp TEXT NOT NULL,
    state TEXT NOT NULL, outcome TEXT, owner TEXT, wake_at INTEGER, spell INTEGER NOT NULL, rev INTEGER NOT NULL,
    provisional INTEGER NOT NULL, approval INTEGER, live INTEGER NOT NULL);
CREATE INDEX case_row_record ON case_row(source, model, key);
CREATE INDEX case_row_customer ON case_row(source, customer_key);
CREATE INDEX case_row_number ON case_row(type, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_customer_fold ON case_row(type, customer_fold, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_ship ON case_row(type, ship IS NULL, ship, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_ship_down ON case_row(type, ship IS NULL, ship DESC, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_value ON case_row(type, value_minor, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_over ON case_row(type, over_minor IS NULL, over_minor, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_over_down ON case_row(type, over_minor IS NULL, over_minor DESC, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_due ON case_row(type, counts_from, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_severity ON case_row(type, severity, number_fold, n, wake_at, grp) WHERE live;
CREATE INDEX case_row_owner ON case_row(type, owner) WHERE live AND owner IS NOT NULL;
CREATE INDEX case_row_asleep ON case_row(type, wake_at) WHERE live AND wake_at IS NOT NULL;
CREATE INDEX case_row_approval ON case_row(approval, type) WHERE live AND approval IS NOT NULL;
CREATE INDEX case_row_sums ON case_row(type, grp, value_currency, value_minor, severity, wake_at) WHERE live;
CREATE INDEX case_row_closed ON case_row(type, closed_at) WHERE NOT live;
CREATE INDEX appointment_sale ON appointment(source, sale);
CREATE INDEX appointment_resource ON appointment(resource, starts);
CREATE INDEX decision_of ON team_decision(case_id, at);
CREATE INDEX decision_by ON team_decision(actor, at);
CREATE INDEX decision_permitted ON team_decision(permit_until) WHERE permit_until IS NOT NULL;
CREATE INDEX note_of ON team_note(case_id, at);
CREATE INDEX sale_begins ON sale(lower(number));
CREATE INDEX customer_begins ON customer(lower(name));
CREATE INDEX case_customer ON team_case(customer);
CREATE INDEX customer_number ON customer(number);
CREATE INDEX move_open ON move(source, product_key) WHERE state IN ('draft', 'staging', 'assigned');
CREATE INDEX incoming_dropped ON incoming(source, dropped) WHERE dropped IS NOT NULL;
CREATE INDEX sale_from_shop ON sale(web_origin) WHERE web_origin IS NOT NULL;
CREATE INDEX sale_for_complaint ON sale(source, complaint) WHERE complaint IS NOT NULL;
CREATE INDEX line_back ON line(source, sale) WHERE substr(quantity, 1, 1) = '-';
CREATE INDEX move_back ON move(source, back) WHERE back IS NOT NULL;
CREATE INDEX complaint_number ON complaint(source, number);
CREATE INDEX complaint_filed ON complaint(source, reference) WHERE reference IS NOT NULL;
CREATE INDEX sale_sent_to ON sale(source, ship_to) WHERE web_origin IS NOT NULL;
CREATE INDEX web_order_shared ON web_order(shared);
CREATE INDEX web_order_party ON web_order(party, state);
CREATE INDEX web_order_reference ON web_order(reference, party);
CREATE INDEX web_order_currency ON web_order(net_currency);
CREATE INDEX web_order_begins ON web_order(lower(number));
CREATE INDEX web_line_sku ON web_line(sku);
CREATE VIRTUAL TABLE words USING fts5(text, tokenize='trigram');
"""
# words.rowid = n * 4 + one of these; orders have a table of their own
CASE_WORDS, CUSTOMER_WORDS = 0, 1


def _table(name: str, columns: list[tuple[str, str]], key: str) -> str:
    return f"CREATE TABLE {name} ({', '.join(f'{quoted(c)} {t}' for c, t in columns)}, {key});"


@cache
def quoted(*names: str) -> str:
    """Column names for SQL; some of ours (by, group) are words of SQL."""
    return ", ".join(f'"{name}"' for name in names)


def _ddl() -> str:
    parts = [_table(k.noun, [("n", "INTEGER PRIMARY KEY"), *k.codec.columns], "UNIQUE (source, key)") for k in KINDS]
    parts += [f"CREATE INDEX {k.noun}_{c} ON {k.noun}(source, {quoted(c)});" for k in KINDS for c in k.indexes]
    parts += [_table(name, codec.columns, f"PRIMARY KEY ({quoted(*key)})") for name, codec, key in COPIES]
    # What a fingerprint names, for the join with the record.
    parts += [f"ALTER TABLE team_case ADD COLUMN {c} TEXT NOT NULL DEFAULT '';" for c in ("source", "model", "ref_key")]
    parts.append("CREATE INDEX case_record ON team_case(source, model, ref_key);")
    return "\n".join(parts) + _OTHERS + order_rows.DDL + shelf_rows.DDL + making.DDL + FACTS + import_rows.DDL


DDL = _ddl()
VERSION = zlib.crc32(DDL.encode()) & 0x7FFFFFFF  # any change of a table or a dataclass: the mirror is made anew
