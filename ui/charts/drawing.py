"""What is on a chart, as figures and tones: made from an answer by pure functions, put on screen by ``plot``."""

from __future__ import annotations

from dataclasses import dataclass, field

Ticks = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """``y`` NaN is a gap. ``dots``: a dot at every point. ``paler``: which points stand for a part alone: the way to them is
    pale and dotted. ``fill``: the ground under it is tinted. ``style``: solid, dash or dot, so that lines are told apart without colour."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    tone: str
    style: str = "solid"
    dots: bool = False
    fill: bool = False
    paler: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Between:
    """The ground between two lines over the same places."""

    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    tone: str
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """A bar or a cell, its middle at ``x``. ``text`` stands on it, or above it where ``above``. ``hatched``: the rest together,
    less than before, or nothing to count."""

    x: float
    low: float
    high: float
    width: float
    tone: str
    alpha: float = 1.0
    text: str = ""
    above: bool = True
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """``shape``: o, d (diamond: outside of limits), t or t1 (triangle down or up) or s (an open square: restated)."""

    x: float
    y: float
    tone: str
    shape: str = "o"
    size: int = 9


@dataclass(frozen=True, slots=True)
class Across:
    """A line over the whole width, such as a target, with a word at its left end."""

    y: float
    words: str = ""
    tone: str = "text.2"


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time of which nothing is known."""

    left: float
    right: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A note of a person at a place in time."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A closed shape through its corners."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    tone: str
    alpha: float = 1.0
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Written with its middle at a place. ``size``: px."""

    x: float
    y: float
    words: str
    tone: str = "text.1"
    size: int = 11


Layer = Line | Between | Block | Dot | Across | Gap | Pin | Ground | Words


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mark can be walked to. ``low``, ``high``: how far up it is the mark's place, where that is more than ``y``."""

    course: int
    mark: int
    x: float
    y: float
    low: float | None = None
    high: float | None = None

    def above(self, y: float) -> float:
        """How far it is from ``y``, upwards or downwards."""
        low, high = (self.y if end is None else end for end in (self.low, self.high))
        return max(low - y, y - high, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """``layers``: from the lowest. ``left``, ``right``, ``bottom``: places and words of the axes. ``across``, ``up``: what is shown.

    ``cells``: of a heat map: names at the left take their room. ``near``: a pointer is near a spot "along" the bottom alone, "up" the left
    side alone (then up and down walk from mark to mark as well), or in "both" directions. ``below``: what the bottom axis counts.
    ``square``: one step up is as long as one along, and there are no axes. ``grid``: hairlines at the ticks of the left axis.
    ``crowded``: words at the bottom that do not fit are left out, not shortened.
    """

    layers: tuple[Layer, ...]
    spots: tuple[Spot, ...]
    left: Ticks
    bottom: Ticks
    across: tuple[float, float]
    up: tuple[float, float]
    right: Ticks = ()
    grid: bool = True
    crowded: bool = True
    cells: bool = False
    near: str = "along"
    below: str = ""
    square: bool = False
    legend: tuple[tuple[str, str, str], ...] = field(default=())
    """(shape, tone, word): shape is line, dash, dot, block, hatch, diamond, score, square, pin, up, point or ring."""


EMPTY = Drawing((), (), (), (), (0.0, 1.0), (0.0, 1.0))
