"""Letters and clocks for tests, without the weight of the team store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.letter import Letter, LetterState, canonical
from app.domain.steps import Plan, Step

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


def around_the_clock(_type: str, started_at: datetime, pauses: Sequence[tuple[datetime, datetime]]) -> datetime:
    """A calendar that never closes: in a pause the clock stands still at all hours."""
    return started_at + sum((b - a for a, b in pauses), timedelta())


def payload(
    over: int = 50,
    *,
    limit: int = 10_000,
    by: str | None = None,
    sale: str = "7",
    deed: str = "release_hold",
    outcome: str | None = None,
    **more: object,
) -> dict[str, object]:
    """A release, or what else is measured like it, as the command writes it: amounts in EUR, over the limit by ``over``."""
    gate = {
        "source": "erp",
        "over": [over * 100, "EUR"],
        "limit": [limit * 100, "EUR"],
        "value": [over * 100, "EUR"],
        "created_by": by,
        "salesperson": None,
        "confirmed_by": None,
    }
    body = {"sale": sale, "customer": "3", "kind": "quotation", "reason": "paid by wire", **more}
    step = Step("erp", deed, f"SO{sale}", body, "r1")
    return Plan(deed, (step,), "paid by wire", gate, outcome=outcome).payload()


def letter(
    id_: str = "d1/1", *, case: str = "c1", state: LetterState = LetterState.QUEUED, at: datetime = T0, **more: Any
) -> Letter:
    text, digest = canonical(payload(deed=more.get("deed", "release_hold")))
    values: dict[str, Any] = {
        "id": id_,
        "decision_id": id_.split("/")[0],
        "case_id": case,
        "spell": 1,
        "deed": "release_hold",
        "slot": "outcome",
        "source": "erp",
        "document": "SO7",
        "payload": text,
        "sha256": digest,
        "expected_rev": "r1",
        "fence": 0,
        "actor": "ann",
        "state": state,
        "attempt": 0,
        "created_at": at,
        "sent_at": None,
        "receipt": None,
        "receipt_rev": None,
    }
    return Letter(**values | more)
