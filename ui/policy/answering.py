"""What a person sends to the team about its policy: proposals and answers to them, rights that are lent; with the forms that ask why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.domain.policy_page import (
    Approve,
    Decline,
    DelegationView,
    EndLoan,
    Lend,
    PolicyAnswer,
    PolicyWish,
    ProposalView,
    Propose,
    Withdraw,
)
from app.errors import ClearlineError
from app.policy.rulebook import needed
from ui.policy import forms, panes
from ui.policy.draft import Draft
from ui.policy.forms import Form

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier


def cannot_approve(record: object) -> str:
    """Why the person may not approve what is current; "" where they may."""
    outdated = isinstance(record, ProposalView) and record.outdated
    return "It changes a version that is over" if outdated else cannot_decline(record)


def cannot_decline(record: object) -> str:
    """As ``cannot_approve``; a change of a version that is over is declined all the same."""
    if not isinstance(record, ProposalView) or record.state != "open":
        return "Choose a change that is proposed"
    return record.denied


def can_end(record: object) -> bool:
    """Their own proposal, or a right that they lent or hold."""
    open_ = isinstance(record, ProposalView) and record.mine and record.state == "open"
    return open_ or (isinstance(record, DelegationView) and record.mine)


class Answering(QObject):
    """``form``: what has to be written first, if anything; ``asked`` shows it. What was typed stays until the team has taken it."""

    asked = Signal(object, object)  # the form, and the pane that it stands in
    warned = Signal(str, str)  # title, why
    done = Signal(str, str)  # id of what was told, words
    failed = Signal(object)  # ClearlineError

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier

    def propose(self, answer: PolicyAnswer, draft: Draft, called: Callable[[str], str]) -> None:
        denied = next((answer.denied[d] for d in needed(draft.texts, draft.before) if answer.denied.get(d)), "")
        if denied:
            self.warned.emit("You may not propose this", denied)
            return
        form, id_, body, version = (
            forms.reason("Propose", "What others should know"),
            str(uuid.uuid4()),
            draft.body,
            answer.current.version,
        )
        form.committed.connect(lambda told: self._send(Propose(id_, body, version, told["reason"])))
        self.asked.emit(form, panes.proposing(answer, draft.base, body, called, form))

    def approve(self, record: object) -> None:
        why = cannot_approve(record)
        if isinstance(record, ProposalView) and not why:
            self._send(Approve(record.id, record.sha256))
        elif isinstance(record, ProposalView):
            self.warned.emit("You cannot approve it", why)

    def decline(self, record: object) -> None:
        if not isinstance(record, ProposalView):
            return
        if record.denied:
            self.warned.emit("You cannot decline it", record.denied)
            return
        form, id_ = forms.reason("Decline", "Its author reads why"), record.id
        form.committed.connect(lambda told: self._send(Decline(id_, told["reason"])))
        self._ask(form, "Decline the change")

    def take_back(self, record: object) -> None:
        if can_end(record) and isinstance(record, ProposalView):
            self._send(Withdraw(record.id))
        elif can_end(record) and isinstance(record, DelegationView):
            self._send(EndLoan(record.id))

    def lend(self, answer: PolicyAnswer) -> None:
        form = forms.lending(answer.colleagues, answer.now)
        form.committed.connect(partial(self._lent, str(uuid.uuid4())))
        self._ask(form, "Lend my right to approve")

    def _lent(self, id_: str, told: dict[str, str]) -> None:
        since, until = (datetime.fromisoformat(told[name]) for name in ("since", "until"))
        self._send(Lend(id_, told["delegate"], since, until, told["reason"]))

    def _ask(self, form: Form, title: str) -> None:
        self.asked.emit(form, panes.pane(title, [form]))

    def _send(self, wish: PolicyWish) -> None:
        self._courier.deliver(self._console.rule(wish), partial(self._done, wish.id), on_error=self._failed)

    def _done(self, id_: str, done: Any) -> None:
        self.done.emit(id_, done.words)

    def _failed(self, error: ClearlineError) -> None:
        self.failed.emit(error)
