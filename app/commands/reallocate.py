"""Reallocate: goods that lie aside for another order's delivery are laid aside for one of this order, where they are enough."""

from __future__ import annotations

from datetime import date

from app.commands import documents, words
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.steps import Plan, Step, read
from app.errors import Refused
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.sheets import told as terms_told
from app.policy.sourcing import SOURCING
from app.policy.verdict import Denied, Verdict
from app.rules.donors import Donor, donors
from app.rules.orders import plain

NAME, DEED = "reallocate", "lay_aside"
_MOST = 9  # a digit each
_REASON = Field("reason", "Reason", "reason", "Why this order comes first")


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me) or goods.cannot_move(parts, me)
    if stopped:
        return stopped
    if not late.broken(parts):
        return Denied("Nothing is short any more")
    if not _donors(parts):
        return Denied("For no other order does as much lie aside as this one lacks: those before it only stand in the queue")
    return judge(parts, me, policy, {})


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    """Before one is chosen: of the first."""
    return gate_policy(policy, me, NAME, Plan(NAME, (), gate=gate(parts, fields)).payload())


def _donors(parts: PanelParts) -> tuple[Donor, ...]:
    """Key accounts last: what nobody may give away alone is not proposed first."""
    today = late.counted(parts).date()
    found = donors(goods.dossier(parts), goods.matrix(parts), late.broken(parts), today)
    return tuple(sorted(found, key=lambda d: _is_key_account(parts, d)))[:_MOST]


def _is_key_account(parts: PanelParts, donor: Donor) -> bool:
    return goods.sourcing(parts).is_key_account(goods.dossier(parts).ref.source, donor.demand.party)


def _chosen(parts: PanelParts, fields: Fields) -> Donor:
    found = _donors(parts)
    if "donor" not in fields and found:
        return found[0]
    one = next((d for d in found if d.key == fields.get("donor")), None)
    if one is None:
        raise Refused("Choose whose goods it gets")
    return one


def asks(parts: PanelParts) -> tuple[Field, ...]:
    found, today = _donors(parts), goods.today(parts)
    options = tuple((d.key, _option(parts, d, today)) for d in found)
    told = "First whoever loses nothing by it, then who leaves last; key accounts at the end"
    return (Field("donor", "From", "choice", told, options[0][0], options), _REASON)


def _option(parts: PanelParts, donor: Donor, today: date) -> str:
    """ "SH-9 of SO-9, Borealis, leaves Fri 28 Nov, then Mon 8 Dec"."""
    what = donor.demand
    key = ", key account" if _is_key_account(parts, donor) else ""
    return f"{what.delivery} of {what.number}, {what.customer}{key}, leaves {words.day(donor.day, today)}, {_then(donor, today)}"


def _then(donor: Donor, today: date) -> str:
    if not donor.later:
        return "and still does"
    return f"then {words.day(donor.after, today)}" if donor.after else "then nobody knows when"


def _sale(parts: PanelParts) -> Sale:
    assert parts.sale is not None
    return parts.sale


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Whose goods they are decides whether one person may give them away, never what they are worth."""
    donor = _chosen(parts, fields)
    told = {"donor": donor.demand.number, "party": donor.demand.party, "key_account": _is_key_account(parts, donor)}
    return {**goods.gate_facts(parts, fields), **told, "terms": terms_told(SOURCING, goods.sourcing(parts))}


# ---- the step ----------------------------------------------------------------------------------------------------------------


def _labels(parts: PanelParts, donor: Donor) -> dict[str, str]:
    what = donor.demand
    return {
        what.shipment: f"{what.delivery} of {what.number}",
        donor.taker.key: f"{donor.taker.number} of {documents.name(_sale(parts))}",
    }


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """Refused where either delivery is not as on screen; taken back by giving the goods back."""
    donor, sale = _chosen(parts, fields), _sale(parts)
    mine = next(s for s in goods.dossier(parts).shipments if s.ref.key == donor.taker.key)
    shared = {"labels": _labels(parts, donor)}
    revs = {donor.demand.shipment: donor.demand.rev, mine.ref.key: mine.rev}
    back = {**shared, "donor": mine.ref.key, "taker": donor.demand.shipment, "revs": {}}
    undo = documents.step(sale, DEED, back, first=False)
    body = {**shared, "donor": donor.demand.shipment, "taker": mine.ref.key, "revs": revs}
    return (documents.step(sale, DEED, body, undo, first=False),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    """Foreseen from what is on screen, in the words in which the ERP's receipt tells it."""
    donor = _chosen(parts, fields)
    labels, sale = _labels(parts, donor), _sale(parts)
    return (
        documents.effect(sale, f"{labels[donor.demand.shipment]} is", "assigned", "waiting"),
        documents.effect(sale, f"{labels[donor.taker.key]} is", donor.taker.state, "assigned"),
    )


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    donor = _chosen(parts, fields)
    known, what = goods.matrix(parts), donor.demand
    pieces = [(line, known.at(line.key, donor.taker.key)) for line in known.lines]
    told = ", ".join(f"{plain(q)} {line.sku}" for line, q in pieces if q)
    case = f"{_then(donor, today).capitalize()}; its own case tells its customer" if donor.later else "Leaves on its day"
    return (
        (donor.taker.number, f"{told}, laid aside", "ok"),
        (f"{what.number}, {what.customer}", case, "warn" if donor.later else "ok"),
        ("Key account", "Yes: a second person agrees" if _is_key_account(parts, donor) else "No", "text.1"),
    )


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why the goods cannot be given back: they are picked by now, or lie aside no more."""
    if parts.goods is None:
        return Denied("Its shipments cannot be read")
    states = {s.ref.key: s.state for s in goods.dossier(parts).shipments}
    for done in read(decision.payload).steps:
        state = states.get(str(done.body.get("taker")), "gone")
        if state != "assigned":
            return Denied(f"Its delivery is {state} by now; its goods stay with it")
    return None


REALLOCATE = Spec(
    name=NAME,
    title="Reallocate",
    key="6",
    icon="users",
    types=frozenset({"backorder"}),
    fields=(_REASON,),
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="reallocated",
    effects_of=effects,
    facts_of=facts,
    overtaken=overtaken,
    doing="reallocating",
    button="Reallocate to {number}",
    done="Reallocating to {number} taken down",
    undo="Ctrl+Z gives the goods back, until something of them is picked",
)
