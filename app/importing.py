"""Files on their way into the team's memory: looked into, checked whole, kept block by block, taken back and counted again."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from datetime import date
from pathlib import Path

from app.domain.changes import Changes
from app.domain.figure import AskCounted, Counted, FiguresAnswer
from app.domain.imports import Batch, Checked, Form, Held, Looked, Progress, Question, Rejected
from app.domain.person import Person
from app.errors import Refused, Trouble
from app.kpis.imports import BY_NAME, heading, table
from app.kpis.imports.check import Sieved, Stopped, Tell, check, first_rows
from app.kpis.imports.propose import forms, heads_of
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.matrix import CreditAsk
from app.policy.verdict import Allowed, Denied
from app.store.import_read import ImportReads
from app.store.mirror import Mirror
from app.store.team import Team

TOPIC = Changes(frozenset({"imports"}))
DEED = "import_data"
VIEW = "imports"  # under this name columns are remembered, by kind
Stops = Callable[[], bool]
_LOOK = 0.2  # seconds after which it is looked whether a wait was stopped
_SOON = 16  # blocks after which the list is told how far it is


class Cancelled(Refused):
    """The person stopped it; nothing of it counts."""


class Importing:
    """Everything returns at once. Reading has a lane of its own, so has fetching what the team keeps, and counting over it.

    ``remembered``, ``remember``: of this person, by name. ``nudge``: the team's log has something new.
    """

    def __init__(
        self,
        me: Person,
        rules: InForce,
        team: Team,
        mirror: Mirror,
        reads: ImportReads,
        writer: Lane,
        clock: Clock,
        *,
        hear: Callable[[Changes], None],
        nudge: Callable[[], None],
        remembered: Callable[[str], str | None],
        remember: Callable[[str, str], object],
    ) -> None:
        self._me, self._rules, self._team, self._mirror, self._reads = me, rules, team, mirror, reads
        self._writer, self._clock, self._hear, self._nudge = writer, clock, hear, nudge
        self._remembered, self._remember = remembered, remember
        self._lane, self._fetching, self._counting = Lane("imports"), Lane("imported"), Lane("import-figures")
        self._opened: tuple[Looked, table.Opened] | None = None
        self._sieved: Sieved | None = None
        self._beside: tuple[str, ...] = ()  # batches that it was held against
        self._turns = 0  # what was begun last: what was begun before it ends
        self._closing = threading.Event()

    # ---- rights ----

    def denied(self) -> str:
        """Why this person may not import; "" where they may."""
        verdict = self._rules.policy.may(self._me, DEED, CreditAsk(""))
        if isinstance(verdict, Allowed):
            return ""
        return verdict.reason if isinstance(verdict, Denied) else "You may not do this"

    def _allow(self) -> None:
        if why := self.denied():
            raise Refused(why)

    # ---- one file ----

    def look(self, path: Path, sheet: str = "", head: int = 0) -> Future[Looked]:
        """What it is, with a form proposed for each kind; ``head``: the line of its heads, 0: found. Refused in words for what cannot
        be read."""
        self.stop()
        return self._lane.submit(self._look, path, sheet, head)

    def _look(self, path: Path, sheet: str, head: int) -> Looked:
        self._allow()
        self._drop()
        opened, could = heading.under(table.look(path, sheet), head)
        heads, first = first_rows(opened)
        same = tuple(h.batch for h in self._reads.held() if h.batch.sha256 == opened.sha256)
        proposed = forms(heads, json.loads(self._remembered(VIEW) or "{}"), path.stem)
        looked = Looked(
            str(path),
            path.name,
            opened.size,
            opened.sha256,
            opened.sheets,
            opened.sheet,
            heads,
            first,
            opened.words,
            proposed,
            same,
            opened.head,
            could,
        )
        self._opened = (looked, opened)
        return looked

    def check(self, looked: Looked, form: Form, tell: Tell = lambda _: None) -> Future[Checked]:
        """Read all of it against the form; ``tell`` hears how far it is, on another thread. Cancelled where it was stopped."""
        return self._lane.submit(self._check, looked, form, tell, self._stops())

    def _check(self, looked: Looked, form: Form, tell: Tell, stopped: Stops) -> Checked:
        opened = self._same(looked)
        self._drop()
        other = self._other_currency(form)
        if other:
            return _unread(BY_NAME[form.kind].columns, (other,))
        name = form.options.get("name", "").strip()
        self._await(form.kind, name, stopped)
        beside, known = self._counting_beside(form.kind, name)
        try:
            self._sieved, self._beside = check(opened, form, known, tell, stopped), beside
        except Stopped:
            raise Cancelled("Checking was stopped") from None
        return self._sieved.checked

    def _under(self, kind: str, name: str) -> list[Held]:
        return [h for h in self._reads.held() if h.batch.counts and (h.batch.kind, h.batch.name) == (kind, name)]

    def _await(self, kind: str, name: str, stopped: Stops) -> None:
        """What counts under a name is fetched first, as far as the team store answers."""
        if all(h.whole for h in self._under(kind, name)):
            return
        fetching = self.fetch()
        while not wait((fetching,), _LOOK).done:
            if stopped():
                raise Cancelled("Checking was stopped")

    def _counting_beside(self, kind: str, name: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """Batches that count under a name, and the keys of their rows. Refused where one of them is not all here."""
        counting = self._under(kind, name)
        if late := next((h.batch for h in counting if not h.whole), None):
            raise Refused(
                f"{late.file} is still being read", "What counts under this name has to be here first. Try again in a moment."
            )
        return tuple(h.batch.id for h in counting), self._reads.known(kind, name)

    def _same(self, looked: Looked) -> table.Opened:
        """The file that was looked into, as it was then."""
        if self._opened is None or self._opened[0] != looked:
            raise Refused("The file is not open any more", "Choose it again.")
        opened = self._opened[1]
        try:
            if opened.path.stat().st_size != opened.size:
                raise Refused(f"{looked.file} changed meanwhile", "Choose it again.")
        except OSError as e:
            raise Refused(f"Could not read {looked.file}", f"{e.strerror or e}.") from e
        return opened

    def _other_currency(self, form: Form) -> Question | None:
        """Amounts of one name are in one currency."""
        mine = form.options.get("currency", "").strip().upper()
        for held in self._reads.held():
            b = held.batch
            if (
                b.counts
                and (b.kind, b.name) == (form.kind, form.options.get("name", "").strip())
                and mine
                and b.currency not in ("", mine)
            ):
                return Question("currency", f"{b.name} is in {b.currency}: give another name, or that currency")
        return None

    def left(self) -> Future[tuple[Rejected, ...]]:
        """All lines that the last check left out."""
        return self._lane.submit(self._left)

    def _left(self) -> tuple[Rejected, ...]:
        if self._sieved is None:
            return ()
        return tuple(Rejected(*row) for body in self._sieved.left.blocks() for row in json.loads(body))

    def take(self, tell: Tell = lambda _: None) -> Future[Batch]:
        """Keep what the last check took. Refused where it is nobody's to do, the same file counts already, or other files count under its
        name than when it was checked (about "checked": it is to be checked again); Cancelled where it was stopped;
        StoreTrouble where the team store is away: told again it goes on where it was."""
        return self._lane.submit(self._take, tell, self._stops())

    def _take(self, tell: Tell, stopped: Stops) -> Batch:
        self._allow()
        sieved, opened = self._sieved, self._opened
        if sieved is None or opened is None or not sieved.checked.may_go:
            raise Refused("There is nothing to import", "Choose a file and let it be checked first.")
        looked, checked = opened[0], sieved.checked
        batch = self._batch(looked, sieved)
        digest = hashlib.sha256()
        whole = len(sieved.kept.lengths) + len(sieved.left.lengths)
        for number, body in enumerate(sieved.kept.blocks(), 1):
            _go_on(tell, stopped, number - 1, whole)
            self._team.keep_block(batch.id, number, body)
            digest.update(body.encode())
        for number, body in enumerate(sieved.left.blocks(), 1):
            _go_on(tell, stopped, batch.blocks + number - 1, whole)
            self._team.keep_block(batch.id, number, body, left=True)
        try:
            kept = self._team.keep_batch(batch, digest.hexdigest(), self._beside)
        except Refused:
            self._nudge()  # the team knows something that is not here yet
            raise
        tell(Progress("keep", whole, whole))
        self._remember_columns(looked, sieved.form)
        self._drop()
        self._nudge()
        assert checked.taken == kept.rows
        return kept

    def _batch(self, looked: Looked, sieved: Sieved) -> Batch:
        checked, options, kind = sieved.checked, sieved.form.options, BY_NAME[sieved.form.kind]
        columns = {role: looked.heads[i] for role, i in sieved.form.at.items()}
        told = list(columns.items())
        for option in kind.options:
            answer = options.get(option.name, "").strip()
            if answer and option.name not in ("name", "currency") and option.unless not in sieved.form.at:
                told.append((option.name, dict(option.answers).get(answer, answer)))
        told += [("day order", options["day order"])] if options.get("day order") else []
        first, last = checked.first, checked.last
        return Batch(
            id=sieved.id, kind=kind.name, name=options["name"].strip(), file=looked.file, sha256=looked.sha256,
            author=self._me.id, at=self._clock.now(),
            rows=checked.taken, rejected=checked.rejected, blocks=len(sieved.kept.lengths),
            currency=options.get("currency", "").strip().upper(), first=first or date.min, last=last or date.min, told=tuple(told),
        )  # fmt: skip

    def _remember_columns(self, looked: Looked, form: Form) -> None:
        before: Mapping[str, Mapping[str, str]] = json.loads(self._remembered(VIEW) or "{}")
        self._remember(VIEW, json.dumps({**before, form.kind: heads_of(looked, form)}, ensure_ascii=False))

    def stop(self) -> None:
        """What is being read or kept ends soon, as Cancelled."""
        self._turns += 1

    def _stops(self) -> Stops:
        """Whether what begins now is to end: something else was begun or asked for since."""
        self.stop()
        turn = self._turns
        return lambda: turn != self._turns or self._closing.is_set()

    def _drop(self) -> None:
        sieved, self._sieved = self._sieved, None
        if sieved is not None:
            sieved.close()

    # ---- all files ----

    def all(self) -> Future[tuple[Held, ...]]:
        return self._counting.submit(self._reads.held)

    def turn(self, batch: str, *, counts: bool) -> Future[Batch]:
        """Take a batch back whole, or count it again."""
        return self._lane.submit(self._turn, batch, counts)

    def _turn(self, batch: str, counts: bool) -> Batch:
        self._allow()
        beside = self._again(batch) if counts else ()
        turned = self._team.turn_batch(batch, self._me.id, counts=counts, beside=beside)
        self._nudge()
        return turned

    def _again(self, batch: str) -> tuple[str, ...]:
        """What counts beside it when it does again. Refused where that holds some of it by now."""
        one = next((h.batch for h in self._reads.held() if h.batch.id == batch and not h.batch.counts), None)
        if one is None:
            return ()
        beside, known = self._counting_beside(one.kind, one.name)
        key = BY_NAME[one.kind].key
        for number in range(1, one.blocks + 1) if known else ():
            for _, *taken in json.loads(self._team.block(batch, number) or "[]"):
                if (also := known.get(key(tuple(taken)))) is not None:
                    raise Refused(
                        f"{one.file} cannot be counted again: {also} holds some of the same", f"Take {also} back first."
                    )
        return beside

    def left_of(self, batch: str) -> Future[tuple[Rejected, ...]]:
        """All lines that were left out of a batch, out of the team store."""
        return self._fetching.submit(self._left_of, batch)

    def _left_of(self, batch: str) -> tuple[Rejected, ...]:
        found: list[Rejected] = []
        number = 1
        while (body := self._team.block(batch, number, left=True)) is not None:
            found += [Rejected(*row) for row in json.loads(body)]
            number += 1
        return tuple(found)

    def fetch(self) -> Future[None]:
        """Bring what counts from the team store to this machine. Its trouble waits for the next time."""
        return self._fetching.submit(self._fetch)

    def on_changes(self, changes: Changes) -> None:
        """From any thread: the team's log told of an import, or its store answers again."""
        if changes.topics & {"imports", "status"} and not self._closing.is_set():
            self.fetch()

    def _fetch(self) -> None:
        for held in self._reads.wanted():
            try:
                self._fill(held)
            except Trouble:
                return  # the team's own line in the status bar says that it is away

    def _fill(self, held: Held) -> None:
        for number in range(held.loaded + 1, held.batch.blocks + 1):
            if self._closing.is_set():
                return
            body = self._team.block(held.batch.id, number)
            if body is None:
                return
            self._writer.submit(self._put, held.batch, number, body).result()
            if number % _SOON == 0:
                self._hear(TOPIC)
        self._hear(TOPIC)

    def _put(self, batch: Batch, number: int, body: str) -> None:
        with self._mirror.writing() as tx:
            tx.put_block(batch, number, body)

    # ---- figures over one ----

    def figures(self, name: str, days: int = 0) -> Future[FiguresAnswer]:
        """Over the ``days`` that end with its last day, all where 0. Refused where it does not count, or is not all here."""
        return self._counting.submit(lambda: self._reads.figures(name, days, self._clock.now()))

    def counted(self, name: str, ask: AskCounted) -> Future[Counted]:
        return self._counting.submit(lambda: self._reads.counted(name, ask, self._clock.now()))

    def close(self) -> None:
        """What is under way ends; of what waits nothing begins."""
        self._closing.set()
        for lane in (self._lane, self._fetching, self._counting):
            lane.close(drain=False)
        self._drop()


def _go_on(tell: Tell, stopped: Stops, done: int, whole: int) -> None:
    if stopped():
        raise Cancelled("The import was stopped", "Nothing of it counts.")
    tell(Progress("keep", done, whole))


def _unread(columns: tuple[str, ...], asked: tuple[Question, ...]) -> Checked:
    return Checked(0, 0, (), (), columns, (), asked, (), None, None)
