"""Re-split: let pieces of an order leave from another warehouse or in another delivery, as set cell by cell or as proposed."""

from __future__ import annotations

from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands import telling
from app.commands.command import Field, Fields, Spec
from app.commands.split_case import Moving, undo_of
from app.domain.dossier import PanelParts
from app.domain.fulfilment import Group, Matrix, written
from app.domain.fulfilment import read as matrix_from
from app.domain.person import Person
from app.errors import Refused
from app.manner import day
from app.policy.matrix import Policy
from app.policy.verdict import Verdict

NAME = "resplit"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return goods.cannot_move(parts, me) or goods.authority(parts, me, policy, NAME)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    """The matrix, with three ways to compare it to."""
    before, on = goods.matrix(parts), goods.today(parts)
    options = tuple((written(before, w.matrix), f"{w.name.capitalize()}: {goods.way_words(w, on)}") for w in goods.ways(parts))
    return (Field("moves", "Groups", "matrix", "Arrows move, digits set the quantity, O proposes", "", options, before),)


def _after(parts: PanelParts, fields: Fields) -> Matrix:
    text = fields.get("moves", "")
    if not text:
        raise Refused("Set a quantity, or press O for a proposal")
    try:
        return matrix_from(goods.matrix(parts), text)
    except ValueError as e:
        raise Refused(str(e)) from e


def message(parts: PanelParts, fields: Fields) -> str:
    """What leaves when, as far as a day is planned."""
    after, spoken = _after(parts, fields), telling.language_of(parts)
    return telling.news(parts, "deliveries_split", lines="\n\n".join(_delivery(after, g, spoken) for g in after.used()))


def _delivery(after: Matrix, group: Group, spoken: str) -> str:
    when = [day(group.planned, spoken)] if group.planned else []
    return "\n".join([*when, *(late.words_of(x, pieces) for x in after.lines if (pieces := after.at(x.key, group.key)))])


_BACK = "Ctrl+Z moves the pieces back{too}, until something of them is picked"
_MOVING = Moving(_after)
RESPLIT = Spec(
    name=NAME,
    title="Re-split",
    key="1",
    icon="route",
    types=frozenset({"split"}),
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    steps=_MOVING.steps,
    gate=goods.gate_facts,
    outcome="re-split",
    effects_of=_MOVING.effects,
    facts_of=_MOVING.facts,
    draft_of=message,
    overtaken=goods.overtaken,
    doing="re-splitting",
    button="Re-split {number}",
    done="Re-split of {number} taken down",
    undo=_BACK.format(too=""),
    undo_of=undo_of(_BACK),
)
