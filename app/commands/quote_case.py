"""What the deeds about offers have in common: whether one can be decided now, the figures of authority, what is sent and said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from app.commands import barred, documents, order_case, telling
from app.commands.command import Fact3, Fields
from app.domain.block import Shot
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.draft import Content
from app.domain.finding import Silent, Unknown, Verdict
from app.domain.kept_file import KeptFile, listed
from app.domain.order import Sale
from app.domain.paper import paper_name, paper_of, paper_rev
from app.domain.person import Person
from app.domain.quotation import content_of
from app.domain.quote import (
    OPEN,
    QuoteDossier,
    basis,
    is_offer,
    priced,
    rounded,
)
from app.domain.quote_version import drift, standing
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.messages import NAMES, Value, draft
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, NeedsApproval
from app.policy.verdict import Verdict as Answer
from app.rules import credit
from app.rules import quote as rule

TYPE = frozenset({rule.QUOTE.type})
APPROVE = "approve_quote"
PAPER = "paper"  # the field that holds the PDF
FLOOR = "sell_below_floor"


def about(parts: PanelParts) -> tuple[QuoteDossier, Sale]:
    """For after ``cannot_decide``. Refused where it became untrue meanwhile."""
    if parts.quote is None or parts.quote.sale is None:
        raise Refused("The offer cannot be read any more")
    return parts.quote, parts.quote.sale


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why nothing about this offer can be decided now."""
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if parts.quote is None or parts.quote.unreadable:
        return Denied("The offer cannot be read")
    if parts.quote.sale is None:
        return Denied("It is a request: accept it with 7, or write its offer with F first")
    return None if is_offer(parts.quote.sale, parts.quote.refused) else Denied("It is no offer any more")


def number(sale: Sale) -> str:
    return documents.name(sale)


def judged(parts: PanelParts, now: datetime) -> Mapping[str, Verdict]:
    """By cause, on the records at hand. ``now`` aware, in the company's zone."""
    dossier, _ = about(parts)
    return {cause: verdict for (_, cause), verdict in rule.QUOTE.judge(dossier, now).items()}


def clock(parts: PanelParts) -> datetime:
    """As of when the offer was read, on the reader's own clock: deeds are checked without any other."""
    dossier, sale = about(parts)
    return (dossier.asof or sale.stamp).astimezone()


def today(parts: PanelParts) -> date:
    return clock(parts).date()


# ---- versions ------------------------------------------------------------------------------------------------------------------


def content(parts: PanelParts) -> Content:
    """What it says now, as the mirror has it."""
    dossier, sale = about(parts)
    return content_of(sale, dossier.lines)


def drifted(parts: PanelParts) -> Denied | None:
    """Why it is not what was offered last: somebody changed it in the ERP since."""
    found = drift(about(parts)[0].versions, content(parts))
    if found is None:
        return None
    last, what = found
    shown = ", ".join(what[:3]) + (f" and {len(what) - 3} more" if len(what) > 3 else "")
    return Denied(
        f"The ERP says something else than version {last.number}: {shown}. Take that over as a version first, or offer anew"
    )


def standing_number(parts: PanelParts) -> int | None:
    """Of the team's version that the ERP's quotation is as it stands; None of what nobody offered from here."""
    found = standing(about(parts)[0].versions, content(parts))
    return found.number if found else None


def version_number(parts: PanelParts) -> int:
    """Of the version that stands there; of one that nobody kept yet, the number that it will have."""
    return max((v.number for v in about(parts)[0].versions), default=1)


# ---- limits and approval -------------------------------------------------------------------------------------------------------


def is_agreed(parts: PanelParts) -> bool:
    """Somebody approved it as it stands."""
    dossier, sale = about(parts)
    now = basis(sale, dossier.lines)
    latest = next((a for a in dossier.agreed if a.basis == now), None)
    return latest is not None and latest.deed == APPROVE


def unapproved(parts: PanelParts) -> Denied | None:
    """Why an offer may not leave the house as it stands: it passes a limit or may pass one, and nobody approved that."""
    found = judged(parts, clock(parts))[rule.LIMITS]
    if isinstance(found, Silent) or is_agreed(parts):
        return None
    if isinstance(found, Unknown):
        return Denied(f"It cannot be seen whether it keeps the limits: {found.fact}")
    return Denied(f"{found.group}, and nobody has approved it as it stands")


def gate_facts(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """The figures that authority is measured by, as they were when the person decided. Company currency."""
    dossier, sale = about(parts)
    figures = rule.measured(dossier, sale, priced(dossier))
    return {
        "source": sale.ref.source,
        **{name: figures[name] for name in ("value", "below", "base", "floor")},
        "basis": basis(sale, dossier.lines),
        **barred.of_sale(parts, sale),
        "rule": parts.finding.rule if parts.finding else "",
    }


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str) -> Answer:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate_facts(parts, {})).payload())


def tiers(parts: PanelParts, policy: Policy) -> tuple[tuple[str, int], ...]:
    """Who approves it as it stands: (role, how many people), the lowest role first."""
    return tiers_of(gate_facts(parts, {}), policy)


def tiers_of(figures: Mapping[str, object], policy: Policy) -> tuple[tuple[str, int], ...]:
    """``figures``: those that authority is measured by, with the source."""
    plan = Plan(APPROVE, (), gate={**figures, "created_by": None, "salesperson": None}).payload()
    grants = policy.deeds[APPROVE].grants
    for at, grant in enumerate(grants):
        answer = gate_policy(policy, Person("?", "", frozenset({grant.role})), APPROVE, plan)
        if not isinstance(answer, NeedsApproval | Denied):
            return ((grant.role, 1),)
        if isinstance(answer, NeedsApproval) and policy.reaches((grant.role,), answer.role):
            beside = next((n for n, g in enumerate(grants) if g.role == answer.role), at)
            both = ((at, grant.role, 1), (beside, answer.role, answer.count))
            return tuple((role, count) for _, role, count in sorted(both))
    return ()


def authority_fact(parts: PanelParts, me: Person, policy: Policy, deed: str) -> Fact3:
    waits = isinstance(authority(parts, me, policy, deed), NeedsApproval)
    own = policy.own_words(me, deed)
    return "Your authority", f"{own}: waits for approval" if waits else own, "wait" if waits else "ok"


# ---- credit --------------------------------------------------------------------------------------------------------------------


def over_limit(parts: PanelParts) -> Verdict:
    """What the credit check would say if the buyer ordered it now."""
    return credit.as_if_ordered(parts.dossier, about(parts)[1], clock(parts))


# ---- on paper ------------------------------------------------------------------------------------------------------------------


def language(parts: PanelParts) -> str:
    """That the buyer is written to in."""
    dossier = about(parts)[0]
    return telling.spoken(parts, dossier.customer.country if dossier.customer else "")


def sheet(parts: PanelParts) -> Shot:
    """The offer's PDF as the ERP's figures make it now, in the buyer's language."""
    dossier, sale = about(parts)
    spoken, version = language(parts), standing_number(parts)
    rev, name = paper_rev(sale, dossier.lines, version), paper_name(sale, version)
    return Shot(paper_of(sale, spoken, version), rev, name, f"PDF in {NAMES[spoken]}", "paper")


def enclosed(parts: PanelParts, fields: Fields) -> KeptFile:
    """The PDF that the screen had made. Refused where the offer changed since.

    The field holds the revision that it was asked for by, and below it the file, as ``kept_file`` writes it.
    """
    rev, _, file = fields.get(PAPER, "").partition("\n")
    try:
        [made] = listed(file)
    except ValueError as e:
        raise Refused("The PDF is not made yet") from e
    if rev != sheet(parts).rev:
        raise Refused("The offer changed since its PDF was made: close this and open it again")
    return made


# ---- what is sent and said -----------------------------------------------------------------------------------------------------


def step(parts: PanelParts, deed: str, body: Mapping[str, object], undo: Step | None = None) -> Step:
    """Refused by the ERP where the offer is not as it was on screen."""
    return documents.step(about(parts)[1], deed, body, undo)


def message(parts: PanelParts, template: str, **values: Value) -> str:
    """In the customer's language."""
    sale = about(parts)[1]
    reference = f" ({sale.reference})" if sale.reference else ""
    return draft(template, language(parts), order=number(sale), reference=reference, **values)


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Taken back only while it is still an offer."""
    sale = parts.quote.sale if parts.quote else None
    return None if sale is not None and sale.state in OPEN else Denied("It is no offer any more")


def percent(value: Decimal | None, limit: Decimal | None = None) -> str:
    return "not known" if value is None else f"{rounded(value, limit):f} %"
