"""What a deed is made of: its key and fields, who may do it, what it will send, and what it says before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.commands import telling
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.kept_file import KeptFile
from app.domain.letter import Effect
from app.domain.message import Recipient
from app.domain.money import Money, digits
from app.domain.person import Person
from app.domain.preview import PreviewView, Telling
from app.domain.question import Field as Field
from app.domain.ref import Ref
from app.domain.steps import Plan, Sight, Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval, Verdict

Fields = Mapping[str, str]
Fact3 = tuple[str, str, str]  # label, text, tone

BY_HAND: Fact3 = ("Sending", "By hand: copied, kept in the notes", "warn")
_HAND = "; the message is on the clipboard: send it by hand"
LEAST_REASON = 10  # characters
REASON_WORDS = f"Write at least {LEAST_REASON} characters, an auditor reads it"
_AMOUNT = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Command:
    """A person's wish about one case, as they saw it. ``fields`` hold what was typed, as text.

    about: the quote that has no case yet; one of its own is opened for it (``quote_page``).
    decision: id under which it is taken down, once however often it is told (protocol.md, E1); empty: it is told once.
    """

    deed: str
    case_id: str
    seen_rev: int
    fields: Fields
    decision: str = ""
    about: Ref | None = None


def nothing_sent(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """For deeds that live in the team store alone."""
    return ()


def no_figures(parts: PanelParts, fields: Fields) -> Mapping[str, object] | None:
    """For deeds whose authority no money measures."""
    return None


def stands(parts: PanelParts, decision: Decision) -> Denied | None:
    """For deeds whose effect nothing else can have overtaken."""
    return None


def no_effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return ()


def no_message(parts: PanelParts, fields: Fields) -> str:
    """For deeds of which nobody outside is told."""
    return ""


def previewed(parts: PanelParts) -> bool:
    """For deeds that show first what they would do."""
    return False


def nothing_enclosed(parts: PanelParts, fields: Fields) -> tuple[KeptFile, ...]:
    """For messages that are words alone."""
    return ()


def no_sight(parts: PanelParts) -> tuple[Sight, ...]:
    """For deeds that promise nothing."""
    return ()


def no_version(parts: PanelParts, fields: Fields) -> Mapping[str, object] | None:
    """For deeds after which no quotation says anything else."""
    return None


def no_faults(fields: Fields) -> Mapping[str, str]:
    """For deeds whose fields do not depend on one another."""
    return {}


def no_facts(parts: PanelParts, person: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A deed. ``check`` is pure; the screen runs it to say why a button is off, the gate judges again where it counts.

    types: the exception types it is for, None = every one; ``check`` and all below run on these alone.
    key: on the button; ``keys``: where a type has it on another one.
    slot: what may happen once in a spell; None = as often as wanted; slot_of: where that depends on the case.
    money: money, or the terms of a deal, hang on it; where it sends it has a slot, and ``rights`` tells of it. ``gate``: the figures that
    authority is measured by, also where goods alone move (who inspects a return is barred by its value).
    sends: writes to other systems; else it lives in the team store. button, done, undo: words, ``{number}`` is the document.
    steps: one letter each, sent in order, the next after the former took effect; a step's ``undo`` takes it back, while nothing stands
    against it (``overtaken``). outcome: with what word the case closes after the last.
    asks: its fields, where they depend on the case. mismatch: field -> what is wrong with it beside the others.
    waits_of: the day until which the case waits for whoever was asked, unless the matter ends before.
    accepts: what is found is let be, so its case is not opened again before it changes.
    effects_of: predicted, for when a system cannot be asked.
    judge: the verdict on what was filled in, where that differs from ``check`` (an amount decides). undo_of: where ``undo`` depends.
    draft_of: the message to the customer: sent with it where a mail system is signed in to, else by hand. tells_of: who gets it instead;
    then the message is what is done, so it is sent by hand also where a person does not want it to go by mail.
    encloses: files of this machine that go with the message.
    saw_of: the availability on which a promise rests, kept with the decision. makes_of: the version that a quotation is afterwards.
    at_once: done without a preview. doing: the word on the row while it is on its way. stays: the person goes on with the same case.
    many: may be done to all marked rows at once, with this word for those it was done to.
    gathers: may be decided once for all marked rows: previewed on one of them, then checked, sent and told for each.
    """

    name: str
    title: str
    key: str
    icon: str
    check: Callable[[PanelParts, Person, Policy], Verdict]
    button: str
    done: str
    undo: str
    types: frozenset[str] | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    asks: Callable[[PanelParts], tuple[Field, ...]] | None = None
    mismatch: Callable[[Fields], Mapping[str, str]] = no_faults
    slot: str | None = None
    slot_of: Callable[[PanelParts], str] | None = None
    money: bool = False
    sends: bool = False
    steps: Callable[[PanelParts, Fields], tuple[Step, ...]] = nothing_sent
    gate: Callable[[PanelParts, Fields], Mapping[str, object] | None] = no_figures
    outcome: str | None = None
    waits_of: Callable[[PanelParts, Fields, date], date] | None = None
    accepts: bool = False
    overtaken: Callable[[PanelParts, Decision], Denied | None] = stands
    effects_of: Callable[[PanelParts, Fields], tuple[Effect, ...]] = no_effects
    facts_of: Callable[[PanelParts, Person, Policy, Fields, date], tuple[Fact3, ...]] = no_facts
    judge: Callable[[PanelParts, Person, Policy, Fields], Verdict] | None = None
    undo_of: Callable[[PanelParts], str] | None = None
    draft_of: Callable[[PanelParts, Fields], str] = no_message
    tells_of: Callable[[PanelParts, Fields], Recipient] | None = None
    encloses: Callable[[PanelParts, Fields], tuple[KeptFile, ...]] = nothing_enclosed
    saw_of: Callable[[PanelParts], tuple[Sight, ...]] = no_sight
    makes_of: Callable[[PanelParts, Fields], Mapping[str, object] | None] = no_version
    at_once: Callable[[PanelParts], bool] = previewed
    doing: str = ""
    stays: bool = False
    many: str = ""
    gathers: bool = False

    def serves(self, type_: str) -> bool:
        return self.types is None or type_ in self.types

    def key_in(self, type_: str) -> str:
        """The key that it has on cases of this type."""
        return self.keys.get(type_, self.key)

    def slot_in(self, parts: PanelParts) -> str:
        """What it may do once, in this case; empty for as often as wanted. Refused where it can do nothing any more."""
        return self.slot_of(parts) if self.slot_of else self.slot or ""

    def asked(self, parts: PanelParts) -> tuple[Field, ...]:
        """What the person fills in for this case."""
        return self.fields if self.asks is None else self.asks(parts)

    def faults(self, fields: Fields, now: datetime, asked: Sequence[Field] | None = None) -> dict[str, str]:
        """What is wrong with each field, in words for beside it. Empty: all can be read. ``asked``: of the case, where that matters."""
        found = {f.name: fault(f, fields.get(f.name, ""), now) for f in (self.fields if asked is None else asked)}
        return {
            name: words for name, words in ({**self.mismatch(fields)} | {k: v for k, v in found.items() if v}).items() if words
        }

    def problem(self, fields: Fields, now: datetime, asked: Sequence[Field] | None = None) -> str:
        """The first fault, with its field's label; empty where there is none."""
        return _first(self.fields if asked is None else asked, self.faults(fields, now, asked))

    def telling(self, parts: PanelParts, fields: Fields) -> Telling | None:
        """The message that goes out with it; None where there is none or it is sent by hand."""
        if not self.sends:
            return None
        whom = self.tells_of(parts, fields) if self.tells_of else None
        files = self.encloses(parts, fields)
        return telling.telling(parts, self.name, self.draft_of(parts, fields), fields, whom, files)

    def by_hand(self, parts: PanelParts, fields: Fields) -> str:
        """The message that a person sends themself; empty where it goes by mail, or nobody has to hear of it.

        Where the message is all that is done, going without mail means sending it by hand.
        """
        told = self.telling(parts, fields)
        if told is None:
            return "" if parts.post and self.sends else self.draft_of(parts, fields)
        return told.message.whole if self.tells_of and not told.sends and not told.suppressed else ""

    def all_steps(self, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
        """Its own, then the message about them. Refused where that cannot be sent and the person did not say to go without."""
        own = self.steps(parts, fields)
        return (*own, *telling.steps(parts, self.telling(parts, fields))) if own else ()

    def plan(self, parts: PanelParts, fields: Fields) -> Plan:
        """What would be taken down. Refused where the fields do not make sense."""
        return Plan(
            self.name,
            self.all_steps(parts, fields),
            fields.get("reason", "").strip(),
            self.gate(parts, fields),
            outcome=self.outcome,
            accepts=parts.finding.verdict.basis if self.accepts and parts.finding else None,
            message=self.by_hand(parts, fields),
            saw=self.saw_of(parts),
            version=self.makes_of(parts, fields),
        )

    def waits_until(self, parts: PanelParts, fields: Fields, today: date) -> date | None:
        """The day on which the case comes back from waiting; None where it does not wait."""
        return self.waits_of(parts, fields, today) if self.waits_of else None

    def done_words(self, parts: PanelParts, plan: Plan | None = None) -> str:
        """``plan``: what was taken down of it; without one nothing is sent to another system."""
        words = self.done.format(number=parts.row.number)
        if plan is None or plan.deed != self.name:
            return words
        told = plan.told
        return f"{words}; {told.body['who']} is told by mail" if told else f"{words}{_HAND}" if plan.message else words

    def preview(self, parts: PanelParts, person: Person, policy: Policy, fields: Fields, now: datetime) -> PreviewView:
        """What would happen, from local figures. The reason may still be missing; every other fault is in ``problem``."""
        today = now.astimezone(policy.service.calendar.zone).date()
        verdict = self.check(parts, person, policy)
        asked = () if isinstance(verdict, Denied) else self.asked(parts)
        open_fields = {f.name for f in asked if f.kind == "reason" and not fields.get(f.name, "").strip()}
        problem = _first(asked, {k: v for k, v in self.faults(fields, now, asked).items() if k not in open_fields})
        effects: tuple[Effect, ...] = ()
        facts: tuple[Fact3, ...] = ()
        until = draft = ""
        told = None
        if not problem and not isinstance(verdict, Denied):
            try:
                verdict = self.judge(parts, person, policy, fields) if self.judge else verdict
                effects = self.effects_of(parts, fields)
                facts = self.facts_of(parts, person, policy, fields, today)
                until = until_words(self.steps(parts, fields))
                told = self.telling(parts, fields)
                draft = self.by_hand(parts, fields)
                effects = (*effects, *telling.effects(parts, told))
                facts = tuple(f for f in facts if draft or f != BY_HAND)
                problem = told.problem if told else ""
            except Refused as e:
                problem = e.title
        kind, words = verdict_words(verdict)
        undo = self.undo_of(parts) if self.undo_of else self.undo.format(number=parts.row.number)
        if told is not None and told.sends:
            undo = f"{undo}. The message stays sent" if undo else "The message stays sent"
        return PreviewView(
            case_id=parts.row.case_id,
            deed=self.name,
            title=self.title,
            button=self.button.format(number=parts.row.number),
            effects=effects,
            predicted=tuple(dict.fromkeys(e.source for e in effects)),
            facts=facts,
            verdict=kind,
            verdict_words=words,
            undo=f"{undo}. {until}" if until else undo,
            problem=problem,
            needs_reason=any(f.kind == "reason" for f in asked),
            draft=draft,
            telling=told,
        )


def _first(asked: Sequence[Field], faults: Mapping[str, str]) -> str:
    return next((f"{f.label}: {faults[f.name]}" for f in asked if f.name in faults), "")


def until_words(steps: tuple[Step, ...]) -> str:
    """Up to where several steps can be taken back; empty for one."""
    last = next((n for n, step in enumerate(steps) if step.undo is None), None)
    if len(steps) < 2:
        return ""
    if last is None:
        return "If a later step fails, those before are taken back by themselves"
    first = "" if last == 0 else "until then it is taken back by itself; "
    rest = "" if last == len(steps) - 1 else ", and what follows is tried until it succeeds or you decide"
    return f"Point of no return: step {last + 1} of {len(steps)} ({steps[last].source}); {first}afterwards it stays{rest}"


def verdict_words(verdict: Verdict) -> tuple[str, str]:
    """("may" | "approval" | "denied", words)."""
    match verdict:
        case Allowed(words):
            return "may", words
        case NeedsApproval(reason=reason):
            return "approval", reason
        case Denied(reason):
            return "denied", reason


def fault(asked: Field, text: str, now: datetime) -> str:
    """What is wrong with what was typed into one field; empty where it can be read."""
    text = text.strip()
    match asked.kind:
        case "reason":
            return "" if len(text) >= LEAST_REASON else REASON_WORDS
        case "money":
            return "" if _AMOUNT.fullmatch(text) else "Write an amount such as 12,000.00"
        case "date":
            return _date_fault(text, now)
        case "moment":
            return _moment_fault(text, now)
        case "count":
            return _count_fault(asked, text)
        case "pieces":
            known, listed = dict(asked.options), text.split(",")
            return "" if text and all(n.strip() in known for n in listed) else "Tick at least one"
        case "choice":
            return "" if text in dict(asked.options) else "Choose one of them"
        case "matrix":
            return "" if text else "Set a quantity, or press O for a proposal"
        case "files":
            return "" if text else "Choose a photo"
        case "paper":
            return "" if text else "The PDF is not made yet"
        case "hidden":
            return "" if text else "Nothing is chosen"
        case "optional":
            return ""
        case _:
            return "" if text else "Write something"


def _count_fault(asked: Field, text: str) -> str:
    bound = f" from 0 to {asked.most.normalize():f}" if asked.most is not None else ""
    if not text.replace(".", "", 1).isdecimal() or not text.isascii():
        return f"Write a number{bound}"
    return f"Write a number{bound}" if asked.most is not None and Decimal(text) > asked.most else ""


def _date_fault(text: str, now: datetime) -> str:
    try:
        when = date.fromisoformat(text)
    except ValueError:
        return "Say until which day, such as 2026-12-31" if text else "Say until which day; without an end it cannot be sent"
    return "" if when > now.astimezone().date() else "Choose a day after today"  # as days are read: the reader's own


def _moment_fault(text: str, now: datetime) -> str:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return "Say until when"
    if when.tzinfo is None:
        return "Say until when, with the time zone"
    return "" if when > now else "Choose a time to come"


def amount(text: str, currency: str) -> Money:
    """A typed amount, commas between thousands and a point before the decimals. Refused where it cannot be exact."""
    text = text.strip()
    if not _AMOUNT.fullmatch(text):
        raise Refused("Write an amount such as 12,000.00")
    value = Decimal(text.replace(",", ""))
    if value != round(value, digits(currency)):
        raise Refused(f"{currency} has {digits(currency)} decimals")
    return Money.of(value, currency)
