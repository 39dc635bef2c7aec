"""Texts of a policy that differ from what the program came with in one place."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from app.policy.texts import Texts, sha256_of, shipped
from app.store.team import Team

ANALYSTS = '{ role = "credit_analyst", amount = "10000", percent = "10" }'


def analysts(amount: str, of: Texts | None = None) -> Texts:
    """Another bound for what an analyst releases alone."""
    base = of or shipped()
    assert ANALYSTS in base.authority
    return replace(base, authority=base.authority.replace(ANALYSTS, ANALYSTS.replace("10000", amount)))


def floor(percent: str) -> Texts:
    base = shipped()
    return replace(base, quotes=base.quotes.replace('floor = "22"', f'floor = "{percent}"'))


def proposed(team: Team, texts: Texts, author: str, based_on: int = 1) -> tuple[str, str]:
    """(its id, the hash that an approval is bound to)."""
    id_ = str(uuid4())
    team.propose_policy(id_, texts.body, based_on, author, "More orders than people")
    return id_, sha256_of(texts.body)
