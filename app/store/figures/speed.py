"""Rows of the speed KPIs: seconds each document took."""

from __future__ import annotations

_DAYS = "CAST(julianday({until}) - julianday(day) AS INTEGER) * 86400"
_CYCLE = (
    f"SELECT source, 'sale', sale, last_day, {_DAYS.format(until='last_day')}, 1, 1 FROM order_fate WHERE shipped AND open = 0"
)

SPEED = {
    "speed.order_cycle": _CYCLE,
    "speed.order_cycle_p90": _CYCLE,
    "speed.order_cycle_mean": _CYCLE,
    "speed.confirm_to_ship": f"SELECT source, 'sale', sale, first_day, {_DAYS.format(until='first_day')}, 1, 1 "
    "FROM order_fate WHERE shipped",
    # Of several sales with one reference the first is when it was booked; by two clocks it may seem to be before the order: not known.
    # Only those entered near the period are looked at: a day has other bounds in each zone.
    "speed.entry_to_booked": """SELECT w.source, 'web_order', w.key, local_day(s.entered), max(0, (s.entered - w.placed_at) / 1000000), 1,
        s.entered >= w.placed_at
        FROM (SELECT web_origin, min(created_at) AS entered FROM sale WHERE web_origin <> '' AND web_origin IN (
            SELECT web_origin FROM sale WHERE web_origin IS NOT NULL
            AND created_at >= (strftime('%s', :first) - 86400) * 1000000 AND created_at < (strftime('%s', :last) + 172800) * 1000000
        ) GROUP BY web_origin) s
        JOIN web_order w ON w.shared = s.web_origin WHERE w.state <> 'draft'""",
    "speed.hold_release_time": """SELECT source, 'case', case_id || ' ' || spell, local_day(closed_at),
        worked(started_at, closed_at, pauses), 1, 1 FROM stretch WHERE type = 'credit' AND outcome = 'released'""",
    "speed.resolve_time": """SELECT source, 'case', case_id || ' ' || spell, local_day(closed_at), worked(started_at, closed_at, pauses),
        1, 1 FROM stretch WHERE closed_at IS NOT NULL""",
}
