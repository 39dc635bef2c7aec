"""Carries one decision about many cases through: a few at a time, each checked and sent by itself, stopped and gone on with at will."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.commands.command import Command
from app.domain.changes import Changes
from app.domain.gathered import Fate, Gathered, Item
from app.domain.question import AskCase, AskOutbox, CasePanel, CaseRow, OutboxAnswer
from app.errors import ClearlineError, Refused
from ui.cases.words import said

if TYPE_CHECKING:
    from app.console import Console, Done
    from ui.courier import Courier

AT_ONCE = 4  # letters on their way: whoever stops it, or is cut off, has at most so many that go on by themselves


class Gathering(QObject):
    """``current``: what is under way or was last; kept under ``name`` so that it can be gone on with after the program ended.

    It goes on whatever page is on screen.
    """

    changed = Signal()

    def __init__(self, console: Console, courier: Courier, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier, self._name = console, courier, name
        kept = Gathered.loads(console.view(name) or "")
        self.current: Gathered | None = replace(kept, stopped=not kept.over) if kept is not None else None
        self._asked: set[str] = set()  # cases whose command has no answer yet
        self._listening = self._missed = False
        console.watch(courier.hear(self._news))
        self._listen()

    @property
    def busy(self) -> bool:
        """Something of it is under way, or still to come."""
        return self.current is not None and bool(self.current.count(Fate.SENT, Fate.WAITING))

    @property
    def way_out(self) -> str:
        """What a person does who wants to begin another one."""
        if self.current is not None and self.current.stopped:
            return "Go on with the one that was stopped, or close it"
        return "Stop the one that is under way, or wait for its end"

    # ---- the person's hand ----

    def begin(self, deed: str, title: str, fields: Mapping[str, str], rows: Sequence[CaseRow]) -> None:
        items = tuple(Item(row.case_id, row.rev, row.number or row.key, row.customer) for row in rows)
        self._now(Gathered(deed, title, dict(fields), items))
        self._go()

    def stop(self) -> None:
        if self.current is not None:
            self._now(replace(self.current, stopped=True))

    def go_on(self) -> None:
        """With what was not taken down; when all was, with what was refused."""
        if self.current is None:
            return
        waits = self.current.count(Fate.WAITING)
        self._now(replace(self.current, stopped=False) if waits else self.current.again())
        self._listen()  # what was on its way may have arrived since
        self._go()

    def put_away(self) -> None:
        self.current = None
        self._console.save_view(self._name, "")
        self.changed.emit()

    # ---- what happens ----

    def _news(self, changes: Changes) -> None:
        if "letters" in changes.topics:
            self._listen()

    def _listen(self) -> None:
        """One reading of the outbox at a time; what happens meanwhile is asked for afterwards."""
        if self.current is None or not self.current.count(Fate.SENT, Fate.STUCK):
            return
        if self._listening:
            self._missed = True
            return
        self._listening = True
        self._courier.deliver(self._console.read(AskOutbox()), self._heard, on_error=self._unheard)

    def _heard(self, answer: OutboxAnswer) -> None:
        self._listening = False
        if self.current is not None:
            self._now(self.current.heard((row.id, row.state, said(row.receipt)) for row in answer.letters))
            self._go()
        self._catch_up()

    def _unheard(self, error: ClearlineError) -> None:
        """Nothing is lost by it: the next news asks again."""
        self._listening = False
        self._catch_up()

    def _catch_up(self) -> None:
        if self._missed:
            self._missed = False
            self._listen()

    def _go(self) -> None:
        """Takes down as many as may be under way."""
        while self.current is not None and self.current.count(Fate.SENT) + len(self._asked) < AT_ONCE:
            waiting = (i for i in self.current.items if i.fate is Fate.WAITING and i.case_id not in self._asked)
            item = None if self.current.stopped else next(waiting, None)
            if item is None:
                return
            self._asked.add(item.case_id)
            if item.rev is None:
                look = self._console.read(AskCase(item.case_id))
                self._courier.deliver(look, partial(self._looked, item), on_error=partial(self._could_not, item.case_id))
            else:
                self._take_down(item, item.rev)

    def _looked(self, item: Item, panel: CasePanel | None) -> None:
        if panel is None:
            self._could_not(item.case_id, Refused("The case is gone", "It was cleared or its order was deleted meanwhile."))
        else:
            self._take_down(item, panel.row.rev)

    def _take_down(self, item: Item, rev: int) -> None:
        if self.current is not None:
            future = self._console.do(Command(self.current.deed, item.case_id, rev, self.current.fields, item.decision))
            self._courier.deliver(future, partial(self._did, item.case_id), on_error=partial(self._could_not, item.case_id))

    def _did(self, case: str, done: Done) -> None:
        self._asked.discard(case)
        if self.current is not None:
            self._now(self.current.sent(case, done.steps))
            self._listen()  # its letter may have been quicker than this answer
            self._go()

    def _could_not(self, case: str, error: ClearlineError) -> None:
        self._asked.discard(case)
        if self.current is not None:
            self._now(self.current.refused(case, error.words))
            self._go()

    def _now(self, gathered: Gathered) -> None:
        if gathered != self.current:
            self.current = gathered
            self._console.save_view(self._name, gathered.dumps())
            self.changed.emit()
