"""Ship what is there: pieces that are there leave on the day that was promised, the rest in a delivery of its own when it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands import words
from app.commands.command import BY_HAND, Fact3, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.fulfilment import NEW, ZERO, Group, Matrix
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import plain

NAME = "ship_rest_later"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me) or goods.cannot_move(parts, me)
    if stopped:
        return stopped
    found = late.broken(parts)
    if not found:
        return Denied("Nothing is short any more")
    if late.complete_by(found) is None:
        return Denied("Nothing on order covers the rest, so nobody knows when it could leave")
    if not _leaving(parts):
        return Denied("Nothing of it is there: promise a new date with 1")
    return goods.authority(parts, me, policy, NAME)


def _leaving(parts: PanelParts) -> Decimal:
    """Pieces that leave on their day all the same, of the deliveries in which some are short."""
    rest, short = _after(parts), {p.group.key for p in late.broken(parts)}
    return sum((rest.at(line.key, key) for line in rest.lines for key in short), ZERO)


def _after(parts: PanelParts) -> Matrix:
    """What lacks moves to a new delivery of the same warehouse."""
    matrix = goods.matrix(parts)
    for promise in late.broken(parts):
        key = f"{NEW}{promise.group.warehouse}"
        if key not in {g.key for g in matrix.groups}:
            later = Group(key, "", promise.group.warehouse, promise.group.name, "", None)
            matrix = replace(matrix, groups=(*matrix.groups, later))
        matrix = matrix.move(promise.line.key, promise.group.key, key, promise.short)
    return matrix


def _days(parts: PanelParts) -> dict[str, date]:
    """Of the new deliveries: when all of what goes into them is there."""
    found = late.broken(parts)
    houses = dict.fromkeys(p.group.warehouse for p in found)
    days = {h: late.complete_by(p for p in found if p.group.warehouse == h) for h in houses}
    return {f"{NEW}{house}": day for house, day in days.items() if day is not None}


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return (goods.step(parts, _after(parts), _days(parts)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return goods.effects(parts, _after(parts))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    found = late.broken(parts)
    rest = sum((p.short for p in found), ZERO)
    there = _leaving(parts)
    last = max(_days(parts).values())
    return (
        ("Leaves as promised", f"{plain(there)} of {plain(there + rest)} pieces", "ok"),
        ("The rest", f"{plain(rest)} on {words.day(last, today)}", "warn"),
        ("Deliveries more", str(len(_days(parts))), "text.1"),
        BY_HAND,
    )


def message(parts: PanelParts, fields: Fields) -> str:
    lines = "\n".join(late.words_of(p.line, p.short) for p in late.broken(parts))
    return late.message(parts, "rest_later", lines, max(_days(parts).values()))


SHIP_REST_LATER = Spec(
    name=NAME,
    title="Ship what is there",
    key="2",
    icon="split",
    types=frozenset({"backorder"}),
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=goods.gate_facts,
    outcome="shipped in part",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    overtaken=goods.overtaken,
    doing="splitting",
    button="Ship what is there of {number}",
    done="Two deliveries of {number} taken down",
    undo="Ctrl+Z puts the pieces together again, until something of them is picked",
)
