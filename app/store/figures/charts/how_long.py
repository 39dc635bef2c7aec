"""How many documents took how long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.ref import Ref
from app.kpis import survival
from app.store.figures import compute, rows
from app.store.figures.charts.way import NOW, Made, Way, documents
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

_BINS = 16
_WIDTHS = (1, 2, 5, 10, 15, 20, 30, 50, 60, 100, 120, 200, 240, 500, 720, 1000, 1440, 2000, 5000, 10_000, 20_000, 50_000, 100_000)


_SHOWN = Decimal("0.95")  # of the documents, at least, are told apart
_FEW = 20  # so many documents and less are all told apart


@dataclass(frozen=True, slots=True)
class _Bins:
    """Equal steps from ``first``; the last takes whatever is longer. In seconds or whatever the row's number counts."""

    first: int
    width: int
    count: int
    longest: int

    @property
    def sql(self) -> str:
        lowest = self.first * self.width
        return f"min({self.count - 1}, (num - {lowest}) / {self.width})"

    def of(self, num: int) -> int:
        """As ``sql`` says."""
        return min(self.count - 1, num // self.width - self.first)


def _bins(found: Frame, asked: Asked, took: Counter[Decimal]) -> _Bins:
    """Round steps, so many that nineteen in twenty documents are told apart. ``took``: how many have each number, of one at least."""
    parts = int(compute.scale(found, asked.kpi, asked.kpi.of))
    low, longest = int(min(took)), int(max(took))
    most = survival.of_counted(took, _SHOWN) if took.total() > _FEW else None
    long = longest if most is None else int(most)
    width = next((w * parts for w in _WIDTHS if (long - low) // (w * parts) + 2 <= _BINS), _WIDTHS[-1] * parts)
    first = low // width
    return _Bins(first, width, min(_BINS + 1, longest // width - first + 1), longest)


def _histogram(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    took = compute.took(found, asked)
    if not took:
        return (), None
    bins, counts = _bins(found, asked, took), Counter[int]()
    for num, many in took.items():
        counts[bins.of(int(num))] += many
    parts = int(compute.scale(found, asked.kpi, asked.kpi.of))
    marks = []
    for i in range(bins.count):
        low = (bins.first + i) * bins.width // parts
        step = bins.width // parts
        open_ended = i == bins.count - 1 and bins.longest >= (bins.first + i + 1) * bins.width
        label = f"{low:,} and more" if open_ended else f"{low:,}" if step == 1 else f"{low:,} to {low + step:,}"
        n = counts[i]
        marks.append(Mark(str(i), label.replace("-", "\N{MINUS SIGN}"), Decimal(n), n))
    return (Course(NOW, asked.kpi.title, tuple(marks)),), None


def _behind(found: Frame, asked: Asked, _drawn: Drawn, _course: str, mark: str) -> tuple[Ref, ...]:
    took = compute.took(found, asked)
    if not took:
        return ()
    bins = _bins(found, asked, took)
    return rows.listed(found.db, asked.rows, f"known AND {bins.sql} = :bin", asked.parameters() | {"bin": int(mark)})


HISTOGRAM = Way(_histogram, _behind, documents)
