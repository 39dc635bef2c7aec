"""The rows of a figure with the part that each belongs to: what all charts by part add up and list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.chart import OTHERS, By, Drawn, Kind
from app.domain.ref import Ref
from app.kpis.kpi import How, Kpi, Of
from app.store.figures import compute, rows
from app.store.figures.compute import Frame
from app.store.figures.parts import labels, split
from app.store.figures.rows import Asked

# Kinds that show what fits and what does not, and what took no time: all that the figure counts.
_ALL = {Kind.BOX: "known AND num IS NOT NULL", Kind.BULLET: "known AND den <> 0"}


@dataclass(frozen=True, slots=True)
class Part:
    """Sums of one part, in smallest parts of the unit."""

    key: str
    value: Decimal
    n: int


def condition(kpi: Kpi, drawn: Drawn) -> str:
    """Which rows a chart by part shows."""
    if drawn.kind in _ALL:
        return _ALL[drawn.kind]
    if drawn.misses:
        return "known AND den <> 0 AND num = 0"
    if drawn.kind is Kind.BARS or kpi.how is How.SUM:
        return "known"
    return "known AND num <> 0"


def items(asked: Asked, drawn: Drawn) -> str:
    """The rows of the figure with the part that each belongs to, "" where nobody knows it."""
    assert drawn.by is not None
    way = split(asked.kpi, drawn.by)
    return f"(SELECT i.*, coalesce(CAST({way.by} AS TEXT), '') AS part, {way.value} AS length FROM {asked.rows} i {way.join})"


def parts(found: Frame, asked: Asked, drawn: Drawn) -> list[Part]:
    """The largest first."""
    length = "count(*)" if drawn.misses else "sum(length)"
    query = (
        f"SELECT part, {length}, count(*) FROM {items(asked, drawn)} WHERE {condition(asked.kpi, drawn)} "
        f"GROUP BY part ORDER BY {length} DESC, part"
    )
    return [Part(part, Decimal(value or 0), n) for part, value, n in found.db.execute(query, asked.parameters())]


def scale(found: Frame, kpi: Kpi, drawn: Drawn) -> Decimal:
    return Decimal(1) if drawn.misses or kpi.of is Of.TIME else compute.scale(found, kpi, kpi.of)


def names(found: Frame, kpi: Kpi, by: By, keys: Sequence[str]) -> Mapping[str, str]:
    return labels(found.db, by, keys, split(kpi, by).labels)


def others(n: int) -> str:
    """What so many parts without a mark of their own are called together."""
    return f"{n:,} other{'' if n == 1 else 's'}"


def of_part(
    found: Frame,
    asked: Asked,
    drawn: Drawn,
    key: str,
    shown: Collection[str],
    *,
    where: str = "",
    given: Mapping[str, object] = {},
) -> tuple[Ref, ...]:
    """``shown``: keys that have a mark of their own, where all others are asked for. ``where``, ``given``: of these rows alone."""
    if key != OTHERS:
        of, more = "part = :part", {"part": key}
    else:
        more = {f"part{i}": k for i, k in enumerate(shown)}
        of = f"part NOT IN ({', '.join(f':{name}' for name in more)})"
    counts = " AND ".join(filter(None, (condition(asked.kpi, drawn), of, where)))
    return rows.listed(found.db, items(asked, drawn), counts, asked.parameters() | more | dict(given))
