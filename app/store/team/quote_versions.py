"""Versions of quotations: numbered where they are written, one writer at a time, so that no console's clock decides their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.domain.quote_version import KIND, KeptVersion
from app.store.team.engine import Tx
from app.store.team.schema import decision, observation
from app.store.times import from_micros

Observe = Callable[[str, str, str, datetime, str], None]


def keep(tx: Tx, source: str, sale: str, body: Mapping[str, object], observe: Observe) -> int:
    """The number of this sale's version that the body's ``decision`` made: the next one, unless it made one before. It is theirs who
    decided, whoever sent it."""
    subject = f"{source}|{sale}"
    asked = select(observation.c.body).where(observation.c.kind == KIND, observation.c.subject == subject)
    there = [json.loads(row.body) for row in tx.conn.execute(asked)]
    known = next((one for one in there if one.get("decision") == body["decision"]), None)
    if known is not None:
        return int(known["number"])
    number = 1 + max((int(one["number"]) for one in there), default=0)
    actor = tx.conn.execute(select(decision.c.actor).where(decision.c.id == body["decision"])).scalar_one_or_none()
    text = json.dumps({**body, **({"by": actor} if actor else {}), "number": number}, sort_keys=True, ensure_ascii=False)
    observe(KIND, subject, text, tx.moment, source)
    return number


def some(conn: Connection, ids: Collection[str]) -> tuple[KeptVersion, ...]:
    """Those of these observations that are versions."""
    if not ids:
        return ()
    asked = select(observation).where(observation.c.id.in_(sorted(ids)), observation.c.kind == KIND)
    return tuple(found for row in conn.execute(asked) if (found := _kept(row)) is not None)


def _kept(row: Any) -> KeptVersion | None:
    """None of what an older program kept under its decision, without a number."""
    source, _, sale = row.subject.partition("|")
    number = json.loads(row.body).get("number")
    return KeptVersion(source, sale, number, from_micros(row.at), row.body) if sale and isinstance(number, int) else None
