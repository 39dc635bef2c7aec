"""Who may do what: the matrix of features.md d0, its bounds, four eyes, and who the order itself keeps out."""

from __future__ import annotations

import pytest

from app.domain.money import Money
from app.domain.person import Person
from app.policy.matrix import RELATIONS, CreditAsk
from app.policy.rulebook import shipped
from app.policy.verdict import Allowed, Denied, NeedsApproval

POLICY = shipped().policy
HUGE = 10**12


def person(role: str, name: str = "", login: str | None = None) -> Person:
    name = name or role
    return Person(name, name.title(), frozenset({role}), (("tryton", login or name),))


CSR, ANALYST, MANAGER, DIRECTOR = (person(r) for r in ("csr", "credit_analyst", "credit_manager", "finance_director"))
OTHER_ANALYST, OTHER_MANAGER, OTHER_DIRECTOR = (person(p.id, f"other_{p.id}") for p in (ANALYST, MANAGER, DIRECTOR))


def over(amount: str | int, limit: str | int = 1_000_000, **barred: str) -> CreditAsk:
    return CreditAsk("tryton", Money.of(amount, "EUR"), Money.of(limit, "EUR"), {k: (v,) for k, v in barred.items()})


# ---- release ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "amount", "limit", "expected"),
    [
        (ANALYST, "10000.00", 100_000, "alone"),
        (ANALYST, "10000.01", 1_000_000, ("credit_manager", 1)),
        (ANALYST, "1000.00", 10_000, "alone"),  # exactly 10 %
        (ANALYST, "1000.01", 10_000, ("credit_manager", 1)),
        (ANALYST, "50000.00", 1_000_000, ("credit_manager", 1)),
        (ANALYST, "50000.01", 1_000_000, ("credit_manager", 2)),  # four eyes: a manager, and another beside
        (ANALYST, "100000.01", 1_000_000, ("credit_manager", 2)),  # a director, and another from manager up
        (ANALYST, "0.01", 0, ("credit_manager", 2)),  # no share of a limit of zero is small
        (MANAGER, "50000.00", 200_000, "alone"),  # exactly 25 %
        (MANAGER, "50000.01", 1_000_000, ("credit_manager", 1)),
        (MANAGER, "100000.00", 400_000, ("credit_manager", 1)),
        (MANAGER, "100000.01", 1_000_000, ("finance_director", 1)),
        (MANAGER, "10.00", 30, ("finance_director", 1)),  # above 25 %
        (DIRECTOR, "1.00", 1_000_000, ("credit_manager", 1)),  # always four eyes
        (DIRECTOR, HUGE, 1, ("credit_manager", 1)),
    ],
)
def test_release_within_and_above_authority(who: Person, amount: str, limit: int, expected: object) -> None:
    verdict = POLICY.may(who, "release_hold", over(amount, limit))
    if expected == "alone":
        assert isinstance(verdict, Allowed)
    else:
        assert isinstance(verdict, NeedsApproval)
        assert (verdict.role, verdict.count) == expected


def test_an_order_that_fits_and_is_blocked_for_overdue_invoices_is_within_everybodys_bounds() -> None:
    assert isinstance(POLICY.may(ANALYST, "release_hold", over(-500)), Allowed)
    assert isinstance(POLICY.may(ANALYST, "release_hold", over(0, 0)), Allowed)


@pytest.mark.parametrize("role", ["csr", "senior_csr", "order_manager", "pricing_manager"])
def test_others_are_told_who_may(role: str) -> None:
    verdict = POLICY.may(person(role), "release_hold", over(1))
    assert verdict == Denied("A credit analyst releases holds; escalate with 4")


def test_without_a_role_nothing_goes_not_even_a_note() -> None:
    nobody = Person("x", "X", frozenset({"made up"}))
    for deed in POLICY.deeds:
        assert isinstance(POLICY.may(nobody, deed, over(1)), Denied)


def test_a_deed_without_a_rule_is_nobodys() -> None:
    assert isinstance(POLICY.may(DIRECTOR, "write_off", over(1)), Denied)


def test_another_currency_is_denied_until_a_rate_is_known() -> None:
    ask = CreditAsk("tryton", Money.of(1, "USD"), Money.of(100, "USD"))
    verdict = POLICY.may(ANALYST, "release_hold", ask)
    assert isinstance(verdict, Denied)
    assert "USD" in verdict.reason


# ---- separation of duties -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("deed", ["release_hold", "raise_limit"])
def test_whoever_keyed_sells_or_confirmed_it_may_not_decide(relation: str, deed: str) -> None:
    ask = over(1, **{relation: "credit_analyst"})
    assert isinstance(POLICY.may(ANALYST, deed, ask), Denied)
    assert not isinstance(POLICY.may(OTHER_ANALYST, deed, ask), Denied)


def test_nor_approve_it() -> None:
    ask = over(20_000, created_by="credit_manager")
    assert isinstance(POLICY.may_approve(MANAGER, ANALYST, "release_hold", ask), Denied)
    assert isinstance(POLICY.may_approve(OTHER_MANAGER, ANALYST, "release_hold", ask), Allowed)
    assert isinstance(POLICY.may(ANALYST, "release_hold", ask, (MANAGER,)), NeedsApproval)


def test_rejecting_is_open_to_the_orders_own_people_within_their_bounds() -> None:
    manager = person("order_manager")
    assert isinstance(POLICY.may(manager, "reject_order", over(50_000, created_by="order_manager")), Allowed)
    assert not isinstance(POLICY.may(manager, "reject_order", over(50_001)), Allowed)


# ---- approvals ------------------------------------------------------------------------------------------------------------------


def test_the_first_can_never_be_the_second() -> None:
    for who in (ANALYST, MANAGER, DIRECTOR):
        ask = over(60_000)
        assert isinstance(POLICY.may_approve(who, who, "release_hold", ask), Denied)
        assert POLICY.may(who, "release_hold", ask, (who,)) == POLICY.may(who, "release_hold", ask)


def test_one_approves_once() -> None:
    ask = over(60_000)
    assert isinstance(POLICY.may_approve(MANAGER, ANALYST, "release_hold", ask, (MANAGER,)), Denied)
    assert isinstance(POLICY.may(ANALYST, "release_hold", ask, (MANAGER, MANAGER)), NeedsApproval)
    assert isinstance(POLICY.may(ANALYST, "release_hold", ask, (MANAGER, OTHER_MANAGER)), Allowed)


def test_an_equal_or_lower_role_is_no_second_person() -> None:
    ask = over(20_000)
    for who in (CSR, OTHER_ANALYST, person("order_manager")):
        verdict = POLICY.may_approve(who, ANALYST, "release_hold", ask)
        assert verdict == Denied("A credit manager approves this")
    assert isinstance(POLICY.may_approve(DIRECTOR, ANALYST, "release_hold", ask), Allowed)


def test_above_the_managers_authority_one_of_the_two_is_a_director() -> None:
    ask = over(150_000)
    assert isinstance(POLICY.may(ANALYST, "release_hold", ask, (MANAGER, OTHER_MANAGER)), NeedsApproval)
    assert POLICY.may(ANALYST, "release_hold", ask, (MANAGER,)) == POLICY.may(
        ANALYST, "release_hold", ask, (MANAGER, OTHER_MANAGER)
    )
    assert isinstance(POLICY.may_approve(OTHER_MANAGER, ANALYST, "release_hold", ask, (MANAGER,)), Denied)
    assert isinstance(POLICY.may_approve(DIRECTOR, ANALYST, "release_hold", ask, (MANAGER,)), Allowed)
    assert isinstance(POLICY.may_approve(MANAGER, ANALYST, "release_hold", ask, (DIRECTOR,)), Allowed)
    for both in ((MANAGER, DIRECTOR), (DIRECTOR, MANAGER), (DIRECTOR, OTHER_DIRECTOR)):
        assert isinstance(POLICY.may(ANALYST, "release_hold", ask, both), Allowed)


def test_nobody_approves_what_waits_for_nobody() -> None:
    assert isinstance(POLICY.may_approve(MANAGER, ANALYST, "release_hold", over(10)), Denied)
    assert isinstance(POLICY.may_approve(MANAGER, CSR, "release_hold", over(10)), Denied)


def test_a_lost_role_takes_the_approval_with_it() -> None:
    ask = over(20_000)
    demoted = Person(MANAGER.id, MANAGER.name, frozenset({"csr"}), MANAGER.logins)
    assert isinstance(POLICY.may(ANALYST, "release_hold", ask, (MANAGER,)), Allowed)
    assert isinstance(POLICY.may(ANALYST, "release_hold", ask, (demoted,)), NeedsApproval)


# ---- limits ------------------------------------------------------------------------------------------------------------------------


def test_an_analyst_only_proposes_a_higher_limit() -> None:
    verdict = POLICY.may(ANALYST, "raise_limit", over(1))
    assert isinstance(verdict, NeedsApproval)
    assert (verdict.role, verdict.count) == ("credit_manager", 2)  # four eyes: the proposal is no pair of them
    assert verdict.reason == "You propose, two people, credit manager or above, agree"
    assert isinstance(POLICY.may(ANALYST, "raise_limit", over(1), (MANAGER, DIRECTOR)), Allowed)


def test_a_raise_is_always_two_peoples() -> None:
    assert isinstance(POLICY.may(MANAGER, "raise_limit", over(100_000)), NeedsApproval)
    assert isinstance(POLICY.may(MANAGER, "raise_limit", over(100_000), (OTHER_MANAGER,)), Allowed)
    above = POLICY.may(MANAGER, "raise_limit", over(100_001), (OTHER_MANAGER,))
    assert isinstance(above, NeedsApproval)
    assert above.role == "finance_director"
    assert isinstance(POLICY.may(DIRECTOR, "raise_limit", over(HUGE), (MANAGER,)), Allowed)


# ---- roles and words ----------------------------------------------------------------------------------------------------------------


def test_a_case_is_escalated_to_the_next_role_of_credit() -> None:
    assert POLICY.next_role({"csr"}, "credit") == "credit_analyst"
    assert POLICY.next_role({"order_manager"}, "credit") == "credit_analyst"
    assert POLICY.next_role({"credit_analyst"}, "credit") == "credit_manager"
    assert POLICY.next_role({"credit_analyst", "credit_manager"}, "credit") == "finance_director"
    assert POLICY.next_role({"finance_director"}, "credit") == "finance_director"


def test_each_type_of_case_has_a_ladder_of_its_own() -> None:
    assert POLICY.next_role({"csr"}, "validation") == "senior_csr"
    assert POLICY.next_role({"order_manager"}, "validation") == "finance_director"
    assert POLICY.next_role({"order_manager"}, "price") == "pricing_manager"


def test_a_role_reaches_itself_and_what_stands_below() -> None:
    assert POLICY.reaches({"finance_director"}, "csr")
    assert POLICY.reaches({"credit_manager"}, "credit_manager")
    assert not POLICY.reaches({"credit_manager"}, "csr")
    assert not POLICY.reaches({"credit_analyst"}, "credit_manager")
    assert not POLICY.reaches({"unheard of"}, "csr")


def test_authority_is_said_in_figures() -> None:
    assert POLICY.own_words(ANALYST, "release_hold") == "10,000.00 and 10 %"
    assert POLICY.own_words(ANALYST, "raise_limit") == "may propose"
    assert POLICY.own_words(DIRECTOR, "release_hold") == "no bound, with a second person"
    assert POLICY.own_words(CSR, "release_hold") == ""
    above = POLICY.may(ANALYST, "release_hold", over(20_000))
    assert isinstance(above, NeedsApproval)
    assert above.reason == "Above your 10,000.00 and 10 %, so a credit manager agrees"
    dear = POLICY.may(CSR, "fix_and_book", over(4_000))
    assert isinstance(dear, NeedsApproval)
    assert dear.reason == "Above your 500.00, so an order manager agrees"
