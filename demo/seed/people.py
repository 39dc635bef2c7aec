"""Colleagues as Tryton users: each with an employee, so that it records who quoted and confirmed, and with their own rights."""

from __future__ import annotations

from collections.abc import Mapping

from demo.people import PEOPLE
from demo.seed.world import World, linked


def hire(world: World, passwords: Mapping[str, str]) -> None:
    """Create everybody of demo.people; passwords by login."""
    for person in PEOPLE:
        (party,) = world.new("party.party", [{"name": person.name}])
        (employee,) = world.new("company.employee", [{"party": party.id, "company": world.company}])
        (user,) = world.new(
            "res.user",
            [
                {
                    "name": person.name,
                    "login": person.login,
                    "email": f"{person.login}@nordhafen.example",
                    "password": passwords[person.login],
                    "companies": linked([world.company or 0]),
                    "company": world.company,
                    "employees": linked([employee.id]),
                    "employee": employee.id,
                    "groups": linked([world.ref(g) for g in person.groups]),
                }
            ],
        )
        world.users[person.login] = user.id
