"""Send an offer to the buyer as PDF, as the ERP's figures make it now, and keep what was sent with it; the case waits for the answer."""

from __future__ import annotations

from datetime import date, timedelta

from app.commands import documents, words
from app.commands import quote_case as case
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.kept_file import KeptFile
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.quote import expires
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME, KEEP = "send_quote", "keep_offer"
_NOTE = "The offer was sent to the buyer"
_AGAIN = 3  # days


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    end, today = expires(case.about(parts)[1]), case.today(parts)
    if end is None:
        return Denied("It is a draft: quote it in the ERP first")
    if end < today:
        return Denied(f"It expired {words.day(end, today)}: extend it first")
    return case.unapproved(parts) or case.authority(parts, me, policy, NAME)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    again = case.today(parts) + timedelta(days=_AGAIN)
    return (
        Field("again", "Look again", "date", "It comes back then, unless the buyer orders before", again.isoformat()),
        Field(case.PAPER, "Enclosed", "paper", "The offer as the buyer gets it; Space opens it", file=case.sheet(parts)),
    )


def _again(parts: PanelParts, fields: Fields) -> date:
    day = date.fromisoformat(fields.get("again", ""))
    if day <= case.today(parts):
        raise Refused("Choose a later day to look again")
    return day


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """The note first: it is refused where the offer, or a line of it, is not what the paper says."""
    _again(parts, fields)
    dossier, sale = case.about(parts)
    one = case.enclosed(parts, fields)
    files = [{"sha256": one.sha256, "size": one.size, "name": one.name}]
    kept = documents.step(sale, KEEP, {"files": files}, first=False)
    return documents.note_as_seen(sale, dossier.lines, _NOTE), kept


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    sale = case.about(parts)[1]
    kept = documents.effect(sale, "offer kept", "", case.enclosed(parts, fields).name)
    return documents.note_effect(sale, _NOTE), kept


def encloses(parts: PanelParts, fields: Fields) -> tuple[KeptFile, ...]:
    return (case.enclosed(parts, fields),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, sale = case.about(parts)
    end = expires(sale)
    return (
        ("Offer", f"{sale.untaxed.named()}, until {words.day(end, today) if end else 'not quoted'}", "text.1"),
        ("Comes back", words.day(_again(parts, fields), today), "text.1"),
        BY_HAND,
    )


def waits(parts: PanelParts, fields: Fields, _today: date) -> date:
    return _again(parts, fields)


def message(parts: PanelParts, fields: Fields) -> str:
    _, sale = case.about(parts)
    end = expires(sale)
    if end is None:
        raise Refused("It is not quoted any more")
    return case.message(parts, "quote_sent", amount=sale.untaxed, day=end)


SEND_QUOTE = Spec(
    name=NAME,
    title="Send",
    key="6",
    icon="mail",
    types=case.TYPE,
    asks=asks,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    encloses=encloses,
    waits_of=waits,
    doing="sending",
    button="Send {number}",
    done="Sending of {number} taken down; it waits for the buyer's answer",
    undo="The note and the copy stay; nothing else changes before the buyer answers",
)
