"""Where the pieces of an order should come from: declared rules in their order, told per line, and three ways to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from app.domain.fulfilment import ZERO, Group, Line, Matrix
from app.domain.money import Money

CONTRACT, COMPLETE, PRIORITY, COST = "contract priority", "ship complete", "warehouse priority", "freight"
RULES = (CONTRACT, COMPLETE, PRIORITY, COST)
_MOST = 8  # warehouses whose combinations are all tried; more: those of the highest priority


@dataclass(frozen=True, slots=True)
class Terms:
    """A warehouse as allocation sees it. priority: 1 goes first. freight: of one delivery. days: on its way to the customer.

    capacity: deliveries' pieces that it can still take on; None: no bound.
    """

    priority: int
    freight: Money
    days: int
    capacity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sourcing:
    """rules: in which order they decide. terms: by warehouse key. contract: the warehouse that the customer's contract names."""

    rules: tuple[str, ...]
    terms: Mapping[str, Terms]
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a line comes from and why. ``beaten``: the rule that would have chosen ``instead``; empty where all agree."""

    line: str
    warehouse: str
    won: str
    beaten: str = ""
    instead: str = ""

    @property
    def words(self) -> str:
        told = f"from {self.warehouse} by {self.won}"
        return f"{told}; {self.beaten} would have taken {self.instead}" if self.beaten else told


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ship it. uncovered: pieces that its stock does not cover. last: the day on which the last delivery arrives."""

    name: str
    matrix: Matrix
    freight: Money
    last: date
    deliveries: int
    uncovered: Decimal
    choices: tuple[Choice, ...]


def as_it_is(matrix: Matrix, sourcing: Sourcing, today: date) -> Way:
    return _way("as planned", matrix, (), sourcing, today)


def by_the_rules(matrix: Matrix, sourcing: Sourcing, today: date) -> Way:
    """As the declared rules alone place it, told per line: where two of them conflict both are named, and the one that won."""
    return replace(_filled(matrix, _candidates(matrix, sourcing), sourcing, today), name="by the rules")


def alternatives(matrix: Matrix, sourcing: Sourcing, today: date) -> tuple[Way, ...]:
    """Cheapest, fastest, fewest deliveries, in this order; the same input always gives the same answer.

    Every combination of the open groups is filled by the rules; each way is the best of them by its own measure, after what is covered.
    """
    ranked = _candidates(matrix, sourcing)
    tried = [_filled(matrix, part, sourcing, today) for n in range(1, len(ranked) + 1) for part in combinations(ranked, n)]
    if not tried:
        return ()
    measures = {
        "cheapest": lambda w: (w.uncovered, w.freight.minor, w.deliveries, w.last),
        "fastest": lambda w: (w.uncovered, w.last, w.freight.minor, w.deliveries),
        "fewest deliveries": lambda w: (w.uncovered, w.deliveries, w.freight.minor, w.last),
    }
    return tuple(replace(min(tried, key=measure), name=name) for name, measure in measures.items())


def _candidates(matrix: Matrix, sourcing: Sourcing) -> tuple[Group, ...]:
    """Groups that pieces can be moved to, those of the highest priority first."""
    open_ = [g for g in matrix.groups if not g.fixed and g.warehouse in sourcing.terms]
    return tuple(sorted(open_, key=lambda g: (sourcing.terms[g.warehouse].priority, g.key))[:_MOST])


@dataclass(slots=True)
class _Filling:
    """A matrix being filled. ``taken``: pieces that each warehouse took on so far."""

    matrix: Matrix
    taken: dict[str, Decimal] = field(default_factory=dict)

    def room(self, line: Line, group: Group, terms: Terms) -> Decimal:
        free = line.movable(max(ZERO, self.matrix.covers(line.key, group.key) - self.matrix.at(line.key, group.key)))
        left = None if terms.capacity is None else terms.capacity - self.taken.get(group.warehouse, ZERO)
        return free if left is None else max(ZERO, min(free, left))

    def place(self, line: Line, group: Group, quantity: Decimal) -> None:
        cells = {**self.matrix.cells, (line.key, group.key): self.matrix.at(line.key, group.key) + quantity}
        self.matrix = replace(self.matrix, cells=cells)
        self.taken[group.warehouse] = self.taken.get(group.warehouse, ZERO) + quantity


def _filled(matrix: Matrix, part: tuple[Group, ...], sourcing: Sourcing, today: date) -> Way:
    """All open pieces taken up and placed anew, line by line; what nothing covers stays where it was."""
    fixed = {g.key for g in matrix.groups if g.fixed or g.warehouse not in sourcing.terms}
    filling = _Filling(replace(matrix, cells={k: v for k, v in matrix.cells.items() if k[1] in fixed}))
    choices, left = [], ZERO
    for line in matrix.lines:
        before = {g.key: matrix.at(line.key, g.key) for g in matrix.groups if g.key not in fixed}
        wanted = sum(before.values(), ZERO)
        if not wanted:
            continue
        order = _ranked(filling, line, wanted, part, sourcing)
        choices.append(_told(filling, line, wanted, order, sourcing))
        for group in order:
            placed = min(wanted, filling.room(line, group, sourcing.terms[group.warehouse]))
            if placed:
                filling.place(line, group, placed)
                wanted -= placed
        _leave(filling, line, before, wanted, matrix)
        left += wanted
    return replace(_way("", filling.matrix, tuple(choices), sourcing, today), uncovered=left)


def _leave(filling: _Filling, line: Line, before: Mapping[str, Decimal], wanted: Decimal, matrix: Matrix) -> None:
    """What is still to be placed goes where most of the line was."""
    if wanted:
        home = max(before, key=lambda key: (before[key], key))
        filling.place(line, matrix.group(home), wanted)


def _scores(filling: _Filling, line: Line, wanted: Decimal, group: Group, sourcing: Sourcing) -> dict[str, int]:
    """What each rule makes of a group; the lower the better."""
    terms = sourcing.terms[group.warehouse]
    return {
        CONTRACT: 0 if sourcing.contract in (None, group.warehouse) else 1,
        COMPLETE: 0 if filling.room(line, group, terms) >= wanted else 1,
        PRIORITY: terms.priority,
        COST: terms.freight.minor,
    }


def _ranked(filling: _Filling, line: Line, wanted: Decimal, part: Iterable[Group], sourcing: Sourcing) -> list[Group]:
    """By the rules in their order. A group with nothing free comes last, whatever any rule says."""

    def place(group: Group) -> tuple[object, ...]:
        scores = _scores(filling, line, wanted, group, sourcing)
        empty = not filling.room(line, group, sourcing.terms[group.warehouse])
        return empty, *(scores[rule] for rule in sourcing.rules), group.key

    return sorted(part, key=place)


def _told(filling: _Filling, line: Line, wanted: Decimal, order: list[Group], sourcing: Sourcing) -> Choice:
    """The rule that decided, and the first one after it that would have chosen otherwise."""
    able = [g for g in order if filling.room(line, g, sourcing.terms[g.warehouse])] or order
    scores = {g.key: _scores(filling, line, wanted, g, sourcing) for g in able}
    winner = able[0]
    for rule in sourcing.rules:
        best = min(scores[g.key][rule] for g in able)
        if scores[winner.key][rule] == best:
            continue
        rival = next(g for g in able if scores[g.key][rule] == best)
        won = next(r for r in sourcing.rules if scores[winner.key][r] < scores[rival.key][r])
        return Choice(line.key, winner.name, won, rule, rival.name)
    decided = (r for r in sourcing.rules if len({scores[g.key][r] for g in able}) > 1)
    return Choice(line.key, winner.name, next(decided, sourcing.rules[-1]))


def _way(name: str, matrix: Matrix, choices: tuple[Choice, ...], sourcing: Sourcing, today: date) -> Way:
    used = [g for g in matrix.used() if not g.left and g.warehouse in sourcing.terms]
    planned = min((g.planned for g in matrix.groups if g.planned is not None and not g.fixed), default=today)
    arrives = [max(g.planned or planned, today) + timedelta(sourcing.terms[g.warehouse].days) for g in used]
    currency = next((t.freight.currency for t in sourcing.terms.values()), "")
    return Way(
        name=name,
        matrix=replace(matrix, cells={k: v for k, v in matrix.cells.items() if v}),
        freight=Money(sum(sourcing.terms[g.warehouse].freight.minor for g in used), currency),
        last=max(arrives, default=today),
        deliveries=len(used),
        uncovered=sum((matrix.short(line.key, g.key) for line in matrix.lines for g in matrix.groups), ZERO),
        choices=choices,
    )
