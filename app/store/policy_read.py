"""The policy from the mirror: the version that this console goes by, its history, what is proposed, and rights that are lent."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from app.domain.carrier_terms import CarrierTerms
from app.domain.person import Person
from app.domain.quote import Limits
from app.domain.returns import ReturnTerms
from app.domain.ruling import Delegation, PolicyParts, PolicyVersion, Proposal
from app.domain.sourcing import SourcingRules
from app.errors import Refused
from app.policy import rulebook as books
from app.policy.rulebook import Rulebook
from app.store.fetch import copies
from app.store.mirror_schema import DELEGATION, PERSON, POLICY, PROPOSAL, quoted


def versions(db: sqlite3.Connection) -> tuple[PolicyVersion, ...]:
    """Newest first; empty before the team was read."""
    return copies(db, "policy", POLICY, "1 ORDER BY version DESC")


def proposals(db: sqlite3.Connection) -> tuple[Proposal, ...]:
    """Newest first."""
    return copies(db, "policy_proposal", PROPOSAL, "1 ORDER BY at DESC, id")


def delegations(db: sqlite3.Connection) -> tuple[Delegation, ...]:
    """The one that ends last first."""
    return copies(db, "delegation", DELEGATION, "1 ORDER BY until DESC, id")


def gather(db: sqlite3.Connection) -> PolicyParts:
    people: tuple[Person, ...] = copies(db, "person", PERSON, "1 ORDER BY name")
    sources = tuple(
        row[0] for row in db.execute("SELECT DISTINCT source FROM feed WHERE source NOT LIKE 'mail%' ORDER BY source")
    )
    return PolicyParts(versions(db), proposals(db), delegations(db), people, sources)


def standing(db: sqlite3.Connection, now: datetime) -> tuple[Delegation, ...]:
    return tuple(d for d in delegations(db) if d.stands(now))


def in_force(db: sqlite3.Connection) -> Rulebook:
    """The newest version that this program can read; as the program came with it where there is none."""
    rows = db.execute(f"SELECT {quoted(*POLICY.names)} FROM policy ORDER BY version DESC")
    for version in map(POLICY.decode, rows):
        try:
            return books.rulebook(version.version, version.body)
        except Refused:
            continue  # a newer program's; the gate says so where it counts
    return books.shipped()


def limits(db: sqlite3.Connection, source: str) -> Limits:
    """For offers of this system."""
    return in_force(db).limits(source)


def return_terms(db: sqlite3.Connection, source: str) -> ReturnTerms:
    """For returns of this system."""
    return in_force(db).return_terms(source)


def carrier_terms(db: sqlite3.Connection, source: str) -> CarrierTerms:
    """For deliveries of this system."""
    return in_force(db).carrier_terms(source)


def sourcing(db: sqlite3.Connection, source: str) -> SourcingRules:
    """For orders of this system."""
    return in_force(db).sourcing(source)
