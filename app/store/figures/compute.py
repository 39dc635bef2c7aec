"""From rows to figures: value, coverage, age and status of every KPI over one period."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.figure import ALL, AskCounted, AskFigures, Compared, Counted, Figure, FiguresAnswer, Only, Period, Point, Status
from app.domain.fiscal import CALENDAR, FiscalYear
from app.domain.money import digits
from app.kpis import BY_ID, KPIS, wilson
from app.kpis.drawn import has_course
from app.kpis.kpi import How, Kpi, Of
from app.kpis.kpi import counted as called
from app.kpis.periods import day_of, local_day, same_elapsed, span, week_of
from app.kpis.periods import named as named_period
from app.kpis.rounding import keep
from app.kpis.survival import of_counted
from app.kpis.tally import NOTHING, Tally, divide
from app.store.books import BOOKS as BOOKS_SOURCE
from app.store.figures import ground, narrow, rows
from app.store.figures.age import Reading, reading
from app.store.figures.bars import SPLITS, bars
from app.store.figures.kept import FAMILIES, Kept
from app.store.figures.lacking import missing
from app.store.figures.names import named
from app.store.figures.own import OWN
from app.store.figures.rows import Asked
from app.store.figures.told import Told
from app.store.times import to_micros

_MONTH = 31
_STALE = timedelta(minutes=10)  # twice the interval at which a figure wants to be read anew
_SECONDS = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_CURRENCY = f"""SELECT coalesce((SELECT untaxed_company_currency FROM sale WHERE source = {BOOKS_SOURCE} LIMIT 1),
    (SELECT untaxed_company_currency FROM sale ORDER BY source LIMIT 1), (SELECT amount_currency FROM receivable ORDER BY source LIMIT 1),
    (SELECT net_currency FROM web_order ORDER BY source LIMIT 1), '')"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What one answer is computed in: a connection with the tables of ``ground``, now, the reporting currency, and sums kept from before
    (None: all are made from the facts). ``added``: sums of this one answer, which figure, course and chart each ask for; None: add anew.
    ``told``: what closed periods were told to be; None: nothing is kept of it."""

    db: sqlite3.Connection
    now: datetime
    today: date
    currency: str
    kept: Kept | None = None
    workdays: frozenset[int] = frozenset(range(7))
    added: dict[Asked, list[rows.DaySum]] | None = None
    told: Told | None = None
    year: FiscalYear = CALENDAR

    def period(self, days: int, named: str = "") -> Period:
        """``named`` (see AskFigures) instead of ``days``."""
        return named_period(self.today, named, self.year) if named else span(self.today, days)

    def asked(self, kpi: Kpi, days: int, named: str = "", only: Only = ALL) -> Asked:
        """Stocks are as of now, and some KPIs have a period of their own."""
        moment = Period(self.today, self.today, "moment")
        period = moment if kpi.moment else self.period(kpi.days or days, "" if kpi.days else named)
        return Asked(kpi, period, self.today, to_micros(self.now), self.currency, only)


def frame(
    db: sqlite3.Connection, calendar: ground.Calendar, now: datetime, kpis: Collection[str] = (), kept: Kept | None = None
) -> Frame:
    """Prepare this connection for these KPIs, all where empty; what is gathered on it goes with it."""
    (currency,) = db.execute(_CURRENCY).fetchone()
    found = Frame(db, now, local_day(now, calendar.zone), currency, kept, calendar.days, year=calendar.year)
    ground.prepare(db, calendar)
    ground.prepare_views(db, found.today, currency)
    parameters = {"today": found.today.isoformat(), "currency": currency}
    ground.gather(db, parameters, _queries(kpis))
    return found


def _queries(kpis: Collection[str]) -> list[str]:
    chosen = [kpi for kpi in rows.FED if not kpis or kpi in kpis]
    return [rows.FED[kpi] for kpi in chosen] + [SPLITS[kpi].join for kpi in chosen if kpi in SPLITS]


def answer(found: Frame, ask: AskFigures) -> FiguresAnswer:
    """In the order of the catalogue."""
    chosen = [k for k in BY_ID.values() if k.id in ask.ids] if ask.ids else list(KPIS)
    drawn = [k for k in chosen if has_course(k) and not missing(found.db, k)]
    asked = {k.id: found.asked(k, ask.days, ask.named, ask.only) for k in chosen}
    figures = tuple(figure(found, asked[k.id]) for k in chosen)
    series = tuple((k.id, points(found, asked[k.id])) for k in drawn if not refused(asked[k.id]))
    fed = {f.kpi for f in figures if f.value is not None}
    split = tuple((k.id, bars(found.db, asked[k.id], length(found, k))) for k in chosen if k.id in SPLITS and k.id in fed)
    beside = (compared(found, asked[k.id]) for k in chosen) if ask.compare else ()
    period = found.period(ask.days, ask.named)
    fiscal = found.year.words if period.grain in ("month", "quarter", "year") else ""
    return FiguresAnswer(figures, series, split, tuple(filter(None, beside)), period, fiscal)


def compared(found: Frame, asked: Asked) -> Compared | None:
    """With as much of the period before; None of a stock and of what is set against one (what is owed is known as of now alone), of a
    KPI that nothing feeds, and where nothing of the period is over."""
    kpi = asked.kpi
    stock = kpi.moment or (kpi.how is How.OWN and kpi.id.startswith("credit."))
    periods = None if stock or missing(found.db, kpi) else same_elapsed(asked.period, found.today, found.workdays, found.year)
    if periods is None:
        return None
    now, before = (figure(found, replace(asked, period=period)) for period in periods)
    change = None
    if now.value is not None and before.value is not None:
        if asked.kpi.unit == "%":
            change = keep(now.value - before.value)
        elif (share := divide(100 * (now.value - before.value), before.value)) is not None and before.value > 0:
            change = keep(share)
    restated = () if not has_course(kpi) or refused(asked) else points(found, replace(asked, period=periods[1]))
    return Compared(asked.kpi.id, now, before, change, tuple(p for p in restated if p.former))


def lacks(found: Frame, asked: Asked) -> str:
    """Why there is no figure, and so neither a picture nor a list: nothing feeds it, or not so narrowly; "" where there is one."""
    return missing(found.db, asked.kpi) or refused(asked)


def refused(asked: Asked) -> str:
    """Why this KPI has no figure so narrowly; "" where it has."""
    return narrow.refused(asked.kpi.id, rows.query(asked.kpi.id), asked.only)


def counted(found: Frame, ask: AskCounted) -> Counted:
    """The documents behind a figure; none where no system feeds it. KeyError for a KPI or side that is not."""
    asked = found.asked(BY_ID[ask.kpi], ask.days, ask.named, ask.only)
    listed = () if lacks(found, asked) else rows.documents(found.db, asked, ask.side)
    return Counted(ask.kpi, ask.side, len(listed), named(found.db, listed[: ask.most]))


def figure(found: Frame, asked: Asked) -> Figure:
    kpi = asked.kpi
    if why := lacks(found, asked):
        return _figure(found, asked, NOTHING, None, Reading(), Status.NO_DATA, why)
    read = reading(found.db, kpi.feeds, kpi.also)
    if read.missing:
        return _figure(found, asked, NOTHING, None, read, Status.NO_DATA, read.missing)
    tally = rows.whole(asked, by_day(found, asked))
    tally = replace(tally, unknown=tally.unknown + read.unreadable)
    value, said = _value(found, asked, tally)
    if value is None:
        why = said or (
            f"Nothing is known of {tally.unknown:,} {kpi.lists}." if tally.unknown and not tally.n else f"{kpi.empty}."
        )
        return _figure(found, asked, tally, None, read, Status.NO_DATA, why)
    status, why = _standing(found, kpi, tally, read)
    return _figure(found, asked, tally, value, read, status, " ".join(filter(None, (said, why))))


def bucket_of(period: Period) -> Callable[[date], Period]:
    """What one point of a course over this period stands for: the same of the period before it, which may be somewhat longer."""
    by_week = period.grain in ("quarter", "year") or (period.grain == "span" and (period.last - period.first).days > _MONTH)
    return week_of if by_week else day_of


def is_partial(found: Frame, asked: Asked, period: Period) -> bool:
    """Whether a day, week or month of a chart is not over, or only its end or its beginning was asked for."""
    return not (asked.period.first <= period.first and period.last <= asked.period.last and period.last < found.today)


def points(found: Frame, asked: Asked) -> tuple[Point, ...]:
    """A point a day of the period, or a week where it is more than a month. Without anything it is a gap, and a real zero where a sum
    of nothing is one, but not before anything was ever counted."""
    kpi = asked.kpi
    bucket = bucket_of(asked.period)
    whole = dict.fromkeys(
        bucket(date.fromordinal(n)) for n in range(asked.period.first.toordinal(), asked.period.last.toordinal() + 1)
    )
    values: dict[Period, tuple[Decimal | None, int]] = {}
    if kpi.how is How.QUANTILE:
        parted: dict[Period, Counter[Decimal]] = {}
        for one in took_by_day(found, asked):
            parted.setdefault(bucket(one.day), Counter())[Decimal(one.num)] += one.n
        values = {p: (quantile(found, kpi, counts), counts.total()) for p, counts in parted.items()}
    else:
        sums: dict[Period, Tally] = {}
        for day in by_day(found, asked):
            sums[bucket(day.day)] = sums.get(bucket(day.day), NOTHING) + day.tally(asked)
        values = {p: (plain(found, kpi, tally), tally.n) for p, tally in sums.items()}
    first = min((p.first for p in values), default=found.today)
    zero = Decimal(0) if kpi.how is How.SUM else None
    empty = {p: (zero if p.first > first else None, 0) for p in whole}
    made = tuple(Point(p, value, n, is_partial(found, asked, p)) for p, (value, n) in (empty | values).items())
    if found.told is None or asked.only != ALL:
        return made
    return found.told.course(asked, unit_of(found, kpi), made)


def unit_of(found: Frame, kpi: Kpi) -> str:
    """In which its values are told."""
    return (found.currency if kpi.unit == "money" else kpi.unit) or "money"


def _is_kept(asked: Asked) -> bool:
    """Of the whole company."""
    return asked.kpi.id in FAMILIES and asked.only == ALL


def by_day(found: Frame, asked: Asked) -> list[rows.DaySum]:
    if found.added is not None and asked in found.added:
        return found.added[asked]
    sums = found.kept.by_day(asked) if found.kept is not None and _is_kept(asked) else rows.by_day(found.db, asked)
    if found.added is not None:
        found.added[asked] = sums
    return sums


def took(found: Frame, asked: Asked) -> Counter[Decimal]:
    """How many documents took so many smallest parts, over the whole period."""
    counts: Counter[Decimal] = Counter()
    for one in took_by_day(found, asked):
        counts[Decimal(one.num)] += one.n
    return counts


def took_by_day(found: Frame, asked: Asked) -> list[rows.Took]:
    """What a quantile took is kept by day; of a mean only its sums are."""
    if found.kept is not None and _is_kept(asked) and asked.kpi.how is How.QUANTILE:
        return found.kept.took(asked)
    return rows.took(found.db, asked)


def _value(found: Frame, asked: Asked, tally: Tally) -> tuple[Decimal | None, str]:
    kpi = asked.kpi
    if kpi.how is How.OWN:
        return OWN[kpi.id](found.db, asked, tally)
    if kpi.how is How.QUANTILE:
        return quantile(found, kpi, took(found, asked)), ""
    return plain(found, kpi, tally), ""


def plain(found: Frame, kpi: Kpi, tally: Tally) -> Decimal | None:
    """The value of a sum, share, ratio or mean, in the figure's unit."""
    parts = scale(found, kpi, kpi.of)
    if kpi.how is How.SUM:
        return tally.numerator / parts if tally.n or not tally.unknown else None
    return tally.ratio(kpi.factor * scale(found, kpi, kpi.over), parts)


def quantile(found: Frame, kpi: Kpi, counts: Mapping[Decimal, int]) -> Decimal | None:
    middle = of_counted(counts, kpi.quantile)
    return None if middle is None else middle / scale(found, kpi, kpi.of)


def scale(found: Frame, kpi: Kpi, of: Of) -> Decimal:
    """Smallest parts in one of the unit."""
    if of is Of.MONEY:
        return Decimal(10) ** digits(found.currency)
    if of is Of.TIME:
        return Decimal(_SECONDS[kpi.unit])
    return Decimal(10_000 if of is Of.PIECES else 1)


def length(found: Frame, kpi: Kpi) -> Decimal:
    """Smallest parts in one of what a bar of it measures; ages are counted by documents."""
    return Decimal(1) if kpi.of is Of.TIME else scale(found, kpi, kpi.of)


def _standing(found: Frame, kpi: Kpi, tally: Tally, read: Reading) -> tuple[Status, str]:
    if read.oldest is not None and found.now - read.oldest > _STALE:
        return Status.STALE, "What it is computed from was not read for more than twice its interval."
    said: Iterable[str] = (
        f"{tally.unknown:,} of {tally.n + tally.unknown:,} {called(kpi)} are not known." if tally.unknown else "",
        f"{tally.maturing:,} may still change." if tally.maturing else "",
        read.partial,
    )
    words = " ".join(filter(None, said))
    return (Status.PARTIAL if words else Status.OK), words


def _figure(
    found: Frame, asked: Asked, tally: Tally, value: Decimal | None, read: Reading, status: Status, reason: str
) -> Figure:
    kpi = asked.kpi
    divided = kpi.how in (How.SHARE, How.RATIO, How.MEAN) or (kpi.how is How.OWN and kpi.over is Of.MONEY)
    low = kpi.how is How.SHARE and wilson.low_n(tally.n)
    bounds = wilson.interval(tally.numerator, tally.n) if low and value is not None else None
    fed = status is not Status.NO_DATA or bool(tally.n)
    return Figure(
        kpi=kpi.id,
        value=None if value is None else keep(value),
        unit=unit_of(found, kpi),
        numerator=keep(tally.numerator / scale(found, kpi, kpi.of)) if fed and (divided or kpi.how is How.SUM) else None,
        denominator=keep(tally.denominator / scale(found, kpi, kpi.over)) if fed and divided else None,
        n=tally.n,
        period=asked.period,
        as_of=read.oldest or found.now,
        coverage=None if tally.coverage is None else keep(tally.coverage),
        status=status,
        source_ages=read.ages,
        reason=reason,
        interval=None if bounds is None else (keep(100 * bounds[0]), keep(100 * bounds[1])),
        low_n=low and value is not None,
        maturing=tally.maturing,
    )
