"""What the mirror knows, as records: read by detection, by commands and by the screens' answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from app.domain.case import Case, Decision, DecisionState, Note, Spell, back_slot
from app.domain.customer import CreditStanding, Customer
from app.domain.dossier import (
    GOODS,
    RETURN,
    AppointmentDossier,
    ComplaintDossier,
    CreditDossier,
    GoodsDossier,
    OrderDossier,
    ReturnDossier,
)
from app.domain.feed import Cursor
from app.domain.finding import Finding, Fires
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.person import Person
from app.domain.quote import QUOTE, QuoteDossier
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.tally import AMOUNTS, Tally
from app.policy.rulebook import Rulebook
from app.rules import subject_of
from app.store import appointment_read, complaint_read, goods_read, order_read, policy_read, quote_read, return_read
from app.store.fetch import copies, records
from app.store.mirror_schema import BY_FEED, BY_NOUN, CASE, DECISION, NOTE, PERSON, SPELL, quoted
from app.store.queues import Queues
from app.store.times import from_micros, maybe_moment
from app.store.web_read import placed_as, with_held

T = TypeVar("T")
_OVER = (OrderState.DONE, OrderState.CANCELLED)
_WANTED = (OrderState.QUOTED, OrderState.CONFIRMED, OrderState.PROCESSING)
_UNJUDGED = ("web_levels", "web_places", "web_reservations")  # no rule looks at them, and they are read less often
FINDING_COLUMNS = (
    "fingerprint", "case_id", "type", "source", "model", "key", "customer", "document", "cause", "grp", "severity", "value_minor",
    "value_currency", "over_minor", "over_currency", "ship", "since", "facts", "basis", "rule_version", "asof",
)  # fmt: skip


class MirrorRead:
    """One read transaction. Good until its block ends."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # ---- feeds ----

    def cursor(self, source: str, feed: str) -> Cursor | None:
        row = self._one("SELECT stamp, key, epoch FROM feed WHERE source = ? AND name = ? AND stamp IS NOT NULL", source, feed)
        return None if row is None else Cursor(from_micros(row[0]), row[1], row[2])

    def epoch(self, source: str) -> str | None:
        """The server epoch that this source's records come from."""
        row = self._one("SELECT epoch FROM feed WHERE source = ? AND epoch IS NOT NULL LIMIT 1", source)
        return None if row is None else str(row[0])

    def complete(self, source: str) -> frozenset[str]:
        """Feeds that were polled to their end at least once and may be read."""
        return self._firsts("SELECT name FROM feed WHERE source = ? AND complete AND readable", source)

    def asof(self, source: str) -> datetime | None:
        """When the oldest of the last complete polls of what rules look at began (aware UTC), None before the first."""
        judged = f"name NOT IN ({', '.join('?' * len(_UNJUDGED))})"
        row = self._one(f"SELECT min(asof) FROM feed WHERE source = ? AND {judged} AND complete AND readable", source, *_UNJUDGED)
        return maybe_moment(row[0] if row else None)

    def judged(self) -> frozenset[str]:
        """Sources of which all that was first read has been judged; what waits there for somebody is known from then on."""
        return self._firsts("SELECT source FROM judged")

    def keys(self, source: str, feed: str) -> frozenset[str]:
        """Keys of all that is held of a feed, unreadable records included."""
        noun = BY_FEED[feed].noun
        asked = f"SELECT key FROM {noun} WHERE source = ?1 UNION SELECT key FROM quarantine WHERE source = ?1 AND model = ?2"
        return self._firsts(asked, source, noun)

    def unreadable_keys(self, source: str, noun: str) -> frozenset[str]:
        return self._firsts("SELECT key FROM quarantine WHERE source = ? AND model = ?", source, noun)

    def tally(self, source: str, noun: str) -> Tally:
        """What is held of the noun and can be read, added up."""
        amount = AMOUNTS[noun]
        rows = self._db.execute(
            f"SELECT state, {amount}_currency, count(*), sum({amount}_minor) FROM {noun} WHERE source = ?1 "
            "AND key NOT IN (SELECT key FROM quarantine WHERE source = ?1 AND model = ?2) GROUP BY 1, 2",
            (source, noun),
        )
        return {(state, currency): (count, minor) for state, currency, count, minor in rows}

    def team_cursor(self) -> int:
        row = self._one("SELECT team_seq FROM owner")
        return 0 if row is None else int(row[0])

    def team_asof(self) -> datetime | None:
        """When the team's log was last read to its end; None before the first time."""
        row = self._one("SELECT team_asof FROM owner")
        return None if row is None else maybe_moment(row[0])

    # ---- records ----

    def sale(self, source: str, key: str) -> Sale | None:
        return next(iter(records(self._db, Sale, "source = ? AND key = ?", source, key)), None)

    def customer(self, source: str, key: str) -> Customer | None:
        return next(iter(records(self._db, Customer, "source = ? AND key = ?", source, key)), None)

    def standing(self, source: str, customer: str) -> CreditStanding | None:
        return next(iter(records(self._db, CreditStanding, "source = ? AND customer = ?", source, customer)), None)

    def lines_of(self, source: str, sale: str) -> tuple[SaleLine, ...]:
        return records(self._db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", source, sale)

    def moves_of(self, source: str, sale: str) -> tuple[Move, ...]:
        where = "source = ?1 AND sale_line IN (SELECT key FROM line WHERE source = ?1 AND sale = ?2)"
        return records(self._db, Move, where, source, sale)

    def shipments(self, source: str, keys: Iterable[str]) -> tuple[Shipment, ...]:
        return records(
            self._db, Shipment, "source = ? AND key IN (SELECT value FROM json_each(?))", source, json.dumps(sorted(keys))
        )

    def standings_wanted(self, source: str) -> tuple[str, ...]:
        """Customers with a quotation or an order under way."""
        states = ", ".join(f"'{s}'" for s in _WANTED)
        return tuple(sorted(self._firsts(f"SELECT DISTINCT customer FROM sale WHERE source = ? AND state IN ({states})", source)))

    def dossier(self, source: str, customer_key: str) -> CreditDossier:
        """Everything about one customer that credit rules and the credit panel look at."""
        complete = self.complete(source)
        states = ", ".join(f"'{s}'" for s in _OVER)
        sales = records(
            self._db, Sale, f"source = ? AND customer = ? AND state NOT IN ({states}) ORDER BY key", source, customer_key
        )
        refused = self._db.execute(
            "SELECT r.sale FROM refusal r JOIN sale s ON s.source = r.source AND s.key = r.sale WHERE s.source = ? AND s.customer = ?",
            (source, customer_key),
        )
        return CreditDossier(
            source=source,
            key=customer_key,
            customer=self.customer(source, customer_key),
            standing=self.standing(source, customer_key),
            sales=sales,
            refused=frozenset(row[0] for row in refused),
            receivables=self._known("receivables", "receivable", complete, source, customer_key),
            payments=self._known("payments", "payment", complete, source, customer_key),
            invoices=self._known("invoices", "invoice", complete, source, customer_key),
            complete=complete,
            asof=self.asof(source),
            quarantined=self._quarantined(source, customer_key),
        )

    def order_dossier(self, ref: Ref) -> OrderDossier:
        """One order across systems, by any of its documents."""
        return order_read.gather(self._db, ref)

    def goods_dossier(self, ref: Ref, queues: Queues | None = None) -> GoodsDossier:
        """What is to leave of this sale, and the stock behind it. ``queues``: shared by those who ask for many."""
        return goods_read.gather(self._db, ref, self.complete(ref.source), queues or self.queues(ref.source))

    def goods_page(self, ref: Ref) -> GoodsDossier:
        """The same, with what could be sent instead and with the web order that the sale was placed as."""
        queues = self.queues(ref.source)
        found = goods_read.with_products(self._db, self.goods_dossier(ref, queues), queues)
        placed = placed_as(self._db, (found.sale,) if found.sale else ())
        return replace(found, web=with_held(self._db, placed))

    def queues(self, source: str) -> Queues:
        return Queues(self._db, source)

    def complaint_dossier(self, ref: Ref) -> ComplaintDossier:
        """One complaint with what was delivered and what was done about it."""
        return complaint_read.gather(self._db, ref)

    def complaints_open(self, source: str) -> tuple[Ref, ...]:
        """Complaints of this ERP that have not ended."""
        open_ = "state IN ('draft', 'waiting', 'approved')"
        rows = self._db.execute(f"SELECT key FROM complaint WHERE source = ? AND {open_} ORDER BY key", (source,))
        return tuple(Ref(source, "complaint", row[0]) for row in rows)

    def goods_open(self, source: str) -> tuple[Ref, ...]:
        """What is to leave of the sales under way in this ERP."""
        rows = self._db.execute(
            "SELECT key FROM sale WHERE source = ? AND state IN ('confirmed', 'processing') ORDER BY +key", (source,)
        )
        return tuple(Ref(source, GOODS, row[0]) for row in rows)

    def return_dossier(self, ref: Ref) -> ReturnDossier:
        """What comes back by this sale, and where it was bought."""
        return return_read.gather(self._db, ref)

    def appointment_dossier(self, ref: Ref, queues: Queues | None = None) -> AppointmentDossier:
        """An appointment with all that is planned around it and the goods that it is for."""
        return appointment_read.gather(self._db, ref, self.complete(ref.source), queues or self.queues(ref.source))

    def appointments_open(self, source: str) -> frozenset[Ref]:
        """Appointments for orders of this ERP that are neither done nor cancelled."""
        return appointment_read.live(self._db, source)

    def appointments_around(self, appointments: Iterable[str], resources: Iterable[str]) -> frozenset[Ref]:
        """Those whose verdict may change with one of these."""
        return appointment_read.around(self._db, appointments, resources)

    def returns_open(self, source: str) -> tuple[Ref, ...]:
        """Sales of this ERP that take goods back and have not ended."""
        rows = self._db.execute(
            "SELECT DISTINCT s.key FROM line l JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE l.source = ? "
            "AND substr(l.quantity, 1, 1) = '-' AND s.state IN ('draft', 'quoted', 'confirmed', 'processing') ORDER BY s.key",
            (source,),
        )
        return tuple(Ref(source, RETURN, row[0]) for row in rows)

    def quote_dossier(self, ref: Ref) -> QuoteDossier:
        """An offer of an ERP, or a request of a shop, by its source and key."""
        return quote_read.gather(self._db, ref)

    def quote_page(self, ref: Ref, now: datetime) -> QuoteDossier:
        """The same, with what the customer took of earlier offers."""
        return quote_read.with_history(self._db, self.quote_dossier(ref), now.date())

    def quotes_open(self, source: str) -> tuple[Ref, ...]:
        """Offers of this ERP, and requests of this shop, that have not ended."""
        return tuple(Ref(source, QUOTE, key) for key in quote_read.open_offers(self._db, source))

    def orders_open(self, source: str) -> tuple[Ref, ...]:
        """Orders of this shop that were placed and have not ended."""
        rows = self._db.execute("SELECT key FROM web_order WHERE source = ? AND state = 'placed' ORDER BY +key", (source,))
        return tuple(Ref(source, "web_order", row[0]) for row in rows)

    def shops(self) -> tuple[str, ...]:
        """Sources that web orders come from."""
        return tuple(row[0] for row in self._db.execute("SELECT source FROM feed WHERE name = 'web_orders' ORDER BY 1"))

    def has(self, ref: Ref) -> bool:
        """The record is here and readable."""
        return (
            ref.model in BY_NOUN
            and self._one(f"SELECT 1 FROM {ref.model} WHERE source = ? AND key = ?", ref.source, ref.key) is not None
        )

    def _known(self, feed: str, noun: str, complete: frozenset[str], source: str, customer: str) -> Any:
        if feed not in complete:
            return None
        return records(self._db, BY_NOUN[noun].cls, "source = ? AND customer = ? ORDER BY key", source, customer)

    def _quarantined(self, source: str, customer: str) -> frozenset[str]:
        asked = (
            "SELECT q.key FROM quarantine q LEFT JOIN sale s ON q.model = 'sale' AND s.source = q.source AND s.key = q.key "
            "WHERE q.source = ?1 AND (s.customer = ?2 OR (q.model IN ('customer', 'standing') AND q.key = ?2))"
        )
        return self._firsts(asked, source, customer)

    # ---- findings ----

    def findings_of(self, source: str, customer_key: str) -> tuple[Finding, ...]:
        return self._findings("source = ? AND customer = ?", source, customer_key)

    def findings_on(self, refs: Iterable[Ref]) -> tuple[Finding, ...]:
        """What fires on these very records."""
        return tuple(f for r in refs for f in self._findings("source = ? AND model = ? AND key = ?", r.source, r.model, r.key))

    def finding(self, case_id: str) -> Finding | None:
        return next(iter(self._findings("case_id = ?", case_id)), None)

    def _findings(self, where: str, *parameters: object) -> tuple[Finding, ...]:
        rows = self._db.execute(
            f"SELECT {', '.join(FINDING_COLUMNS)} FROM finding WHERE {where} ORDER BY fingerprint", parameters
        )
        return tuple(_finding(row) for row in rows)

    # ---- the team's copies ----

    def case(self, case_id: str) -> Case | None:
        return next(iter(copies(self._db, "team_case", CASE, "id = ?", case_id)), None)

    def live_cases(self, source: str, customer: str) -> tuple[Case, ...]:
        """The team's open and waiting cases on this customer's records."""
        return copies(
            self._db, "team_case", CASE, "source = ? AND customer = ? AND state IN ('open', 'waiting')", source, customer
        )

    def live_cases_on(self, refs: Iterable[Ref]) -> tuple[Case, ...]:
        """The team's open and waiting cases about these very records."""
        where = "source = ? AND model = ? AND ref_key = ? AND state IN ('open', 'waiting')"
        return tuple(c for r in refs for c in copies(self._db, "team_case", CASE, where, r.source, r.model, r.key))

    def live_subjects(self, source: str) -> frozenset[Ref]:
        """What the rules judge of the team's open and waiting cases in this system."""
        rows = self._db.execute(
            "SELECT DISTINCT type, customer, model, ref_key FROM team_case WHERE source = ? AND state IN ('open', 'waiting')",
            (source,),
        )
        found = (subject_of(type_, Ref(source, model, key), customer) for type_, customer, model, key in rows)
        return frozenset(ref for ref in found if ref is not None)

    def subject_of_case(self, case_id: str) -> Ref | None:
        """What the rule judges of this case; None where the team does not know it yet."""
        found = self._one("SELECT type, source, model, ref_key, customer FROM team_case WHERE id = ?", case_id)
        return None if found is None else subject_of(found[0], Ref(*found[1:4]), found[4])

    def decision_open(self, case_id: str) -> Decision | None:
        """The case's live decision: open, unknown or parked."""
        live = (DecisionState.OPEN, DecisionState.UNKNOWN, DecisionState.PARKED)
        return next((d for d in self.decisions_of(case_id) if d.state in live), None)

    def decisions_of(self, case_id: str) -> tuple[Decision, ...]:
        """Newest first."""
        return copies(self._db, "team_decision", DECISION, "case_id = ? ORDER BY at DESC, id", case_id)

    def decisions_on(self, source: str, customer: str, but: str) -> tuple[tuple[Decision, str], ...]:
        """Earlier decisions on this customer's other cases with their document's number, newest first."""
        rows = self._db.execute(
            f"SELECT {', '.join(f'd.{quoted(n)}' for n in DECISION.names)}, k.document FROM team_case k "
            "JOIN team_decision d ON d.case_id = k.id WHERE k.customer = ? AND k.source = ? AND k.id <> ? ORDER BY d.at DESC LIMIT 50",
            (customer, source, but),
        )
        return tuple((DECISION.decode(row), row[-1]) for row in rows)

    def mine_to_look_at(self, me: str) -> tuple[Decision, ...]:
        """Decisions under way that this person asked for or agreed to, or whose case they hold."""
        rows = self._db.execute(
            f"SELECT {', '.join(f'd.{quoted(n)}' for n in DECISION.names)} FROM team_decision d JOIN team_case k ON k.id = d.case_id "
            "WHERE d.state IN ('open', 'unknown') AND (d.actor = ?1 OR k.owner = ?1 "
            "OR EXISTS (SELECT 1 FROM json_each(d.approved_by) WHERE value = ?1)) ORDER BY d.at",
            (me,),
        )
        return tuple(DECISION.decode(row) for row in rows)

    def standing_effects(self, source: str, deed: str) -> tuple[Decision, ...]:
        """Applied decisions of a deed that nothing has taken back, oldest first."""
        rows = self._db.execute(
            f"SELECT {', '.join(f'd.{quoted(n)}' for n in DECISION.names)} FROM team_decision d "
            "JOIN team_case k ON k.id = d.case_id WHERE k.source = ? AND d.deed = ? AND d.state = 'applied' AND NOT EXISTS "
            "(SELECT 1 FROM team_decision b WHERE b.case_id = d.case_id AND b.slot = ? || d.id AND b.state = 'applied') ORDER BY d.at",
            (source, deed, back_slot("")),
        )
        return tuple(DECISION.decode(row) for row in rows)

    def notes_of(self, case_id: str) -> tuple[Note, ...]:
        return copies(self._db, "team_note", NOTE, "case_id = ? ORDER BY at", case_id)

    def spells_of(self, case_id: str) -> tuple[Spell, ...]:
        return copies(self._db, "team_spell", SPELL, "case_id = ? ORDER BY spell", case_id)

    def person(self, person_id: str) -> Person | None:
        return next(iter(copies(self._db, "person", PERSON, "id = ?", person_id)), None)

    def persons(self) -> tuple[Person, ...]:
        return copies(self._db, "person", PERSON, "1 ORDER BY id")

    def policy_in_force(self) -> Rulebook:
        """See ``policy_read.in_force``."""
        return policy_read.in_force(self._db)

    # ---- below ----

    def _one(self, statement: str, *parameters: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(statement, parameters).fetchone()
        return row

    def _firsts(self, statement: str, *parameters: object) -> frozenset[str]:
        return frozenset(row[0] for row in self._db.execute(statement, parameters))


def _finding(row: Sequence[Any]) -> Finding:
    f = dict(zip(FINDING_COLUMNS, row, strict=True))
    verdict = Fires(
        cause=f["cause"],
        group=f["grp"],
        severity=f["severity"],
        value=Money(f["value_minor"], f["value_currency"]),
        over=None if f["over_minor"] is None else Money(f["over_minor"], f["over_currency"]),
        ship_date=None if f["ship"] is None else date.fromisoformat(f["ship"]),
        since=maybe_moment(f["since"]),
        facts=json.loads(f["facts"]),
        basis=f["basis"],
    )
    ref, asof = Ref(f["source"], f["model"], f["key"]), from_micros(f["asof"])
    return Finding(f["fingerprint"], f["case_id"], f["type"], ref, f["customer"], f["document"], verdict, f["rule_version"], asof)
