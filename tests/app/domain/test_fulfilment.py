"""Through any edits every piece stays somewhere: held against a ledger of single pieces that shares no code with the matrix.

A few hundred histories here; 20,000 by ``--hypothesis-profile=histories`` (see ``tests/app/domain/conftest.py``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import fulfilment
from app.domain.fulfilment import Group, Line, Matrix, read, replay, transfers, written

STATES = ("", "draft", "waiting", "assigned", "picked", "packed", "shipped", "done")
FIXED = STATES[4:]
WAREHOUSES = ("N", "S", "E")
Piece = tuple[str, int]  # (line, number)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    lines, groups = range(draw(st.integers(1, 3))), range(draw(st.integers(2, 4)))
    made = tuple(
        Group(f"g{n}", f"SH-{n}", draw(st.sampled_from(WAREHOUSES)), f"W{n}", draw(st.sampled_from(STATES)), None) for n in groups
    )
    cells, listed = {}, []
    for n in lines:
        placed = 0
        for group in made:
            pieces = draw(st.integers(0, 9))
            placed += pieces
            if pieces:
                cells[f"l{n}", group.key] = Decimal(pieces)
        lost = draw(st.integers(0, 3))
        product = f"p{draw(st.integers(0, 1))}"
        listed.append(Line(f"l{n}", f"SKU-{n}", "Valve", product, Decimal(placed + lost), Decimal(lost)))
    room = {(f"p{p}", w): Decimal(draw(st.integers(0, 30))) for p in range(2) for w in WAREHOUSES if draw(st.booleans())}
    return Matrix(tuple(listed), made, cells, room)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Matrix, list[tuple[Any, ...]]]:
    matrix = draw(matrices())
    line = st.sampled_from([x.key for x in matrix.lines])
    group = st.sampled_from([g.key for g in matrix.groups])
    move = st.tuples(st.just("move"), line, group, group, st.integers(-1, 10).map(Decimal))
    put = st.tuples(st.just("put"), line, group, st.integers(-1, 12).map(Decimal))
    merge = st.tuples(st.just("merge"), group, group)
    return matrix, draw(st.lists(st.one_of(move, put, merge), max_size=12))


class Ledger:
    """Every single piece by number, and where it lies: "lost" or a group. Told of an edit only by the matrix's cells before and after."""

    def __init__(self, matrix: Matrix) -> None:
        self.where: dict[Piece, str] = {}
        for line in matrix.lines:
            number = 0
            for group in matrix.groups:
                for _ in range(int(matrix.cells.get((line.key, group.key), 0))):
                    self.where[line.key, number] = group.key
                    number += 1
            for _ in range(int(line.cancelled)):
                self.where[line.key, number] = "lost"
                number += 1
        self.pieces = dict(self.where)
        self.fixed = {g.key for g in matrix.groups if g.state in FIXED}

    def check(self, matrix: Matrix) -> None:
        now: Counter[tuple[str, str]] = Counter()
        for (line, group), quantity in matrix.cells.items():
            assert quantity > 0
            assert quantity == int(quantity)
            now[line, group] += int(quantity)
        begun = Counter((line, where) for (line, _), where in self.pieces.items())
        for line in {line for line, _ in self.pieces}:
            ordered = sum(1 for of, _ in self.pieces if of == line)
            left = sum(q for (of, group), q in now.items() if of == line and group in self.fixed)
            open_ = sum(q for (of, group), q in now.items() if of == line and group not in self.fixed)
            assert ordered == left + open_ + begun[line, "lost"]
        for group in self.fixed:
            assert {k: q for k, q in now.items() if k[1] == group} == {k: q for k, q in begun.items() if k[1] == group}


def play(history: tuple[Matrix, list[tuple[Any, ...]]]) -> Matrix:
    """Every edit, or its refusal; the ledger after each."""
    matrix, edits = history
    ledger = Ledger(matrix)
    ledger.check(matrix)
    for name, *given_ in edits:
        try:
            matrix = getattr(matrix, name)(*given_)
        except ValueError:
            continue
        ledger.check(matrix)
    return matrix


@given(histories())
def test_ordered_is_shipped_and_open_and_cancelled_through_any_edits(history: tuple[Matrix, list[tuple[Any, ...]]]) -> None:
    after = play(history)
    before = history[0]
    text = written(before, after)
    assert sum((t.quantity for t in transfers(before, after)), Decimal(0)) == sum(
        (max(Decimal(0), after.at(x.key, g.key) - before.at(x.key, g.key)) for x in before.lines for g in before.groups),
        Decimal(0),
    )
    try:
        again = read(before, text)
    except ValueError:
        return  # a chain of moves may end where one move alone could not
    assert dict(again.cells) == dict(after.cells)


@given(histories())
def test_what_is_added_to_a_cell_from_another_warehouse_is_in_stock_there(history: tuple[Matrix, list[tuple[Any, ...]]]) -> None:
    matrix, edits = history
    for name, *given_ in edits:
        if name != "move":
            continue
        line, source, target, quantity = given_
        try:
            after = matrix.move(line, source, target, quantity)
        except ValueError:
            continue
        there, here = matrix.group(target), matrix.group(source)
        product = matrix.line(line).product_key
        taken = sum(
            q
            for (of, at), q in after.cells.items()
            if after.group(at).warehouse == there.warehouse
            and after.group(at).state not in ("shipped", "done")
            and after.line(of).product_key == product
        )
        assert here.warehouse == there.warehouse or taken <= matrix.room.get((product, there.warehouse), Decimal(0))


def test_a_cell_takes_first_what_is_short_elsewhere_and_the_refusals_say_why() -> None:
    groups = (
        Group("7", "SH-7", "N", "North", "waiting", None),
        Group("+S", "", "S", "South", "", None),
        Group("9", "SH-9", "N", "North", "picked", None),
    )
    matrix = Matrix(
        (Line("20", "V-1", "Valve", "p", Decimal(90)),),
        groups,
        {("20", "7"): Decimal(80), ("20", "9"): Decimal(10)},
        {("p", "N"): Decimal(70), ("p", "S"): Decimal(50)},
    )
    assert (matrix.short("20", "7"), matrix.free("20", "+S"), matrix.barred("20", "9")) == (
        Decimal(20),
        Decimal(50),
        "picked, cannot change",
    )
    moved = matrix.put("20", "+S", Decimal(20))
    assert dict(moved.cells) == {("20", "7"): Decimal(60), ("20", "+S"): Decimal(20), ("20", "9"): Decimal(10)}
    assert written(matrix, moved) == "20:7>+S=20"
    with pytest.raises(ValueError, match="South has 50 free, not 60"):
        matrix.put("20", "+S", Decimal(60))
    with pytest.raises(ValueError, match="picked, cannot change"):
        matrix.move("20", "9", "+S", Decimal(1))
    with pytest.raises(ValueError, match="changed"):
        read(matrix, "21:7>+S=1")
    with pytest.raises(ValueError, match="not moves"):
        read(matrix, "nonsense")
    assert replay(matrix, transfers(matrix, moved)) == moved


# ---- bugs that such a test has to find ----


def _loses(self: Matrix, line: str, source: str, target: str, quantity: Decimal) -> Matrix:
    return self._with({(line, source): self.at(line, source) - quantity})


def _doubles(self: Matrix, line: str, source: str, target: str, quantity: Decimal) -> Matrix:
    return self._with({(line, target): self.at(line, target) + quantity})


def _takes_fixed(self: Matrix, line: str, source: str, target: str, quantity: Decimal) -> Matrix:
    held = self.at(line, source)
    if not 0 < quantity <= held or source == target:
        raise ValueError
    return self._with({(line, source): held - quantity, (line, target): self.at(line, target) + quantity})


def _merges_onto(self: Matrix, source: str, target: str) -> Matrix:
    cells = {(line, target if group == source else group): q for (line, group), q in self.cells.items()}
    return replace(self, cells=cells)


@pytest.mark.parametrize(
    ("name", "bug"),
    [("move", _loses), ("move", _doubles), ("move", _takes_fixed), ("merge", _merges_onto)],
    ids=lambda x: getattr(x, "__name__", x),
)
def test_a_planted_bug_is_found(monkeypatch: pytest.MonkeyPatch, name: str, bug: Any) -> None:
    monkeypatch.setattr(fulfilment.Matrix, name, bug)

    @given(histories())
    def attempt(history: tuple[Matrix, list[tuple[Any, ...]]]) -> None:
        play(history)

    with pytest.raises((AssertionError, ExceptionGroup)):
        attempt()
