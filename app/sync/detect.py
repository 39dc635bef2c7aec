"""From records to verdicts: judge the subjects that changed, and say which cases the team should open or clear."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from app.domain.appointment import MODEL as APPOINTMENT
from app.domain.case import Case, CaseState, DecisionState, case_id
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
from app.domain.finding import Finding, Fires, Silent, Verdict, fingerprint
from app.domain.quote import QUOTE, QuoteDossier
from app.domain.ref import NO_NUMBER, Ref
from app.domain.shop import WebOrderState
from app.domain.steps import read
from app.rules import OF_APPOINTMENTS, OF_COMPLAINTS, OF_CUSTOMERS, OF_GOODS, OF_ORDERS, OF_QUOTES, OF_RETURNS
from app.rules.promises import leaving
from app.rules.rule import AnyRule, D, Rule
from app.store.mirror import MirrorTx
from app.store.mirror_schema import BY_FEED
from app.store.queues import Queues

_LIVE = (CaseState.OPEN, CaseState.WAITING)


@dataclass(frozen=True, slots=True)
class Open:
    """The team should hold an open case for this finding."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Clear:
    """The team's open case no longer stands: evidence as of ``evidence_at``, by this version of the rule."""

    case_id: str
    evidence_at: datetime
    rule_version: int
    outcome: str  # "cleared" or "record gone"


Wish = Open | Clear


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as the customer placed it, before anybody corrects it; told as often as it is judged, kept by the team once."""

    ref: Ref
    body: str  # JSON of the order and its lines
    at: datetime  # when it was placed


@dataclass(frozen=True, slots=True)
class Judged:
    """``later``: subjects about which the clock alone may change something, and when. ``placed``: orders that are not booked yet."""

    wishes: tuple[Wish, ...]
    later: Mapping[Ref, datetime]
    placed: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is judged. ``numbers``: its documents; ``findings``, ``cases``: what stood on it so far; ``read``: feeds read completely."""

    numbers: Mapping[Ref, str]
    customer: Callable[[Ref], str]
    findings: tuple[Finding, ...]
    cases: tuple[Case, ...]
    read: frozenset[tuple[str, str]]  # (source, model)
    asof: datetime


def judge(tx: MirrorTx, source: str, subjects: Iterable[Ref], *, tenant: UUID, asof: datetime, now: datetime) -> Judged:
    """Judge each subject by its rules inside the writer's transaction; findings are replaced, wishes returned.

    ``subjects``: customers of ``source``, orders by one of their documents, what leaves of a sale, what comes back by one,
    complaints, appointments, or offers and requests for one. Unknown neither opens nor clears: its finding, if there is one, stays.
    ``asof`` is when the records of ``source`` were read, on the server's clock; an order is judged as of the older of its two systems.
    ``now`` decides what "today" is.
    """
    wishes: list[Wish] = []
    later: dict[Ref, datetime] = {}
    placed: list[Placed] = []
    done: set[Ref] = set()
    queues: dict[str, Queues] = {}  # by source: also what another system's round asks for waits in the queues of its own

    def by(rules: Iterable[Rule[D]], dossier: D, about: _Subject) -> None:
        kept(((rule, rule.judge(dossier, now)) for rule in rules), about)

    def kept(answers: Iterable[tuple[AnyRule, Mapping[tuple[Ref, str], Verdict]]], about: _Subject) -> None:
        for rule, verdicts in answers:
            found, again = _judge_one(tx, rule, verdicts, about, tenant)
            wishes.extend(found)
            if again is not None:
                later[ref] = min(again, later.get(ref, again))

    for ref in subjects:
        if ref.model == "customer":
            credit = tx.dossier(ref.source, ref.key)
            by(OF_CUSTOMERS, credit, _of_customer(tx, credit, asof))
        elif ref.model == GOODS:
            goods = tx.goods_dossier(Ref(ref.source, "sale", ref.key), queues.setdefault(ref.source, tx.queues(ref.source)))
            known = leaving(goods, now)
            kept(((rule, rule.of(known)) for rule in OF_GOODS), _of_goods(tx, goods, asof))
        elif ref.model == "complaint":
            complaint = tx.complaint_dossier(ref)
            by(OF_COMPLAINTS, complaint, _of_complaint(tx, complaint, asof))
        elif ref.model == APPOINTMENT:
            visit = tx.appointment_dossier(ref, queues.setdefault(ref.source, tx.queues(ref.source)))
            by(OF_APPOINTMENTS, visit, _of_appointment(tx, visit, asof))
        elif ref.model == RETURN:
            back = tx.return_dossier(Ref(ref.source, "sale", ref.key))
            by(OF_RETURNS, back, _of_return(tx, back, asof))
        elif ref.model == QUOTE:
            quote = tx.quote_dossier(ref)
            by(OF_QUOTES, quote, _of_quote(tx, quote, asof))
        elif ref not in done:
            order = tx.order_dossier(ref)
            about = _of_order(tx, order, ref, source, asof)
            done |= about.numbers.keys()
            placed += _placed(order)
            by(OF_ORDERS, order, about)
    return Judged(tuple(wishes), later, tuple(placed))


def _of_customer(tx: MirrorTx, dossier: CreditDossier, asof: datetime) -> _Subject:
    source, key = dossier.source, dossier.key
    return _Subject(
        numbers={sale.ref: sale.number or NO_NUMBER for sale in dossier.sales},
        customer=lambda _ref: key,
        findings=tx.findings_of(source, key),
        cases=tx.live_cases(source, key),
        read=frozenset({(source, "sale")} if "sales" in dossier.complete else ()),
        asof=asof,
    )


def _of_goods(tx: MirrorTx, dossier: GoodsDossier, asof: datetime) -> _Subject:
    ref, sale = dossier.ref, dossier.sale
    return _Subject(
        numbers={ref: (sale.number if sale else None) or NO_NUMBER},
        customer=lambda _ref: sale.customer if sale else "",
        findings=tx.findings_on([ref]),
        cases=tx.live_cases_on([ref]),
        read=frozenset({(ref.source, "sale")} if "sales" in dossier.complete else ()),
        asof=asof,
    )


def _of_order(tx: MirrorTx, dossier: OrderDossier, ref: Ref, source: str, asof: datetime) -> _Subject:
    numbers = {ref: NO_NUMBER} | dossier.documents()
    systems = [s for s in (dossier.shop, dossier.erp) if s is not None]
    others = [s.asof for s in systems if s.source != source and s.asof is not None]
    return _Subject(
        numbers=numbers,
        customer=dossier.customer_key,
        findings=tx.findings_on(numbers),
        cases=tx.live_cases_on(numbers),
        read=frozenset((s.source, BY_FEED[feed].noun) for s in systems for feed in s.complete),
        asof=min(asof, *others) if others else asof,
    )


def _of_complaint(tx: MirrorTx, dossier: ComplaintDossier, asof: datetime) -> _Subject:
    complaint = dossier.complaint
    numbers = {dossier.ref: (complaint.number if complaint else None) or NO_NUMBER}
    return _Subject(
        numbers=numbers,
        customer=lambda _ref: complaint.customer if complaint else "",
        findings=tx.findings_on(numbers),
        cases=tx.live_cases_on(numbers),
        read=frozenset((dossier.erp.source, BY_FEED[feed].noun) for feed in dossier.erp.complete),
        asof=asof,
    )


def _of_return(tx: MirrorTx, dossier: ReturnDossier, asof: datetime) -> _Subject:
    ref, sale = dossier.ref, dossier.sale
    return _Subject(
        numbers={ref: (sale.number if sale else None) or NO_NUMBER},
        customer=lambda _ref: sale.customer if sale else "",
        findings=tx.findings_on([ref]),
        cases=tx.live_cases_on([ref]),
        read=frozenset({(ref.source, "sale")} if "sales" in dossier.erp.complete else ()),
        asof=asof,
    )


def _of_appointment(tx: MirrorTx, dossier: AppointmentDossier, asof: datetime) -> _Subject:
    ref, of = dossier.ref, dossier.appointment
    return _Subject(
        numbers={ref: of.number if of else NO_NUMBER},
        customer=lambda _ref: of.customer if of else "",
        findings=tx.findings_on([ref]),
        cases=tx.live_cases_on([ref]),
        read=frozenset({(ref.source, APPOINTMENT)}),
        asof=asof,
    )


def _of_quote(tx: MirrorTx, dossier: QuoteDossier, asof: datetime) -> _Subject:
    ref, sale, request = dossier.ref, dossier.sale, dossier.request
    customer = sale.customer if sale else (request.customer if request else None) or ""
    return _Subject(
        numbers={ref: dossier.number or NO_NUMBER},
        customer=lambda _ref: customer,
        findings=tx.findings_on([ref]),
        cases=tx.live_cases_on([ref]),
        read=frozenset((ref.source, BY_FEED[feed].noun) for feed in dossier.complete),
        asof=asof,
    )


def _placed(dossier: OrderDossier) -> list[Placed]:
    """Nothing of an order that is unreadable in part: it is told when all of it can be read."""
    order = dossier.order
    if order is None or order.state is not WebOrderState.PLACED or dossier.sales or dossier.unreadable or not dossier.lines:
        return []
    told = {"order": asdict(order), "lines": [asdict(line) for line in dossier.lines]}
    return [Placed(order.ref, json.dumps(told, default=str, sort_keys=True, ensure_ascii=False), order.placed_at)]


def _judge_one(
    tx: MirrorTx, rule: AnyRule, found: Mapping[tuple[Ref, str], Verdict], about: _Subject, tenant: UUID
) -> tuple[list[Wish], datetime | None]:
    """The wishes, and when to look again though nothing changed."""
    verdicts = {fingerprint(rule.type, ref, cause): (ref, v) for (ref, cause), v in found.items()}
    firing: list[Finding] = []
    wishes: list[Wish] = []
    silent: list[str] = []
    until: list[datetime] = []
    for mark, (ref, verdict) in verdicts.items():
        id_ = case_id(tenant, mark)
        if isinstance(verdict, Fires):
            finding = Finding(
                mark, id_, rule.type, ref, about.customer(ref), about.numbers[ref], verdict, rule.version, about.asof
            )
            firing.append(finding)
            wishes += _open(tx, finding)
        elif isinstance(verdict, Silent):
            wishes += _clear(tx, id_, rule, about.asof, "cleared")
            silent.append(mark)
        if isinstance(verdict, Fires | Silent) and verdict.until is not None:
            until.append(verdict.until)
    tx.drop_findings(silent)
    wishes += _over(tx, rule, about, frozenset(verdicts))
    tx.put_findings(firing)
    tx.refresh_rows([f.case_id for f in firing])
    return wishes, min(until, default=None)


def _over(tx: MirrorTx, rule: AnyRule, about: _Subject, judged: frozenset[str]) -> list[Wish]:
    """What is no longer there to be judged: its order is done, cancelled or deleted, whether or not a finding of ours remembers it."""
    tx.drop_findings([f.fingerprint for f in about.findings if f.type == rule.type and f.fingerprint not in judged])
    wishes: list[Wish] = []
    for case in about.cases:
        _, source, model, key, _ = case.fingerprint.split("|")
        if case.type == rule.type and case.fingerprint not in judged and (source, model) in about.read:
            wishes.append(
                Clear(case.id, about.asof, rule.version, "cleared" if tx.has(Ref(source, model, key)) else "record gone")
            )
    return wishes


def _open(tx: MirrorTx, finding: Finding) -> list[Wish]:
    case = tx.case(finding.case_id)
    if case is None:
        return [Open(finding)]
    return [] if case.state in _LIVE or _let_be(tx, case, finding.verdict) else [Open(finding)]


def _let_be(tx: MirrorTx, case: Case, verdict: Fires) -> bool:
    """Somebody accepted it as it still is: nothing in any system changes by that, so the rule goes on firing."""
    last = (d for d in tx.decisions_of(case.id) if d.spell == case.spell and d.state is DecisionState.APPLIED)
    return any(verdict.let_be(read(d.payload).accepts) for d in last)


def _clear(tx: MirrorTx, id_: str, rule: AnyRule, asof: datetime, outcome: str) -> list[Wish]:
    case = tx.case(id_)
    return [Clear(id_, asof, rule.version, outcome)] if case is not None and case.state in _LIVE else []
