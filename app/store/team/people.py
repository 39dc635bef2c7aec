"""Persons, their sign-ins and what they were granted: brought up to date by the operator, read by everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, or_, select, update

from app.errors import StoreTrouble
from app.store.team import audit
from app.store.team.engine import Tx
from app.store.team.schema import person, role_grant

Entry = Mapping[str, Any]  # {"id", "name", "roles": [...], "logins": {source: login}, "db_role": text or null}
OPERATOR = "operator"


def upsert(tx: Tx, people: Iterable[Entry]) -> int:
    """Add or change these people and their grants as of now; others stay as they are. How many changed."""
    return sum(_upsert_one(tx, entry) for entry in people)


def _upsert_one(tx: Tx, entry: Entry) -> bool:
    try:
        id_, name, roles = str(entry["id"]), str(entry["name"]), {str(r) for r in entry["roles"]}
        values = {
            "name": name,
            "logins": json.dumps(dict(entry.get("logins") or {}), sort_keys=True),
            "db_role": entry.get("db_role"),
        }
    except (KeyError, TypeError, ValueError) as e:
        raise StoreTrouble("Could not read the list of people", f"Each needs id, name, roles and logins ({e}).") from e
    row = tx.conn.execute(select(person).where(person.c.id == id_)).one_or_none()
    changed = row is None or any(getattr(row, k) != v for k, v in values.items())
    if row is None:
        tx.conn.execute(insert(person).values(id=id_, **values))
    elif changed:
        tx.conn.execute(update(person).where(person.c.id == id_).values(**values))
    if _grant(tx, id_, roles) or changed:
        audit.append(tx, "person", OPERATOR, person=id_, roles=sorted(roles))
        return True
    return False


def _grant(tx: Tx, id_: str, roles: set[str]) -> bool:
    """End the grants that are not listed any more, begin those that are new."""
    current = (
        role_grant.c.person == id_,
        role_grant.c.since <= tx.now,
        or_(role_grant.c.until.is_(None), role_grant.c.until > tx.now),
    )
    held = set(tx.conn.execute(select(role_grant.c.role).where(*current)).scalars())
    for role in held - roles:
        tx.conn.execute(update(role_grant).where(*current, role_grant.c.role == role).values(until=tx.now))
    for role in roles - held:
        tx.conn.execute(insert(role_grant).values(person=id_, role=role, since=tx.now, author=OPERATOR))
    return held != roles
