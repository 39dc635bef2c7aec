"""What waits for a second person in the small company of the screens' tests: two for Fiona, one of hers, one above her."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.domain.approvals import KINDS, VIEWS, Approval, ApprovalsAnswer, AskApprovals
from app.domain.question import CaseRow, PendingView
from tests.ui.samples import ME, OTHERS

# number, kind, what, asked by, needs, whether Fiona may, why not
SAMPLE = (
    ("SO-10482", "credit", "Release once", "OM", "Credit analyst", True, ""),
    ("SO-10418", "credit", "Raise credit limit", "OM", "Finance director", False, "A finance director approves this"),
    ("SO-10440", "credit", "Release once", "FB", "Credit manager", False, "You asked, so someone else approves"),
    ("SO-10449", "refunds", "Credit", "PK", "Credit analyst", True, ""),
)


class Approvals:
    """``rows`` is the world's own list of cases; ``gone``: numbers that somebody else decided; ``outcomes``: number -> (words, tone)."""

    def __init__(self, rows: Callable[[], list[CaseRow]]) -> None:
        self._rows = rows
        self.gone: set[str] = set()
        self.outcomes: dict[str, tuple[str, str]] = {}

    def pending(self, number: str) -> PendingView:
        of = next(a for a in self.all() if a.row.number == number)
        asker = next((p for p in (ME, *OTHERS.values()) if p.name == of.asked_by), ME)
        return PendingView(
            of.key, "release_hold", f"{of.what} {number}", "approval", asker.name, asker.id, of.asked_at, "Cash is announced",
            of.worth, 1, "credit_analyst", (), "", "ab" * 32,
        )  # fmt: skip

    def all(self) -> list[Approval]:
        by_number = {row.number: row for row in self._rows()}
        people = {"FB": ME, **OTHERS}
        return [
            Approval(
                key=f"dec-{number}",
                row=by_number[number],
                queue="credit",
                kind=kind,
                what=what,
                worth=by_number[number].amount,
                asked_by=people[by].name,
                asked_at=by_number[number].started_at + timedelta(minutes=5),
                needs=needs,
                may=may,
                why=why,
                mine=by == "FB",
                outcome=self.outcomes.get(number, ("", ""))[0],
                tone=self.outcomes.get(number, ("", ""))[1],
            )
            for number, kind, what, by, needs, may, why in SAMPLE
            if number in by_number and number not in self.gone
        ]

    def answer(self, ask: AskApprovals) -> ApprovalsAnswer:
        every = self.all()
        views = {"me": [a for a in every if a.may], "all": every, "mine": [a for a in every if a.mine]}
        counted = Counter(a.kind for a in views[ask.view])
        rows = [a for a in views[ask.view] if ask.kind in ("", a.kind) and ask.text.casefold() in a.row.customer.casefold()]
        rows = [replace(a, may=False) if a.outcome else a for a in rows]
        return ApprovalsAnswer(
            ask, tuple(rows), tuple((n, len(views[n])) for n in VIEWS), tuple((n, counted[n]) for n in KINDS), None
        )
