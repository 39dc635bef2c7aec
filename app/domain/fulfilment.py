"""What leaves of an order from where: fulfilment groups, the matrix of lines and groups, and the edits that keep every piece."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

ZERO, ONE = Decimal(0), Decimal(1)
_FINEST = Decimal("0.0001")
NEW = "+"  # before a warehouse's key: the group that does not exist yet
_LEFT = frozenset({"shipped", "done"})
_FIXED = frozenset({"picked", "packed"}) | _LEFT
Place = tuple[str, str]  # (line, group)


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces that leave together. key: of the shipment, or NEW and the warehouse's key. state: the shipment's, "" for a new one."""

    key: str
    number: str
    warehouse: str
    name: str  # of the warehouse
    state: str
    planned: date | None

    @property
    def fixed(self) -> str:
        """Why nothing of it can be moved any more; empty while it can."""
        return f"{self.state}, cannot change" if self.state in _FIXED else ""

    @property
    def left(self) -> bool:
        """It is not in the warehouse any more."""
        return self.state in _LEFT


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the order. ``cancelled``: pieces that will not leave any more.

    each: how many of the product's own unit, in which stock is counted, one piece of the line is: 12 where it is sold by the dozen.
    """

    key: str
    sku: str
    product: str
    product_key: str
    ordered: Decimal
    cancelled: Decimal = ZERO
    each: Decimal = ONE

    def own(self, pieces: Decimal) -> Decimal:
        """In the product's own unit."""
        return pieces * self.each

    def pieces(self, own: Decimal) -> Decimal:
        """As pieces of the line; a started ten-thousandth is none."""
        return own if self.each == ONE else (own / self.each).quantize(_FINEST, ROUND_FLOOR)

    def movable(self, pieces: Decimal) -> Decimal:
        """As many of these as can be put into a shipment: a box that is not full cannot."""
        return pieces if self.each == ONE else pieces.to_integral_value(ROUND_FLOOR)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lines by groups. ``cells``: pieces, only those above 0. ``room``: by (product, warehouse) the most of this order that the stock
    there covers, in the product's own unit; what is not named has none.

    Always: for each line ordered = the sum of its cells + cancelled. Every edit returns a matrix of which that is true again.
    """

    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    cells: Mapping[Place, Decimal]
    room: Mapping[tuple[str, str], Decimal]

    # ---- reading ----

    def at(self, line: str, group: str) -> Decimal:
        return self.cells.get((line, group), ZERO)

    def line(self, key: str) -> Line:
        return next(line for line in self.lines if line.key == key)

    def group(self, key: str) -> Group:
        return next(group for group in self.groups if group.key == key)

    def placed(self, line: str) -> Decimal:
        """Pieces of a line in all groups."""
        return sum((self.at(line, g.key) for g in self.groups), ZERO)

    def used(self) -> tuple[Group, ...]:
        """The groups that hold anything."""
        return tuple(g for g in self.groups if any(self.at(line.key, g.key) for line in self.lines))

    def covers(self, line: str, group: str) -> Decimal:
        """The most of a line that the stock behind a group covers, beside what other lines and groups take of it."""
        here, wanted = self.group(group), self.line(line)
        others = sum(
            (
                other.own(self.at(other.key, g.key))
                for other in self.lines
                for g in self.groups
                if other.product_key == wanted.product_key
                and g.warehouse == here.warehouse
                and not g.left
                and (other.key, g.key) != (line, group)
            ),
            ZERO,
        )
        return wanted.pieces(max(ZERO, self.room.get((wanted.product_key, here.warehouse), ZERO) - others))

    def free(self, line: str, group: str) -> Decimal:
        """Pieces that could be added to a cell; 0 where nothing can."""
        if self.group(group).fixed:
            return ZERO
        return self.line(line).movable(max(ZERO, self.covers(line, group) - self.at(line, group)))

    def short(self, line: str, group: str) -> Decimal:
        """Pieces of a cell that the stock behind it does not cover."""
        if self.group(group).fixed:
            return ZERO
        return max(ZERO, self.at(line, group) - self.covers(line, group))

    def barred(self, line: str, group: str) -> str:
        """Why nothing can be put into a cell; empty where something can."""
        here = self.group(group)
        if here.fixed:
            return here.fixed
        if self.free(line, group):
            return ""
        if (self.line(line).product_key, here.warehouse) not in self.room:
            return "not known there"
        return "nothing free" if self.at(line, group) else "not stocked"

    # ---- edits ----

    def move(self, line: str, source: str, target: str, quantity: Decimal) -> Matrix:
        """Pieces of a line from one group to another. ValueError says why not."""
        if quantity <= 0 or source == target:
            raise ValueError("Say how many are to move, and where to")
        held, here, there = self.at(line, source), self.group(source), self.group(target)
        if why := here.fixed or there.fixed:
            raise ValueError(f"{(here if here.fixed else there).number or there.name}: {why}")
        if quantity > held:
            raise ValueError(f"{here.name} has {held:f} of them, not {quantity:f}")
        if there.warehouse != here.warehouse and quantity > self.free(line, target):
            raise ValueError(f"{there.name} has {self.free(line, target):f} free, not {quantity:f}")
        return self._with({(line, source): held - quantity, (line, target): self.at(line, target) + quantity})

    def put(self, line: str, group: str, quantity: Decimal) -> Matrix:
        """A cell holds just so many afterwards; what it gains or loses comes from or goes to the line's other groups.

        Taken first where the stock does not cover it, then where most are; given where most are free. ValueError says why not.
        """
        if quantity < 0:
            raise ValueError("Fewer than none cannot leave")
        more, here = quantity - self.at(line, group), self.group(group)
        beside = sum((self.at(line, g.key) for g in self.groups if g.warehouse == here.warehouse and g.key != group), ZERO)
        if not here.fixed and more > self.free(line, group) + beside:
            raise ValueError(f"{here.name} has {self.free(line, group):f} free, not {more:f}")
        others = [g.key for g in self.groups if g.key != group and not g.fixed]
        result = self
        while more:
            if more > 0:
                givers = [g for g in others if result.at(line, g)]
                if not givers:
                    raise ValueError(f"No other group has {more:f} more to give")
                giver = max(givers, key=lambda g: (result.short(line, g), result.at(line, g), g))
                part = min(more, result.short(line, giver) or result.at(line, giver))
                result, more = result.move(line, giver, group, part), more - part
            else:
                takers = [g for g in others if result.free(line, g)]
                if not takers:
                    raise ValueError(f"No other group has room for {-more:f}")
                taker = max(takers, key=lambda g: (bool(result.at(line, g)), result.free(line, g), g))
                part = min(-more, result.free(line, taker))
                result, more = result.move(line, group, taker, part), more + part
        return result

    def merge(self, source: str, target: str) -> Matrix:
        """All of one group leaves with another. ValueError says why not."""
        result = self
        for line in self.lines:
            if held := self.at(line.key, source):
                result = result.move(line.key, source, target, held)
        return result

    def _with(self, cells: Mapping[Place, Decimal]) -> Matrix:
        return replace(self, cells={k: v for k, v in {**self.cells, **cells}.items() if v})


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pieces of a line that go from one group to another."""

    line: str
    source: str
    target: str
    quantity: Decimal


def transfers(before: Matrix, after: Matrix) -> tuple[Transfer, ...]:
    """The fewest moves of pieces from one matrix to another of the same order, in the order of lines and groups."""
    found: list[Transfer] = []
    for line in before.lines:
        change = {g.key: after.at(line.key, g.key) - before.at(line.key, g.key) for g in after.groups}
        giving = {key: -by for key, by in change.items() if by < 0}
        for target, wanted in ((key, by) for key, by in change.items() if by > 0):
            for source in [key for key, left in giving.items() if left]:
                part = min(giving[source], wanted)
                if part:
                    found.append(Transfer(line.key, source, target, part))
                    giving[source] -= part
                    wanted -= part
    return tuple(found)


def replay(before: Matrix, moved: Iterable[Transfer]) -> Matrix:
    """These transfers, one after the other. ValueError where one is not possible."""
    result = before
    for one in moved:
        result = result.move(one.line, one.source, one.target, one.quantity)
    return result


# ---- as text: what a field of a form holds ----


def written(before: Matrix, after: Matrix) -> str:
    """The difference as text: "20:7>+14=40", one word per transfer; empty where nothing moved."""
    return " ".join(f"{t.line}:{t.source}>{t.target}={t.quantity:f}" for t in transfers(before, after))


def read(before: Matrix, text: str) -> Matrix:
    """The matrix that such a text describes. ValueError where it is none, or cannot be any more."""
    moved = []
    for word in text.split():
        line, _, rest = word.partition(":")
        route, _, quantity = rest.partition("=")
        source, arrow, target = route.partition(">")
        if not arrow or not quantity.replace(".", "", 1).isdecimal():
            raise ValueError("These are not moves between groups")
        known = {g.key for g in before.groups}
        if line not in {x.key for x in before.lines} or not {source, target} <= known:
            raise ValueError("The order has changed; look at it again")
        moved.append(Transfer(line, source, target, Decimal(quantity)))
    return replay(before, moved)
