"""Rows of KPIs that no connected system feeds and a file does: surveys, web analytics, cost centres. Only batches that count."""

from __future__ import annotations

from app.domain.imports import SATISFACTION, SCORES
from app.kpis.imports.touchpoints import TOUCHPOINTS
from app.store.figures.file_tables import KEY, OF
from app.store.figures.growth import NET

_SCORE = """SELECT source, 'survey_answer', key, day, coalesce((score >= 9) - (score <= 6), 0), 1, score IS NOT NULL FROM surveyed
    WHERE kind = '{kind}' AND touchpoint = '{point}' AND (counts OR score IS NULL)"""
_CONTENT = f"""SELECT source, 'survey_answer', key, day, coalesce(score >= 4, 0), 1, score IS NOT NULL FROM surveyed
    WHERE kind = '{SATISFACTION}'"""
_WHOLE = "month >= :first AND date(month, '+1 month', '-1 day') <= :last"
_MONTHS = f"(SELECT ym FROM costed WHERE {_WHOLE})"
_SPENT = f"(SELECT ym FROM costed WHERE purpose = 'acquisition' AND {_WHOLE})"
_OPEX = f"""SELECT source, 'cost_entry', key, month AS day, amount, 0, currency = :currency FROM costed WHERE {_WHOLE}
    UNION ALL SELECT source, model, key, day, 0, net, known FROM ({NET}) WHERE substr(day, 1, 7) IN {_MONTHS}"""
_WON = f"""SELECT source, 'cost_entry', key, month AS day, amount, 0, currency = :currency FROM costed
    WHERE purpose = 'acquisition' AND {_WHOLE}
    UNION ALL SELECT source, 'customer', customer, day, 0, 1, 1 FROM (SELECT source, customer, min(day) AS day FROM booked
        GROUP BY source, customer) WHERE substr(day, 1, 7) IN {_SPENT}"""


def _sessions(num: str, den: str = "0", *, known: str = "1", told: str) -> str:
    """Of each day the rows of the newest import that tells this: two exports of one shop are not added."""
    return f"""WITH told AS (SELECT r.*, b.name, b.currency, b.at, 'import: ' || b.name AS source
        {OF.format(table="web_session")} AND {told}),
        newest AS (SELECT day, name, row_number() OVER (PARTITION BY day ORDER BY max(at) DESC, name) AS place FROM told GROUP BY day, name)
        SELECT r.source, 'web_session', {KEY}, r.day, {num}, {den}, {known}
        FROM told r JOIN newest n ON n.day = r.day AND n.name = r.name AND n.place = 1"""


def _over(num: str, den: str) -> str:
    return _sessions(f"r.{num}", f"r.{den}", told=f"r.{num} IS NOT NULL AND r.{den} IS NOT NULL")


SUPPLY = {
    **{f"nps.{point}": _SCORE.format(kind=SCORES, point=point) for point, _ in TOUCHPOINTS},
    "service.csat": _CONTENT,
    "growth.satisfaction": _CONTENT,
    "growth.opex_per_million": _OPEX,
    "growth.cac": _WON,
    "channel.sources": _sessions("r.sessions", told="r.sessions IS NOT NULL"),
    "channel.page_views": _sessions("r.views", told="r.views IS NOT NULL"),
    "channel.bounce_rate": _over("bounces", "sessions"),
    "channel.time_on_site": _over("seconds", "sessions"),
    "channel.conversion": _over("orders", "sessions"),
    "channel.abandonment": _sessions("r.carts - r.orders", "r.carts", told="r.carts IS NOT NULL AND r.orders IS NOT NULL"),
    "channel.revenue_by_source": _sessions("r.revenue", known="r.currency = :currency", told="r.revenue IS NOT NULL"),
    "channel.landing_pages": _sessions("r.sessions", told="r.sessions IS NOT NULL AND r.page <> ''"),
    "channel.click_through": _over("clicks", "impressions"),
    "channel.mobile": _sessions(
        "CASE WHEN r.device IN ('mobile', 'phone', 'smartphone', 'mobil', 'telephone') THEN r.sessions ELSE 0 END", "r.sessions",
        told="r.sessions IS NOT NULL AND r.device <> ''",
    ),
}  # fmt: skip
