"""Where a shop holds goods: however lines and locations lie, no piece is lost, and none moves that lies right."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.held import shared

PLACES = ("a", "b", "c")
_pieces = st.dictionaries(st.sampled_from(PLACES), st.integers(1, 50).map(Decimal), min_size=1)
_now = st.dictionaries(st.sampled_from(("l1", "l2", "l3")), _pieces, min_size=1)


@given(_now, st.data())
def test_every_line_keeps_its_pieces_and_every_place_gets_what_leaves_from_it(
    now: dict[str, dict[str, Decimal]], data: st.DataObject
) -> None:
    total = sum((n for places in now.values() for n in places.values()), Decimal(0))
    first = Decimal(data.draw(st.integers(0, int(total))))
    wanted = {"b": first, "a": total - first}
    to = shared(now, {place: n for place, n in wanted.items() if n})
    assert {line: sum(places.values()) for line, places in to.items()} == {
        line: sum(places.values()) for line, places in now.items()
    }
    for place, pieces in wanted.items():
        assert sum((places.get(place, Decimal(0)) for places in to.values()), Decimal(0)) == pieces
        there = sum((places.get(place, Decimal(0)) for places in now.values()), Decimal(0))
        stays = sum(
            (min(places.get(place, Decimal(0)), now[line].get(place, Decimal(0))) for line, places in to.items()), Decimal(0)
        )
        assert stays == min(there, pieces)
    assert all(n > 0 for places in to.values() for n in places.values())


@given(_now)
def test_what_lies_right_already_stays(now: dict[str, dict[str, Decimal]]) -> None:
    wanted = {p: sum((places.get(p, Decimal(0)) for places in now.values()), Decimal(0)) for p in PLACES}
    assert shared(now, wanted) == now
