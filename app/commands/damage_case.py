"""What the deeds that make damaged goods good have in common: whether one can be decided, the pieces, and who may give how much."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.commands import barred, order_case, telling
from app.commands.command import Field, Fields
from app.domain.complaint import Complaint, ComplaintAction, pieces_of, returned_by
from app.domain.dossier import ComplaintDossier, PanelParts
from app.domain.money import Money
from app.domain.order import SaleLine
from app.domain.person import Person
from app.domain.refund import account
from app.domain.steps import Plan, Step
from app.domain.units import Given, Pieces, Remedy
from app.errors import Refused
from app.messages import Value, draft
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import damage as rule
from app.rules.orders import pair

TYPE = frozenset({rule.DAMAGE.type})
MOST = 40  # pieces that can be told apart on a screen; above that they are counted in the ERP
_STANDS = frozenset({"waiting", "approved", "done"})


def about(parts: PanelParts) -> tuple[ComplaintDossier, Complaint, SaleLine]:
    """For after ``cannot_decide``. Refused where it became untrue meanwhile."""
    dossier = parts.damage
    if dossier is None or dossier.complaint is None or dossier.line is None:
        raise Refused("The complaint cannot be read any more")
    return dossier, dossier.complaint, dossier.line


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why nothing can be given on this complaint now."""
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    stopped = cannot_tell_apart(parts)
    if stopped:
        return stopped
    if parts.finding is not None and parts.finding.verdict.cause != rule.DAMAGED:
        return Denied("The customer is served; what is open is the claim against the carrier")
    return None if pieces(parts).free else Denied("Something was done for every piece already")


def cannot_give(parts: PanelParts, me: Person, remedy: Remedy) -> Denied | None:
    """Why not one piece of it can be replaced or come back."""
    stopped = cannot_decide(parts, me)
    if stopped:
        return stopped
    line = pieces(parts)
    why = line.stops(remedy, line.free[:1], Money.zero(line.paid.currency))
    return Denied(why) if why else None


def cannot_tell_apart(parts: PanelParts) -> Denied | None:
    """Why no piece of it can be named."""
    dossier = parts.damage
    if dossier is None or dossier.complaint is None or not dossier.complaint.number:
        return Denied("The complaint cannot be read")
    if dossier.line is None:
        return Denied("It is about a whole delivery, not a line: settle it in the ERP")
    count = rule.pieces(dossier)
    if 1 <= count <= MOST:
        return None
    return Denied(f"{count} pieces cannot be told apart here: settle it in the ERP" if count else "No whole piece was delivered")


def pieces(parts: PanelParts) -> Pieces:
    """The delivered line with all that was done for it, whichever complaint asked for it. In the sale's currency."""
    dossier, _, line = about(parts)
    count, currency = rule.pieces(dossier), line.net.currency
    return Pieces(
        count, Money.of(line.unit_price, currency), paid(dossier, currency), given(dossier, currency), away(dossier, currency)
    )


def paid(dossier: ComplaintDossier, currency: str) -> Money:
    """What was charged for the line, less what returns and others gave back of it; nothing where that was not read.

    What ``given`` has as credited is counted there, whether or not its credit note was made yet; any other note counts here.
    """
    states = {i.ref.key: i.state for i in dossier.invoices or ()}
    notes = {a.result.partition(",")[2] for a in _credits(dossier) if a.result}
    return account(dossier.money or (), states, currency, notes).left


def given(dossier: ComplaintDossier, currency: str) -> tuple[Given, ...]:
    """As the ERP's documents say it, the oldest first."""
    numbers, came_of = _numbers(dossier), _came_of(dossier)
    found = [
        Given(Remedy.REPLACED, _named(sale.reference, numbers), Money.zero(currency))
        for sale in dossier.made
        if sale.state.value not in ("draft", "quoted", "cancelled")
    ]
    for one in dossier.filed:
        remedy = came_of.get(one.ref.key)
        mine = [a for a in _credits(dossier) if a.complaint == one.ref.key]
        if remedy is not None:
            amount = sum(((a.quantity or Decimal(0)) * (a.each or Decimal(0)) for a in mine), start=Decimal(0))
            found.append(Given(remedy, _named(one.reference, numbers), Money.of(amount, currency)))
    return tuple(g for g in found if g.pieces)


def taken_back_by(parts: PanelParts) -> list[str]:
    """Keys of the lines of returns that give something back of the line: what a server reads beside it."""
    dossier, _, line = about(parts)
    return sorted({x.sale_line for x in dossier.money or () if x.sale_line and x.sale_line != line.ref.key})


def away(dossier: ComplaintDossier, currency: str) -> Decimal:
    """Pieces of the line that were given back without a complaint that names them; a draft counts."""
    counted = _came_of(dossier)
    mine = [a for a in dossier.actions if a.complaint in counted]
    sales, notes = {returned_by(a) for a in mine}, {(a.result or "").partition(",")[2] for a in mine if a.action == "credit_note"}
    notes |= {i.ref.key for i in dossier.invoices or () if sales & {*i.sales}}
    states = {i.ref.key: i.state for i in dossier.invoices or ()}
    return account(dossier.money or (), states, currency, notes).back


def _came_of(dossier: ComplaintDossier) -> dict[str, Remedy]:
    """What became of the pieces that a filed complaint names, by its key; a return that was declined is nothing."""
    found, numbers = dict[str, Remedy](), _numbers(dossier)
    for one in dossier.filed:
        if one.state not in _STANDS or not _named(one.reference, numbers):
            continue
        asked = {a.action for a in dossier.actions if a.complaint == one.ref.key and not dossier.declined(a)}
        if asked & {"sale_return", "credit_note"}:
            found[one.ref.key] = Remedy.RETURNED if "sale_return" in asked else Remedy.CREDITED
    return found


def _numbers(dossier: ComplaintDossier) -> list[str]:
    return [c.number for c in (dossier.complaint, *dossier.others) if c is not None and c.number]


def _credits(dossier: ComplaintDossier) -> tuple[ComplaintAction, ...]:
    """What gives a known amount back by complaints that came to a credit; what else gives money back counts by its note alone."""
    credited = {key for key, remedy in _came_of(dossier).items() if remedy is Remedy.CREDITED}
    mine = (a for a in dossier.actions if a.complaint in credited and a.action == "credit_note")
    return tuple(a for a in mine if a.quantity is not None and a.each is not None)


def _named(reference: str | None, numbers: list[str]) -> frozenset[int]:
    return frozenset(n for number in numbers for n in pieces_of(reference, number))


# ---- what is filled in ----


def asks(parts: PanelParts) -> Field:
    """The pieces that can still be ticked; the only one is ticked already."""
    free = pieces(parts).free
    options = tuple((str(n), f"Piece {n}") for n in free)
    return Field("pieces", "Pieces", "pieces", "Which of them are damaged", "1" if free == (1,) else "", options)


def ticked(fields: Fields) -> tuple[int, ...]:
    """Of "2,3". Refused where nothing is ticked."""
    listed = [n.strip() for n in fields.get("pieces", "").split(",")]
    if not all(n.isascii() and n.isdigit() for n in listed):
        raise Refused("Tick the pieces that are damaged")
    return tuple(sorted({int(n) for n in listed}))


def goods(parts: PanelParts, fields: Fields, remedy: Remedy) -> tuple[int, ...]:
    """What is ticked. Refused where one of them cannot be replaced or come back."""
    wanted, line = ticked(fields), pieces(parts)
    why = line.stops(remedy, wanted, Money.zero(line.paid.currency))
    if why:
        raise Refused(why)
    return wanted


# ---- authority ----


def cost(parts: PanelParts, count: int) -> Money:
    """What so many cost the company; their net price where the ERP does not tell the cost. In the currency it is told in."""
    _, _, line = about(parts)
    whole = line.cost if line.cost is not None and line.cost.minor > 0 else line.net
    return Money.of(whole.amount * count / line.quantity, whole.currency) if line.quantity else whole


def gate_facts(parts: PanelParts, value: Money) -> dict[str, object]:
    """The figures that authority is measured by, as they were when the person decided; whoever keyed or sold the order never agrees."""
    finding = parts.finding
    ruled = finding.rule if finding else ""
    sale = parts.damage.sale if parts.damage is not None else None
    return {"source": parts.dossier.source, "value": pair(value), "rule": ruled, **barred.of_sale(parts, sale)}


def authority(me: Person, policy: Policy, deed: str, gate: Mapping[str, object]) -> Verdict:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate).payload())


# ---- what is sent and said ----


def step(parts: PanelParts, deed: str, wanted: tuple[int, ...], **more: object) -> Step:
    """Refused by the ERP where the complaint is not as it was on screen."""
    _, complaint, line = about(parts)
    body = {"complaint": complaint.ref.key, "number": complaint.number, "line": line.ref.key, "pieces": list(wanted), **more}
    return Step(complaint.ref.source, deed, str(complaint.number), body, complaint.rev)


def message(parts: PanelParts, template: str, wanted: tuple[int, ...], **values: Value) -> str:
    """In the language of the customer's country."""
    dossier, complaint, line = about(parts)
    sale, customer = dossier.sale, dossier.customer
    spoken = telling.spoken(parts, customer.country if customer else "")
    lines = f"{len(wanted)} x {line.sku or ''} {line.name}".strip()
    order = (sale.number if sale else None) or str(complaint.number)
    reference = f" ({sale.reference})" if sale and sale.reference else ""
    return draft(template, spoken, order=order, reference=reference, lines=lines, **values)
