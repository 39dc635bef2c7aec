"""The limits for offers as the resource has them: readable, and in an order that makes sense."""

from __future__ import annotations

from app.domain.money import Money
from app.policy.matrix import CreditAsk
from app.policy.rulebook import shipped
from app.policy.verdict import NeedsApproval
from tests.app.policy.test_matrix import POLICY, person


def test_the_limits_are_readable_and_fit_the_authority_matrix() -> None:
    held = shipped().offers.central
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


def test_below_the_floor_nobody_but_the_director_decides_and_no_bound_of_zero_is_named() -> None:
    verdict = POLICY.may(person("pricing_manager"), "sell_below_floor", CreditAsk("tryton", Money.of("481.00", "EUR")))
    assert isinstance(verdict, NeedsApproval)
    assert verdict.reason == "None of it is yours to decide alone, so a finance director agrees"
