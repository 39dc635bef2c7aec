"""The facade: what a screen or a script may ask of the program. Everything returns at once; work happens on lanes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

from app import sheets
from app.commands.command import Command
from app.commands.rights import Right, rights
from app.decisions import Decisions, Done, sends
from app.domain.approvals import AskApprovals
from app.domain.board import AskBoard, AskSlots, Book, Change
from app.domain.changes import Changes
from app.domain.chart import AskBehind
from app.domain.customers import AskCustomer
from app.domain.figure import AskCounted
from app.domain.inventory import AskProduct, AskShelf, AskShelfRows
from app.domain.kept_file import KeptFile
from app.domain.orders import AskMismatches, AskOrder, AskOrderRows, AskOrders
from app.domain.person import Person
from app.domain.policy_page import AskPolicy, PolicyWish
from app.domain.preview import PreviewView
from app.domain.question import (
    Answer,
    AskCase,
    AskCounts,
    AskFind,
    AskHolds,
    AskOutbox,
    AskQueue,
    AskQuote,
    OutboxAnswer,
    Question,
    SourceRow,
)
from app.domain.ref import Ref
from app.domain.sheet import Sheet
from app.domain.team_view import AskShared, TeamWish
from app.domain.version_list import AskVersions
from app.doors import Doors
from app.drafting import Drafting
from app.filing import Filing
from app.importing import Importing
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.offering import Offering
from app.panels import approvals as approvals_panel
from app.panels import board as board_panel
from app.panels import booking, panel_for, quote_versions
from app.panels import customer as customer_panel
from app.panels import order as order_panel
from app.panels import policy as policy_panel
from app.panels import product as product_panel
from app.planning import Planning
from app.policy.in_force import InForce
from app.pricing import Pricing
from app.ruling import Ruling
from app.sharing import Sharing
from app.store.figure_read import FigureQuestion, FigureReads
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.store.team import Team
from app.sync.rounds import Rounds

__all__ = ["COMPANY", "Console", "Done", "Status"]

T = TypeVar("T")
COMPANY = "company"  # under this name the company is remembered for a start without any server


@dataclass(frozen=True, slots=True)
class Status:
    """The frame's state: remotes, team store, letters. Cheap, no I/O."""

    company: str
    roles: tuple[str, ...]  # of this person, as the policy in force calls them
    sources: tuple[SourceRow, ...]
    team_state: str
    team_words: str
    letters_waiting: int
    recovered: int
    now: datetime


class Console:
    """One signed-in person on one machine. Build it in ``bootstrap``; ``start`` it; ``close`` it."""

    def __init__(
        self,
        *,
        me: Person,
        company: str,
        mirror: Mirror,
        outbox: Outbox,
        team: Team,
        reads: Reads,
        figures: FigureReads,
        rules: InForce,
        rounds: Rounds,
        doors: Doors,
        filing: Filing,
        drafts: Drafting,
        pricing: Pricing,
        offering: Offering,
        imports: Importing,
        lanes: Mapping[str, Lane],
        clock: Clock,
        recovered: int,
        listeners: list[Callable[[Changes], None]],
        secrets_words: str,
        lock: IO[str],
    ) -> None:
        self.me = me
        self._company = company
        self.secrets_words = secrets_words
        self.rounds = rounds
        self._mirror, self._outbox, self._team, self._reads = mirror, outbox, team, reads
        self._figures = figures
        self._rules = rules
        self.doors = doors
        self._filing = filing
        self.drafts = drafts
        self.pricing = pricing
        self.offering = offering
        self.imports = imports
        listeners.append(imports.on_changes)
        self._lanes = lanes
        self._clock = clock
        self._recovered = recovered
        self._listeners = listeners
        self._decisions = Decisions(
            me=me,
            rules=rules,
            outbox=outbox,
            team=team,
            reads=reads,
            rounds=rounds,
            writer=lanes["writer"],
            clock=clock,
            hear=self._hear,
        )
        self._planning = Planning(me, rules, team, rounds)
        self._ruling = Ruling(me, team, rounds)
        self._sharing = Sharing(me, team, rounds)
        self._lock = lock
        self._views = outbox.views()
        self._waiting = recovered

    @property
    def company(self) -> str:
        """The company's name, from its own ERP or, before that answered, as it was last time."""
        first = next(iter(self.rounds.remotes.values()), None)
        hello = first.puller.hello if first is not None else None
        return hello.company if hello is not None and hello.company else self._company

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.rounds.remotes)

    # ---- reading ----

    def start(self) -> None:
        self.rounds.start()
        self.imports.fetch()

    def watch(self, listener: Callable[[Changes], None]) -> None:
        """``listener`` hears every Changes, on any thread, until the console closes."""
        self._listeners.append(listener)

    def read(self, question: Question) -> Future[Answer]:
        """Answer from local files on the reader lane, figures on a lane of their own; None where the thing asked for is gone."""
        return self._lanes["figures" if isinstance(question, FigureQuestion) else "reader"].submit(self._answer, question)

    def _answer(self, question: Question) -> Answer:
        now = self._clock.now()
        if isinstance(question, FigureQuestion):
            return self._figures.answer(question, now)
        match question:
            case AskQueue():
                return self._reads.queue(question, now)
            case AskCase():
                parts = self._reads.panel_parts(question.case_id, now)
                return None if parts is None else panel_for(parts).build(parts, self.me, self._rules.policy, now)
            case AskQuote():
                quote = self._reads.quote_parts(question.ref, now)
                return None if quote is None else panel_for(quote).build(quote, self.me, self._rules.policy, now)
            case AskCounts():
                counts = self._reads.counts(now)
                self._waiting = counts.letters_waiting + counts.letters_unknown
                return replace(counts, approvals=approvals_panel.for_me(self._reads.matters(now), self.me, self._rules.policy))
            case AskApprovals():
                return approvals_panel.answer(self._reads.matters(now), question, self.me, self._rules.policy)
            case AskOutbox():
                return self._outbox_answer(self._reads.outbox(now))
            case AskHolds():
                return self._reads.holds(question, now)
            case AskFind():
                return self._reads.find(question)
            case AskOrders():
                return self._reads.orders(question)
            case AskOrderRows():
                return self._reads.order_rows(question)
            case AskMismatches():
                return self._reads.mismatches(question)
            case AskOrder():
                found = self._reads.order_parts(question)
                return None if found is None else order_panel.build(found, now.astimezone())
            case AskBoard():
                return board_panel.build(self._reads.board_parts(), question, now, self._rules.policy.service.calendar.zone)
            case AskSlots():
                return booking.answer(self._reads.slot_parts(question), question, now, self._rules.policy.service.calendar.zone)
            case AskCustomer():
                known = self._reads.customer_parts(question, now)
                return None if known is None else customer_panel.build(known, question.whole, self._rules.policy, now)
            case AskShelf():
                return self._reads.shelf(question, now.astimezone())
            case AskShelfRows():
                return self._reads.shelf_rows(question, now.astimezone())
            case AskShared():
                return self._reads.shared()
            case AskVersions():
                offered = self._reads.version_parts(question)
                return None if offered is None else quote_versions.build(offered, now.astimezone())
            case AskPolicy():
                enforced = self._team.enforces_four_eyes
                return policy_panel.build(self._reads.policy_parts(), self.me, self._rules.policy, now, enforced=enforced)
            case AskProduct():
                product = self._reads.product_parts(question)
                return None if product is None else product_panel.build(product, now.astimezone())

    def save_sheet(self, sheet: Sheet, path: Path) -> Future[int]:
        """Write a table that a screen has, .xlsx or CSV; how many rows. Trouble in the future where the file cannot be written."""
        return self._lanes["figures"].submit(sheets.write, path, sheet)

    def save_file(self, made: bytes, path: Path) -> Future[None]:
        """Write what a screen made. Trouble in the future where the file cannot be written."""
        return self._lanes["figures"].submit(sheets.put, path, made)

    def save_documents(self, asked: AskCounted | AskBehind, sheet: Sheet, path: Path) -> Future[int]:
        """All documents that a list of a figure stands for, as rows of ``sheet``."""
        return self._lanes["figures"].submit(self._save_documents, asked, sheet, path)

    def _save_documents(self, asked: AskCounted | AskBehind, sheet: Sheet, path: Path) -> int:
        every, now = replace(asked, most=sys.maxsize), self._clock.now()
        found = self._figures.behind(every, now) if isinstance(every, AskBehind) else self._figures.counted(every, now)
        rows = tuple((row.number, row.about, row.ref.source, row.ref.model, row.ref.key) for row in found.rows)
        return sheets.write(path, replace(sheet, rows=rows))

    def save_outcomes(self, days: int, named: str, path: Path) -> Future[int]:
        """What became of every order of a period, given as to AskFigures, without names and amounts."""
        return self._lanes["figures"].submit(lambda: sheets.write(path, self._figures.outcomes(days, named, self._clock.now())))

    def file(self, file: Ref, rev: str, use: Callable[[bytes], T]) -> Future[T]:
        """What ``use`` makes of an attachment's bytes, off the screen's thread; see ``Filing.open``."""
        return self._filing.open(file, rev, use)

    def enclose(self, file: Ref, rev: str, name: str) -> Future[KeptFile]:
        """Have a file ready to go with a message; see ``Filing.enclose``."""
        return self._filing.enclose(file, rev, name)

    def keep_file(self, path: Path) -> Future[KeptFile]:
        """Take a picture over, to be added by a command that names it; see ``Filing.keep``."""
        return self._filing.keep(path)

    def _outbox_answer(self, answer: OutboxAnswer) -> OutboxAnswer:
        known = {s.source: s for s in answer.sources}
        rows = tuple(self._source_row(name, known.get(name)) for name in self.rounds.remotes)
        return replace(answer, sources=rows, recovered=self._recovered)

    def _source_row(self, name: str, stored: SourceRow | None) -> SourceRow:
        row = self.rounds.board.get(name)
        return SourceRow(
            source=name,
            server=row.server,
            state=row.state,
            words=row.words or row.held,
            last_ok=row.last_ok,
            next_try=row.next_try,
            records=stored.records if stored else 0,
            quarantined=stored.quarantined if stored else 0,
            reads=bool(self.rounds.remotes[name].pulling.feeds),
        )

    def status(self) -> Status:
        team = self.rounds.board.get("team")
        return Status(
            company=self.company,
            roles=tuple(sorted(self._rules.policy.title(role) for role in self.me.roles)),
            sources=tuple(self._source_row(name, None) for name in self.rounds.remotes),
            team_state=team.state,
            team_words=team.words,
            letters_waiting=self._waiting,
            recovered=self._recovered,
            now=self._clock.now(),
        )

    def rights(self) -> tuple[Right, ...]:
        """What this person may do, in each system that was asked since it was signed in to. Cheap, no I/O."""
        shown = self.doors.roles()
        return rights(self.me, self._rules.policy, {source: may for source, may in self.doors.may.items() if source in shown})

    # ---- deciding ----

    def preview(self, command: Command) -> Future[PreviewView]:
        """What the command would do. Asked of the servers where they answer; a refusal is in ``problem``, not raised."""
        return self._lanes["preview"].submit(self._decisions.preview, command)

    def do(self, command: Command) -> Future[Done]:
        """Take a decision down. Refused or Conflict in the future where it cannot be; the reason is for beside the button."""
        there = sends(command.deed) and command.about is None  # a case is opened in the team store
        return self._lanes["writer" if there else "team"].submit(self._decisions.do, command)

    def plan(self, wish: Book | Change) -> Future[Done]:
        """Take an appointment down, or change one that has no case. Refused or Conflict in the future where it cannot be."""
        return self._lanes["team"].submit(self._planning.carry_out, wish)

    def share(self, wish: TeamWish) -> Future[Done]:
        """Show a board to the team, or keep a note at a day of a figure. Refused in the future where it is a colleague's."""
        return self._lanes["team"].submit(self._sharing.carry_out, wish)

    def rule(self, wish: PolicyWish) -> Future[Done]:
        """Propose a change of the policy, answer one, lend a right to approve. Refused or Conflict in the future where it cannot be."""
        return self._lanes["team"].submit(self._ruling.carry_out, wish)

    def saw(self, case_id: str) -> None:
        """The person has looked at this case: unread no more, until its next spell."""
        self._lanes["writer"].submit(self._saw, case_id)

    def _saw(self, case_id: str) -> None:
        with self._mirror.reading() as read:
            case = read.case(case_id)
        self._outbox.saw(case_id, case.spell if case is not None else 1)

    # ---- the outbox in the person's hand ----

    def pull_now(self) -> None:
        """Poll every remote now, also those that are only written to."""
        for source in self.rounds.remotes:
            self.rounds.pull_now(source)

    def discard(self, letter_id: str) -> Future[Any]:
        """Put a parked letter aside for good, once a person has looked; Refused while it may still take effect."""
        return self._lanes["team"].submit(self.rounds.discard, letter_id)

    def resend(self, letter_id: str) -> Future[Any]:
        """Let a parked letter be verified again, and sent again where that proves it absent."""
        return self._lanes["team"].submit(self.rounds.resend, letter_id)

    def view(self, name: str) -> str | None:
        """A remembered layout, as the window saved it; from memory, so that any thread may ask."""
        return self._views.get(name)

    def save_view(self, name: str, value: str) -> None:
        self._views[name] = value
        self._lanes["writer"].submit(self._outbox.save_view, name, value)

    def close(self) -> None:
        """Stop rounds, close remote lanes, sign out, drain the writer, close readers and stores (architecture section 6)."""
        self.rounds.close()
        self._lanes["preview"].close(drain=False)
        self._filing.close()
        self.drafts.close()
        self.pricing.close()
        self.imports.stop()
        self.doors.close()
        for remote in self.rounds.remotes.values():
            for lane, connector in ((remote.pull_lane, remote.pulling), (remote.deliver_lane, remote.delivering)):
                lane.submit(connector.close)
                lane.close(drain=True)
        self._lanes["appointments"].close(drain=True)
        if self.company != self._company:
            self.save_view(COMPANY, self.company)
        self._lanes["team"].close(drain=True)
        self.imports.close()  # heard of the team's changes until here
        self._lanes["writer"].close(drain=True)
        self._lanes["reader"].close(drain=False)
        self._lanes["figures"].close(drain=False)
        self._listeners.clear()
        self._team.close()
        self._outbox.close()
        self._mirror.close()
        self._lock.close()

    def _hear(self, changes: Changes) -> None:
        if changes:
            for listener in tuple(self._listeners):
                listener(changes)
