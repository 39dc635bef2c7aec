"""What became of a decision: waiting for a second person, on its way, being checked, refused; per system and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.question import CasePanel, Deed, LetterRow, PendingView
from app.errors import ClearlineError
from ui.cases.inputs import SPECS
from ui.cases.words import LETTER, initials, said, system
from ui.tables.formats import moment, span
from ui.theme.kit import Avatar, Button, Chip, H, Icon, Item, Mark, Text, V, rule
from ui.theme.swap import Swap

_STANDING = {
    "queued": "It waits here and is sent when the ERP answers; the limit is checked again before anything is released.",
    "sending": "It is on its way; the ERP's answer comes here.",
    "checking": "The ERP did not answer. It is being asked whether it took this; nothing is sent twice.",
    "parked": "Whether the ERP took it could not be found out. A person has to look, then resend or discard it in Sync.",
}


class OutcomeSheet(QFrame):
    """``asked``: the name of a deed, or "go_on", "copy", "sync", "dismiss"."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.raised")
        self.setAccessibleName("Decision")
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addWidget(self._place)

    def show_pending(self, panel: CasePanel, letters: Sequence[LetterRow], me: str) -> None:
        pending = panel.pending
        assert pending is not None
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        deeds = tuple(
            d for d in panel.deeds if d.name in ("approve", "decline_approval", "return_asked", "take_back", "recheck", "snooze")
        )
        seen = (pending, tuple(letters), deeds, minute)
        if pending.state == "approval":
            self._place.put(seen, lambda: self._waiting(pending, deeds, me))
        elif pending.state == "refused":
            self._place.put(seen, lambda: self._refused(pending, deeds, letters))
        else:
            self._place.put(seen, lambda: self._travelling(pending, letters))

    def show_error(self, error: ClearlineError) -> None:
        """The command was not taken down at all: nothing was sent."""
        says = V(Text("Nothing was sent.", "text.2", 12))
        self._place.put(
            ("error", error),
            lambda: self._trouble(error.title, error.advice, says, "", [self._button("Close", "Esc", "dismiss", "quiet")]),
        )

    # ---- the three drawings ------------------------------------------------------------------------------------------------
    def _waiting(self, pending: PendingView, deeds: Sequence[Deed], me: str) -> QWidget:
        now = datetime.now(UTC)
        who = pending.needs_role or "a colleague"
        missing = max(0, pending.needs - len(pending.approved_by))
        head = H(
            Mark("wait", 12), Text(f"Waiting for {who}", size=13, weight=600),
            Text(f"for {span(now - pending.asked_at)}", "text.3", 12), None, Chip("Nothing is sent yet", "wait"), gap=8, h=28,
        )  # fmt: skip
        quoted = f"asked: {pending.title[:1].lower()}{pending.title[1:]}" + (f", “{pending.reason}”" if pending.reason else "")
        tiers: list[Item] = [_tier("ok", pending.asked_by, quoted, moment(pending.asked_at, now))]
        tiers += [_tier("ok", name, "agreed", "") for name in pending.approved_by]
        tiers += [_tier("wait" if i == 0 else "none", who.capitalize(), _pair(i, missing), "") for i in range(missing)]
        bound = "these lines and terms" if pending.amount is None else f"{pending.amount.text()} {pending.amount.currency}"
        note = _note(f"The approval is for {bound}. A change of amount, lines or terms voids it.")
        return V(head, 4, *tiers, 4, note, 8, self._waiting_foot(pending, deeds, me), pad=(20, 10, 20, 12))

    def _waiting_foot(self, pending: PendingView, deeds: Sequence[Deed], me: str) -> QWidget:
        by_name = {d.name: d for d in deeds}
        items: list[Item] = []
        if pending.asked_by_id == me:
            items = [self._deed("take_back", deeds), None, self._button("Go on", "J", "go_on", "primary")]
            return H(*items, gap=8)
        approve = by_name.get("approve")
        if approve is not None and approve.verdict == "denied":
            items = [_off("Approve", approve.words), (Text(approve.words, "text.3", 12, elide=True), 1)]
            return H(*items, self._button("Go on", "J", "go_on"), gap=8)
        items = [self._deed("approve", deeds, "primary"), self._deed("decline_approval", deeds, "danger")]
        if (back := by_name.get("return_asked")) is not None and back.verdict != "denied":
            items.append(self._deed("return_asked", deeds))
        return H(*items, None, self._button("Go on", "J", "go_on", "quiet"), gap=8)

    def _travelling(self, pending: PendingView, letters: Sequence[LetterRow]) -> QWidget:
        kind, chip = {"checking": ("warn", "Being checked"), "parked": ("bad", "Parked")}.get(
            pending.state, ("wait", "On its way")
        )
        head = H(Mark(kind, 12), Text(pending.title, size=13, weight=600), None, Chip(chip, kind), gap=8, h=28)
        foot: list[Item] = [self._button("Open in Sync", "G S", "sync"), None, self._button("Go on", "J", "go_on", "primary")]
        words = pending.words or _STANDING.get(pending.state, "")
        return V(head, 4, *[_letter(row) for row in letters], 4, _note(words), 8, H(*foot, gap=8), pad=(20, 10, 20, 12))

    def _refused(self, pending: PendingView, deeds: Sequence[Deed], letters: Sequence[LetterRow]) -> QWidget:
        told = next((row for row in letters if row.receipt), None)
        when = f"{moment(pending.asked_at, datetime.now(UTC))}, letter {told.id[:4]}" if told else ""
        title = f"Could not {pending.title[:1].lower()}{pending.title[1:]}"
        says = V(*([_well(told)] if told is not None else []))
        buttons: list[Item] = [
            self._deed("recheck", deeds, "primary"),
            self._deed("snooze", deeds),
            None,
            self._button("Copy for support", None, "copy", "quiet"),
        ]
        return self._trouble(title, pending.words, says, when, buttons)

    def _trouble(self, title: str, words: str, says: QWidget, when: str, buttons: Sequence[Item]) -> QWidget:
        head = H(
            Icon("octagon-alert", "bad"), (Text(title, "bad", 13, 600, elide=True), 1), Text(when, "text.3", 12), gap=8, h=28
        )
        return V(head, 2, Text(words, size=13, wrap=True), 8, says, 10, H(*buttons, gap=8), pad=(20, 10, 20, 12))

    def _deed(self, name: str, deeds: Sequence[Deed], kind: str = "plain") -> Button:
        """A deed's own title, and the key that it has on cases of this type."""
        key = next((d.key for d in deeds if d.name == name), SPECS[name].key)
        return self._button(SPECS[name].title, key.replace("+", " "), name, kind)

    def _button(self, text: str, cap: str | None, deed: str, kind: str = "plain") -> Button:
        button = Button(text, cap, kind)
        button.setObjectName(f"outcome:{deed}")
        button.setProperty("deed", deed)
        button.clicked.connect(self._clicked)
        return button

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(str(sender.property("deed")))


def _off(text: str, why: str) -> Button:
    return Button(text, None, "off", "lock", why)


def _pair(place: int, missing: int) -> str:
    return "second pair of eyes" if missing == 1 else f"{('first', 'second', 'third')[min(place, 2)]} of {missing}"


def _tier(kind: str, who: str, words: str, when: str) -> QWidget:
    text = Text(words, "text.2", 12, elide=True)
    return H(
        Mark(kind, 10),
        Avatar(initials(who), 20, name=who),
        Text(who, size=13, weight=500),
        (text, 1),
        Text(when, "text.3", 12),
        h=30,
    )


def _note(words: str) -> QWidget:
    row = H(V(3, Icon("info", "text.3", 14), None), (Text(words, "text.2", 12, wrap=True), 1), gap=8)
    row.setMinimumHeight(24)
    return row


def _letter(row: LetterRow) -> QWidget:
    """One system: what it is asked, how far that is, what it said."""
    icon, name = system(row.source)
    kind, word = LETTER[row.state]
    words = said(row.receipt) or row.next_words
    return H(
        Icon(icon, "text.3", 14), Text(name, "text.3", 12, w=40), Mark(kind, 9), Text(word, kind if kind != "none" else "text.2", 12, 500),
        (Text(words, "text.1", 12, elide=True), 1), Text(row.document, "text.3", 12), gap=8, h=24,
    )  # fmt: skip


def _well(row: LetterRow) -> QWidget:
    head = Text(f"{system(row.source)[1]} says", "text.3", 11)
    return V(head, Text(f"“{said(row.receipt)}”", "text.2", 12, wrap=True), gap=2, name="well", pad=(12, 6, 12, 8))
