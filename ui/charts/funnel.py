"""The drawing of a funnel: bars as long as what reached each stage, and beside each what of the stage above did not."""

from __future__ import annotations

from app.domain.chart import ChartAnswer, Mark
from app.kpis.rounding import shown
from ui.charts.axes import tick
from ui.charts.drawing import Block, Drawing, Ground, Layer, Spot
from ui.charts.stage_words import share

_HIGH = 0.32  # half a bar, of the room of a stage
_TONES = {"open": "data.2", "lapsed": "data.3"}  # of what is not in the next stage; what was declined is a warning


def funnel(answer: ChartAnswer) -> Drawing:
    through, apart = answer.courses
    layers: list[Layer] = []
    spots: list[Spot] = []
    first = float(through.marks[0].value or 0)

    def bar(course: int, i: int, mark: Mark, begins: float, y: float, tone: str) -> float:
        """Where it ends."""
        long = float(mark.value or 0)
        part = share(answer, through, mark) if course == 0 else None
        text = tick(long, answer.unit) + (f" · {shown(part, '%')} %" if part is not None else "")
        x = begins + long / 2
        layers.append(Block(x, y - _HIGH, y + _HIGH, long, tone, text=text, above=course == 1, hatched=course == 1))
        spots.append(Spot(course, i, x, y))
        return begins + long

    lines = len(through.marks)
    before = first
    for i, mark in enumerate(through.marks):
        y = float(lines - 1 - i)
        if i:
            long = float(mark.value or 0)
            above, under = y + 1 - _HIGH, y + _HIGH
            layers.append(Ground((0.0, before, long, 0.0), (above, above, under, under), "data.5", 0.35))
        at = before = bar(0, i, mark, 0.0, y, "data.1")
        for k, rest in enumerate(apart.marks):
            if i and rest.n and (rest.key == "open") == (i == 1):
                at = bar(1, k, rest, at, y, _TONES.get(rest.key, "warn.fill"))
    spots.sort(key=lambda s: (s.course, s.mark))
    left = tuple((float(lines - 1 - i), m.label) for i, m in enumerate(through.marks))
    gone = tuple(("hatch", _TONES.get(m.key, "warn.fill"), m.label) for m in apart.marks if m.n)
    return Drawing(
        tuple(layers),
        tuple(spots),
        left,
        (),
        (-first * 0.01, first * 1.01 or 1.0),
        (-0.6, lines - 0.4),
        grid=False,
        cells=True,
        near="both",
        legend=(("block", "data.1", "Reached, with its share of the stage above"), *gone),
    )
