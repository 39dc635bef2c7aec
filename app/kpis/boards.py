"""Which KPIs stand together, for whom: a table of declarations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Board:
    """``kpis``: ids in the order of the tiles. ``moment``s and spans may be mixed: each tile says its own period."""

    name: str
    title: str
    kpis: tuple[str, ...]


def _of(family: str, names: str) -> tuple[str, ...]:
    return tuple(f"{family}.{name}" for name in names.split())


OVERVIEW = Board(
    "overview",
    "Overview",
    (
        *_of("reliability", "perfect_order damage_rate"),
        "service.backlog",
        "reliability.backorder_open",
        "credit.open_holds",
        "service.sla_attainment",
        *_of("growth", "booked revenue"),
        *_of("credit", "dso overdue"),
        "speed.order_cycle",
        "service.sync_lag",
    ),
)
PROCESS_OWNER = Board(
    "process_owner",
    "Process",
    (
        *_of("growth", "revenue booked aov"),
        *_of("reliability", "perfect_order order_accuracy"),
        *_of("speed", "throughput_time order_cycle confirm_to_ship"),
        *_of("growth", "retention churn satisfaction opex_per_million market clv cac roi"),
    ),
)
PERFECT_ORDER = Board(
    "perfect_order",
    "Perfect order",
    _of(
        "reliability",
        "perfect_order perfect_order_lifecycle perfect_order_index in_full delivery_performance documentation condition otif on_time_first "
        "promise_accuracy line_fill order_fill unit_fill backorder_rate backorder_open damage_rate return_rate efficient_returns",
    ),
)
CREDIT_AND_CASH = Board(
    "credit_and_cash",
    "Credit and cash",
    (
        *_of("credit", "dso best_dso days_delinquent cei overdue utilisation orders_blocked open_holds value_at_risk"),
        "speed.hold_release_time",
        *_of("credit", "reblock_rate false_hold loss_after_release promises_kept dispute_rate cash_to_cash"),
    ),
)
SERVICE_OPERATIONS = Board(
    "service_operations",
    "Service",
    (
        *_of("service", "backlog backlog_age arrivals closures sla_attainment exceptions_per_100 corrected_orders reopen_rate"),
        *_of("speed", "resolve_time entry_to_booked"),
        *_of("service", "approval_backlog undo_rate conflict_rate sync_lag parked_letters first_contact csat"),
    ),
)
CUSTOMER_VALUE = Board(
    "customer_value",
    "Customers",
    (
        *_of(
            "growth",
            "purchase_frequency lines_per_order quote_conversion quote_conversion_value win_margin discount_depth price_override "
            "price_discrepancy retention churn clv",
        ),
        *_of("nps", "relationship marketing visit sales_contact buying waiting delivery problem billing escalation referral"),
    ),
)
CHANNEL = Board(
    "channel",
    "Channel",
    (
        "channel.aov",
        "growth.orders",
        *_of(
            "channel",
            "conversion sources visitors page_views bounce_rate time_on_site abandonment revenue_by_source landing_pages",
        ),
        *_of("channel", "exit_pages click_through mobile speed"),
    ),
)
BOARDS: tuple[Board, ...] = (OVERVIEW, PROCESS_OWNER, PERFECT_ORDER, CREDIT_AND_CASH, SERVICE_OPERATIONS, CUSTOMER_VALUE, CHANNEL)
