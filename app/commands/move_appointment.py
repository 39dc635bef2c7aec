"""Move: an appointment goes to one of the times that nothing speaks against; a customer who agreed to the old one agrees to this."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.commands import visit_case as visit
from app.commands import visit_words
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.appointment import State
from app.domain.dossier import PanelParts
from app.domain.finding import Unknown
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.slots import Proposal, propose
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "move_appointment"


def proposal(parts: PanelParts) -> Proposal | Unknown:
    plan = visit.around(parts)
    return plan if isinstance(plan, Unknown) else propose(visit.appointment(parts), plan, visit.seen_at(parts))


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = visit.cannot_decide(parts, me)
    if stopped:
        return stopped
    found = proposal(parts)
    if isinstance(found, Unknown):
        return Denied(f"It cannot be seen when it could be: {found.fact}")
    if not found.slots:
        return Denied(f"No time within two weeks: {visit_words.kept_out(found)}")
    return visit.authority(parts, me, policy, NAME)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    found, of = proposal(parts), visit.appointment(parts)
    slots = () if isinstance(found, Unknown) else found.slots
    options = tuple((s.key, visit_words.slot_words(s, of)) for s in slots)
    slot = Field(
        "slot", "To", "choice", "The nearest times that nothing speaks against", options[0][0] if options else "", options
    )
    return (slot, visit.CONSENT) if of.state is State.CONFIRMED else (slot,)


def _to(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Refused where no time is chosen."""
    starts, _, resource = fields.get("slot", "").partition(" ")
    if not resource:
        raise Refused("Choose one of the times")
    return {"starts": starts, "resource": resource, **({"consent": visit.agreed(fields)} if visit.agreed(fields) else {})}


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return visit.steps(parts, _to(parts, fields))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return visit.effects(parts, _to(parts, fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    of = visit.appointment(parts)
    later = (_starts(parts, fields).date() - of.day).days
    apart = (
        "the same day"
        if not later
        else f"{abs(later)} {'day' if abs(later) == 1 else 'days'} {'later' if later > 0 else 'earlier'}"
    )
    agreed = ("Customer", "agreed to the old time and has to agree to this", "warn")
    return (
        ("Begins", f"{apart}, {of.minutes} min at the site", "text.1"),
        agreed if of.state is State.CONFIRMED else ("Customer", "still has to agree; confirm it with 4", "warn"),
        BY_HAND,
    )


def _starts(parts: PanelParts, fields: Fields) -> datetime:
    starts = datetime.fromisoformat(str(_to(parts, fields)["starts"]))
    return starts.astimezone(ZoneInfo(visit.appointment(parts).zone))


def message(parts: PanelParts, fields: Fields) -> str:
    return visit.message(parts, "appointment_moved", _starts(parts, fields))


MOVE_APPOINTMENT = Spec(
    name=NAME,
    title="Move",
    key="1",
    icon="calendar-clock",
    types=frozenset({"schedule"}),
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    outcome="moved",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    overtaken=visit.overtaken,
    doing="moving",
    button="Move {number}",
    done="Moving {number} taken down",
    undo="Ctrl+Z plans it as it was, until somebody changes it again",
)
