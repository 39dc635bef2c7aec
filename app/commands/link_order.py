"""Link: a web order that the ERP has without the reference that both systems share gets it, so that nobody books it again."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case, documents, order_case, words
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.days import day_month
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.linking import Candidate, candidates
from app.rules.orders import pair

NAME = "link_order"
_MOST = 9  # as many as have a key


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me) or order_case.unbooked(parts)
    if stopped:
        return stopped
    if case.web_order(parts).shared is None:
        return Denied("The shop gave it no reference that the ERP could share")
    if not _listed(parts):
        return Denied("The ERP has no sale without a reference that looks like it")
    return judge(parts, me, policy, {})


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return case.authority(parts, me, policy, NAME, gate(parts, fields))


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """By what the sale is worth; which of them it was is kept."""
    sale = _chosen(parts, fields).sale if fields.get("sale") else _listed(parts)[0].sale
    return {**case.gate_facts(parts, fields), "value": pair(sale.untaxed_company), "sale": sale.number}


def _listed(parts: PanelParts) -> tuple[Candidate, ...]:
    return candidates(case.dossier(parts))[:_MOST]


def _chosen(parts: PanelParts, fields: Fields) -> Candidate:
    found = next((c for c in _listed(parts) if c.sale.ref.key == fields.get("sale")), None)
    if found is None:
        raise Refused("Choose one of the sales")
    return found


def asks(parts: PanelParts) -> tuple[Field, ...]:
    """The likeliest is chosen unless the person says otherwise; where none is likely, the person has to say."""
    listed = _listed(parts)
    options = tuple((c.sale.ref.key, _words(c)) for c in listed)
    start = options[0][0] if listed[0].likely else ""
    return (Field("sale", "Sale", "choice", "Keyed in the ERP without the shop's reference", start, options),)


def _words(one: Candidate) -> str:
    """ "SO-7, 26 Nov, 200.00 EUR: same goods, PO"; without the year, for all are of the same days."""
    same = [name for name, holds in (("goods", one.same_lines), ("amount", one.same_amount), ("PO", one.same_reference)) if holds]
    sale = one.sale
    return f"{documents.name(sale)}, {day_month(sale.created_at)}, {sale.untaxed.named()}: same {', '.join(same)}"


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """The ERP first: a reference that another sale got meanwhile is refused there, before the shop is told anything."""
    sale, order = _chosen(parts, fields).sale, case.web_order(parts)
    return documents.changed(sale, "link_sale", {}, "", order.shared), order_case.link(parts, sale.state.value)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    sale, order = _chosen(parts, fields).sale, case.web_order(parts)
    return (
        documents.effect(sale, "web reference", "", str(order.shared)),
        documents.effect(order, "ERP reference", "", str(order.shared)),
    )


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    one, order = _chosen(parts, fields), case.web_order(parts)
    placed = words.short_day(order.placed_at.date(), today)
    differs = "" if one.same_lines and one.same_amount else "The two are compared once they are linked"
    found: list[Fact3] = [("Placed", f"{placed}, {order.net.named()}", "text.1")]
    found += [("Differs", differs, "warn")] if differs else []
    found += (
        [("Purchase order", f"{order.reference}, and {one.sale.reference} in the ERP", "warn")] if one.other_reference else []
    )
    return (*found, credit_case.authority_fact(me, policy, NAME, judge(parts, me, policy, fields)))


LINK_ORDER = Spec(
    name=NAME,
    title="Link",
    key="7",
    icon="route",
    asks=asks,
    types=frozenset({"sync", "validation"}),
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="linked",
    effects_of=effects,
    facts_of=facts,
    doing="linking",
    button="Link {number}",
    done="Linking of {number} taken down",
    undo="While nobody changed the reference: Ctrl+Z takes it off both again",
)
