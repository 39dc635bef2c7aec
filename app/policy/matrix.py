"""The authority matrix: may this person do this deed, alone, with others, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.fiscal import CALENDAR, FiscalYear
from app.domain.money import Money
from app.domain.person import Person
from app.policy.sla import Service
from app.policy.verdict import Allowed, Denied, NeedsApproval, Verdict

_BARRED = {
    "created_by": ("You keyed this order", "{name} keyed this order"),
    "salesperson": ("You are the salesperson of this order", "{name} is the salesperson of this order"),
    "confirmed_by": ("You confirmed this order", "{name} confirmed this order"),
    "bought_by": ("You keyed the order that it was bought with", "{name} keyed the order that it was bought with"),
    "sold_by": ("You are the salesperson of what was bought", "{name} is the salesperson of what was bought"),
}
RELATIONS = tuple(_BARRED)


@dataclass(frozen=True, slots=True)
class Role:
    """``above``: the role that may do all this one may approve, and more; None at the top."""

    name: str
    title: str
    above: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role may do of one deed. Amounts in minor units of the policy's currency; None = no bound, or never."""

    role: str
    amount: int | None
    percent: Decimal | None
    propose: bool
    four_eyes_above: int | None
    second: str  # lowest role of the second person where four eyes are needed
    four_eyes_for: str = ""  # what of the decision needs them whatever it is worth, as its ``gate`` table names it


@dataclass(frozen=True, slots=True)
class DeedRule:
    name: str
    measure: str  # what of the decision is measured; the words are in the policy's text
    separate: bool
    denied: str
    everyone: bool
    grants: tuple[Grant, ...]
    also: str = ""  # another deed whose bounds hold as well: what is waived is not all that is given

    @property
    def asked(self) -> frozenset[str]:
        """What of a decision has to be known, beside what is measured, to say whether two people decide."""
        return frozenset(grant.four_eyes_for for grant in self.grants if grant.four_eyes_for)


@dataclass(frozen=True, slots=True)
class CreditAsk:
    """What a decision is about, as far as authority goes.

    amount: what the matrix bounds (None where the deed has no money). base: what bounds in per cent are taken of.
    barred: relation to the order (those of ``RELATIONS``) -> logins at ``source``. holds: which of the rule's ``asked`` is so.
    """

    source: str
    amount: Money | None = None
    base: Money | None = None
    barred: Mapping[str, Sequence[str]] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the matrix. Build it with ``app.policy.loader``.

    local: by legal entity, as the team names its system: rules that hold there instead of the central ones of ``deeds``.
    year: in whose months, quarters and years figures are told.
    """

    version: int
    currency: str
    roles: Mapping[str, Role]
    deeds: Mapping[str, DeedRule]
    service: Service
    local: Mapping[str, Mapping[str, DeedRule]] = field(default_factory=dict)
    year: FiscalYear = CALENDAR

    def rule(self, deed: str, source: str = "") -> DeedRule | None:
        """What holds for a deed about something in this system; without one, the central rule."""
        return self.local.get(source, {}).get(deed) or self.deeds.get(deed)

    # ---- roles ----

    def title(self, role: str) -> str:
        return self.roles[role].title if role in self.roles else role

    def one(self, role: str) -> str:
        """ "an order manager", "a credit manager"."""
        title = self.title(role).lower()
        return f"an {title}" if title[:1] in "aeio" else f"a {title}"

    def reaches(self, held: Iterable[str], role: str) -> bool:
        """One of the roles ``held`` is ``role`` or stands above it."""
        return any(role in self._chain(h) for h in held)

    def _chain(self, role: str) -> tuple[str, ...]:
        """``role`` and all that stand below it."""
        below = [r.name for r in self.roles.values() if r.above == role]
        return (role, *(name for b in below for name in self._chain(b)))

    def next_role(self, roles: Iterable[str], type_: str) -> str:
        """To whom somebody with these roles escalates a case of this type: the lowest role of its ladder above them."""
        ladder = self.service.clocks[type_].ladder
        held = frozenset(roles)
        return next((r for r in ladder if not self.reaches(held, r)), ladder[-1])

    # ---- deeds ----

    def may(self, person: Person, deed: str, ask: CreditAsk, approvers: Sequence[Person] = ()) -> Verdict:
        """May ``person`` do ``deed``, given those who have approved already? NeedsApproval says who is still missing."""
        rule = self.rule(deed, ask.source)
        if rule is None:
            return Denied("No rule says who may do this")
        if not person.roles & self.roles.keys():
            return Denied("You have no role in this team")
        if rule.everyone:
            return Allowed("")
        own = [g for g in rule.grants if g.role in person.roles]
        if not own:
            return Denied(rule.denied)
        bar = self._bar(person, ask, to_self=True) if rule.separate else None
        if bar:
            return Denied(bar)
        wrong = self._currency_words(ask, rule)
        if wrong:
            return Denied(wrong)
        return self._judge(person, rule, own, ask, self._sound(person, ask, approvers))

    def may_approve(
        self, approver: Person, asker: Person, deed: str, ask: CreditAsk, approved: Sequence[Person] = ()
    ) -> Allowed | Denied:
        """May ``approver`` be one of those who agree to what ``asker`` wants? The first can never be the second."""
        if approver.id == asker.id:
            return Denied("You asked, so someone else approves")
        if any(approver.id == p.id for p in approved):
            return Denied("You approved it already")
        if self.rule(deed, ask.source) is None:
            return Denied("No rule says who may approve this")
        bar = self.barred(approver, ask)
        if bar:
            return bar
        before = self.may(asker, deed, ask, approved)
        if not isinstance(before, NeedsApproval):
            return Denied("It waits for nobody" if isinstance(before, Allowed) else before.reason)
        after = self.may(asker, deed, ask, (*approved, approver))
        if isinstance(after, Allowed) or (isinstance(after, NeedsApproval) and after.count < before.count):
            return Allowed(f"As {self._as_role(approver, before.role)}")
        return Denied(f"{self.one(before.role).capitalize()} approves this")

    def barred(self, approver: Person, ask: CreditAsk) -> Denied | None:
        """What the order itself says against this person as one who approves."""
        bar = self._bar(approver, ask, to_self=True)
        return Denied(f"{bar}, so someone else approves") if bar else None

    def _judge(self, person: Person, rule: DeedRule, own: list[Grant], ask: CreditAsk, approvers: tuple[Person, ...]) -> Verdict:
        mine = [g for g in own if self._covers(g, ask)]
        if any(not self._four_eyes(g, ask) for g in mine):
            return Allowed(self.authority_words(own))
        tier = next(iter(mine), None) or next((g for g in rule.grants if self._covers(g, ask)), None)
        if tier is None:
            return Denied("Above everybody's authority")
        missing = self._missing(tier, self._four_eyes(tier, ask), (person, *approvers))
        if missing is None:
            return Allowed(self.authority_words(own))
        role, count = missing
        return NeedsApproval(role, count, self._why(own, mine, ask, tier, role, count))

    def _missing(self, tier: Grant, four_eyes: bool, people: Sequence[Person]) -> tuple[str, int] | None:
        """The role and number of persons still missing: one who has the authority, and with four eyes another beside."""
        tops = [p for p in people if self.reaches(p.roles, tier.role)]
        if not four_eyes:
            return None if tops else (tier.role, 1)
        seconds = [p for p in people if self.reaches(p.roles, tier.second)]
        count = max(2 - len(seconds), 0 if tops else 1)
        if count == 0:
            return None
        return (tier.role if count == 1 and not tops else tier.second), count

    def _covers(self, grant: Grant, ask: CreditAsk) -> bool:
        if grant.propose:
            return False
        if ask.amount is None:
            return True
        if grant.amount is not None and ask.amount.minor > grant.amount:
            return False
        if grant.percent is None or ask.amount.minor <= 0:
            return True
        return ask.base is not None and ask.amount.minor * 100 <= grant.percent * ask.base.minor

    def _four_eyes(self, grant: Grant, ask: CreditAsk) -> bool:
        bound = grant.four_eyes_above
        if grant.four_eyes_for in ask.holds:
            return True
        return bound is not None and (ask.amount is None or bound == 0 or ask.amount.minor > bound)

    def _sound(self, asker: Person, ask: CreditAsk, approvers: Sequence[Person]) -> tuple[Person, ...]:
        """Approvers that count: each once, never the asker, nobody the order bars."""
        found = {p.id: p for p in approvers if p.id != asker.id and not self._bar(p, ask, to_self=False)}
        return tuple(found.values())

    def _bar(self, person: Person, ask: CreditAsk, *, to_self: bool) -> str | None:
        """Why the order itself keeps this person from approving, and from deciding alone where the deed is to be separate."""
        login = person.login(ask.source)
        if login is None:
            return None
        for relation, (you, other) in _BARRED.items():
            if login in ask.barred.get(relation, ()):
                return you if to_self else other.format(name=person.name)
        return None

    def _currency_words(self, ask: CreditAsk, rule: DeedRule) -> str | None:
        if rule.measure == "none" or ask.amount is None or ask.amount.minor == 0 or ask.amount.currency == self.currency:
            return None
        return f"Authority is given in {self.currency}; this is in {ask.amount.currency} and no rate is known"

    # ---- words ----

    def authority_words(self, grants: Sequence[Grant]) -> str:
        """The person's own authority: "10,000.00 and 10 %"."""
        best = next((g for g in reversed(grants) if not g.propose), None)
        if best is None:
            return "may propose"
        if best.amount is None and best.percent is None:
            return "no bound" if best.four_eyes_above is None else "no bound, with a second person"
        parts = [] if best.amount is None else [Money(best.amount, self.currency).text()]
        return " and ".join(parts + ([] if best.percent is None else [f"{best.percent:f} %"]))

    def own_words(self, person: Person, deed: str, source: str = "") -> str:
        """``authority_words`` of what this person holds of the deed in this system; empty where nothing."""
        rule = self.rule(deed, source)
        own = [g for g in rule.grants if g.role in person.roles] if rule else []
        return self.authority_words(own) if own else ""

    def _why(self, own: list[Grant], mine: list[Grant], ask: CreditAsk, tier: Grant, role: str, count: int) -> str:
        who = self.one(role) if count == 1 else f"two people, {self.title(role).lower()} or above,"
        one_of = f", one of them {self.one(tier.role)}" if count > 1 and tier.role != role else ""
        verb = "agrees" if count == 1 else "agree"
        if mine:
            return f"Two people decide: {who} {verb} as well{one_of}"
        if all(g.propose for g in own):
            return f"You propose, {who} {verb}{one_of}"
        if all(g.propose or g.amount == 0 for g in own):
            return f"None of it is yours to decide alone, so {who} {verb}{one_of}"
        return f"Above your {self.authority_words(own)}, so {who} {verb}{one_of}"

    def _as_role(self, person: Person, role: str) -> str:
        held = next((r for r in sorted(person.roles) if r == role or self.reaches((r,), role)), role)
        return self.title(held).lower()
