"""Terms at the gate: what was worked out by others than those in force does not go out, on either kind of store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.commands.authorise_return import AUTHORISE_RETURN
from app.commands.claim_carrier import CLAIM_CARRIER
from app.commands.command import Spec
from app.commands.credit_return import CREDIT_RETURN
from app.commands.reallocate import REALLOCATE
from app.domain.carrier_terms import Term
from app.domain.dossier import PanelParts
from app.errors import Refused
from app.policy.texts import Texts, shipped
from app.policy.writing import with_value
from app.store.team import GateAsk, Permit, Refusal, Team, Waits
from tests.app.commands.damage import parts as damaged
from tests.app.commands.returns import parts as returned
from tests.app.commands.test_late_deeds import late
from tests.app.commands.test_reallocate import aside, chosen, short
from tests.app.rules import damage_world, goods_world
from tests.app.rules import return_world as w
from tests.app.store.build import LEASE, ask, finding
from tests.app.store.policy_of import proposed

ALL, PAID = {"n31": "3", "n32": "2"}, {"n9031": "3", "n9032": "2"}


def accept(team: Team, texts: Texts) -> None:
    id_, digest = proposed(team, texts, "max", team.policy().version)
    team.approve_policy(id_, "dan", digest)


def wish(team: Team, who: str, key: str, spec: Spec, of: PanelParts, fields: dict[str, str]) -> GateAsk:
    """As a console words it that goes by the terms of ``of``."""
    case = team.open_case(finding(team.tenant, key, customer=key), console="a").id
    claim = team.claim(case, who, LEASE)
    assert claim is not None
    plan = spec.plan(of, fields)
    return ask(case, who, claim.fence, decision=f"d{key}", deed=plan.deed, slot=f"once:{key}", body=plan.payload())


def crediting(team: Team, key: str, fee: int = 15) -> GateAsk:
    return wish(team, "max", key, CREDIT_RETURN, returned(w.inspected(terms=replace(w.TERMS, fee=Decimal(fee)))), PAID)


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
    asked = wish(team, "rep", "1", AUTHORISE_RETURN, returned(w.dossier()), ALL)
    assert isinstance(team.gate(asked), Waits)
    accept(team, with_value(shipped(), "returns", "", "window", 30))
    with pytest.raises(Refused, match="return window 30 days, and this was decided by 60 days"):
        team.approve("d1", "max", asked.sha256, ttl=timedelta(hours=8))
    assert isinstance(team.gate(asked), Refusal), "and it does not go out by itself"


def test_another_matter_of_the_policy_leaves_it_as_it_was(team: Team) -> None:
    later = crediting(team, "1")
    accept(team, with_value(shipped(), "returns", "", "window", 30))
    assert isinstance(team.gate(later), Permit)


def claiming(team: Team, key: str, **terms: Term) -> GateAsk:
    """By road, from a carrier whose notice is as ``terms`` have it."""
    known = damage_world.TERMS
    road = replace(known.modes["road"], **terms)
    of = damage_world.dossier(terms=replace(known, assumed=road, modes={**known.modes, "road": road}))
    fields = {"pieces": "2,3", "each": "50.00", "mode": "road", "carrier": "Spedition Nord"}
    return wish(team, "rep", key, CLAIM_CARRIER, damaged(of), fields)


def test_a_packet_names_no_deadline_that_is_not_in_force(team: Team) -> None:
    first, later = claiming(team, "1"), claiming(team, "2")
    assert isinstance(team.gate(first), Permit)
    accept(team, with_value(shipped(), "claims", "", "road_notice", "5 days: Contract 7"))
    refused = team.gate(later)
    assert isinstance(refused, Refusal)
    assert "notice within 5 days: Contract 7, and this was decided by 7 days: HGB 438" in refused.words
    assert isinstance(team.gate(claiming(team, "3", notice=Term(5, "days", "Contract 7"))), Permit)


def giving_away(team: Team, key: str, accounts: set[str]) -> GateAsk:
    """What is laid aside for C0009."""
    of = short(aside(), sourcing=replace(goods_world.SOURCING, key_accounts=frozenset(accounts)))
    return wish(team, "dan", key, REALLOCATE, late(of), chosen(late(of)))


def test_whose_goods_two_people_give_away_is_what_is_in_force(team: Team) -> None:
    first, later = giving_away(team, "1", {"C0036"}), giving_away(team, "2", {"C0036"})
    assert isinstance(team.gate(first), Permit)
    accept(team, with_value(shipped(), "sourcing", "", "key_accounts", ["C0036", "C0009"]))
    refused = team.gate(later)
    assert isinstance(refused, Refusal), "it says that he is no key account"
    assert "key accounts C0009, C0036" in refused.words
    assert isinstance(team.gate(giving_away(team, "3", {"C0036", "C0009"})), Waits)
