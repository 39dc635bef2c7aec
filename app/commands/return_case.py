"""What the deeds about returns have in common: which step is possible, its lines as fields, and who may decide how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from app.commands import barred, credit_case, order_case, telling, words
from app.commands.command import Field, Fields
from app.domain.case import DecisionState
from app.domain.dossier import PanelParts, ReturnDossier
from app.domain.money import Money
from app.domain.order import Sale, SaleLine
from app.domain.person import Person
from app.domain.ref import NO_NUMBER
from app.domain.returns import Disposition
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.messages import Value, draft
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.returns import RETURNS
from app.policy.sheets import told
from app.policy.verdict import Denied, Verdict
from app.rules import returned as rule
from app.rules.orders import pair, plain

TYPE = frozenset({rule.RETURNED.type})
MOST = 9  # lines that fit on a sheet; a longer return is worked in the ERP
AUTHORISED = ("authorise_return", "authorise_exception")
WORDS = {Disposition.RESTOCK: "Restock", Disposition.QUARANTINE: "Quarantine", Disposition.SCRAP: "Scrap"}


def about(parts: PanelParts) -> tuple[ReturnDossier, Sale]:
    """For after ``cannot_decide``. Refused where it became untrue meanwhile."""
    if parts.back is None or parts.back.sale is None:
        raise Refused("The return cannot be read any more")
    return parts.back, parts.back.sale


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why its next step cannot be decided now."""
    stopped = unreadable(parts, me)
    if stopped:
        return stopped
    if parts.finding is not None and parts.finding.verdict.cause == rule.ASIDE:
        return Denied("The money is given back; what is open is what becomes of the pieces")
    assert parts.back is not None
    if not 1 <= len(parts.back.lines) <= MOST:
        return Denied(f"It has {len(parts.back.lines)} lines: work it in the ERP")
    return None


def unreadable(parts: PanelParts, me: Person) -> Denied | None:
    """Why nothing at all can be decided on this return now."""
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    return Denied("The return cannot be read") if parts.back is None or parts.back.sale is None else None


def number(sale: Sale) -> str:
    return sale.number or f"#{sale.ref.key}"


def name(line: SaleLine) -> str:
    return line.sku or line.product


# ---- the lines as fields ----


def count(key: str, label: str, most: Decimal, value: Decimal, help_: str) -> Field:
    """How many pieces of a line; the screen says what is too many."""
    return Field(f"n{key}", label, "count", help_, plain(value), most=most)


def counted(fields: Fields, keys: Iterable[str]) -> dict[str, Decimal]:
    """What was typed, by key. Refused where it is not a number or all are nought."""
    found = {}
    for key in keys:
        text = fields.get(f"n{key}", "").strip()
        if not text.replace(".", "", 1).isdecimal():
            raise Refused("Write how many pieces")
        found[key] = Decimal(text)
    if not any(found.values()):
        raise Refused("At least one piece of one line")
    return found


# ---- may it come back ----


def obstacle(dossier: ReturnDossier, line: SaleLine, today: date) -> str:
    """Why this line needs an exception; empty where the terms allow it."""
    origin = dossier.origin(line.ref.key)
    if origin is None:
        return "its order is not known"
    if -line.quantity > origin.returnable:
        return f"{plain(origin.returnable)} of {plain(origin.delivered)} delivered can still come back"
    last = dossier.terms.last_day(origin.arrived) if origin.arrived else today
    return f"returns ended {words.day(last, today)}" if last < today else ""


def asked_on(parts: PanelParts) -> date:
    """The day the return was asked for: what it is judged by, however long the answer takes."""
    return about(parts)[1].created_at.date()


# ---- where pieces go ----


def place_name(dossier: ReturnDossier, key: str) -> str:
    return next((p.name for p in dossier.places if p.ref.key == key), f"place {key}")


def options(to: Iterable[Disposition]) -> tuple[tuple[str, str], ...]:
    return tuple((d.value, WORDS[d]) for d in Disposition if d in set(to))


# ---- authority ----


def gate_facts(parts: PanelParts, value: Money, **more: object) -> dict[str, object]:
    """The figures that authority is measured by, as they were when the person decided."""
    finding = parts.finding
    ruled = finding.rule if finding else ""
    dossier, sale = about(parts)
    return {
        "source": sale.ref.source,
        "value": pair(sale.in_company(value)),
        "rule": ruled,
        "terms": told(RETURNS, dossier.terms),
        **more,
    }


def involved(parts: PanelParts) -> dict[str, object]:
    """Who may not agree to money going back for this return: whoever keyed it or what was bought, and whose sale either was."""
    dossier, sale = about(parts)
    bought = [o.sale for o in dossier.origins]
    return {
        **barred.of_sale(parts, sale),
        "bought_by": sorted({s.created_by for s in bought if s.created_by}),
        "sold_by": barred.logins(parts, sale.ref.source, [s.salesperson for s in bought]),
    }


def authority(me: Person, policy: Policy, deed: str, gate: Mapping[str, object]) -> Verdict:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate).payload())


def authoriser(parts: PanelParts) -> str | None:
    """The login of whoever authorised this return from here, where its value wants another pair of eyes to inspect it."""
    dossier, sale = about(parts)
    if not dossier.terms.wants_other_eyes(sale.in_company(rule.value(dossier))):
        return None
    done = next((d for d in parts.decisions if d.deed in AUTHORISED and d.state is DecisionState.APPLIED), None)
    return credit_case.person(parts, done.actor).login(sale.ref.source) if done else None


# ---- what is sent and said ----


def step(parts: PanelParts, deed: str, body: Mapping[str, object], rev: str | None) -> Step:
    """Refused by the ERP where the record that it changes is not as it was on screen."""
    _, sale = about(parts)
    return Step(sale.ref.source, deed, number(sale), {"return": sale.ref.key, **body}, rev)


def message(parts: PanelParts, template: str, lines: Iterable[str], **values: Value) -> str:
    """In the language of the customer's country."""
    dossier, sale = about(parts)
    spoken = telling.spoken(parts, dossier.customer.country if dossier.customer else "")
    reference = f" ({sale.reference})" if sale.reference else ""
    known = sale.number or NO_NUMBER
    return draft(template, spoken, order=known, reference=reference, lines="\n".join(lines), **values)
