"""The policy of the small company: a real team store on a file, read and ruled by whoever sits at the desk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.domain.person import Person
from app.domain.policy_page import PolicyAnswer, PolicyWish
from app.domain.ruling import PolicyParts
from app.panels import policy as panel
from app.policy.rulebook import shipped
from app.ruling import Ruling
from app.store.team import Team, migrate_team

PEOPLE = {
    "fiona": ("Fiona Brandt", "credit_analyst"),
    "felix": ("Felix Stern", "credit_analyst"),
    "maja": ("Maja Lund", "credit_manager"),
    "petra": ("Petra Kowalski", "pricing_manager"),
    "omar": ("Omar Haddad", "order_manager"),
    "frank": ("Frank Falk", "finance_director"),
    "carla": ("Carla Reyes", "csr"),
}


def person(id_: str) -> Person:
    name, role = PEOPLE[id_]
    return Person(id_, name, frozenset({role}), (("tryton", id_),))


def unread(me: Person) -> PolicyAnswer:
    """Before the team was read for the first time."""
    parts = PolicyParts((), (), (), (), ("tryton",))
    return panel.build(parts, me, shipped().policy, datetime.now(UTC), enforced=True)


class PolicyStage:
    """``sources``: the systems that this console reads."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder / 'policy-team.db'}"
        migrate_team(url, [{"id": i, "name": n, "roles": [r], "logins": {"tryton": i}} for i, (n, r) in PEOPLE.items()])
        self.team = Team(url)
        self.sources = ("tryton", "tryton-2")

    def answer(self, me: Person) -> PolicyAnswer:
        page = self.team.changes(0)
        parts = PolicyParts(
            tuple(reversed(page.versions)),
            tuple(sorted(page.proposals, key=lambda p: p.at, reverse=True)),
            page.delegations,
            page.persons,
            self.sources,
        )
        return panel.build(parts, me, self.team.policy().policy, datetime.now(UTC), enforced=False)

    def rule(self, me: Person, wish: PolicyWish) -> Any:
        rounds: Any = SimpleNamespace(nudge_team=lambda: None)
        return Ruling(me, self.team, rounds).carry_out(wish)

    def close(self) -> None:
        self.team.close()
