"""Accept: goods may leave late, or in deliveries days apart, for the customer is served well that way; the reason is left on the order.

Where the order was placed in a shop, that holds the pieces where they leave from then; it comes first, for the note stays once it is left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from app.commands import documents, order_case, split_in_shop
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import split as rule

_SPLIT, _DELAY = "accept_split", "accept_delay"
_UNDO = "Cannot be taken back: the note stays; the case comes back by itself when "
_SAID = {_SPLIT: "Several deliveries are accepted", _DELAY: "The delay is accepted"}


def _check_split(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if parts.finding is None or parts.finding.verdict.cause != rule.APART:
        return Denied("Pieces that a warehouse lacks do not leave because somebody accepts it; re-split with 1")
    return Denied("The order cannot be read") if parts.sale is None else goods.authority(parts, me, policy, _SPLIT)


def _check_delay(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return late.cannot_decide(parts, me) or goods.authority(parts, me, policy, _DELAY)


def _text(deed: str, fields: Fields) -> str:
    return f"{_SAID[deed]}: {fields.get('reason', '').strip()}"


def steps(deed: str, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    assert parts.sale is not None
    there = split_in_shop.steps(parts, goods.matrix(parts)) if deed == _SPLIT else ()
    return (*there, documents.note(parts.sale, _text(deed, fields)))


def effects(deed: str, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    assert parts.sale is not None
    there = split_in_shop.effects(parts, goods.matrix(parts)) if deed == _SPLIT else ()
    return (*there, documents.note_effect(parts.sale, _text(deed, fields)))


def facts(deed: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return split_in_shop.facts(parts, goods.matrix(parts)) if deed == _SPLIT else ()


def _spec(
    deed: str, key: str, check: Callable[[PanelParts, Person, Policy], Verdict], why: str, until: str, *, gathers: bool = False
) -> Spec:
    type_ = deed.removeprefix("accept_")
    return Spec(
        name=deed,
        title=f"Accept {type_}",
        key=key,
        icon="scale",
        types=frozenset({type_}),
        fields=(Field("reason", "Reason", "reason", why),),
        slot="outcome",
        sends=True,
        check=check,
        steps=partial(steps, deed),
        gate=goods.gate_facts,
        outcome="accepted",
        accepts=True,
        effects_of=partial(effects, deed),
        facts_of=partial(facts, deed),
        doing="accepting",
        gathers=gathers,
        button=f"Accept {type_} of {{number}}",
        done="Acceptance of {number} taken down",
        undo=f"{_UNDO}{until}",
    )


ACCEPT_SPLIT = _spec(_SPLIT, "3", _check_split, "Why the customer is served well that way", "the deliveries change")
ACCEPT_DELAY = _spec(_DELAY, "2", _check_delay, "Why it may come late", "another date is said", gathers=True)
