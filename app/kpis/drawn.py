"""How each KPI is drawn large, beside its course over time: as the catalogue names it, where a connected system tells enough for it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.chart import AskChart, By, Drawn, Kind
from app.domain.figure import ALL, AskFigures, Only
from app.domain.kpi_board import AskKpiBoard
from app.kpis.kpi import How, Kpi
from app.kpis.voice import VOICE

LINE = Drawn(Kind.LINE)
_CONTROL = Drawn(Kind.CONTROL)
_FUNNEL = Drawn(Kind.FUNNEL)
_STAGES = Drawn(Kind.STAGES)
_STEPS = Drawn(Kind.BARS, By.STEP)
_HISTOGRAM = Drawn(Kind.HISTOGRAM)
_BOXES = (Drawn(Kind.BOX), Drawn(Kind.BOX, By.CUSTOMER))
_BY_CUSTOMER = Drawn(Kind.PARETO, By.CUSTOMER)
_WHO_FAILED = Drawn(Kind.PARETO, By.CUSTOMER, misses=True)
_WHAT_FAILED = Drawn(Kind.PARETO, By.PRODUCT, misses=True)
_FAULTS = Drawn(Kind.PARETO, By.FAULT, misses=True)
_BY_TYPE = Drawn(Kind.PARETO, By.TYPE)
_LOSSES = Drawn(Kind.STACKED, By.LOSS, misses=True)
_TYPES_STACKED = Drawn(Kind.STACKED, By.TYPE)
_COHORT = Drawn(Kind.COHORT)
_OPINIONS = Drawn(Kind.OPINIONS)
_TYPES_OVER_TIME = Drawn(Kind.HEATMAP, By.TYPE)
_BRIDGE = Drawn(Kind.BRIDGE, By.CUSTOMER)
_WHALE = Drawn(Kind.WHALE, By.CUSTOMER)

# Beside the line, which every KPI has whose days make a week.
MORE: Mapping[str, tuple[Drawn, ...]] = {
    "reliability.perfect_order": (_LOSSES, _FAULTS, _WHO_FAILED, _CONTROL),
    "reliability.in_full": (_WHO_FAILED, _CONTROL),
    "reliability.delivery_performance": (_WHO_FAILED, Drawn(Kind.HEATMAP, By.CUSTOMER), _CONTROL),
    "reliability.documentation": (_WHO_FAILED, _CONTROL),
    "reliability.condition": (_WHO_FAILED, _CONTROL),
    "reliability.otif": (Drawn(Kind.VENN, By.FAULT, misses=True), _FAULTS, _WHO_FAILED, _CONTROL),
    "reliability.order_accuracy": (_WHO_FAILED, _CONTROL),
    "reliability.promise_accuracy": (_WHAT_FAILED, _CONTROL),
    "reliability.promise_bias": (_HISTOGRAM,),
    "reliability.on_time_first": (Drawn(Kind.PARETO, By.CARRIER, misses=True), _WHO_FAILED, _CONTROL),
    "reliability.on_time_requested": (Drawn(Kind.PARETO, By.CARRIER, misses=True), _CONTROL),
    "reliability.on_time_last": (Drawn(Kind.PARETO, By.CARRIER, misses=True), _CONTROL),
    "reliability.line_fill": (_WHAT_FAILED, _CONTROL),
    "reliability.order_fill": (_WHO_FAILED, _CONTROL),
    "reliability.backorder_rate": (Drawn(Kind.PARETO, By.PRODUCT), _CONTROL),
    "reliability.backorder_open": (_STEPS, Drawn(Kind.PARETO, By.PRODUCT), _BY_CUSTOMER),
    "reliability.backorder_old": (Drawn(Kind.PARETO, By.PRODUCT), _BY_CUSTOMER),
    "reliability.split_rate": (_BY_CUSTOMER, _CONTROL),
    "reliability.damage_rate": (
        _CONTROL,
        Drawn(Kind.PARETO, By.CARRIER),
        _BY_CUSTOMER,
        Drawn(Kind.HEATMAP, By.CARRIER),
    ),
    "reliability.return_rate": (
        _COHORT,
        _BY_CUSTOMER,
    ),
    "reliability.return_rate_orders": (_COHORT, _BY_CUSTOMER, _CONTROL),
    "reliability.return_cycle": (*_BOXES, _HISTOGRAM),
    "speed.throughput_time": (_STAGES,),
    "speed.order_cycle": (_HISTOGRAM,),
    "speed.order_cycle_p90": (_HISTOGRAM,),
    "speed.order_cycle_mean": (_HISTOGRAM,),
    "speed.confirm_to_ship": (*_BOXES, _HISTOGRAM),
    "speed.entry_to_booked": (_HISTOGRAM,),
    "speed.hold_release_time": (*_BOXES, _HISTOGRAM),
    "speed.resolve_time": (_HISTOGRAM,),
    "credit.overdue": (_STEPS, _BY_CUSTOMER),
    "credit.utilisation": (Drawn(Kind.BULLET, By.CUSTOMER), _STEPS),
    "credit.orders_blocked": (_BY_CUSTOMER,),
    "credit.reblock_rate": (_BY_CUSTOMER, _CONTROL),
    "credit.false_hold": (_BY_CUSTOMER, _CONTROL),
    "credit.open_holds": (_STEPS, _BY_CUSTOMER),
    "credit.value_at_risk": (_STEPS, _BY_CUSTOMER),
    "service.backlog": (Drawn(Kind.FLOW), _STEPS, _BY_CUSTOMER),
    "service.backlog_age": (_STEPS, _HISTOGRAM),
    "service.arrivals": (_TYPES_STACKED, _BY_TYPE, _TYPES_OVER_TIME, Drawn(Kind.FLOW)),
    "service.closures": (_TYPES_STACKED, _BY_TYPE, _TYPES_OVER_TIME, Drawn(Kind.FLOW)),
    "service.sla_attainment": (Drawn(Kind.PARETO, By.TYPE, misses=True), _TYPES_OVER_TIME, _CONTROL),
    "service.exceptions_per_100": (_TYPES_STACKED, _BY_TYPE, _CONTROL),
    "service.reopen_rate": (_BY_TYPE, _CONTROL),
    "growth.revenue": (_BRIDGE, _WHALE, _BY_CUSTOMER),
    "growth.booked": (_BRIDGE, _WHALE, _BY_CUSTOMER, Drawn(Kind.PARETO, By.CHANNEL)),
    "growth.orders": (_BY_CUSTOMER, Drawn(Kind.PARETO, By.CHANNEL)),
    "growth.quote_conversion": (_FUNNEL, _WHO_FAILED, _CONTROL),
    "growth.quote_conversion_value": (_FUNNEL, _BY_CUSTOMER),
    "growth.win_margin": (_WHALE, Drawn(Kind.PARETO, By.PRODUCT)),
    "growth.price_override": (_BY_CUSTOMER, _CONTROL),
    "growth.price_discrepancy": (Drawn(Kind.PARETO, By.PRODUCT), _CONTROL),
    "growth.satisfaction": (Drawn(Kind.BULLET, By.TOUCHPOINT),),
    **{kpi.id: (_OPINIONS,) for kpi in VOICE},
}

# On its tile, where another picture says more than the course.
TILE: Mapping[str, Drawn] = {
    "reliability.perfect_order": _LOSSES,
    "reliability.damage_rate": _CONTROL,
    "reliability.return_rate": _COHORT,
    "speed.order_cycle": _HISTOGRAM,
    "speed.throughput_time": _STAGES,
    "speed.hold_release_time": _HISTOGRAM,
    "service.backlog": Drawn(Kind.FLOW),
    "service.arrivals": _TYPES_STACKED,
    **{kpi.id: _OPINIONS for kpi in VOICE},
}


def has_course(kpi: Kpi) -> bool:
    """Whether its days make a week, so that it can be followed over time."""
    return kpi.can_be_fed and not kpi.moment and kpi.adds_up and kpi.how is not How.OWN


def drawings(kpi: Kpi) -> tuple[Drawn, ...]:
    """Every way in which it can be drawn, that of its tile first; none where neither a system nor a file feeds it."""
    if not kpi.can_be_fed:
        return ()
    listed = ((LINE,) if has_course(kpi) else ()) + MORE.get(kpi.id, ())
    return tuple(sorted(listed, key=lambda drawn: drawn != TILE.get(kpi.id)))


def board_of(kpis: tuple[str, ...], days: int, named: str = "", only: Only = ALL) -> AskKpiBoard:
    """What the tiles of these need: figures, how they stood before, and pictures; ``days``, ``named``, ``only`` as of AskFigures."""
    pictures = tuple(AskChart(kpi, TILE[kpi], days, named, only) for kpi in kpis if kpi in TILE)
    return AskKpiBoard(AskFigures(days, kpis, named, only, compare=True), pictures)
