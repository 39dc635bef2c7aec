"""On which day all of an order can leave at once: planned for that day, it stands in the queues for its goods behind earlier ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from app.domain.dossier import GoodsDossier
from app.domain.promise import Queue
from app.rules.goods import matrix_of
from app.rules.promises import promises


def planned(dossier: GoodsDossier, shipments: Collection[str], day: date) -> GoodsDossier:
    """As if these shipments, by key, left on that day: they and their goods, also where they wait in a queue."""
    sent = tuple(replace(s, planned=day) if s.ref.key in shipments else s for s in dossier.shipments)
    moves = tuple(replace(m, planned=day) if m.shipment in shipments else m for m in dossier.moves)
    own = {m.ref.key for m in moves if m.shipment in shipments}
    queues = {
        place: Queue.of(replace(d, day=day) if d.key in own else d for d in queue.demands)
        for place, queue in dossier.queues.items()
    }
    return replace(dossier, shipments=sent, moves=moves, queues=queues)


def first_day(dossier: GoodsDossier, shipments: Collection[str], earliest: date, today: date) -> date | None:
    """The first day on which nothing of these shipments lacks, none before ``earliest``; None where nobody knows one."""
    day = max(earliest, today)
    while True:
        after = planned(dossier, shipments, day)
        found = [p for p in promises(after, matrix_of(after), today) if p.group.key in shipments and p.missing]
        by = [p.cover.by for p in found if p.cover.by is not None]
        if len(by) < len(found):
            return None
        later = max(by, default=day)
        if later <= day:  # nothing lacks, or no more than what a box that is not full rounds away
            return day
        day = later
