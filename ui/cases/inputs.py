"""What a deed asks to be filled in, drawn from its declared fields, with what is wrong said beside each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.commands import COMMANDS
from app.commands.command import Spec
from app.domain.block import Exposure
from app.domain.days import typed
from app.domain.question import CasePanel, Deed
from app.domain.question import Field as Asked
from ui.cases.choice import Choice
from ui.cases.enclosure import Enclosure
from ui.cases.matrix import Matrix
from ui.cases.picker import Picker
from ui.cases.pieces import Pieces
from ui.theme.kit import Field, Text, announce, tip, width

SPECS: dict[str, Spec] = {spec.name: spec for spec in COMMANDS}
_STEP = {"date": timedelta(days=1), "moment": timedelta(hours=1)}
_HINTS = {"date": "2026-12-31", "moment": "2026-12-31 08:00", "money": "12,000.00"}  # the form; what it is for is the tool tip
_MOMENT = "%Y-%m-%d %H:%M"


def start_values(deed: Deed, panel: CasePanel, now: datetime) -> dict[str, str]:
    """What the fields hold when a sheet opens: as the deed says, else taken from what is on screen."""
    found = {asked.name: asked.value for asked in deed.fields if asked.value}
    for asked in deed.fields:
        if asked.kind == "hidden" and panel.pending is not None:
            found[asked.name] = {"decision": panel.pending.decision_id, "sha256": panel.pending.sha256}.get(asked.name, "")
        elif asked.kind == "money":
            exposed = next((b.amount for b in panel.blocks if isinstance(b, Exposure)), None)
            found |= {asked.name: exposed.text()} if exposed is not None else {}
        elif asked.kind == "moment":
            found[asked.name] = _next_morning(now).isoformat()
    return found


def _next_morning(now: datetime) -> datetime:
    """08:00 of the next weekday, in the person's own time zone."""
    day = now.astimezone() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=8, minute=0, second=0, microsecond=0)


class Input(QWidget):
    """Label, field, and below it what is wrong. Up and Down step a day or an hour where the field is a time."""

    def __init__(self, asked: Asked, value: str, label_width: int) -> None:
        super().__init__()
        self.asked = asked
        self.field = _field(asked, value)
        tip(self.field, asked.help)
        self.field.setObjectName(f"field:{asked.name}")
        self._error = Text("", "bad", 12, wrap=True)
        self._error.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label = Text(asked.label, "text.3", 12, w=label_width)
        if asked.matrix is not None:
            self._label.hide()  # it has heads of its own
        row.addWidget(self._label)
        row.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._error)
        self._error.setContentsMargins(label_width + 8, 0, 0, 0)

    def hug_label(self) -> None:
        """For a field that stands beside another: its label takes no more room than it needs."""
        self._label.setFixedWidth(width(self.asked.label, 12) + 1)

    @property
    def value(self) -> str:
        """As deeds take it: a day or moment in ISO 8601. What cannot be read stays as it is: its fault says so."""
        text = self.field.text().strip()
        try:
            if self.asked.kind == "moment":
                return datetime.strptime(text, _MOMENT).astimezone().isoformat()
            return typed(text, _today()).isoformat() if self.asked.kind == "date" and text else text
        except (ValueError, OverflowError):
            return text

    def show_error(self, words: str) -> None:
        changed = words != self._error.text()
        self.field.set_bad(bool(words))
        self.field.setAccessibleDescription(words)
        self._error.setText(words)
        self._error.setVisible(bool(words))
        if words and changed:
            announce(self.field, words, assertive=True)

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if by and self.asked.kind in _STEP:
            self.field.setText(_stepped(self.asked.kind, self.field.text(), by))
        else:
            super().keyPressEvent(event)


def _field(asked: Asked, value: str) -> Choice | Pieces | Matrix | Picker | Enclosure | Field:
    if asked.file is not None:
        return Enclosure(asked.file, asked.label)
    if asked.matrix is not None:
        return Matrix(asked.matrix, asked.options, value, asked.label)
    match asked.kind:
        case "choice":
            return Choice(asked.options, value, asked.label)
        case "files":
            return Picker(value, asked.label)
        case "pieces":
            return Pieces(asked.options, value, asked.label)
        case _:
            return Field(_shown(asked, value), _HINTS.get(asked.kind, asked.help), h=28, name=asked.label)


def _shown(asked: Asked, value: str) -> str:
    """A moment on the clock of this machine; a draft that could not be read yet stands as it was typed."""
    try:
        at = datetime.fromisoformat(value) if asked.kind == "moment" else None
    except ValueError:
        return value
    return value if at is None or at.tzinfo is None else f"{at.astimezone():{_MOMENT}}"


def _stepped(kind: str, text: str, by: int) -> str:
    if kind == "moment":
        try:
            at = datetime.strptime(text.strip(), _MOMENT)  # noqa: DTZ007 - local wall time, as it is typed
        except ValueError:
            at = _next_morning(datetime.now(UTC)).replace(tzinfo=None)
        return f"{at + by * _STEP[kind]:{_MOMENT}}"
    try:
        day = typed(text, _today())
    except (ValueError, OverflowError):
        day = _today() + timedelta(days=29)
    return (day + by * _STEP[kind]).isoformat()


def _today() -> date:
    return datetime.now().astimezone().date()


class Inputs(QWidget):
    """The fields of one deed. What was typed is kept for the case and deed until it is committed, wherever one goes meanwhile."""

    changed = Signal(str)  # the kind of the field that was typed into

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._inputs: list[Input] = []
        self._hidden: dict[str, str] = {}
        self._drafts: dict[tuple[str, str], dict[str, str]] = {}
        self._subject = ("", "")
        self._asked: tuple[Asked, ...] = ()
        self._rows: list[QWidget] = []

    def show_deed(self, deed: Deed, case_id: str, start: Mapping[str, str]) -> None:
        self._clear()
        self._subject, self._asked = (case_id, deed.name), deed.fields
        known = {**start, **self._drafts.get(self._subject, {})}
        self._hidden = {f.name: start.get(f.name, "") for f in deed.fields if f.kind == "hidden"}
        shown = [f for f in deed.fields if f.kind != "hidden"]
        wide = max(64 if len(shown) > 1 else 48, *(width(f.label, 12) + 1 for f in shown), 0)
        short = [Input(f, known.get(f.name, ""), wide) for f in shown if f.kind in ("money", "date")]
        rest = [Input(f, known.get(f.name, ""), wide) for f in shown if f.kind not in ("money", "date")]
        if short:
            self._add_row(short)
            for one in short[1:]:
                one.hug_label()
        for one in rest:
            self._add_row([one])
        self._inputs = short + rest
        for one in self._inputs:
            one.field.textEdited.connect(self._edited)
            one.field.textChanged.connect(self._changed)
        self.setVisible(bool(self._inputs))

    def _add_row(self, inputs: list[Input]) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        for one in inputs:
            line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(row)
        self._rows.append(row)

    def _clear(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self._inputs = [], []

    def values(self) -> dict[str, str]:
        return {**self._hidden, **{one.asked.name: one.value for one in self._inputs}}

    def ready_to_preview(self) -> bool:
        """All but the reason can be read: there is something to foresee."""
        faults = self._faults()
        return not any(one.asked.name in faults for one in self._inputs if one.asked.kind != "reason")

    def complete(self) -> bool:
        """Says beside each field what is wrong with it; the first wrong one gets the keyboard."""
        faults = self._faults()
        for one in self._inputs:
            one.show_error(faults.get(one.asked.name, ""))
        wrong = next((one for one in self._inputs if one.asked.name in faults), None)
        if wrong is not None:
            wrong.field.setFocus()
        return not faults

    def _faults(self) -> dict[str, str]:
        return SPECS[self._subject[1]].faults(self.values(), datetime.now(UTC), self._asked)

    def forget_draft(self) -> None:
        self._drafts.pop(self._subject, None)

    def focus_first(self) -> bool:
        """The first field that still wants something, else the first. False where nothing is to fill in."""
        wants = (one for one in self._inputs if not one.value and one.asked.kind not in ("optional", "paper"))
        wanting = next(wants, None) or next(iter(self._inputs), None)
        if wanting is not None:
            wanting.field.setFocus(Qt.FocusReason.TabFocusReason)  # what it holds is typed over
        return wanting is not None

    def _edited(self) -> None:
        self._drafts[self._subject] = {one.asked.name: one.value for one in self._inputs}

    def _changed(self) -> None:
        field = self.sender()
        for one in self._inputs:
            if one.field is field:
                if one.field.bad:
                    one.show_error(self._faults().get(one.asked.name, ""))
                if one.asked.kind == "choice":
                    self._follow(one.value)
                self.changed.emit(one.asked.kind)

    def _follow(self, chosen: str) -> None:
        """Fields that hold what belongs to another choice get what belongs to this one; what a person wrote stays."""
        for one in self._inputs:
            proposed = dict(one.asked.by_choice)
            if chosen in proposed and one.value in proposed.values():
                one.field.setText(proposed[chosen])
                self._edited()
