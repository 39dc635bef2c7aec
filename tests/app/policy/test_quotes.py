"""The limits for offers as the resource has them: readable, and in an order that makes sense."""

from __future__ import annotations

from app.policy.quotes import limits
from tests.app.policy.test_matrix import POLICY


def test_the_limits_are_readable_and_fit_the_authority_matrix() -> None:
    held = limits()
    assert 0 < held.floor < held.target < 100
    assert 0 <= held.discount < 100
    assert held.terms
    assert 0 < held.soon < held.valid_days
    assert held.large.currency == POLICY.currency
    assert held.large.minor > 0


def test_whoever_may_approve_more_may_also_approve_what_lower_roles_do() -> None:
    grants = POLICY.deeds["approve_quote"].grants
    bounds = [(g.amount or 10**12, g.percent or 100) for g in grants]
    assert bounds == sorted(bounds)
    assert [g.role for g in POLICY.deeds["sell_below_floor"].grants] == [g.role for g in grants]
    assert POLICY.deeds["approve_quote"].also == "sell_below_floor"
    assert all(POLICY.deeds[name].separate for name in ("approve_quote", "sell_below_floor"))
