"""Merge: let two deliveries of an order leave as one."""

from __future__ import annotations

from app.commands import goods_case as goods
from app.commands.command import Field, Fields, Spec
from app.commands.split_case import Moving, undo_of
from app.domain.dossier import PanelParts
from app.domain.fulfilment import Matrix
from app.domain.person import Person
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "merge_deliveries"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = goods.cannot_move(parts, me)
    if stopped:
        return stopped
    if not _pairs(goods.matrix(parts)):
        return Denied("No two deliveries can leave as one: the stock of neither warehouse covers both")
    return goods.authority(parts, me, policy, NAME)


def _pairs(known: Matrix) -> dict[str, Matrix]:
    """By "source>target": the matrix afterwards, for every two open deliveries of which one can take the other up."""
    open_ = [g for g in known.used() if not g.fixed]
    found = {}
    for source in open_:
        for target in open_:
            if source.key != target.key:
                try:
                    found[f"{source.key}>{target.key}"] = known.merge(source.key, target.key)
                except ValueError:
                    continue
    return found


def asks(parts: PanelParts) -> tuple[Field, ...]:
    known = goods.matrix(parts)
    options = []
    for pair in _pairs(known):
        source, _, target = pair.partition(">")
        options.append((pair, f"{goods.label(known.group(source))} leaves with {goods.label(known.group(target))}"))
    return (Field("pair", "Merge", "choice", "The first leaves with the second, on its day", options[0][0], tuple(options[:9])),)


def _after(parts: PanelParts, fields: Fields) -> Matrix:
    found = _pairs(goods.matrix(parts)).get(fields.get("pair", ""))
    if found is None:
        raise Refused("Choose which delivery leaves with which")
    return found


_BACK = "Ctrl+Z takes the deliveries apart again{too}, until something of them is picked"
_MOVING = Moving(_after)
MERGE_DELIVERIES = Spec(
    name=NAME,
    title="Merge",
    key="2",
    icon="layers",
    types=frozenset({"split"}),
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    steps=_MOVING.steps,
    gate=goods.gate_facts,
    outcome="merged",
    effects_of=_MOVING.effects,
    facts_of=_MOVING.facts,
    overtaken=goods.overtaken,
    doing="merging",
    button="Merge {number}",
    done="Merging of {number} taken down",
    undo=_BACK.format(too=""),
    undo_of=undo_of(_BACK),
)
