"""What somebody decided on a customer within a day before: it counts with what they decide next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from app.domain.case import SUMMED, Earlier
from app.store.team.rows import HOLDS_SLOT
from app.store.team.schema import decision, kase

_DAY = SUMMED // timedelta(microseconds=1)


def earlier(conn: Connection, case_id: str, actor: str, mine: Any | None, now: int) -> Earlier:
    """Of ``actor``, on the customer of this case, before ``mine``; before now where that is not taken down yet.

    What came after does not count: it was judged with this one, and must not stop it half-way. The day ends with ``mine``, so that
    waiting for an answer changes nothing.
    """
    customer = select(kase.c.customer).where(kase.c.id == case_id).scalar_subquery()
    asked = (
        select(decision.c.deed, decision.c.currency, func.sum(decision.c.amount).label("minor"))
        .join(kase, kase.c.id == decision.c.case_id)
        .where(kase.c.customer == customer, decision.c.actor == actor, decision.c.amount > 0, decision.c.state.in_(HOLDS_SLOT))
        .where(decision.c.at > (now if mine is None else mine.at) - _DAY)
        .group_by(decision.c.deed, decision.c.currency)
    )
    if mine is not None:
        asked = asked.where(tuple_(decision.c.at, decision.c.id) < (mine.at, mine.id))
    return {(row.deed, row.currency): int(row.minor) for row in conn.execute(asked)}
