"""Extend an offer: it can be taken until another day, at the same prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.commands import documents, words
from app.commands import quote_case as case
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.quote import expires
from app.domain.quote_version import EXTENDED, Makes, told
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "extend_quote"
_PROPOSED = 14  # days from today


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if expires(case.about(parts)[1]) is None:
        return Denied("It is a draft: its validity begins when it is quoted in the ERP")
    return case.authority(parts, me, policy, NAME)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    day = max(case.today(parts) + timedelta(days=_PROPOSED), _end(parts) + timedelta(days=1))
    return (Field("day", "Valid until", "date", "The last day on which the buyer can take it", day.isoformat()),)


def _end(parts: PanelParts) -> date:
    end = expires(case.about(parts)[1])
    if end is None:
        raise Refused("It is not quoted any more")
    return end


def _day(parts: PanelParts, fields: Fields) -> date:
    """Refused where it would not be longer."""
    day, end = date.fromisoformat(fields.get("day", "")), _end(parts)
    if day <= end:
        raise Refused(f"It is valid until {words.day(end, case.today(parts))}: choose a later day")
    return day


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    _, sale = case.about(parts)
    return (
        documents.changed(sale, "set_validity", {"sale": sale.ref.key}, _end(parts).isoformat(), _day(parts, fields).isoformat()),
    )


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    _, sale = case.about(parts)
    return (documents.effect(sale, "valid until", _end(parts).isoformat(), _day(parts, fields).isoformat()),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    dossier, sale = case.about(parts)
    day = _day(parts, fields)
    days = (day - (sale.quoted_on or day)).days
    standard = days <= dossier.limits.valid_days
    whole = f"{days} days in all" + ("" if standard else f", standard are {dossier.limits.valid_days}: needs approval")
    return (("Validity", whole, "text.1" if standard else "warn"), ("Prices", "as they are", "text.1"), BY_HAND)


def makes(parts: PanelParts, fields: Fields) -> Mapping[str, object]:
    now = case.content(parts)
    later = replace(now, head=replace(now.head, valid_until=_day(parts, fields)))
    return told(Makes(EXTENDED, later, now, case.about(parts)[1].untaxed))


def message(parts: PanelParts, fields: Fields) -> str:
    return case.message(parts, "quote_extended", day=_day(parts, fields))


EXTEND_QUOTE = Spec(
    name=NAME,
    title="Extend",
    key="2",
    icon="calendar-clock",
    types=case.TYPE,
    asks=asks,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="extended",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    makes_of=makes,
    overtaken=case.overtaken,
    doing="extending",
    button="Extend {number}",
    done="Extension of {number} taken down",
    undo="Ctrl+Z sets the day that it had, while it is still an offer",
)
