"""The gate judges the canonical payload alone: what it does not say is not assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.letter import canonical
from app.domain.steps import Plan, Step
from app.policy.gate import gate_approval, gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from tests.app.policy.test_matrix import ANALYST, CSR, MANAGER, OTHER_MANAGER, POLICY


def release(over: int = 500_00, limit: int = 10_000_00, **gate: Any) -> dict[str, Any]:
    facts = {"source": "tryton", "over": [over, "EUR"], "limit": [limit, "EUR"], "value": [1, "EUR"], "created_by": None}
    return {"sale": "7", "kind": "quotation", "reason": "cash is on its way", "gate": facts | gate}


def raise_to(to: object, from_: object = (40_000_00, "EUR")) -> dict[str, Any]:
    body = {"customer": "3", "from": from_, "to": to, "until": "2026-01-31"}
    return Plan("raise_limit", (Step("tryton", "raise_limit", "SO-1", body),), gate={"source": "tryton"}).payload()


def test_what_was_written_is_what_is_judged() -> None:
    text, _ = canonical(release())
    assert isinstance(gate_policy(POLICY, ANALYST, "release_hold", json.loads(text)), Allowed)
    assert isinstance(gate_policy(POLICY, ANALYST, "release_hold", release(over=20_000_00)), NeedsApproval)
    assert isinstance(gate_policy(POLICY, CSR, "release_hold", release()), Denied)


@pytest.mark.parametrize(
    "payload",
    [
        {"sale": "7"},
        {"sale": "7", "gate": None},
        {"sale": "7", "gate": {}},
        release(over="500"),  # type: ignore[arg-type]
        release() | {"gate": {"source": "tryton", "limit": [1, "EUR"]}},
        release(source=3),
        release(limit=["1", "EUR"]),
        release(over=None),  # type: ignore[arg-type]
    ],
)
def test_missing_or_unreadable_figures_are_denied(payload: dict[str, Any]) -> None:
    assert isinstance(gate_policy(POLICY, ANALYST, "release_hold", payload), Denied)


def test_without_a_limit_in_the_payload_no_share_of_it_is_small() -> None:
    verdict = gate_policy(POLICY, ANALYST, "release_hold", release(limit=None))  # type: ignore[arg-type]
    assert not isinstance(verdict, Allowed)


def test_the_difference_is_what_a_raise_is_measured_by() -> None:
    small = gate_policy(POLICY, MANAGER, "raise_limit", raise_to([140_000_00, "EUR"]), (OTHER_MANAGER,))
    assert isinstance(small, Allowed)
    large = gate_policy(POLICY, MANAGER, "raise_limit", raise_to([140_000_01, "EUR"]), (OTHER_MANAGER,))
    assert isinstance(large, NeedsApproval)


@pytest.mark.parametrize("to", [None, [40_000_00, "EUR"], [1, "EUR"], [50_000_00, "USD"], "50000"])
def test_a_raise_that_raises_nothing_is_denied(to: object) -> None:
    assert isinstance(gate_policy(POLICY, MANAGER, "raise_limit", raise_to(to)), Denied)


def test_setting_a_limit_back_needs_no_figures() -> None:
    payload: dict[str, Any] = {}
    assert isinstance(gate_policy(POLICY, ANALYST, "lower_limit", payload), Allowed)
    assert isinstance(gate_policy(POLICY, CSR, "lower_limit", payload), Denied)


def test_the_salesperson_in_the_payload_is_kept_out_by_login() -> None:
    assert isinstance(gate_policy(POLICY, ANALYST, "release_hold", release(salesperson=ANALYST.login("tryton"))), Denied)
    elsewhere = release(salesperson=ANALYST.login("tryton"), source="medusa")
    assert isinstance(gate_policy(POLICY, ANALYST, "release_hold", elsewhere), Allowed)  # another system's login is another name


def test_an_approval_is_judged_by_the_same_payload() -> None:
    payload = release(over=20_000_00)
    assert isinstance(gate_approval(POLICY, MANAGER, ANALYST, "release_hold", payload), Allowed)
    assert isinstance(gate_approval(POLICY, ANALYST, ANALYST, "release_hold", payload), Denied)
    assert isinstance(gate_approval(POLICY, MANAGER, ANALYST, "release_hold", {"sale": "7"}), Denied)


def test_a_note_needs_no_authority_but_a_role() -> None:
    assert isinstance(gate_policy(POLICY, CSR, "note", {"sale": "7", "text": "called"}), Allowed)
