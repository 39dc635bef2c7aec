"""What is on the page about the policy: the team's answer with the person's changes on it, for one legal entity or for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.domain.policy_page import DelegationView, PolicyAnswer, ProposalView, VersionView
from app.policy.differing import own_rules
from app.policy.sheets import SHEETS
from ui.cases.words import system
from ui.policy import calendar, panes, tables, values
from ui.policy.bounds import Change
from ui.policy.draft import Draft
from ui.tables.column import Column, Line
from ui.tables.listing import Listing

MATRIX, OFFERS, CHANGES, LENT, CALENDAR, RETURNS, CLAIMS, SOURCING = range(8)
TITLES = ("Matrix", "Offers", "Changes", "Lent rights", "Calendar", "Returns", "Claims", "Sourcing")
_SHEETS = {OFFERS: "quotes", RETURNS: "returns", CLAIMS: "claims", SOURCING: "sourcing"}  # the text that a list is of
BY_SYSTEM = frozenset({MATRIX, *_SHEETS})  # lists that a system may have rules of its own in


def called(source: str) -> str:
    return system(source)[1]


@dataclass
class Shown:
    """``entity``: a system, "" for the central rules. base: the version that others are compared with; None: each with the one before."""

    answer: PolicyAnswer
    draft: Draft
    entity: str = ""
    base: int | None = None
    shut: frozenset[str] = frozenset()

    def columns(self) -> tuple[Sequence[Column], ...]:
        found = {
            MATRIX: tables.matrix_columns(self.draft.policy),
            CHANGES: tables.CHANGE_COLUMNS,
            LENT: tables.LOAN_COLUMNS,
            CALENDAR: calendar.COLUMNS,
            **{tab: tables.sheet_columns(SHEETS[text]) for tab, text in _SHEETS.items()},
        }
        return tuple(found[tab] for tab in range(len(TITLES)))

    def lines(self) -> tuple[Callable[[object], Line], ...]:
        found: dict[int, Callable[[object], Line]] = {
            MATRIX: lambda record: tables.deed_line(self.draft.policy, record),
            CHANGES: lambda record: tables.change_line(self.answer.current.version, record),
            LENT: tables.loan_line,
            CALENDAR: calendar.line,
        }
        return tuple(found.get(tab, tables.sheet_line) for tab in range(len(TITLES)))

    def listing(self, tab: int) -> Listing:
        draft = self.draft
        if tab == MATRIX:
            return tables.matrix(draft.policy, draft.policy_before, self.entity, self.answer, self.shut)
        if tab in _SHEETS:
            text = _SHEETS[tab]
            return tables.values(SHEETS[text], draft.values[text], draft.values_before[text], self.entity)
        if tab == CALENDAR:
            return calendar.facts(draft.policy, draft.policy_before)
        return tables.changes(self.answer, self.base) if tab == CHANGES else tables.loans(self.answer)

    def counts(self) -> list[tuple[str, int | None]]:
        """The lists' titles with what waits or stands in them."""
        waits = sum(p.state == "open" for p in self.answer.proposals)
        lent = sum(d.state == "now" for d in self.answer.delegations)
        counted = {CHANGES: waits or None, LENT: lent or None}
        return [(title, counted.get(n)) for n, title in enumerate(TITLES)]

    def next_entity(self) -> None:
        places = ("", *self.answer.entities)
        self.entity = places[(places.index(self.entity) + 1) % len(places)] if self.entity in places else ""

    def pane(self, record: object, change: Change, leave: Callable[[], None]) -> QWidget:
        """What stands beside the list."""
        answer, draft, titles = self.answer, self.draft, self.answer.titles
        match record:
            case tables.DeedRow():
                own = [d for d in own_rules(draft.texts, self.entity) if d.deed == record.deed] if self.entity else []
                foot = [panes.back_button()] if record.own else []
                central = draft.policy.deeds[record.deed]
                return panes.deed(draft.policy, record.rule, central, self.entity, titles, called, own, change, leave, foot)
            case tables.SheetRow(sheet=sheet):
                return values.value(sheet, record.name, draft.values[sheet.document], self.entity, called, change, leave)
            case calendar.CalendarRow():
                today = datetime.now(draft.policy.service.calendar.zone).date()
                return calendar.pane(record, draft.policy.year, today, change, leave)
            case VersionView():
                return panes.version(record, self._base_of(record), titles, called)
            case ProposalView():
                return panes.proposal(record, titles, called, enforced=answer.enforced)
            case DelegationView():
                return panes.loan(record, enforced=answer.enforced)
            case _:
                return panes.nothing("Choose a row to see more of it")

    def _base_of(self, version: VersionView) -> VersionView | None:
        wanted = version.version - 1 if self.base in (None, version.version) else self.base
        return next((v for v in self.answer.versions if v.version == wanted), None)
