"""Rule 15: what is drawn is thinned, what is summed is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.kpis.thin import XY, thin
from tests.app.kpis.faults import FIXED, holds_and_catches

POINTS = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=400).map(
    lambda ys: tuple((float(i), y) for i, y in enumerate(ys))
)
Thin = Callable[[Sequence[XY], int], Sequence[XY]]


def check_peaks(thin_: Thin) -> None:
    @FIXED
    @given(POINTS, st.integers(8, 120))
    def run(points: Sequence[XY], most: int) -> None:
        found = thin_(points, most)
        assert len(found) <= max(most, 8)
        assert set(found) <= set(points)
        assert [x for x, _ in found] == sorted(x for x, _ in found)
        assert (found[0], found[-1]) == (points[0], points[-1])
        ys, kept = [y for _, y in points if y is not None], [y for _, y in found if y is not None]
        assert [f(ys, default=None) for f in (min, max)] == [f(kept, default=None) for f in (min, max)]
        assert (None in [y for _, y in points]) == (None in [y for _, y in found])

    run()


def test_peaks_and_gaps_stay() -> None:
    def every_nth(points: Sequence[XY], most: int) -> Sequence[XY]:
        step = max(1, -(-len(points) // (most - 1)))
        return (*points[:-1:step], points[-1]) if len(points) > 1 else points

    def without_gaps(points: Sequence[XY], most: int) -> Sequence[XY]:
        return [p for p in thin(points, most) if p[1] is not None] or points[:1]

    holds_and_catches(check_peaks, thin, every_nth, without_gaps, lambda points, _most: points)
