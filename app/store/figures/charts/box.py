"""How long documents took, over time or by part: median, quartiles and whiskers, and those that took unusually long or short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.chart import OTHERS, Box, Course, Drawn, Mark
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis.spread import Five, five
from app.store.figures import compute, rows
from app.store.figures.charts.part import condition, items, names, of_part, others
from app.store.figures.charts.way import NOW, Made, Way, periods, within
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

LONGER, SHORTER = "longer", "shorter"  # courses of what is beyond the whiskers
MOST = 15  # parts with a box of their own
_Took = Counter[Decimal]  # how many documents took so many smallest parts


@dataclass(frozen=True, slots=True)
class _Place:
    """Of one box, or of too few documents for one. ``period``: where it is one in time."""

    key: str
    label: str
    took: _Took
    period: Period | None = None
    partial: bool = False


def _boxes(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """From the top: what took unusually long, all of them as boxes, what took unusually short. A mark of too few documents has no value."""
    scale = compute.scale(found, asked.kpi, asked.kpi.of)
    places = _over_time(found, asked) if drawn.by is None else _by_part(found, asked, drawn)
    if not any(place.took for place in places):
        return (), None
    fives = {place.key: five(place.took) for place in places}

    def mark(place: _Place, took: Mapping[Decimal, int], value: Decimal | None, box: Box | None = None) -> Mark:
        singles = () if box is not None else tuple(one / scale for one in sorted(took))
        value = None if value is None else value / scale
        n = sum(took.values())
        return Mark(place.key, place.label, value, n, period=place.period, partial=place.partial, box=box, singles=singles)

    def all_of(place: _Place) -> Mark:
        of = fives[place.key]
        if of is None:
            return mark(place, place.took, None)
        return mark(place, place.took, of.median, Box(*(x / scale for x in (of.low, of.first, of.third, of.high))))

    def beyond(place: _Place, side: str) -> Mark:
        took = _beyond(place.took, fives[place.key], side)
        furthest = (max if side == LONGER else min)(took, default=None)
        return mark(place, took, furthest)

    return (
        Course(LONGER, "Long", tuple(beyond(place, LONGER) for place in places)),
        Course(NOW, asked.kpi.title, tuple(map(all_of, places))),
        Course(SHORTER, "Short", tuple(beyond(place, SHORTER) for place in places)),
    ), None


def _beyond(took: _Took, of: Five | None, side: str) -> _Took:
    if of is None:
        return Counter()
    return Counter({one: n for one, n in took.items() if (one > of.high if side == LONGER else one < of.low)})


def _over_time(found: Frame, asked: Asked) -> list[_Place]:
    bucket, took = compute.bucket_of(asked.period), dict[Period, _Took]()
    for one in compute.took_by_day(found, asked):
        took.setdefault(bucket(one.day), Counter())[Decimal(one.num)] += one.n
    return [
        _Place(p.first.isoformat(), "", took.get(p, Counter()), p, compute.is_partial(found, asked, p)) for p in periods(asked)
    ]


def _by_part(found: Frame, asked: Asked, drawn: Drawn) -> list[_Place]:
    """Those with most documents first, the others together last."""
    assert drawn.by is not None
    took = dict[str, _Took]()
    query = f"SELECT part, num, count(*) FROM {items(asked, drawn)} WHERE {condition(asked.kpi, drawn)} GROUP BY part, num"
    for part, num, n in found.db.execute(query, asked.parameters()):
        took.setdefault(part, Counter())[Decimal(num)] += n
    order = sorted(took, key=lambda part: (-took[part].total(), part))
    called = names(found, asked.kpi, drawn.by, order[:MOST])
    places = [_Place(part, called[part], took[part]) for part in order[:MOST]]
    if rest := order[MOST:]:
        places.append(_Place(OTHERS, others(len(rest)), sum((took[part] for part in rest), _Took())))
    return places


def _behind(found: Frame, asked: Asked, drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    places = _over_time(found, asked) if drawn.by is None else _by_part(found, asked, drawn)
    place = next(place for place in places if place.key == mark)
    where, given = "", dict[str, object]()
    if course != NOW:
        of = five(place.took)
        if of is None:
            return ()
        where = "num > :bound" if course == LONGER else "num < :bound"
        given["bound"] = int(of.high if course == LONGER else of.low)
    if drawn.by is not None:
        return of_part(found, asked, drawn, mark, [one.key for one in places if one.key != OTHERS], where=where, given=given)
    counts = " AND ".join(filter(None, ("day BETWEEN :from AND :until", condition(asked.kpi, drawn), where)))
    return rows.listed(found.db, asked.rows, counts, within(asked, mark, **given))


BOX = Way(_boxes, _behind)
