"""Long series made short for drawing: the picture keeps its peaks, the sums still come from what was measured."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 10_000  # points of a series that are drawn

XY = tuple[float, float | None]


def thin(points: Sequence[XY], most: int = MOST) -> tuple[XY, ...]:
    """At most ``most`` of the points, in order: of each stretch the lowest and the highest, and a gap where one was.

    The first and the last point stay. ``most`` is at least 8.
    """
    if len(points) <= most:
        return tuple(points)
    stretches = (most - 2) // 3
    inner = points[1:-1]
    kept: list[XY] = [points[0]]
    for number in range(stretches):
        part = inner[number * len(inner) // stretches : (number + 1) * len(inner) // stretches]
        kept += _of(part)
    return (*kept, points[-1])


def _of(part: Sequence[XY]) -> list[XY]:
    values = [i for i, (_, y) in enumerate(part) if y is not None]
    chosen = {min(values, key=lambda i: part[i][1] or 0.0), max(values, key=lambda i: part[i][1] or 0.0)} if values else set()
    gap = next((i for i, (_, y) in enumerate(part) if y is None), None)
    if gap is not None:
        chosen.add(gap)
    return [part[i] for i in sorted(chosen)]
