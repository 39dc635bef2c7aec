"""Three ways to ship an order: each the best by its own measure, told per line, and the same whenever it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.allocation import (
    COMPLETE,
    CONTRACT,
    COST,
    PRIORITY,
    RULES,
    Sourcing,
    Terms,
    Way,
    alternatives,
    as_it_is,
    by_the_rules,
)
from app.domain.fulfilment import Group, Line, Matrix
from app.domain.money import Money

TODAY = date(2026, 11, 27)


def eur(amount: int) -> Money:
    return Money.of(amount, "EUR")


TERMS = {"N": Terms(1, eur(48), 3), "S": Terms(2, eur(42), 1), "E": Terms(3, eur(90), 2)}
POLICY = Sourcing(RULES, TERMS)


def matrix(wanted: int = 80, north: int = 60, south: int = 60, east: int = 0) -> Matrix:
    groups = (
        Group("7", "SH-7", "N", "North", "waiting", TODAY),
        Group("+S", "", "S", "South", "", None),
        Group("+E", "", "E", "East", "", None),
    )
    room = {("p", "N"): Decimal(north), ("p", "S"): Decimal(south), ("p", "E"): Decimal(east)}
    return Matrix((Line("20", "V-1", "Valve", "p", Decimal(wanted)),), groups, {("20", "7"): Decimal(wanted)}, room)


def way(of: Matrix, name: str, policy: Sourcing = POLICY) -> Way:
    return next(w for w in alternatives(of, policy, TODAY) if w.name == name)


def test_each_is_the_best_by_its_own_measure() -> None:
    plenty = matrix(40, 60, 60, 60)
    assert [w.name for w in alternatives(plenty, POLICY, TODAY)] == ["cheapest", "fastest", "fewest deliveries"]
    assert dict(way(plenty, "cheapest").matrix.cells) == {("20", "+S"): Decimal(40)}
    assert way(plenty, "fastest").last == date(2026, 11, 28)
    slow = replace(POLICY, terms={**TERMS, "S": Terms(2, eur(42), 9)})
    assert dict(way(plenty, "cheapest", slow).matrix.cells) == {("20", "+S"): Decimal(40)}
    assert dict(way(plenty, "fastest", slow).matrix.cells) == {("20", "+E"): Decimal(40)}


def test_what_one_warehouse_lacks_comes_from_another_and_nothing_is_left_uncovered() -> None:
    assert as_it_is(matrix(), POLICY, TODAY).uncovered == 20
    found = way(matrix(), "cheapest")
    assert dict(found.matrix.cells) == {("20", "7"): Decimal(60), ("20", "+S"): Decimal(20)}
    assert (found.deliveries, found.freight, found.uncovered) == (2, eur(90), 0)


def test_what_nothing_covers_stays_where_it_was() -> None:
    found = way(matrix(200), "cheapest")
    assert found.uncovered == 80
    assert sum(found.matrix.cells.values()) == 200


@pytest.mark.parametrize(
    ("rules", "contract", "words"),
    [
        ((CONTRACT, COMPLETE, PRIORITY, COST), "S", "from South by contract priority; warehouse priority would have taken North"),
        ((COMPLETE, PRIORITY, COST), None, "from North by warehouse priority; freight would have taken South"),
        ((COMPLETE, COST, PRIORITY), None, "from South by freight; warehouse priority would have taken North"),
    ],
)
def test_where_two_rules_conflict_both_are_named_and_the_one_that_won(
    rules: tuple[str, ...], contract: str | None, words: str
) -> None:
    """Of a way in which both warehouses take part."""
    policy = Sourcing(rules, {k: TERMS[k] for k in ("N", "S")}, contract)
    of = matrix(40)
    tried = by_the_rules(of, policy, TODAY)
    assert [c.words for c in tried.choices] == [words]


def test_ship_complete_beats_a_warehouse_of_higher_priority() -> None:
    of = matrix(70, 60, 70)
    tried = by_the_rules(of, POLICY, TODAY)
    assert tried.choices[0].words == "from South by ship complete; warehouse priority would have taken North"


def test_a_warehouse_takes_on_no_more_than_its_capacity() -> None:
    policy = replace(POLICY, terms={**TERMS, "S": replace(TERMS["S"], capacity=Decimal(15))})
    found = way(matrix(), "cheapest", policy)
    assert found.matrix.at("20", "+S") <= 15


@settings(deadline=None)
@given(st.integers(1, 90), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_nothing_is_lost_nothing_is_promised_twice_and_the_answer_stays_the_same(
    wanted: int, north: int, south: int, east: int
) -> None:
    of = matrix(wanted, north, south, east)
    found = alternatives(of, POLICY, TODAY)
    assert found == alternatives(of, POLICY, TODAY)
    for one in found:
        placed = {g: one.matrix.at("20", g) for g in ("7", "+S", "+E")}
        assert sum(placed.values()) == wanted
        assert one.uncovered == max(0, wanted - north - south - east)
    cheapest = (
        min(  # by trying every split of the pieces
            sum(cost for cost, part in zip((48, 42, 90), parts, strict=True) if part)
            for parts in product(*(range(0, room + 1, max(1, room)) for room in (north, south, east)))
            if sum(parts) >= min(wanted, north + south + east)
        )
        if wanted <= north + south + east
        else None
    )
    if cheapest is not None:
        assert found[0].freight.amount <= cheapest
