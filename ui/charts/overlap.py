"""The drawing of two sets: circles as large as their numbers, and so far apart that what they share is as large as its number."""

from __future__ import annotations

import math

from app.domain.chart import ChartAnswer, Mark
from ui.charts.drawing import Drawing, Ground, Layer, Spot, Words
from ui.charts.mark_words import equation

_CORNERS = 120  # of what is drawn as a circle


def overlap(answer: ChartAnswer) -> Drawing:
    """Of three marks: the one alone, both, the other alone."""
    [course] = answer.courses
    one, both, other = course.marks
    left, right = math.sqrt((one.n + both.n) / math.pi), math.sqrt((both.n + other.n) / math.pi)
    whole = max(left, right)
    apart = distance(left, right, both.n)
    places = ((0.0, left), (apart, right))
    layers: list[Layer] = [
        Ground(*_circle(x, r), tone, 0.55, hatched)
        for (x, r), tone, hatched in zip(places, ("data.1", "warn.fill"), (False, True), strict=True)
        if r
    ]
    # The middle of what each region has of the line through both centres.
    edges = (-left, apart - right if right else left, left, apart + right)
    middles = ((edges[0] + min(edges[1], edges[2])) / 2, (edges[1] + edges[2]) / 2, (max(edges[1], edges[2]) + edges[3]) / 2)
    spots = []
    for i, (mark, x) in enumerate(zip(course.marks, middles, strict=True)):
        if mark.n:
            spots.append(Spot(0, i, x, 0.0))
            layers.append(Words(x, 0.0, f"{mark.n:,}", "text.1", 20))
    layers += [Words(x, whole * 1.16, word, "text.1", 12) for x, word in _captions(places, (one, both, other))]
    layers.append(Words((edges[0] + edges[3]) / 2, -whole * 1.2, equation(course.marks), "text.2", 12))
    middle, wide = (edges[0] + edges[3]) / 2, (edges[3] - edges[0]) / 2 + whole * 0.2
    return Drawing(
        tuple(layers),
        tuple(spots),
        (),
        (),
        (middle - wide, middle + wide),
        (-whole * 1.4, whole * 1.35),
        grid=False,
        near="both",
        square=True,
        legend=(
            ("block", "data.1", f"{_name(one)}, {one.n + both.n:,}"),
            ("hatch", "warn.fill", f"{_name(other)}, {both.n + other.n:,}"),
        ),
    )


def distance(left: float, right: float, shared: float) -> float:
    """Between the centres of two circles that have so much ground in common."""
    if not left or not right:
        return left + right
    near, far = abs(left - right), left + right
    if shared <= 0:
        return far * 1.04
    for _ in range(60):
        middle = (near + far) / 2
        if shared_ground(left, right, middle) > shared:
            near = middle
        else:
            far = middle
    return (near + far) / 2


def shared_ground(a: float, b: float, d: float) -> float:
    """Area of the lens of two circles with radii ``a`` and ``b``, ``d`` apart."""
    if d >= a + b:
        return 0.0
    if d <= abs(a - b):
        return math.pi * min(a, b) ** 2

    def part(r: float, to: float) -> float:
        cos = max(-1.0, min(1.0, to / r))
        return r * r * math.acos(cos) - to * math.sqrt(max(0.0, r * r - to * to))

    at = (d * d + a * a - b * b) / (2 * d)
    return part(a, at) + part(b, d - at)


def _name(mark: Mark) -> str:
    return mark.label.removesuffix(" alone")


def _circle(x: float, r: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    turns = [2 * math.pi * k / _CORNERS for k in range(_CORNERS)]
    return tuple(x + r * math.cos(t) for t in turns), tuple(r * math.sin(t) for t in turns)


def _captions(places: tuple[tuple[float, float], ...], marks: tuple[Mark, Mark, Mark]) -> list[tuple[float, str]]:
    """Which circle is which, over its outer half."""
    (first, left), (second, right) = places
    one, _, other = marks
    return [(x, word) for x, r, word in ((first - left / 3, left, _name(one)), (second + right / 3, right, _name(other))) if r]
