"""Imports as a page of any window finds them: one that counts, one that was taken back, and no figures yet."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.imports import Batch, Held
from app.errors import Refused

AT = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
RETAIL = Batch(
    "b1", "sales", "Online Retail", "Online Retail.xlsx", "5a", "dan", AT, 541_893, 16, 136, "GBP", date(2010, 12, 1), date(2011, 12, 9),
    (("Document number", "InvoiceNo"), ("Day", "InvoiceDate"), ("Quantity", "Quantity"), ("Price of one", "UnitPrice")),
)  # fmt: skip
ANSWERS = replace(RETAIL, id="b2", kind="scores", name="NPS", file="nps-2026-10.csv", rows=412, rejected=0, blocks=1, currency="",
                  first=date(2026, 10, 1), last=date(2026, 10, 31), undone_by="dan", undone_at=AT)  # fmt: skip


class StageImports:
    """Answers at once."""

    def denied(self) -> str:
        return ""

    def all(self) -> Future[Any]:
        return _done((Held(RETAIL, 136, "Dan Director"), Held(ANSWERS, 1, "Dan Director", "Dan Director")))

    def fetch(self) -> Future[Any]:
        return _done(None)

    def figures(self, name: str, _days: int = 0) -> Future[Any]:
        return _done(Refused(f"{name} is still being read", "Its figures come when all of it is here."))


def _done(value: object) -> Future[Any]:
    made: Future[Any] = Future()
    made.set_exception(value) if isinstance(value, Refused) else made.set_result(value)
    return made
