"""The drawing of cohorts: a curve for each time, by days since then, fainter where not all of its documents are that old."""

from __future__ import annotations

from app.domain.chart import ChartAnswer
from ui.charts.axes import steps, value_ticks
from ui.charts.drawing import Drawing, Layer, Line, Spot

# The newest first: told apart by colour, lightness and dashes.
_PENS = (
    ("data.1", "solid"),
    ("data.3", "solid"),
    ("data.1", "dash"),
    ("data.3", "dash"),
    ("data.4", "solid"),
    ("data.2", "dash"),
    ("data.4", "dash"),
)


def cohort(answer: ChartAnswer) -> Drawing:
    layers: list[Layer] = []
    spots: list[Spot] = []
    oldest = max(float(m.key) for c in answer.courses for m in c.marks)
    known = [float(m.value) for c in answer.courses for m in c.marks if m.value is not None]
    left = value_ticks(0.0, max(known, default=1.0), answer.unit)
    legend: list[tuple[str, str, str]] = []
    for c, one in enumerate(answer.courses):
        marks = [(i, m, float(m.key), float(m.value)) for i, m in enumerate(one.marks) if m.value is not None]
        spots += [Spot(c, i, x, y) for i, _, x, y in marks]
        tone, style = _PENS[c % len(_PENS)]
        young = tuple(n for n, (_, m, *_) in enumerate(marks) if m.partial)
        legend.append(("line" if style == "solid" else "dash", tone, one.name))
        xs, ys = tuple(x for *_, x, _ in marks), tuple(y for *_, y in marks)
        layers.append(Line(xs, ys, tone, style, dots=len(answer.courses) < 5, paler=young))
    bottom = tuple((at, f"{at:,.0f}") for at in steps(0.0, oldest, most=8, least=1.0) if at <= oldest * 1.001)
    return Drawing(
        tuple(layers),
        tuple(spots),
        left,
        bottom,
        (-oldest * 0.02 - 0.1, oldest * 1.03 + 0.1),
        (0.0, left[-1][0] * 1.02),
        near="both",
        legend=(*legend, ("dot", "text.2", "Not all that old yet")),
        below="Days since the last delivery of the order",
    )
