"""The drawing of a way in steps: a waterfall of what each took, and beside it what has not come through, as old as it is."""

from __future__ import annotations

from app.domain.chart import ChartAnswer
from app.kpis import BY_ID
from app.kpis.kpi import so_many
from ui.charts.amounts import plain
from ui.charts.axes import value_ticks
from ui.charts.drawing import Block, Drawing, Layer, Line, Spot

_WIDE = 0.72  # of a column, that a bar takes
_APART = 0.4  # of a column, left free before what has not come through


def stages(answer: ChartAnswer) -> Drawing:
    steps, waiting = answer.courses
    layers: list[Layer] = []
    spots: list[Spot] = []
    reached, at, last = [0.0], 0.0, len(steps.marks) - 1

    def bar(course: int, i: int, x: float, begins: float, ends: float, tone: str, hatched: bool) -> None:
        text = plain(answer.courses[course].marks[i].value, answer.unit)
        layers.append(Block(x, min(begins, ends), max(begins, ends), _WIDE, tone, text=text, hatched=hatched))
        spots.append(Spot(course, i, x, max(begins, ends)))
        reached.extend((begins, ends))

    for i, mark in enumerate(steps.marks if steps.marks[last].n else ()):
        begins = 0.0 if i == last else at
        at = begins + float(mark.value or 0)
        bar(0, i, float(i), begins, at, "data.1" if i == last else "data.2" if at >= begins else "warn.fill", at < begins)
        if i < last:
            layers.append(Line((i + _WIDE / 2, i + 1 - _WIDE / 2), (at, at), "line.3"))
    places = [last + 1 + _APART + i for i in range(len(waiting.marks))]
    for i, mark in enumerate(waiting.marks):
        if mark.n:
            bar(1, i, places[i], 0.0, float(mark.value or 0), "data.4", True)
    left = value_ticks(min(reached), max(reached), answer.unit)
    kpi = BY_ID[answer.ask.kpi]
    paid, open_ = (so_many(kpi, n) for n in (steps.marks[last].n, sum(m.n for m in waiting.marks)))
    named = [(float(i), m.label) for i, m in enumerate(steps.marks)] + [
        (x, m.label) for x, m in zip(places, waiting.marks, strict=True)
    ]
    return Drawing(
        tuple(layers),
        tuple(spots),
        left,
        tuple(named),
        (-0.6, places[-1] + 0.6),
        (left[0][0], left[-1][0] + (left[-1][0] - left[0][0]) * 0.04),
        crowded=False,
        legend=(
            ("block", "data.2", "Each step, mean days"),
            ("block", "data.1", f"Together, {paid} that are paid"),
            ("hatch", "data.4", f"Not paid yet, {open_}: mean days so far"),
        ),
    )
