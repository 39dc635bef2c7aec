"""A small company in memory: a console with real futures whose world changes when it is told to. For widget tests and their pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.commands import COMMANDS, of_type
from app.commands.command import Command
from app.commands.telling import SEND, SUBJECT, TELL, TEXT
from app.domain.approvals import AskApprovals
from app.domain.block import Strip
from app.domain.board import AskBoard, BoardAnswer
from app.domain.changes import Changes
from app.domain.chart import AskBehind, AskChart
from app.domain.customers import AskCustomer
from app.domain.figure import AskCounted
from app.domain.inventory import AskProduct, AskShelf, AskShelfRows
from app.domain.kept_file import KeptFile
from app.domain.kpi_board import AskKpiBoard
from app.domain.letter import Effect
from app.domain.message import Message
from app.domain.person import Person
from app.domain.policy_page import AskPolicy, PolicyWish
from app.domain.preview import PreviewView, Telling
from app.domain.question import (
    AskCase,
    AskCounts,
    AskFind,
    AskHolds,
    AskOutbox,
    AskQueue,
    AskQuote,
    CasePanel,
    CaseRow,
    Counts,
    Deed,
    FindAnswer,
    Hit,
    HoldsAnswer,
    LetterRow,
    OutboxAnswer,
    PendingView,
    Question,
    QueueAnswer,
    SourceRow,
)
from app.domain.ref import Ref
from app.domain.team_view import AskShared, SharedAnswer
from app.domain.version_list import AskVersions
from app.errors import ClearlineError, Conflict, RefusedByRemote, Unreachable
from tests.ui import figure_samples
from tests.ui.approval_samples import Approvals
from tests.ui.customer_samples import Customers
from tests.ui.import_samples import StageImports
from tests.ui.listed import holds, queue
from tests.ui.order_samples import Orders
from tests.ui.policy_stage import PolicyStage, unread
from tests.ui.quote_samples import Quotes
from tests.ui.quote_stage import QuoteStage
from tests.ui.samples import HALVORSEN, ME, history, sample_rows
from tests.ui.shelf_samples import Shelves
from tests.ui.stage import StageDoors

VIEWS = ("all", "snoozed", "mine", "approval")


@dataclass(frozen=True)
class Done:
    words: str
    letter_ids: tuple[str, ...] = ()
    undo: bool = False
    steps: int = 0


class World:
    """Looks like a console to the screen. ``hold()`` keeps answers back until ``let_go()``; ``fail`` makes the next deed fail."""

    def __init__(self, rows: list[CaseRow] | None = None, me: Person = ME) -> None:
        self.me = me
        self.now = datetime.now(UTC)
        self.rows = sample_rows(self.now) if rows is None else rows
        self.asof: datetime | None = self.now  # None: the first reading is not judged yet
        self.fail: ClearlineError | None = None
        self.fail_read: ClearlineError | None = None
        self.fail_preview: ClearlineError | None = None
        self.panel = HALVORSEN
        self.verdict = "may"
        self.problem = ""
        self.draft = ""
        self.mail_to: str | None = None  # where the customer is written to, "" where nobody knows; None: no mail system
        self.told_already = ""
        self.denied: dict[str, str] = {}
        self.pending: dict[str, PendingView] = {}
        self.letters: list[LetterRow] = []
        self.recovered = 0
        self.quarantined = 0
        self.offline = False
        self.signed_out = ""  # a source that waits for its password
        self.commands: list[Command] = []
        self.previews: list[Command] = []
        self.views: dict[str, str] = {}
        self.calls: list[tuple[str, str]] = []
        self.doors = StageDoors()
        self.files: dict[str, bytes] = {}  # attachments by key
        self.hits: tuple[Hit, ...] = ()  # what the palette finds, whatever is typed
        self.holds: HoldsAnswer | None = None
        self.orders = Orders(self.now)
        self.customers = Customers()
        self.approvals = Approvals(lambda: self.rows)
        self.shelves = Shelves(self.now)
        self.quotes = QuoteStage()
        self.offers = Quotes(self.now)
        self.drafts, self.pricing, self.offering = self.quotes.drafts, self.quotes.pricing, self.quotes.offering
        self.imports = StageImports()
        self.policy: PolicyStage | None = None
        self._listeners: list[Callable[[Changes], None]] = []
        self._held: list[Callable[[], None]] | None = None

    # ---- the console's side --------------------------------------------------------------------------------------------------
    def watch(self, listener: Callable[[Changes], None]) -> None:
        self._listeners.append(listener)

    def read(self, question: Question) -> Future[Any]:
        return self._later(lambda: self._answer(question))

    def rule(self, wish: PolicyWish) -> Future[Any]:
        def carry_out() -> Any:
            assert self.policy is not None
            if self.fail is not None:
                raise self.fail
            return self.policy.rule(self.me, wish)

        return self._later(carry_out)

    def preview(self, command: Command) -> Future[PreviewView]:
        self.previews.append(command)
        return self._later(lambda: self._preview(command))

    def do(self, command: Command) -> Future[Any]:
        self.commands.append(command)
        return self._later(lambda: self._do(command))

    def status(self) -> Any:
        return SimpleNamespace(
            company="Nordwind Supply", roles=("Credit analyst",), sources=self.sources(), team_state="ok", team_words="",
            letters_waiting=len(self.letters), recovered=self.recovered, now=self.now,
        )  # fmt: skip

    def view(self, name: str) -> str | None:
        return self.views.get(name)

    def file(self, file: Ref, rev: str, use: Callable[[bytes], Any]) -> Future[Any]:
        self.calls.append(("file", file.key))
        return self._later(lambda: use(self._content(file.key)))

    def enclose(self, file: Ref, rev: str, name: str) -> Future[Any]:
        self.calls.append(("enclose", file.key))
        data = b"%PDF-1.7 " * 2000

        def take() -> KeptFile:
            if self.fail is not None:
                raise self.fail
            return KeptFile(hashlib.sha256(data).hexdigest(), len(data), name)

        return self._later(take)

    def keep_file(self, path: Path) -> Future[Any]:
        def take() -> KeptFile:
            if self.fail is not None:
                raise self.fail
            data = path.read_bytes()
            return KeptFile(hashlib.sha256(data).hexdigest(), len(data), path.name)

        return self._later(take)

    def _content(self, key: str) -> bytes:
        if self.offline or key not in self.files:
            raise (
                Unreachable("erp.example cannot be reached")
                if self.offline
                else RefusedByRemote("The ERP has nothing in this file")
            )
        return self.files[key]

    def saw(self, case_id: str) -> None:
        """Looked at; the pages keep it for themselves here."""

    def save_view(self, name: str, value: str) -> None:
        self.views[name] = value

    def pull_now(self) -> None:
        self.calls.append(("pull", ""))

    def resend(self, letter_id: str) -> Future[Any]:
        self.calls.append(("resend", letter_id))
        return self._later(lambda: None)

    def discard(self, letter_id: str) -> Future[Any]:
        self.calls.append(("discard", letter_id))
        return self._later(lambda: None)

    # ---- the test's side -------------------------------------------------------------------------------------------------------
    def hold(self) -> None:
        self._held = []

    def let_go(self, *, last_first: bool = False) -> None:
        held, self._held = self._held or [], None
        for work in reversed(held) if last_first else held:
            work()

    def row(self, number: str) -> CaseRow:
        return next(r for r in self.rows if r.number == number)

    def change(self, number: str, **values: Any) -> None:
        """The world changed a row; the screen hears of it."""
        at = next(i for i, r in enumerate(self.rows) if r.number == number)
        self.rows[at] = replace(self.rows[at], **values)
        self.tell(self.rows[at].case_id)

    def remove(self, number: str) -> None:
        row = self.row(number)
        self.rows.remove(row)
        self.tell(row.case_id)

    def tell(self, *cases: str, topics: tuple[str, ...] = ("cases", "letters")) -> None:
        for listener in self._listeners:
            listener(Changes(frozenset(topics), frozenset(cases)))

    # ---- answers ---------------------------------------------------------------------------------------------------------------
    def _later(self, make: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()

        def work() -> None:
            try:
                future.set_result(make())
            except ClearlineError as e:
                future.set_exception(e)

        work() if self._held is None else self._held.append(work)
        return future

    def _answer(self, question: Question) -> Any:
        if self.fail_read is not None:
            raise self.fail_read
        match question:
            case AskQueue():
                return self._queue(question)
            case AskCase():
                return self._panel(question.case_id)
            case AskCounts():
                return Counts((("credit", len(self.rows), 1),), len(self.letters), 0, 0)
            case AskApprovals():
                return self.approvals.answer(question)
            case AskOutbox():
                return OutboxAnswer(tuple(self.letters), self.sources(), 188, self.recovered)
            case AskHolds():
                return self.holds or holds(question, self.now)
            case AskKpiBoard():
                return figure_samples.board(question, self.now)
            case AskCounted():
                return figure_samples.counted(question)
            case AskChart():
                return figure_samples.chart(question, self.now)
            case AskBehind():
                return figure_samples.behind(question)
            case AskShared():
                return SharedAnswer()
            case AskFind():
                return FindAnswer(self.hits)
            case AskCustomer():
                return self.customers.answer(question)
            case AskShelf() | AskShelfRows() | AskProduct():
                return self.shelves.answer(question)
            case AskBoard():
                today = self.now.astimezone().date()
                return BoardAnswer(question.day or today, today, Strip("", 7, 18, ()), (), 0, None, 0)
            case AskPolicy():
                return self.policy.answer(self.me) if self.policy is not None else unread(self.me)
            case AskQuote() | AskVersions():
                return self.offers.answer(question)
            case _:
                return self.orders.answer(question)

    def _view(self, name: str) -> list[CaseRow]:
        wanted = {
            "all": lambda r: True,
            "mine": lambda r: r.owner == self.me.id,
            "approval": lambda r: r.pending == "approval",
            "snoozed": lambda r: r.state == "waiting",
        }
        return [r for r in self.rows if wanted[name](r)]

    def _queue(self, ask: AskQueue) -> QueueAnswer:
        views = tuple((name, len(self._view(name))) for name in VIEWS)
        return queue(ask, self._view(ask.view), self.rows, views, self.asof)

    def _deeds(self) -> tuple[Deed, ...]:
        off = {
            "approve": "Nothing waits for approval",
            "decline_approval": "Nothing waits for approval",
            "take_back": "There is nothing to take back",
        } | self.denied
        at_once = {"claim", "recheck", *(("take_back",) if self.pending else ())}
        return tuple(
            Deed(s.name, s.title, s.key_in("credit"), s.icon, "denied" if why else "may", why, s.name in at_once, s.fields)
            for s, why in ((spec, off.get(spec.name, "")) for spec in of_type("credit"))
        )

    def _panel(self, case_id: str) -> CasePanel | None:
        row = next((r for r in self.rows if r.case_id == case_id), None)
        if row is None:
            return None
        return replace(
            self.panel,
            row=row,
            deeds=self._deeds(),
            pending=self.pending.get(case_id),
            asof=self.now,
            history=history(self.now),
            chips=(("Credit hold", "bad"), ("Ships today", "warn"), ("Due in 1 h 42", "warn")),
        )

    def _preview(self, command: Command) -> PreviewView:
        if self.fail_preview is not None:
            raise self.fail_preview
        spec = next(s for s in COMMANDS if s.name == command.deed)
        number = next((r.number for r in self.rows if r.case_id == command.case_id), "")
        fields, told = command.fields, self._telling(command)
        effects = {
            "release_hold": Effect("tryton", number, "state", "quotation", "confirmed"),
            "raise_limit": Effect("tryton", "Halvorsen Marine AS", "credit limit", "400,000.00", fields.get("to", "")),
            "note": Effect("tryton", number, "note", "", fields.get("text", "")),
        }
        return PreviewView(
            case_id=command.case_id,
            deed=command.deed,
            title=spec.title,
            button=spec.button.format(number=number),
            effects=(effects[command.deed],) if command.deed in effects else (),
            predicted=("tryton",) if self.offline else (),
            facts=(
                ("Over limit after", "8,420.00, as now", "bad"),
                ("Your authority", "10,000.00 and 10 %", "ok"),
                ("Ships", "Today", "text.1"),
            ),
            verdict=self.verdict,
            verdict_words="Above your 10,000.00: a credit manager agrees first" if self.verdict == "approval" else "",
            undo=spec.undo,
            problem=self.problem or (told.problem if told else ""),
            needs_reason=any(f.kind == "reason" for f in spec.fields),
            draft=self.draft if self.mail_to is None else "",
            telling=told,
        )

    def _telling(self, command: Command) -> Telling | None:
        """As app.commands.telling says it."""
        if self.mail_to is None or not self.draft:
            return None
        subject, _, text = self.draft.partition("\n\n")
        said = command.fields
        told = Message(self.mail_to, said.get(SUBJECT, subject), said.get(TEXT, text), "en", command.deed, "W1042")
        sends = said.get(TELL, SEND) == SEND and not self.told_already
        problem = "No e-mail address of this customer is known" if sends and not self.mail_to else ""
        return Telling(told, self.draft, "English", sends, self.told_already, problem)

    def _do(self, command: Command) -> Done:
        if self.fail is not None:
            fail, self.fail = self.fail, None
            raise fail
        row = next(r for r in self.rows if r.case_id == command.case_id)
        if row.rev != command.seen_rev:
            raise Conflict(f"Could not act on {row.number}", "It changed while you decided.")
        spec = next(s for s in COMMANDS if s.name == command.deed)
        done = Done(spec.done.format(number=row.number), ("letter-1",) if spec.sends else (), False)
        match command.deed:
            case "claim":
                self.change(
                    row.number, owner=self.me.id, owner_initials=self.me.initials, owner_name=self.me.name, rev=row.rev + 1
                )
            case "release_hold":
                word = "approval" if self.verdict == "approval" else "releasing"
                self.change(row.number, pending=word, rev=row.rev + 1)
            case "snooze":
                self.change(row.number, state="waiting")
        return done

    def sources(self) -> tuple[SourceRow, ...]:
        state, words, age = ("offline", "The ERP does not answer", 14 * 60) if self.offline else ("ok", "In sync", 4)
        last, then = self.now - timedelta(seconds=age), self.now + timedelta(seconds=38)
        erp = SourceRow("tryton", "Tryton 8.2", state, words, last, then, 31_480, self.quarantined)
        if not self.signed_out:
            return (erp,)
        return erp, SourceRow(self.signed_out, "", "sign_in", "The password is not known here. Sign in to it.", None, None, 0, 0)
