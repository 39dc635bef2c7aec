"""The terms for returns at the gate: what was worked out by others than those in force does not go out, on either kind of store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.commands.authorise_return import AUTHORISE_RETURN
from app.commands.command import Spec
from app.commands.credit_return import CREDIT_RETURN
from app.domain.dossier import ReturnDossier
from app.errors import Refused
from app.policy.texts import Texts, shipped
from app.policy.writing import with_value
from app.store.team import GateAsk, Permit, Refusal, Team, Waits
from tests.app.commands.returns import parts
from tests.app.rules import return_world as w
from tests.app.store.build import LEASE, ask, finding
from tests.app.store.policy_of import proposed

ALL, PAID = {"n31": "3", "n32": "2"}, {"n9031": "3", "n9032": "2"}


def accept(team: Team, texts: Texts) -> None:
    id_, digest = proposed(team, texts, "max", team.policy().version)
    team.approve_policy(id_, "dan", digest)


def wish(team: Team, who: str, key: str, spec: Spec, of: ReturnDossier, fields: dict[str, str]) -> GateAsk:
    """As a console words it that goes by the terms of ``of``."""
    case = team.open_case(finding(team.tenant, key, customer=key), console="a").id
    claim = team.claim(case, who, LEASE)
    assert claim is not None
    plan = spec.plan(parts(of), fields)
    return ask(case, who, claim.fence, decision=f"d{key}", deed=plan.deed, slot=f"once:{key}", body=plan.payload())


def crediting(team: Team, key: str, fee: int = 15) -> GateAsk:
    return wish(team, "max", key, CREDIT_RETURN, w.inspected(terms=replace(w.TERMS, fee=Decimal(fee))), PAID)


def test_another_fee_lets_nothing_out_that_was_worked_out_by_the_former(team: Team) -> None:
    first, later = crediting(team, "1"), crediting(team, "2")
    proposed(team, with_value(shipped(), "returns", "", "fee", "10"), "max")
    assert isinstance(team.gate(first), Permit), "what is proposed has no effect"
    accept(team, with_value(shipped(), "returns", "", "fee", "20"))
    refused = team.gate(later)
    assert isinstance(refused, Refusal)
    assert refused.words == (
        "The terms for returns changed meanwhile: restocking fee 20 %, and this was decided by 15 %. Decide it anew"
    )
    assert isinstance(team.gate(crediting(team, "3", fee=20)), Permit)


def test_a_console_of_its_own_terms_is_not_let_out(team: Team) -> None:
    assert isinstance(team.gate(crediting(team, "1", fee=0)), Refusal)


def test_only_the_system_that_has_terms_of_its_own_goes_by_them(team: Team) -> None:
    elsewhere = with_value(shipped(), "returns", "elsewhere", "fee", "20")
    accept(team, elsewhere)
    assert isinstance(team.gate(crediting(team, "1")), Permit)
    accept(team, with_value(elsewhere, "returns", w.BACK.source, "fee", "0"))
    assert isinstance(team.gate(crediting(team, "2")), Refusal)


def test_nobody_agrees_any_more_to_what_was_asked_for_by_the_former_terms(team: Team) -> None:
    asked = wish(team, "rep", "1", AUTHORISE_RETURN, w.dossier(), ALL)
    assert isinstance(team.gate(asked), Waits)
    accept(team, with_value(shipped(), "returns", "", "window", 30))
    with pytest.raises(Refused, match="return window 30 days, and this was decided by 60 days"):
        team.approve("d1", "max", asked.sha256, ttl=timedelta(hours=8))
    assert isinstance(team.gate(asked), Refusal), "and it does not go out by itself"


def test_another_matter_of_the_policy_leaves_it_as_it_was(team: Team) -> None:
    later = crediting(team, "1")
    accept(team, with_value(shipped(), "returns", "", "window", 30))
    assert isinstance(team.gate(later), Permit)
