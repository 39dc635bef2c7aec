"""When a product can be there, against a definition that tries every day and every way; and what never happens to a shelf."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.available import Available
from app.domain.components import How, Need, Shelf, Ways, earliest, path

TODAY = date(2026, 5, 4)
NAMES = "ABCDEFG"
SPAN = 80


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


@st.composite
def frees(draw: st.DrawFn) -> Available:
    """Never less on a later day."""
    pieces = sorted(draw(st.lists(st.integers(-3, 20), min_size=1, max_size=3, unique=True)))
    days = sorted(draw(st.lists(st.integers(1, 15), min_size=len(pieces) - 1, max_size=len(pieces) - 1, unique=True)))
    return Available(tuple((day(d), Decimal(p)) for d, p in zip((0, *days), pieces, strict=True)))


TIMES = st.none() | st.integers(0, 12)


@st.composite
def shelves(draw: st.DrawFn, *, shared: bool) -> Shelf:
    """Products whose parts come later in the alphabet. ``shared``: a part may go into several products."""
    ways: dict[str, Ways] = {}
    used: set[str] = set()
    for n, name in enumerate(NAMES):
        later = [x for x in NAMES[n + 1 :] if shared or x not in used]
        chosen = draw(st.lists(st.sampled_from(later), max_size=3, unique=True)) if later else []
        used |= set(chosen)
        parts = tuple((x, Decimal(draw(st.integers(1, 3)))) for x in chosen)
        ways[name] = Ways(parts, draw(TIMES), draw(TIMES))
    free = draw(st.dictionaries(st.sampled_from(NAMES), frees()))
    return Shelf(ways, free, TODAY)


def slow(name: str, pieces: Decimal, shelf: Shelf) -> int | None:
    """The first day, tried one by one, by which they can all be there; where no part is needed twice."""
    for n in range(SPAN):
        if _possible(name, pieces, shelf, n):
            return n
    return None


def _possible(name: str, pieces: Decimal, shelf: Shelf, n: int) -> bool:
    def free(at: int) -> Decimal:
        steps = shelf.free[name].steps if name in shelf.free else ()
        return max((p for d, p in steps if d <= day(at)), default=Decimal(0))

    if n < 0:
        return False
    if free(0) >= pieces or free(n) >= pieces:
        return True
    lacks = pieces - max(free(0), Decimal(0))
    ways = shelf.ways[name]
    if ways.buys is not None and ways.buys <= n:
        return True
    started = n - (ways.makes or 0)
    return bool(ways.parts) and all(_possible(part, lacks * each, shelf, started) for part, each in ways.parts)


@given(shelves(shared=False), st.integers(1, 30).map(Decimal))
def test_as_the_first_day_on_which_it_is_possible(shelf: Shelf, pieces: Decimal) -> None:
    need = earliest("A", pieces, shelf)
    n = slow("A", pieces, shelf)
    assert need.by == (None if n is None else day(n))


@given(shelves(shared=True), st.integers(1, 30).map(Decimal))
def test_nothing_is_taken_twice(shelf: Shelf, pieces: Decimal) -> None:
    """Of no product more is taken today, or waited for, than there ever is."""
    now, ever = Counter[str](), Counter[str]()
    for need in every(earliest("A", pieces, shelf)):
        assert Decimal(0) <= need.missing <= need.quantity
        now[need.product] += int(need.quantity - need.missing)
        ever[need.product] += int(need.quantity if need.how in (How.STOCK, How.COMING) else need.quantity - need.missing)
    for name in NAMES:
        steps = shelf.free[name].steps if name in shelf.free else ((TODAY, Decimal(0)),)
        assert now[name] <= max(0, steps[0][1]), name
        assert ever[name] <= max(0, steps[-1][1]), name


@given(shelves(shared=True), st.integers(1, 30).map(Decimal))
def test_the_path_adds_up_to_the_day(shelf: Shelf, pieces: Decimal) -> None:
    need = earliest("A", pieces, shelf)
    assume(need.by is not None)
    for above, below in pairwise(path(need)):
        assert below.by is not None
        assert above.by == below.by + timedelta(days=above.days)
        assert all(part.by is not None and part.by <= below.by for part in above.parts)
    assert sum(one.decides for one in every(need)) == len(list(path(need)))
    assert list(path(need))[-1].how is not How.MADE


@given(shelves(shared=True), st.integers(1, 30).map(Decimal))
def test_where_nobody_knows_the_path_leads_to_why(shelf: Shelf, pieces: Decimal) -> None:
    need = earliest("A", pieces, shelf)
    assume(need.by is None)
    assert all(one.by is None for one in path(need))
    assert list(path(need))[-1].how is How.NOBODY


def test_what_lacks_is_made_of_what_lacks() -> None:
    """8 wanted, 3 there: 5 are made, of 5 housings of which 2 are there and 3 are bought."""
    one = Decimal(1)
    ways = {"drive": Ways((("housing", one), ("motor", one * 2)), makes=2), "housing": Ways(buys=21), "motor": Ways(buys=3)}
    free = {name: Available(((TODAY, Decimal(n)),)) for name, n in (("drive", 3), ("housing", 2), ("motor", 30))}
    need = earliest("drive", Decimal(8), Shelf(ways, free, TODAY))
    assert (need.missing, need.how, need.by, need.days) == (5, How.MADE, day(23), 2)
    assert [(p.product, p.quantity, p.missing, p.how, p.decides) for p in need.parts] == [
        ("housing", 5, 3, How.BOUGHT, True),
        ("motor", 10, 0, How.STOCK, False),
    ]


def test_a_recipe_that_needs_its_own_product_is_no_way_to_make_it() -> None:
    ways = {"a": Ways((("b", Decimal(1)),), 1), "b": Ways((("a", Decimal(1)),), 1)}
    need = earliest("a", Decimal(1), Shelf(ways, {}, TODAY))
    assert (need.by, [one.product for one in path(need)]) == (None, ["a", "b", "a"])


def every(need: Need) -> list[Need]:
    return [need, *(one for part in need.parts for one in every(part))]
