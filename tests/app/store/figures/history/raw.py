"""A company's raw records by source, and what its team store has."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from app.domain.case import Case, Decision, Spell
from app.domain.order import OrderState
from app.domain.ref import Ref

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
ERPS = ("erp", "sister")
BOOKED = (OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@dataclass
class History:
    """Records by source, and what the team store has."""

    rng: random.Random
    records: dict[str, list[Any]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    count: int = 0

    def key(self) -> str:
        self.count += 1
        return str(self.count)

    def add(self, source: str, cls: type[Any], **values: Any) -> Any:
        known = {"ref": Ref(source, cls.__name__.lower(), values.pop("key", None) or self.key()), "rev": "1", "stamp": NOW}
        record = cls(**known, **values)
        self.records.setdefault(source, []).append(record)
        return record

    def of(self, cls: type[Any]) -> list[Any]:
        return [r for listed in self.records.values() for r in listed if type(r) is cls]
