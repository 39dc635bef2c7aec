"""From records to verdicts: judge the customers that changed, and say which cases the team store should open or clear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.case import CaseState, case_id
from app.domain.dossier import CreditDossier
from app.domain.finding import Finding, Fires, Silent, fingerprint
from app.domain.ref import Ref
from app.rules import RULES
from app.rules.rule import Rule
from app.store.mirror import MirrorTx

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


def judge(
    tx: MirrorTx, source: str, customers: Iterable[str], *, tenant: UUID, asof: datetime, now: datetime
) -> tuple[Wish, ...]:
    """Judge each customer by every rule inside the writer's transaction; findings are replaced, wishes returned.

    Unknown neither opens nor clears: its finding, if there is one, stays. ``asof`` is when the records were read, on the server's
    clock; ``now`` decides what "today" is.
    """
    wishes: list[Wish] = []
    for key in customers:
        dossier = tx.dossier(source, key)
        for rule in RULES:
            wishes += _judge_one(tx, rule, dossier, tenant, asof, now)
    return tuple(wishes)


def _judge_one(tx: MirrorTx, rule: Rule, dossier: CreditDossier, tenant: UUID, asof: datetime, now: datetime) -> list[Wish]:
    verdicts = {fingerprint(rule.type, ref, cause): (ref, v) for (ref, cause), v in rule.judge(dossier, now).items()}
    numbers = {sale.ref: sale.number or f"#{sale.ref.key}" for sale in dossier.sales}
    firing: list[Finding] = []
    wishes: list[Wish] = []
    for mark, (ref, verdict) in verdicts.items():
        if isinstance(verdict, Fires):
            finding = _finding(mark, rule, ref, dossier.key, numbers[ref], verdict, tenant, asof)
            firing.append(finding)
            wishes += _open(tx, finding)
        elif isinstance(verdict, Silent):
            wishes += _clear(tx, case_id(tenant, mark), rule, asof, "cleared")
            tx.drop_findings([mark])
    wishes += _over(tx, rule, dossier, frozenset(verdicts), asof)
    tx.put_findings(firing)
    tx.refresh_rows([f.case_id for f in firing])
    return wishes


def _over(tx: MirrorTx, rule: Rule, dossier: CreditDossier, judged: frozenset[str], asof: datetime) -> list[Wish]:
    """What is no longer there to be judged: its order is done, cancelled or deleted, whether or not a finding of ours remembers it."""
    source, customer = dossier.source, dossier.key
    old = [f.fingerprint for f in tx.findings_of(source, customer) if f.type == rule.type and f.fingerprint not in judged]
    tx.drop_findings(old)
    if "sales" not in dossier.complete:
        return []
    cases = [c for c in tx.live_cases(source, customer) if c.type == rule.type and c.fingerprint not in judged]
    sales = [tx.sale(source, c.fingerprint.split("|")[3]) for c in cases]
    return [Clear(c.id, asof, rule.version, "cleared" if sale else "record gone") for c, sale in zip(cases, sales, strict=True)]


def _finding(
    mark: str, rule: Rule, ref: Ref, customer: str, number: str, verdict: Fires, tenant: UUID, asof: datetime
) -> Finding:
    return Finding(mark, case_id(tenant, mark), rule.type, ref, customer, number, verdict, rule.version, asof)


def _open(tx: MirrorTx, finding: Finding) -> list[Wish]:
    """What went out past the check and was accepted stays accepted: nothing in the ERP changes by it, so the rule goes on firing."""
    case = tx.case(finding.case_id)
    if case is None:
        return [Open(finding)]
    accepted = finding.verdict.cause == "skipped_check" and case.outcome == "released"
    return [] if case.state in _LIVE or accepted else [Open(finding)]


def _clear(tx: MirrorTx, id_: str, rule: Rule, asof: datetime, outcome: str) -> list[Wish]:
    case = tx.case(id_)
    return [Clear(id_, asof, rule.version, outcome)] if case is not None and case.state in _LIVE else []
