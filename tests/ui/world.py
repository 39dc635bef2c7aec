"""A small company in memory: a console with real futures whose world changes when it is told to. For widget tests and their pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from app.commands import COMMANDS
from app.commands.command import Command
from app.domain.changes import Changes
from app.domain.letter import Effect, LetterState
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import (
    AskCase,
    AskCounts,
    AskFind,
    AskHolds,
    AskOutbox,
    AskQueue,
    Bucket,
    CasePanel,
    CaseRow,
    Counts,
    Deed,
    Event,
    Fact,
    FindAnswer,
    HoldPoint,
    HoldsAnswer,
    LetterRow,
    LineRow,
    OutboxAnswer,
    PendingView,
    PreviewView,
    QueueAnswer,
    QueueGroup,
    Question,
    SourceRow,
)
from app.errors import ClearlineError, Conflict

ME = Person("p-fb", "Fiona Brandt", frozenset({"credit_analyst"}))
OTHERS = {
    "OM": Person("p-om", "Omar Haddad", frozenset()),
    "PK": Person("p-pk", "Petra Kern", frozenset()),
    "FF": Person("p-ff", "Frank Falk", frozenset()),
}
CASH, LITTLE, SINGLE = "Covered by unapplied cash", "Up to 3 % over, never more than 5 days late", "One by one"

# number, customer, ships in days, order, over, due in minutes, owner, pending, group
SAMPLE: tuple[tuple[str, str, int, int, int | None, int, str, str, str], ...] = (
    ("SO-10455", "Brandt & Söhne GmbH", 0, 12480, 1120, 38, "", "", CASH),
    ("SO-10461", "Polder Techniek B.V.", 0, 6915, 402, 52, "", "", CASH),
    ("SO-10463", "Ateliers Rousseau SAS", 0, 22034, 3870, 130, "OM", "", CASH),
    ("SO-10470", "Iberclima Industrial S.L.", 0, 4260, 96, 140, "FB", "releasing", CASH),
    ("SO-10474", "Vantaan Sähkö Oy", 1, 18720, 2415, 185, "", "", CASH),
    ("SO-10482", "Halvorsen Marine AS", 0, 38640, 8420, 57, "FB", "", LITTLE),
    ("SO-10485", "Officine Marchetti S.p.A.", 0, 9984, 1204, 58, "", "", LITTLE),
    ("SO-10491", "Lindqvist Hydraulik AB", 1, 31150, 4690, 200, "", "", LITTLE),
    ("SO-10497", "Tatra Pneumatik s.r.o.", 1, 7344, 988, 211, "", "", LITTLE),
    ("SO-10502", "Kestrel Robotics Ltd", 1, 15872, 2030, 224, "PK", "", LITTLE),
    ("SO-10503", "Nordlys Offshore AS", 2, 27410, 3118, 372, "", "", LITTLE),
    ("SO-10507", "Van Houten Pompen B.V.", 2, 11096, 640, 400, "", "", LITTLE),
    ("SO-10418", "Cascade Automation Inc.", -1, 64200, 41880, -72, "", "", SINGLE),
    ("SO-10427", "Great Lakes Pump Co.", 0, 19375, 22640, -18, "", "", SINGLE),
    ("SO-10433", "Meridian Process GmbH", 0, 88140, 17905, 44, "FF", "", SINGLE),
    ("SO-10440", "Silvretta Seilbahn AG", 0, 5520, 5520, 90, "FB", "approval", SINGLE),
    ("SO-10449", "Porto Frio Lda", 1, 13208, 6774, 170, "", "", SINGLE),
    ("SO-10452", "Hexagon Dairy Systems", 1, 24990, None, 182, "", "", SINGLE),
    ("SO-10458", "Aalborg Kedelservice A/S", 1, 8432, 2911, 195, "", "", SINGLE),
    ("SO-10466", "Zephyr Ventilation SARL", 2, 16745, 9310, 365, "", "", SINGLE),
    ("SO-10471", "Bauer Fördertechnik KG", 2, 42600, 12087, 378, "", "", SINGLE),
    ("SO-10476", "Delmonte Packaging S.r.l.", 2, 3918, 1552, 393, "", "", SINGLE),
    ("SO-10479", "Ostrava Strojírny a.s.", 3, 29064, 7148, 1500, "", "", SINGLE),
    ("SO-10488", "Rheinwerk Anlagen GmbH", 3, 51300, 14226, 1560, "", "", SINGLE),
    ("SO-10493", "Sundsvall Energi AB", 3, 10455, 3090, 1560, "", "", SINGLE),
)
VIEWS = ("all", "snoozed", "mine", "approval")


def eur(amount: int | str) -> Money:
    return Money.of(str(amount), "EUR")


@dataclass(frozen=True)
class Done:
    words: str
    letter_ids: tuple[str, ...] = ()
    undo: bool = False


def sample_rows(now: datetime) -> list[CaseRow]:
    rows = []
    for number, customer, ships, amount, over, minutes, owner, pending, group in SAMPLE:
        person = ME if owner == "FB" else OTHERS.get(owner)
        rows.append(
            CaseRow(
                case_id=f"case-{number}", rev=1, number=number, customer=customer,
                ship_date=now.astimezone().date() + timedelta(days=ships), amount=eur(amount),
                over=None if over is None else eur(over), due_at=now + timedelta(minutes=minutes, seconds=30),
                started_at=now - timedelta(minutes=240 - min(minutes, 240) + (0 if minutes < 240 else 10)),
                severity=1 if ships <= 0 else 2, group=group, state="open", outcome=None,
                owner=person.id if person else None, owner_initials=person.initials if person else "",
                owner_name=person.name if person else "", provisional=number == "SO-10452", pending=pending or None,
                stale=False, unread=number in ("SO-10455", "SO-10461", "SO-10485", "SO-10418", "SO-10427"),
            )
        )  # fmt: skip
    return rows


class World:
    """Looks like a console to the screen. ``hold()`` keeps answers back until ``let_go()``; ``fail`` makes the next deed fail."""

    def __init__(self, rows: list[CaseRow] | None = None, me: Person = ME) -> None:
        self.me = me
        self.now = datetime.now(UTC)
        self.rows = sample_rows(self.now) if rows is None else rows
        self.fail: ClearlineError | None = None
        self.fail_read: ClearlineError | None = None
        self.verdict = "may"
        self.problem = ""
        self.denied: dict[str, str] = {}
        self.pending: dict[str, PendingView] = {}
        self.letters: list[LetterRow] = []
        self.quarantined = 0
        self.offline = False
        self.commands: list[Command] = []
        self.previews: list[Command] = []
        self.views: dict[str, str] = {}
        self.calls: list[tuple[str, str]] = []
        self.holds: HoldsAnswer | None = None
        self._listeners: list[Callable[[Changes], None]] = []
        self._held: list[Callable[[], None]] | None = None

    # ---- the console's side --------------------------------------------------------------------------------------------------
    def watch(self, listener: Callable[[Changes], None]) -> None:
        self._listeners.append(listener)

    def read(self, question: Question) -> Future[Any]:
        return self._later(lambda: self._answer(question))

    def preview(self, command: Command) -> Future[PreviewView]:
        self.previews.append(command)
        return self._later(lambda: self._preview(command))

    def do(self, command: Command) -> Future[Any]:
        self.commands.append(command)
        return self._later(lambda: self._do(command))

    def status(self) -> Any:
        return SimpleNamespace(
            company="Nordwind Supply", sources=self.sources(), team_state="ok", team_words="",
            letters_waiting=len(self.letters), recovered=0, now=self.now,
        )  # fmt: skip

    def view(self, name: str) -> str | None:
        return self.views.get(name)

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

    def let_go(self) -> None:
        held, self._held = self._held or [], None
        for work in held:
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
            case AskOutbox():
                return OutboxAnswer(tuple(self.letters), self.sources(), 188, 0)
            case AskHolds():
                return self.holds or self._holds(question)
            case AskFind():
                return FindAnswer(())

    def _view(self, name: str) -> list[CaseRow]:
        wanted = {
            "all": lambda r: True,
            "mine": lambda r: r.owner == self.me.id,
            "approval": lambda r: r.pending == "approval",
            "snoozed": lambda r: r.state == "waiting",
        }
        return [r for r in self.rows if wanted[name](r)]

    def _queue(self, ask: AskQueue) -> QueueAnswer:
        text = ask.text.casefold()
        rows = [r for r in self._view(ask.view) if text in r.number.casefold() or text in r.customer.casefold()]
        keys: Mapping[str, Callable[[CaseRow], Any]] = {
            "number": lambda r: r.number, "customer": lambda r: r.customer, "amount": lambda r: r.amount.minor,
            "over": lambda r: r.over.minor if r.over else 0, "due": lambda r: r.due_at,
        }  # fmt: skip
        if ask.sort in keys:
            rows.sort(key=keys[ask.sort], reverse=ask.descending)
        groups: list[QueueGroup] = []
        if ask.group:
            order = {title: i for i, title in enumerate(dict.fromkeys(r.group for r in self.rows))}
            rows.sort(key=lambda r: order[r.group])
            for title in order:
                members = [r for r in rows if r.group == title]
                if members:
                    total = eur(0)
                    for r in members:
                        total += r.amount
                    groups.append(QueueGroup(title, len(members), (total,), rows.index(members[0])))
        views = tuple((name, len(self._view(name))) for name in VIEWS)
        return QueueAnswer(ask, tuple(rows), tuple(groups), views, self.now)

    def _deeds(self) -> tuple[Deed, ...]:
        off = {
            "approve": "Nothing waits for approval",
            "decline_approval": "Nothing waits for approval",
            "withdraw": "Nothing of yours waits here",
        } | self.denied
        return tuple(
            Deed(s.name, s.title, s.key, s.icon, "denied" if off.get(s.name) else "may", off.get(s.name, "")) for s in COMMANDS
        )

    def _panel(self, case_id: str) -> CasePanel | None:
        row = next((r for r in self.rows if r.case_id == case_id), None)
        if row is None:
            return None
        return replace(HALVORSEN, row=row, deeds=self._deeds(), pending=self.pending.get(case_id), asof=self.now,
                       history=_history(self.now), chips=(("Credit hold", "bad"), ("Ships today", "warn"), ("Due in 1 h 42", "warn")))  # fmt: skip

    def _preview(self, command: Command) -> PreviewView:
        spec = next(s for s in COMMANDS if s.name == command.deed)
        number = next(r.number for r in self.rows if r.case_id == command.case_id)
        effects = {"release_hold": (Effect("tryton", number, "state", "quotation", "confirmed"),), "raise_limit": (Effect("tryton", "Halvorsen Marine AS", "credit limit", "400,000.00", command.fields.get("to", "")),),
                   "note": (Effect("tryton", number, "note", "", command.fields.get("text", "")),)}.get(command.deed, ())  # fmt: skip
        facts = (
            ("Over limit after", "8,420.00, as now", "bad"),
            ("Your authority", "10,000.00 and 10 %", "ok"),
            ("Ships", "Today", "text.1"),
        )
        return PreviewView(command.case_id, command.deed, spec.title, spec.button.format(number=number), effects, False, facts, self.verdict,
                           "Above your 10,000.00: a credit manager agrees first" if self.verdict == "approval" else "", spec.undo, self.problem, True)  # fmt: skip

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
        if self.offline:
            last = self.now - timedelta(minutes=14)
            return (
                SourceRow(
                    "tryton",
                    "Tryton 8.2",
                    "offline",
                    "The ERP does not answer",
                    last,
                    self.now + timedelta(seconds=38),
                    412,
                    self.quarantined,
                ),
            )
        return (
            SourceRow(
                "tryton",
                "Tryton 8.2",
                "ok",
                "In sync",
                self.now - timedelta(seconds=4),
                self.now + timedelta(seconds=6),
                100_412,
                self.quarantined,
            ),
        )

    def _holds(self, ask: AskHolds) -> HoldsAnswer:
        points = []
        at = ask.since.replace(minute=0, second=0, microsecond=0)
        i = 0
        while at <= self.now:
            if not 60 <= i <= 74:  # nobody was pulling: no figures for these hours
                wave = round(9 + 8 * math.sin(i / 3.8) + 5 * math.sin(i / 27) + i % 5)
                points.append(HoldPoint(at, 30 + wave, eur(600_000 + wave * 21_000)))
            at, i = at + timedelta(hours=1), i + 1
        return HoldsAnswer(tuple(points), "EUR", self.now)


def _history(now: datetime) -> tuple[Event, ...]:
    return (
        Event(now - timedelta(minutes=49), "Held on confirmation"),
        Event(now - timedelta(minutes=40), "Claimed by you"),
        Event(now - timedelta(days=82), "Released once, paid 2 d late"),
        Event(now - timedelta(days=165), "Released once, paid on time"),
    )


def waiting(world: World, number: str, *, asked_by: Person = ME, state: str = "approval") -> PendingView:
    """A decision in hand on a case."""
    row = world.row(number)
    return PendingView(
        "dec-1", "release_hold", f"Release once {number}", state, asked_by.name, asked_by.id, world.now - timedelta(minutes=12),
        "first order of the season", row.amount, 2, "credit_manager", (), "", "ab" * 32,
    )  # fmt: skip


def letter(
    number: str, state: LetterState, now: datetime, *, id: str = "7f31", receipt: str = "", minutes: int = 6, actor: str = "FB"
) -> LetterRow:
    words = {
        "queued": "In 38 s",
        "sending": "Answer in 10 s",
        "unknown": "Asks by key",
        "parked": "You decide",
        "refused": "Read why",
        "applied": "Done",
    }
    return LetterRow(
        id,
        state,
        "Release credit hold",
        number,
        "tryton",
        actor,
        now - timedelta(minutes=minutes),
        words.get(state.value, ""),
        receipt,
        f"case-{number}",
        1,
    )


_DOCS = (
    ("INV-2291", "due 12 Nov", eur("18210.50")),
    ("INV-2304", "due 15 Nov", eur("15499.50")),
    ("INV-2312", "due 2 Oct", eur("8250.00")),
)

HALVORSEN = CasePanel(
    row=sample_rows(datetime(2026, 11, 24, 9, tzinfo=UTC))[5],
    place="Bergen, NO",
    terms="Terms 30 d net",
    position=LITTLE,
    verdict="8,420.00 over the limit. 24,500.00 is in transit and would clear it on 26 Nov; the account has never been more than 5 days late.",
    chips=(),
    currency="EUR",
    exposure=eur(408420),
    limit=eur(400000),
    used_percent="102.1 %",
    buckets=(
        Bucket("not_due", "Open invoices, not due", 17, eur(214380)),
        Bucket("overdue", "Open invoices, overdue", 3, eur(41960), _DOCS),
        Bucket("delivered", "Delivered, not billed", 2, eur(28115)),
        Bucket("orders", "Other open orders", 4, eur(91525)),
        Bucket("this", "This order", 1, eur(38640)),
        Bucket("cash", "Unapplied cash", 1, eur(-6200)),
    ),
    aging=(("Not due", eur(214380)), ("1–30 d", eur(33710)), ("31–60 d", eur(8250)), ("61–90 d", eur(0)), ("> 90 d", eur(0))),
    account=(
        Fact("Unapplied cash", "6,200.00, 20 Nov", "ok"),
        Fact("In transit", "24,500.00 on 26 Nov"),
        Fact("Days late, 12 m", "3.2 average, 5 worst"),
        Fact("Promises kept", "", state="not_connected"),
        Fact("Risk class", "", state="not_connected"),
        Fact("Dunning", "not blocked", state="none"),
        Fact("Insured", "", state="not_connected"),
        Fact("Held as well", "SO-10503, 27,410"),
    ),
    lines=(
        LineRow("VLV-2040-SS", "Ball valve 2 in, stainless", "40", eur("14480")),
        LineRow("ACT-110-24V", "Actuator 24 V", "12", eur("15960")),
        LineRow("SNS-PT100-6", "Temperature sensor PT100", "60", eur("5700")),
        LineRow("CBL-M12-5", "Cable M12, 5 m", "125", eur("2500")),
    ),
    margin="Margin 31.4 %",
    rule=("Exposure above limit", "408,420.00 > 400,000.00, 2.1 % over", "credit.over_limit, version 1, 08:42"),
    history=(),
    notes=(),
    deeds=(),
    pending=None,
    asof=None,
    source_words="ERP, 40 s ago",
)
