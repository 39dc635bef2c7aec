"""Sharing out goods by the order in which they were promised: nothing is promised twice, and the day is the first possible one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.promise import Demand, Queue, Supply, cover

TODAY = date(2026, 11, 27)


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def need(quantity: int, on: int | None = 5, key: str = "9", *, reserved: bool = False) -> Demand:
    return Demand(key, Decimal(quantity), None if on is None else day(on), reserved)


def comes(quantity: int, on: int | None, said: int | None = None, key: str = "1") -> Supply:
    first = on if said is None else said
    return Supply(key, Decimal(quantity), None if on is None else day(on), None if first is None else day(first))


def test_what_is_on_hand_leaves_on_the_day() -> None:
    found = cover(need(80), day(5), Decimal(80), Queue(), (), TODAY)
    assert (found.there, found.by, found.waits_for) == (80, TODAY, ())


def test_what_lacks_comes_with_the_first_supplies_that_cover_it() -> None:
    supplies = (comes(10, 9, key="3"), comes(10, 7, key="2"), comes(500, 20, key="4"))
    found = cover(need(80), day(5), Decimal(60), Queue(), supplies, TODAY)
    assert (found.there, found.by, found.waits_for) == (60, day(9), ("2", "3"))
    assert not found.as_said


def test_a_supply_in_time_is_as_good_as_stock() -> None:
    assert cover(need(80), day(5), Decimal(60), Queue(), (comes(20, 5),), TODAY).there == 80


def test_who_was_promised_earlier_and_who_has_it_laid_aside_goes_first() -> None:
    earlier, later, aside = need(40, 4, "1"), need(40, 6, "2"), need(40, 9, "3", reserved=True)
    found = cover(need(80), day(5), Decimal(160), Queue.of((earlier, later, aside)), (), TODAY)
    assert (found.ahead, found.there, found.by) == (80, 80, TODAY)
    assert cover(need(80), day(5), Decimal(159), Queue.of((earlier, later, aside)), (), TODAY).there == 79


def test_on_the_same_day_the_older_record_goes_first() -> None:
    assert cover(need(10, key="9"), day(5), Decimal(10), Queue.of((need(10, key="10"),)), (), TODAY).there == 10
    assert cover(need(10, key="9"), day(5), Decimal(10), Queue.of((need(10, key="8"),)), (), TODAY).there == 0


def test_a_supplier_who_slipped_had_said_to_be_in_time() -> None:
    for late in (comes(20, 12, said=5), comes(20, None, said=3)):
        found = cover(need(80), day(5), Decimal(60), Queue(), (late,), TODAY)
        assert found.as_said
        assert found.there == 60
        assert found.waits_for == ("1",)
        assert found.by == late.day


_DEMANDS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9), st.booleans()), min_size=1, max_size=6)
_SUPPLIES = st.lists(st.tuples(st.integers(1, 50), st.one_of(st.none(), st.integers(0, 12))), max_size=4)


@given(_DEMANDS, _SUPPLIES, st.integers(0, 120))
def test_no_piece_is_promised_twice(
    wanted: list[tuple[int, int, bool]], coming: list[tuple[int, int | None]], on_hand: int
) -> None:
    demands = [need(q, on, str(i), reserved=aside) for i, (q, on, aside) in enumerate(wanted)]
    supplies = [comes(q, on, key=str(i)) for i, (q, on) in enumerate(coming)]
    horizon = day(9)
    found = [cover(d, horizon, Decimal(on_hand), Queue.of(demands), supplies, TODAY) for d in demands]
    arrived = on_hand + sum(q for q, on in coming if on is not None and on <= 9)
    assert sum(f.there for f in found) == min(Decimal(arrived), sum((d.quantity for d in demands), Decimal(0)))
    for demand, got in zip(demands, found, strict=True):
        assert 0 <= got.there <= demand.quantity
        if got.there == demand.quantity:
            assert got.by is not None
            assert got.by <= horizon
