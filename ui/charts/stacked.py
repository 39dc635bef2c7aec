"""Drawings of bars over time that are made of parts: one upon the other, and opinions on both sides of zero."""

from __future__ import annotations

from dataclasses import replace

from app.domain.chart import ChartAnswer
from ui.charts.axes import over_periods, value_ticks
from ui.charts.drawing import Across, Block, Dot, Drawing, Layer, Line, Spot
from ui.charts.mark_words import partly
from ui.charts.over_time import nan

_WIDE = 0.78  # of a day or week, that its bar takes
_TONES = ("data.1", "data.2", "data.3", "data.4", "data.5")  # from the top of a stack: neighbours differ by lightness
_FAINT = 0.45  # of opinions of a month of which only a part is counted
_SLIM, _BESIDE = 0.56, 0.4  # of a month, that its bar of opinions takes; and how far from its middle its score stands


def stacked(answer: ChartAnswer) -> Drawing:
    """The first course is on top. Bars of a time of which only a part is counted are hatched."""
    layers: list[Layer] = []
    spots: list[Spot] = []
    periods = [m.period for m in answer.courses[0].marks if m.period is not None]
    highest = 0.0
    for i in range(len(periods)):
        at = 0.0
        for c in range(len(answer.courses) - 1, -1, -1):
            mark = answer.courses[c].marks[i]
            long = float(mark.value or 0)
            if long:
                layers.append(Block(float(i), at, at + long, _WIDE, _TONES[c], hatched=mark.partial))
            if mark.n:
                spots.append(Spot(c, i, float(i), at + long / 2))
            at += long
        highest = max(highest, at)
    spots.sort(key=lambda s: (s.course, s.mark))
    left = value_ticks(0.0, highest, answer.unit)
    legend = [("block", tone, c.name) for c, tone in zip(answer.courses, _TONES, strict=False)]
    if any(m.partial and m.n for c in answer.courses for m in c.marks):
        legend.append(("hatch", "text.2", partly(answer, [m for c in answer.courses for m in c.marks if m.n])))
    made = over_periods(answer, periods, layers, spots, left, (0.0, left[-1][0]))
    return replace(made, legend=tuple(legend))


def opinions(answer: ChartAnswer) -> Drawing:
    """Promoters above zero, detractors below it, those between on both sides of it; the score as a dot with its margin of error."""
    score, promoters, passives, detractors = answer.courses
    layers: list[Layer] = []
    spots: list[Spot] = []
    for i, marks in enumerate(zip(promoters.marks, passives.marks, detractors.marks, strict=True)):
        up, middle, down = (float(m.value or 0) for m in marks)
        faint = _FAINT if marks[0].partial else 1.0
        bars = ((middle / 2, middle / 2 + up, "data.1", False), (-middle / 2, middle / 2, "data.5", False))
        for low, high, tone, hatched in (*bars, (-middle / 2 - down, -middle / 2, "warn.fill", True)):
            if high > low:
                layers.append(Block(float(i), low, high, _SLIM, tone, faint, hatched=hatched))
        places = (middle / 2 + up / 2, 0.0, -middle / 2 - down / 2)
        spots += [Spot(c, i, float(i), y) for c, (m, y) in enumerate(zip(marks, places, strict=True), start=1) if m.n]
    layers.append(Across(0.0, "", "text.3"))
    for i, mark in enumerate(score.marks):
        if mark.value is not None and mark.low is not None and mark.high is not None:
            layers.append(Line((i + _BESIDE, i + _BESIDE), (float(mark.low), float(mark.high)), "text.1"))
            layers.append(Dot(i + _BESIDE, float(mark.value), "text.1", "d", 15))
        if mark.n:
            spots.append(Spot(0, i, i + _BESIDE, float(mark.value or 0)))
    periods = [m.period for m in score.marks if m.period is not None]
    whole = [nan(m.value) for m in score.marks]
    layers.append(Line(tuple(i + _BESIDE for i in range(len(whole))), tuple(whole), "text.1", style="dot"))
    spots.sort(key=lambda s: (s.course, s.mark))
    left = tuple((float(at), f"{at:+d}".replace("-", "\N{MINUS SIGN}") if at else "0") for at in range(-100, 101, 50))
    legend = (
        ("block", "data.1", "Promoters, %"),
        ("block", "data.5", "Passives, %"),
        ("hatch", "warn.fill", "Detractors, %"),
        ("score", "text.1", "Score in points, with its margin of error"),
    )
    return replace(over_periods(answer, periods, layers, spots, left, (-104.0, 104.0)), legend=legend)
