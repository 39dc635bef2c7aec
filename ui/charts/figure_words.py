"""A figure in the words of a tile: value, what it is of, how it stands to its target, what has to be said about it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.figure import Compared, Figure, Period, Point, Status
from app.kpis.kpi import How, Kpi, Of, so_many
from app.kpis.rounding import shown
from app.kpis.target import Target, judge
from ui.charts.restated import former_words, tile_note
from ui.tables.formats import age, short_date

_SIGN = {"up": "at least", "down": "at most"}


@dataclass(frozen=True, slots=True)
class TileWords:
    """``kind``: bad, warn, ok or none, the shape of ``verdict``. ``missing``: said in the place of a chart; "" where there is a figure.
    ``foot``: its period, what was restated, and what is not known of it; ``about``: what it means.
    ``restated``: what is told differently now than it was; "" where nothing is."""

    title: str
    value: str
    unit: str
    kind: str
    verdict: str
    age: str
    old: bool
    foot: str
    about: str
    missing: str
    spoken: str
    restated: str = ""


def tile_words(
    kpi: Kpi, figure: Figure, now: datetime, beside: Compared | None = None, points: Sequence[Point] = ()
) -> TileWords:
    """``points``: of its course."""
    kind, verdict = verdict_words(figure, kpi.target)
    value = "–" if figure.value is None else f"{shown(figure.value, figure.unit):,}".replace("-", "\N{MINUS SIGN}")
    unit = "" if figure.value is None else unit_words(kpi, figure)
    missing = figure.reason if figure.value is None else ""
    note = tile_note(points, beside, figure.period.last)
    foot = " ".join(filter(None, (change_words(figure, beside), note, foot_words(figure))))
    said = missing.rstrip(".") if missing else f"{value} {unit}".strip()
    spoken = ". ".join(filter(None, (kpi.title, said, verdict, foot.rstrip("."))))
    old = figure.status is Status.STALE
    since = "" if figure.value is None else age(figure.as_of, now) if figure.source_ages else "live"
    return TileWords(kpi.title, value, unit, kind, verdict, since, old, foot, kpi.definition, missing, spoken, note)


def unit_words(kpi: Kpi, figure: Figure) -> str:
    """ "% of 228 orders", "EUR, 222 invoices", "days, 226 orders"."""
    of = so_many(kpi, figure.n)
    if figure.unit == "%" and kpi.how is How.SHARE:
        return f"% of {of}"
    if kpi.how is How.SUM and kpi.of is Of.DOCUMENTS:
        return figure.unit
    if figure.unit == "ratio":
        return f"from {of}"
    return f"{figure.unit}, {of}"


def verdict_words(figure: Figure, target: Target | None) -> tuple[str, str]:
    """(shape, words). A figure that may not be judged still names its target."""
    if target is None or figure.value is None:
        return "none", ""
    found = judge(figure, target)
    bound = f"target {_SIGN[target.direction]} {shown(target.target, figure.unit).normalize():f}"
    if found.kind == "none":
        return "none", f"{found.words}, {bound}"
    return found.kind, bound if found.kind == "ok" else f"{found.words}: {_SIGN[target.direction]} {bound.split()[-1]}"


def target_words(kpi: Kpi, unit: str) -> str:
    """ "At least 95 %, proposed by us."; "" without one."""
    if kpi.target is None:
        return ""
    sign, target = _SIGN[kpi.target.direction], kpi.target
    bounds = ((target.warn, "watched from"), (target.alarm, "missed beyond"))
    more = "".join(f", {word} {shown(bound, unit).normalize():f}" for bound, word in bounds if bound is not None)
    return f"{sign.capitalize()} {shown(target.target, unit).normalize():f} {unit}{more}. Proposed, not agreed to by the company."


def change_words(figure: Figure, beside: Compared | None) -> str:
    """ "+5.0 % against 1 Oct to 23 Oct.", "−1.2 points against 1 Oct to 23 Oct."; "" where there is nothing to set it against."""
    if beside is None or beside.change is None or figure.value is None:
        return ""
    by = shown(beside.change, "%")
    sign = "+" if by > 0 else ""
    unit = "points" if figure.unit == "%" else "%"
    return f"{sign}{by:,} {unit} against {period_words(beside.before.period)}.".replace("-", "\N{MINUS SIGN}")


def against_words(figure: Figure, beside: Compared | None) -> str:
    """What a change is the change from, in a sentence: "As many working days of the month before, 1 Oct to 26 Oct, beside 1 Nov to
    27 Nov."; "" where nothing is compared."""
    if beside is None:
        return ""
    now, before = beside.now.period, period_words(beside.before.period)
    if now.grain == "span":
        return f"As many days before, {before}, beside {period_words(now)}: today is not over."
    if now.last == figure.period.last:
        return f"The whole {now.grain} before, {before}."
    return f"As many working days of the {now.grain} before, {before}, beside {period_words(now)}: today is not over."


def period_words(period: Period) -> str:
    """ "1 Nov to 28 Nov"; "now" of a stock."""
    return (
        "now"
        if period.grain == "moment"
        else f"{short_date(period.first, period.last)} to {short_date(period.last, period.last)}"
    )


def foot_words(figure: Figure) -> str:
    """The period, or "now" of a stock, then what is not known; nothing where there is no figure, for that says why itself."""
    if figure.value is None:
        return ""
    when = "Now" if figure.period.grain == "moment" else period_words(figure.period)
    interval = ""
    if figure.interval is not None:
        low, high = (f"{shown(x, figure.unit):f}" for x in figure.interval)
        interval = f"Few: between {low} and {high} % is as likely."
    return " ".join(filter(None, (f"{when}.", interval, figure.reason)))


def point_words(kpi: Kpi, point: Point, unit: str, today: date) -> str:
    """ "Week of 23 Nov: 94.2 % of 31"."""
    value = "nothing to count" if point.value is None else f"{shown(point.value, unit):,} {unit}".replace(" ratio", "")
    head = "Week of " if point.period.grain == "week" else ""
    said = (value, so_many(kpi, point.n) if point.n else "", former_words(point.former, today))
    return f"{head}{short_date(point.period.first, today)}: {', '.join(filter(None, said))}"


def short(value: Decimal, unit: str) -> str:
    """For an axis: 642k, 1.2M, 94, 0.3."""
    for size, letter in ((Decimal(1_000_000), "M"), (Decimal(1_000), "k")):
        if abs(value) >= size * 10 or (letter == "M" and abs(value) >= size):
            places = 0 if abs(value) >= size * 100 else 1
            return f"{value / size:.{places}f}{letter}".replace(f".0{letter}", letter)
    places = 0 if value == value.to_integral_value() or abs(value) >= 100 else 1
    return f"{value:,.{places}f}"
