"""The page of goods that arrived damaged: the pieces, what each remedy costs, until when the carrier has to hear of it."""

from __future__ import annotations

from datetime import date, datetime

from app.commands import damage_case, words
from app.commands.damage_case import MOST
from app.domain.attachment import Attachment
from app.domain.block import Block, Cell, Clock, Clocks, CompareRow, Comparison, Fact, Facts, Piece, Units
from app.domain.carrier_terms import Term
from app.domain.dossier import ComplaintDossier, PanelParts
from app.domain.finding import Fires
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import CasePanel
from app.domain.units import Pieces, Remedy
from app.panels import case_page, files
from app.panels.case_page import Page
from app.panels.order_page import known, several
from app.panels.panel import Panel
from app.panels.web_side import in_shop, read_at
from app.policy.matrix import Policy
from app.rules import damage as rule

_WHY = ("No remedy is carried out in the ERP", "A remedy is carried out, and no claim is kept with the complaint")
_TONES = {Remedy.REPLACED: "ok", Remedy.CREDITED: "ok", Remedy.RETURNED: "wait"}


def build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = parts.damage
    assert dossier is not None
    verdicts = rule.DAMAGE.judge(dossier, local)
    found = case_page.judged(parts, case_page.of_finding(parts, verdicts) or verdicts.get((dossier.ref, rule.DAMAGED)))
    untold = found.shown is not None and found.shown.cause == rule.UNTOLD
    page = Page(
        found=found,
        place=case_page.place(dossier.customer),
        chip="Carrier not told" if untold else "Damaged",
        sentence=case_page.sentence(found, _tell, "The complaint cannot be read here."),
        blocks=(
            *_evidence(parts, policy, me),
            files.photos(dossier.attachments, local),
            *_deadlines(dossier, local.date()),
            *_beside(dossier, local.date()),
        ),
        rule=case_page.rule_words(parts, rule.DAMAGE, found, local, _WHY[untold]),
        systems=[(dossier.erp.source, dossier.erp.asof), *read_at(dossier.web)],
        begun="Complaint taken down",
    )
    return case_page.compose(page, parts, me, policy, now)


def _tell(fires: Fires) -> str:
    facts = fires.facts
    what = f"{facts['pieces']} {facts['sku']} of {facts['sale']}" if facts.get("sku") else f"All of {facts['sale']}"
    if fires.cause == rule.UNTOLD:
        return f"{facts['done']}; some of {what} arrived damaged, and the carrier was not told yet."
    said = f" “{facts['words']}”" if facts.get("words") else ""
    return f"{what} were delivered, and some arrived damaged.{said}"


# ---- evidence ----------------------------------------------------------------------------------------------------------------


def _evidence(parts: PanelParts, policy: Policy, me: Person) -> tuple[Block, ...]:
    dossier = parts.damage
    if dossier is None or dossier.complaint is None or dossier.line is None or not 1 <= rule.pieces(dossier) <= MOST:
        return ()
    line, counted = dossier.line, damage_case.pieces(parts)
    named = tuple(_piece(counted, n) for n in range(1, counted.count + 1))
    title = f"{several(counted.count, 'piece')} of {line.sku or line.product}"
    return (Units(title, named, "open a remedy, then tick by digit or arrows and Space"), _remedies(parts, counted, policy, me))


def _piece(counted: Pieces, number: int) -> Piece:
    done = counted.of(number)
    return Piece(number, done.value.capitalize() if done else "Delivered", _TONES[done] if done else "")


def _remedies(parts: PanelParts, counted: Pieces, policy: Policy, me: Person) -> Comparison:
    """What one piece costs by each of them, in the currency in which it is told."""
    cost = damage_case.cost(parts, 1)
    part = Money.of(counted.each.amount * 30 / 100, counted.each.currency)
    rows = (
        _remedy("1 Replace", cost.named(), "no charge", policy.own_words(me, "replace_units")),
        _remedy("2 Credit", counted.each.named(), _left(counted), policy.own_words(me, "credit_units")),
        _remedy("2 Credit 30 %", part.named(), _left(counted), policy.own_words(me, "credit_units")),
        _remedy("4 Ask back", "nothing yet", "after inspection", policy.own_words(me, "return_units")),
    )
    return Comparison("Remedies", (("Remedy", "text"), ("Each", "num"), ("Money", "text"), ("You may", "text")), rows)


def _left(counted: Pieces) -> str:
    return f"{counted.refundable.text()} left" if counted.paid else "no invoice posted"


def _remedy(title: str, each: str, left: str, may: str) -> CompareRow:
    return CompareRow("", tuple(map(Cell, (title, each, left, may or "not yours"))))


def _deadlines(dossier: ComplaintDossier, today: date) -> tuple[Block, ...]:
    """Until when the carrier has to hear of it; once it has, what was claimed, and only the claim's own term runs on."""
    on = rule.arrived(dossier)
    told = rule.packets(dossier)
    if on is None:
        return (
            Facts("Deadlines of the carrier", (Fact("Delivered", "", "text.3", "not_connected"),), beside=False),
            *_told(told, today),
        )
    mode = dossier.terms.assumed
    rows = [_clock("Claim against the carrier", mode.claim, on, today)]
    if not told:
        rows.insert(0, _clock("Notice to the carrier", mode.notice, on, today))
    return (*_told(told, today), Clocks("Deadlines of the carrier", tuple(rows), f"{mode.title}, assumed"))


def _told(packets: tuple[Attachment, ...], today: date) -> tuple[Block, ...]:
    """Notice was given with the first packet: its clock stands."""
    if not packets:
        return ()
    rows = [Fact("Notice given", f"{words.day(packets[0].added_at.astimezone().date(), today)}, the clock stopped", "ok")]
    for one in packets:
        claimed = one.words.splitlines()[1] if len(one.words.splitlines()) > 1 else ""
        rows.append(Fact("Claimed", f"{claimed}, {words.day(one.added_at.astimezone().date(), today)}"))
        rows.append(Fact("Packet", one.name))
    return (Facts("Carrier claim", tuple(rows), beside=False),)


def _clock(label: str, term: Term, arrived: date, today: date) -> Clock:
    last = term.last_day(arrived)
    left, whole = (last - today).days, max(1, (last - arrived).days)
    tone = "bad" if left < 0 else "warn" if left * 3 <= whole else "ok"
    said = f"over since {words.day(last, today)}" if left < 0 else "last day today" if left == 0 else f"{_days(left)} left"
    source = f"{term.count} {term.unit}, until {words.day(last, today)}: {term.source}"
    return Clock(label, said, source, min(100, max(0, (today - arrived).days * 100 // whole)), tone)


def _days(count: int) -> str:
    return several(count, "day") if count < 60 else several(count // 30, "month")


def _beside(dossier: ComplaintDossier, today: date) -> tuple[Block, ...]:
    sale, complaint, customer = dossier.sale, dossier.complaint, dossier.customer
    sent = ", ".join(s.number or "" for s in dossier.shipments or () if s.number)
    arrived = rule.arrived(dossier)
    carrier = next((s.carrier for s in dossier.shipments or () if s.carrier), None)
    shipment = (
        known("Order", sale.number if sale else None),
        known("Reference", sale.reference if sale else None),
        known("Shipment", sent or None),
        known("Delivered", words.day(arrived, today) if arrived else None),
        known("Warehouse", sale.warehouse if sale else None),
        known("Carrier", carrier),
    )
    taken = complaint.taken_at.astimezone().date() if complaint else None
    told = (
        known("Customer", customer.number if customer else None),
        known("Complaint", f"{complaint.number}, {complaint.state}" if complaint else None),
        known("Taken down", words.day(taken, today) if taken else None),
        known("By", complaint.taken_by if complaint else None),
        Fact("Same line", several(len(dossier.others), "other complaint") if dossier.others else "no other complaint"),
    )
    return Facts("Shipment", shipment), Facts("Customer", told), *in_shop(dossier.web)


PANELS = (Panel(rule.DAMAGE.type, build),)
