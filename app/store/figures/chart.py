"""From rows to marks: each kind of chart parts the very rows of the figure, so that its marks add up to it and each lists its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.chart import OTHERS, AskBehind, AskChart, By, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.figure import Counted, Period
from app.domain.ref import Ref
from app.kpis import BY_ID, limits
from app.kpis.kpi import How, Kpi, Of
from app.kpis.periods import as_much_before
from app.kpis.rounding import keep
from app.kpis.tally import NOTHING, Tally
from app.store.figures import compute, rows
from app.store.figures.compute import Frame
from app.store.figures.names import named
from app.store.figures.parts import labels, split
from app.store.figures.rows import Asked

BEFORE, NOW = "before", "now"  # keys of courses, and of the marks at both ends of a bridge
_MOST, _MOVERS, _LINES, _BINS = 15, 6, 12, 16  # parts, steps of a bridge, lines of a heat map, bars of a histogram
_WIDTHS = (1, 2, 5, 10, 15, 20, 30, 50, 60, 100, 120, 200, 240, 500, 720, 1000, 1440, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
_FLOW = ("service.arrivals", "service.closures")
_EVER = date(1970, 1, 1)


def needs(kpi: str, drawn: Drawn) -> tuple[str, ...]:
    """The KPIs whose rows a chart reads."""
    return (kpi, *_FLOW) if drawn.kind is Kind.FLOW else (kpi,)


def chart(found: Frame, ask: AskChart) -> ChartAnswer:
    """KeyError for a KPI that is not, or cannot be drawn so."""
    kpi = BY_ID[ask.kpi]
    asked = found.asked(kpi, ask.days, ask.named, ask.only)
    figure = compute.figure(found, asked)
    if compute.refused(asked):
        return ChartAnswer(ask, figure, figure.unit, ())
    unit = "documents" if ask.drawn.kind is Kind.HISTOGRAM or ask.drawn.misses else figure.unit
    if ask.drawn.kind is Kind.PARETO and kpi.how in (How.SHARE, How.RATIO):
        unit = figure.unit if kpi.of is Of.MONEY and figure.unit != "%" else found.currency if kpi.of is Of.MONEY else "documents"
    if ask.drawn.kind in (Kind.FLOW, Kind.WHALE, Kind.BARS):
        unit = found.currency if kpi.of is Of.MONEY else "documents"
    courses, middle = _KINDS[ask.drawn.kind](found, asked, ask.drawn)
    return ChartAnswer(ask, figure, unit, courses, middle)


def behind(found: Frame, ask: AskBehind) -> Counted:
    """As many documents as the mark says."""
    drawn, kpi = ask.chart.drawn, BY_ID[ask.chart.kpi]
    asked = found.asked(kpi, ask.chart.days, ask.chart.named, ask.chart.only)
    listed = () if compute.refused(asked) else _behind(found, asked, drawn, ask)
    return Counted(kpi.id, ask.mark, len(listed), named(found.db, listed[: ask.most]))


# ---- over time -------------------------------------------------------------------------------------------------------------------

_Made = tuple[tuple[Course, ...], Decimal | None]


def _before(found: Frame, asked: Asked) -> Asked:
    """As much before, today counted as well; of a run of days by weeks where it is drawn by weeks, so that the same part of a week has
    passed."""
    period = asked.period
    if period.grain == "span" and compute.bucket_of(period)(period.last).grain == "week":
        back = timedelta(days=round(((period.last - period.first).days + 1) / 7) * 7)
        return replace(asked, period=Period(period.first - back, period.last - back, period.grain))
    return replace(asked, period=as_much_before(period, found.today, found.workdays, found.year))


def _called(found: Frame, asked: Asked) -> str:
    """What the course before is, in words."""
    period = asked.period
    if period.grain == "span":
        return f"The {(period.last - period.first).days + 1} days before"
    over = period.last < found.today
    return f"The {period.grain} before" if over else f"As many working days of the {period.grain} before"


def _course(found: Frame, asked: Asked, key: str, name: str) -> Course:
    marks = [
        Mark(p.period.first.isoformat(), "", p.value, p.n, period=p.period, partial=p.partial)
        for p in compute.points(found, asked)
    ]
    return Course(key, name, tuple(marks))


def _line(found: Frame, asked: Asked, _drawn: Drawn) -> _Made:
    before = _course(found, _before(found, asked), BEFORE, _called(found, asked))
    before = replace(before, marks=tuple(replace(m, partial=False) for m in before.marks))
    return (_course(found, asked, NOW, asked.kpi.title), before), None


def _control(found: Frame, asked: Asked, _drawn: Drawn) -> _Made:
    """Limits around the mean of the periods that are over."""
    kpi, [course] = asked.kpi, [_course(found, asked, NOW, asked.kpi.title)]
    sums = _sums(found, asked)
    over = sum((sums[m.key] for m in course.marks if not m.partial and m.key in sums), NOTHING)
    mean = over.ratio()
    if mean is None:
        return (course,), None
    bounds = limits.p_chart if kpi.how is How.SHARE else limits.u_chart

    def with_limits(mark: Mark) -> Mark:
        tally = sums.get(mark.key, NOTHING)
        if not tally.denominator:
            return mark
        low, high = bounds(mean, tally.denominator)
        return replace(
            mark,
            numerator=tally.numerator,
            denominator=tally.denominator,
            low=keep(low * kpi.factor),
            high=keep(high * kpi.factor),
        )

    return (replace(course, marks=tuple(map(with_limits, course.marks))),), keep(mean * kpi.factor)


def _sums(found: Frame, asked: Asked) -> dict[str, Tally]:
    bucket, sums = compute.bucket_of(asked.period), dict[str, Tally]()
    for one in compute.by_day(found, asked):
        key = bucket(one.day).first.isoformat()
        sums[key] = sums.get(key, NOTHING) + one.tally(asked)
    return sums


def _flow(found: Frame, asked: Asked, drawn: Drawn) -> _Made:
    """From what was in hand when the period began: the gap between the lines is what was in hand then."""
    period = _flow_period(asked, found.today)
    whole = _over(asked, period)
    earlier = [sum((one.tally(a) for one in compute.by_day(found, a) if one.day < period.first), NOTHING) for a in whole]
    held = earlier[0].numerator - earlier[1].numerator
    courses = []
    for kpi, starts, name in zip(_FLOW, (held, Decimal(0)), ("Arrived", "Resolved"), strict=True):
        marks, total = [], starts
        for mark in _course(found, replace(asked, kpi=BY_ID[kpi], period=period), kpi, name).marks:
            total += mark.n
            marks.append(replace(mark, value=total))
        courses.append(Course(kpi, name, tuple(marks)))
    return tuple(courses), None


def _flow_period(asked: Asked, today: date) -> Period:
    return Period(today - timedelta(days=29), today, "span") if asked.period.grain == "moment" else asked.period


def _over(asked: Asked, period: Period) -> list[Asked]:
    return [replace(asked, kpi=BY_ID[kpi], period=Period(_EVER, period.last, "span")) for kpi in _FLOW]


# ---- by part ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """Sums of one part, in smallest parts of the unit."""

    key: str
    value: Decimal
    n: int


def _shown(kpi: Kpi, drawn: Drawn) -> str:
    """Which rows a chart by part shows."""
    if drawn.misses:
        return "known AND den <> 0 AND num = 0"
    if drawn.kind is Kind.BARS or kpi.how is How.SUM:
        return "known"
    return "known AND num <> 0"


def _items(asked: Asked, drawn: Drawn) -> str:
    """The rows of the figure with the part that each belongs to, "" where nobody knows it."""
    assert drawn.by is not None
    way = split(asked.kpi, drawn.by)
    return f"(SELECT i.*, coalesce(CAST({way.by} AS TEXT), '') AS part, {way.value} AS length FROM {asked.rows} i {way.join})"


def _parts(found: Frame, asked: Asked, drawn: Drawn) -> list[_Part]:
    """The largest first."""
    length = "count(*)" if drawn.misses else "sum(length)"
    query = (
        f"SELECT part, {length}, count(*) FROM {_items(asked, drawn)} WHERE {_shown(asked.kpi, drawn)} "
        f"GROUP BY part ORDER BY {length} DESC, part"
    )
    return [_Part(part, Decimal(value or 0), n) for part, value, n in found.db.execute(query, asked.parameters())]


def _scale(found: Frame, kpi: Kpi, drawn: Drawn) -> Decimal:
    return Decimal(1) if drawn.misses or kpi.of is Of.TIME else compute.scale(found, kpi, kpi.of)


def _named(found: Frame, kpi: Kpi, by: By, keys: Sequence[str]) -> Mapping[str, str]:
    return labels(found.db, by, keys, split(kpi, by).labels)


def _pareto(found: Frame, asked: Asked, drawn: Drawn) -> _Made:
    assert drawn.by is not None
    listed = _parts(found, asked, drawn)
    scale = _scale(found, asked.kpi, drawn)
    names = _named(found, asked.kpi, drawn.by, [part.key for part in listed])
    if drawn.kind is Kind.BARS:
        steps = split(asked.kpi, drawn.by).labels
        if steps:
            at = {part.key: part for part in listed}
            listed = [at.get(str(i), _Part(str(i), Decimal(0), 0)) for i in range(len(steps))]
            names = {str(i): step for i, step in enumerate(steps)}
    marks = [Mark(p.key, names[p.key], p.value / scale, p.n) for p in listed[:_MOST]]
    rest = listed[_MOST:]
    if rest:
        value = sum((p.value for p in rest), Decimal(0)) / scale
        marks.append(Mark(OTHERS, f"{len(rest):,} others", value, sum(p.n for p in rest)))
    return (Course(NOW, asked.kpi.title, tuple(marks)),), None


def _whale(found: Frame, asked: Asked, drawn: Drawn) -> _Made:
    """Every customer, the best first."""
    assert drawn.by is not None
    listed = _parts(found, asked, drawn)
    scale = _scale(found, asked.kpi, drawn)
    names = _named(found, asked.kpi, drawn.by, [part.key for part in listed])
    return (Course(NOW, asked.kpi.title, tuple(Mark(p.key, names[p.key], p.value / scale, p.n) for p in listed)),), None


def _bridge(found: Frame, asked: Asked, drawn: Drawn) -> _Made:
    """From the period before to this one: those that changed most, the rest together."""
    assert drawn.by is not None
    earlier, now = ({p.key: p for p in _parts(found, a, drawn)} for a in (_before(found, asked), asked))
    scale, nothing = _scale(found, asked.kpi, drawn), _Part("", Decimal(0), 0)
    moved = [
        _Part(
            key,
            now.get(key, nothing).value - earlier.get(key, nothing).value,
            now.get(key, nothing).n + earlier.get(key, nothing).n,
        )
        for key in sorted({*earlier, *now})
    ]
    moved.sort(key=lambda p: (-abs(p.value), p.key))
    names = _named(found, asked.kpi, drawn.by, [p.key for p in moved])

    def total(key: str, label: str, parts: Mapping[str, _Part]) -> Mark:
        return Mark(key, label, sum((p.value for p in parts.values()), Decimal(0)) / scale, sum(p.n for p in parts.values()))

    listed = sorted(moved[:_MOVERS], key=lambda p: (-p.value, p.key))
    marks = [Mark(p.key, names[p.key], p.value / scale, p.n) for p in listed]
    rest = moved[_MOVERS:]
    if rest:
        marks.append(
            Mark(OTHERS, f"{len(rest):,} others", sum((p.value for p in rest), Decimal(0)) / scale, sum(p.n for p in rest))
        )
    steps = (total(BEFORE, "Before", earlier), *marks, total(NOW, "Now", now))
    return (Course(NOW, asked.kpi.title, steps),), None


def _heatmap(found: Frame, asked: Asked, drawn: Drawn) -> _Made:
    """A line for each part, those with most documents first."""
    assert drawn.by is not None
    kpi, bucket = asked.kpi, compute.bucket_of(asked.period)
    counted = rows.counts(kpi)
    query = (
        f"SELECT part, day, coalesce(sum(num * known), 0), coalesce(sum(den * known), 0), sum({counted}) FROM {_items(asked, drawn)} "
        "GROUP BY part, day"
    )
    cells: dict[str, dict[str, Tally]] = {}
    for part, day, num, den, n in found.db.execute(query, asked.parameters()):
        line, key = cells.setdefault(part, {}), bucket(date.fromisoformat(day)).first.isoformat()
        line[key] = line.get(key, NOTHING) + Tally(Decimal(num), Decimal(den), n)
    order = sorted(cells, key=lambda part: (-sum(t.n for t in cells[part].values()), part))[:_LINES]
    names = _named(found, kpi, drawn.by, order)
    first, last = asked.period.first.toordinal(), asked.period.last.toordinal()
    periods = dict.fromkeys(bucket(date.fromordinal(n)) for n in range(first, last + 1))

    def cell(part: str, period: Period) -> Mark:
        key = period.first.isoformat()
        tally = cells[part].get(key, NOTHING)
        value = compute.plain(found, kpi, tally) if tally.n else None
        return Mark(key, "", value, tally.n, period=period, partial=min(period.last, asked.period.last) >= found.today)

    return tuple(Course(part, names[part], tuple(cell(part, p) for p in periods)) for part in order), None


# ---- how long --------------------------------------------------------------------------------------------------------------------


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


def _bins(found: Frame, asked: Asked) -> _Bins | None:
    """Round steps, so many that nine in ten documents are told apart."""
    measured = sorted(one.num for one in compute.took_by_day(found, asked) for _ in range(one.n))
    if not measured:
        return None
    parts = int(compute.scale(found, asked.kpi, asked.kpi.of))
    low, long = measured[0], measured[int(len(measured) * 0.95)] if len(measured) > 20 else measured[-1]
    width = next((w * parts for w in _WIDTHS if (long - low) // (w * parts) + 2 <= _BINS), _WIDTHS[-1] * parts)
    first = low // width
    return _Bins(first, width, min(_BINS + 1, measured[-1] // width - first + 1), measured[-1])


def _histogram(found: Frame, asked: Asked, _drawn: Drawn) -> _Made:
    bins = _bins(found, asked)
    if bins is None:
        return (), None
    asked_sql = f"SELECT {bins.sql} AS bin, count(*) FROM {asked.rows} WHERE known GROUP BY bin"
    counts = dict(found.db.execute(asked_sql, asked.parameters()).fetchall())
    parts = int(compute.scale(found, asked.kpi, asked.kpi.of))
    marks = []
    for i in range(bins.count):
        low = (bins.first + i) * bins.width // parts
        step = bins.width // parts
        open_ended = i == bins.count - 1 and bins.longest >= (bins.first + i + 1) * bins.width
        label = f"{low:,} and more" if open_ended else f"{low:,}" if step == 1 else f"{low:,} to {low + step:,}"
        n = counts.get(i, 0)
        marks.append(Mark(str(i), label.replace("-", "\N{MINUS SIGN}"), Decimal(n), n))
    return (Course(NOW, asked.kpi.title, tuple(marks)),), None


_KINDS: Mapping[Kind, Callable[[Frame, Asked, Drawn], _Made]] = {
    Kind.LINE: _line,
    Kind.CONTROL: _control,
    Kind.FLOW: _flow,
    Kind.BARS: _pareto,
    Kind.PARETO: _pareto,
    Kind.HISTOGRAM: _histogram,
    Kind.HEATMAP: _heatmap,
    Kind.BRIDGE: _bridge,
    Kind.WHALE: _whale,
}


# ---- the documents of a mark -----------------------------------------------------------------------------------------------------


def _behind(found: Frame, asked: Asked, drawn: Drawn, ask: AskBehind) -> tuple[Ref, ...]:
    kpi = asked.kpi
    if drawn.kind is Kind.HISTOGRAM:
        bins = _bins(found, asked)
        return (
            ()
            if bins is None
            else rows.listed(found.db, asked.rows, f"known AND {bins.sql} = :bin", _with(asked, bin=int(ask.mark)))
        )
    if drawn.kind in (Kind.PARETO, Kind.BARS, Kind.WHALE, Kind.BRIDGE):
        return _of_part(found, asked, drawn, ask.mark)
    if drawn.kind is Kind.FLOW:
        asked = replace(asked, kpi=BY_ID[ask.course], period=_flow_period(asked, found.today))
    elif ask.course == BEFORE:
        asked = _before(found, asked)
    period = compute.bucket_of(asked.period)(date.fromisoformat(ask.mark))
    within = f"day BETWEEN :from AND :until AND {rows.counts(asked.kpi)}"
    bounds = {"from": period.first.isoformat(), "until": period.last.isoformat()}
    if drawn.kind is Kind.HEATMAP:
        return rows.listed(found.db, _items(asked, drawn), f"{within} AND part = :part", _with(asked, part=ask.course, **bounds))
    if kpi.how is How.QUANTILE:
        within = "day BETWEEN :from AND :until AND known"
    return rows.listed(found.db, asked.rows, within, _with(asked, **bounds))


def _of_part(found: Frame, asked: Asked, drawn: Drawn, key: str) -> tuple[Ref, ...]:
    where = _shown(asked.kpi, drawn)
    both = (asked, _before(found, asked)) if drawn.kind is Kind.BRIDGE else (asked,)
    if drawn.kind is Kind.BRIDGE and key in (BEFORE, NOW):
        return rows.listed(found.db, both[key == BEFORE].rows, where, both[key == BEFORE].parameters())
    if key != OTHERS:
        condition, more = f"{where} AND part = :part", {"part": key}
    else:
        shown = [m.key for m in _KINDS[drawn.kind](found, asked, drawn)[0][0].marks]
        marks = {f"part{i}": k for i, k in enumerate(shown)}
        condition, more = f"{where} AND part NOT IN ({', '.join(f':{name}' for name in marks)})", marks
    return tuple(ref for a in both for ref in rows.listed(found.db, _items(a, drawn), condition, _with(a, **more)))


def _with(asked: Asked, **more: object) -> dict[str, object]:
    return asked.parameters() | more
