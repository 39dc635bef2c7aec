"""Claim from the carrier: notice of the damage and a claim for the pieces, as a packet that is kept with the complaint; once a piece."""

from __future__ import annotations

from datetime import date

from app.commands import damage_case as case
from app.commands import order_case, words
from app.commands.command import Fact3, Field, Fields, Spec, amount
from app.domain.attachment import Attachment
from app.domain.carrier_claim import CarrierClaim
from app.domain.carrier_terms import Mode
from app.domain.days import day_month
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.claims import CLAIMS
from app.policy.matrix import CreditAsk, Policy
from app.policy.sheets import told
from app.policy.verdict import Denied, Verdict
from app.rules import damage as rule

NAME = "claim_carrier"
MOST_PHOTOS = 12  # in one packet; the oldest


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me) or case.cannot_tell_apart(parts)
    if stopped:
        return stopped
    dossier, _, _ = case.about(parts)
    if dossier.attachments is None:
        return Denied("What is kept with the complaint cannot be read with this sign-in")
    if rule.arrived(dossier) is None:
        return Denied("Nobody can say when it was delivered, so no deadline can be met")
    if not _free(parts):
        return Denied("Every piece is claimed from the carrier already")
    return policy.may(me, NAME, CreditAsk(parts.dossier.source))


def _free(parts: PanelParts) -> tuple[int, ...]:
    """Pieces that no packet claims yet."""
    dossier, complaint, _ = case.about(parts)
    claimed = {n for a in rule.packets(dossier) for n in a.claims(str(complaint.number))}
    return tuple(n for n in range(1, rule.pieces(dossier) + 1) if n not in claimed)


def _photos(parts: PanelParts) -> tuple[Attachment, ...]:
    return tuple(a for a in case.about(parts)[0].attachments or () if a.is_photo)[:MOST_PHOTOS]


def _carrier(parts: PanelParts) -> str:
    dossier = case.about(parts)[0]
    return next((s.carrier for s in dossier.shipments or () if s.carrier), "")


def asks(parts: PanelParts) -> tuple[Field, ...]:
    """The pieces for which something was done are ticked, else the only one."""
    dossier, _, _ = case.about(parts)
    free, counted, known = _free(parts), case.pieces(parts), _carrier(parts)
    done = [n for n in free if counted.of(n) is not None]
    ticked = ",".join(map(str, done or (free if len(free) == 1 else ())))
    options = tuple((str(n), f"Piece {n}") for n in free)
    modes = tuple((mode.name, _mode(mode)) for mode in dossier.terms.modes.values())
    return (
        Field("each", "Value of each", "money", "What we claim per piece, at most its price on the invoice", counted.each.text()),
        Field("pieces", "Pieces", "pieces", "Which of them the carrier damaged", ticked, options),
        Field(
            "mode",
            "Went by",
            "choice",
            "How it travelled: the law and its terms follow from that",
            dossier.terms.assumed.name,
            modes,
        ),
        Field(
            "carrier",
            "Carrier",
            "optional",
            "Whom the letter is to" if known else "Whom the letter is to; the ERP knows none",
            known,
        ),
    )


def _mode(mode: Mode) -> str:
    return f"{mode.title}: {mode.notice.count} {mode.notice.unit}"


def _claim(parts: PanelParts, fields: Fields) -> CarrierClaim:
    """Refused where it cannot be claimed this way."""
    dossier, complaint, line = case.about(parts)
    wanted, counted, arrived = case.ticked(fields), case.pieces(parts), rule.arrived(dossier)
    if strange := next((n for n in wanted if n not in _free(parts)), None):
        raise Refused(f"Piece {strange} is claimed already, or was not delivered")
    each = amount(fields.get("each", ""), counted.each.currency)
    if not 0 < each.minor <= counted.each.minor:
        raise Refused(f"A piece is worth at most {counted.each.named()} on the invoice")
    mode = dossier.terms.modes.get(fields.get("mode", ""))
    if mode is None or arrived is None:
        raise Refused("Choose how it travelled")
    sale, customer = dossier.sale, dossier.customer
    notice, claim = mode.notice, mode.claim
    return CarrierClaim(
        number=str(complaint.number),
        carrier=fields.get("carrier", "").strip(),
        mode=mode.title,
        order=(sale.number if sale else None) or "",
        reference=(sale.reference if sale else None) or "",
        shipment=", ".join(s.number for s in dossier.shipments or () if s.number),
        delivered=arrived.isoformat(),
        customer=(customer.name if customer else None) or "",
        place=", ".join(p for p in ((customer.city, customer.country) if customer else ()) if p),
        sku=line.sku or "",
        product=line.name,
        delivered_pieces=rule.pieces(dossier),
        pieces=wanted,
        each=str(each.amount),
        currency=each.currency,
        found=complaint.words,
        notice_by=notice.last_day(arrived).isoformat(),
        notice_law=notice.source,
        claim_by=claim.last_day(arrived).isoformat(),
        claim_law=claim.source,
    )


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    _, complaint, _ = case.about(parts)
    photos = [
        {
            "key": a.ref.key,
            "rev": a.rev,
            "name": a.name,
            "taken": ", ".join(filter(None, (f"Added {day_month(a.added_at)} {a.added_at:%Y %H:%M} UTC", a.added_by))),
        }
        for a in _photos(parts)
    ]
    body = {"complaint": complaint.ref.key, "claim": _claim(parts, fields).body(), "photos": photos}
    return (Step(complaint.ref.source, NAME, str(complaint.number), body),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    claim, complaint = _claim(parts, fields), case.about(parts)[1]
    told = (("packet", claim.packet), ("claimed from the carrier", claim.claimed))
    return tuple(Effect(complaint.ref.source, claim.number, field, "", after) for field, after in told)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    claim, photos = _claim(parts, fields), _photos(parts)
    notice, last = date.fromisoformat(claim.notice_by), date.fromisoformat(claim.claim_by)
    enclosed = f"{len(photos)} of the photos, with their hashes" if photos else "no photo: add some first"
    late = "over since" if notice < today else "until"
    return (
        ("Notice in time", f"{late} {words.day(notice, today)}: {claim.notice_law}", "bad" if notice < today else "text.1"),
        ("Claim in time", f"until {words.day(last, today)}: {claim.claim_law}", "bad" if last < today else "text.1"),
        ("Enclosed", enclosed, "text.1" if photos else "warn"),
        ("Keep", "The pieces and all packaging, for the inspection", "text.1"),
    )


def slot(parts: PanelParts) -> str:
    """Whoever decided on the same sight of the packets comes second."""
    return f"carrier:{len(rule.packets(case.about(parts)[0]))}"


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    claim = _claim(parts, fields)
    return {**case.gate_facts(parts, claim.amount), "terms": told(CLAIMS, case.about(parts)[0].terms)}


CLAIM_CARRIER = Spec(
    name=NAME,
    title="Claim from carrier",
    key="3",
    icon="file-text",
    types=case.TYPE,
    asks=asks,
    slot_of=slot,
    sends=True,
    stays=True,
    check=check,
    steps=steps,
    gate=gate,
    effects_of=effects,
    facts_of=facts,
    doing="claiming",
    button="Make the packet for {number}",
    done="Carrier claim for {number} taken down",
    undo="The packet stays with the complaint; it is sent to the carrier from there, by hand",
)
