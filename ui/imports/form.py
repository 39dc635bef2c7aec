"""How a file is to be read: what it is, which column says what, and what no column says; questions stand where they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.imports import Form, Looked, Question
from app.kpis.imports import BY_NAME, KINDS
from ui.imports.pick import Pick
from ui.theme.kit import Field, H, Text

_NO_COLUMN = "–"
_SHEET, _KIND, _HEAD = "sheet", "kind", "head"
_SAID = 60  # letters of a line that could hold the heads
_READING = ("day order", "mark")  # asked only where the file does not tell


class FormPane(QWidget):
    """``changed``: another answer; ``sheet_chosen``: another sheet of the workbook; ``head_chosen``: another line holds the heads."""

    changed = Signal()
    sheet_chosen = Signal(str)
    head_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._looked: Looked | None = None
        self._forms: dict[str, Form] = {}  # as they were left, so that going back to a kind loses nothing
        self.form: Form | None = None
        self.fields: dict[str, Pick | Field] = {}
        self._asked: tuple[Question, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_file(self, looked: Looked) -> None:
        self._looked = looked
        self._forms = {form.kind: form for form in looked.forms}
        self.form = looked.forms[0]
        self._asked = ()
        self._build()

    def show_questions(self, asked: tuple[Question, ...]) -> None:
        """Those that have no field yet get one; what is wrong is said below."""
        extra = {q.option for q in asked} - set(self.fields)
        self._asked = (
            *(q for q in self._asked if q.option in _READING and q.option not in {a.option for a in asked}),
            *asked,
        )
        if extra:
            self._build()
        words = {q.option: q.words for q in asked}
        for name, field in self.fields.items():
            field.set_bad(name in words)

    @property
    def untouched(self) -> bool:
        """Nothing was answered yet: what is asked first may have the keyboard."""
        return self.form is not None and self._looked is not None and self.form == self._looked.forms[0]

    def set_enabled(self, enabled: bool) -> None:
        for field in self.fields.values():
            field.setEnabled(enabled)

    def first(self) -> QWidget | None:
        """What is asked, else the first field."""
        wrong = next((f for f in self.fields.values() if isinstance(f, Pick | Field) and f.bad), None)
        return wrong or next(iter(self.fields.values()), None)

    # ---- its fields --------------------------------------------------------------------------------------------------------
    def _build(self) -> None:
        if self._looked is None or self.form is None:
            return
        focused = next((name for name, field in self.fields.items() if field.hasFocus()), "")
        while (item := self._column.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self.fields = {}
        kind = BY_NAME[self.form.kind]
        if len(self._looked.sheets) > 1:
            self._row("Sheet", self._pick(_SHEET, "Sheet", [(s, s) for s in self._looked.sheets], self._looked.sheet))
        self._row("It is", self._pick(_KIND, "What the file is", [(k.name, k.title) for k in KINDS], self.form.kind))
        self._column.addWidget(Text(kind.about, "text.3", 12, wrap=True))
        self._options(before=True)
        self._title("Which column says what")
        could = [(str(line), _line_words(line, cells)) for line, cells in self._looked.could]
        self._row("Heads stand in", self._pick(_HEAD, "Line of the heads", could, str(self._looked.head)))
        heads = self._heads()
        for role in kind.roles:
            at = self.form.at.get(role.name)
            self._row(role.title, self._pick(role.name, role.title, heads, "" if at is None else str(at)), needed=role.needed)
        self._options(before=False)
        self._column.addStretch(1)
        for i in range(self._column.count()):  # at once, so that a field can have the keyboard at once
            item = self._column.itemAt(i)
            if item is not None and (made := item.widget()) is not None:
                made.show()
        if focused in self.fields:
            self.fields[focused].setFocus()

    def _options(self, *, before: bool) -> None:
        """Name and currency stand first; what is asked only of some files stands last."""
        assert self.form is not None
        kind = BY_NAME[self.form.kind]
        listed = [o for o in kind.options if (o.name in ("name", "currency")) == before and o.unless not in self.form.at]
        if not before:
            questions = [q for q in self._asked if q.option in _READING]
            if listed or questions:
                self._title("What no column says")
            for q in questions:
                self._column.addWidget(Text(q.words, "text.2", 12, wrap=True))
                self._row("", self._pick(q.option, q.words, [("", "choose"), *q.answers], self.form.options.get(q.option, "")))
        for option in listed:
            value = self.form.options.get(option.name, "")
            if option.answers:
                blank = [] if option.default else [("", "choose")]
                self._column.addWidget(Text(option.title, "text.2", 12, wrap=True))
                self._row("", self._pick(option.name, option.title, [*blank, *option.answers], value))
            else:
                field = Field(value, h=28, name=option.title, hint="EUR" if option.name == "currency" else "")
                field.textEdited.connect(partial(self._answer, option.name))
                self.fields[option.name] = field
                self._row(option.title, field, needed=option.needed)
            if option.note and not before:
                self._column.addWidget(Text(option.note, "text.3", 11, wrap=True))

    def _title(self, words: str) -> None:
        self._column.addSpacing(4)
        self._column.addWidget(Text(words, "text.3", 11, 500))

    def _row(self, title: str, field: QWidget, *, needed: bool = False) -> None:
        if not title:
            self._column.addWidget(field)
            return
        label = Text(f"{title} *" if needed else title, "text.2", 12, wrap=True, w=140)
        self._column.addWidget(H(label, (field, 1), gap=8))

    def _pick(self, name: str, title: str, options: list[tuple[str, str]], value: str) -> Pick:
        pick = Pick(title, options, value)
        pick.chosen.connect(partial(self._picked, name))
        self.fields[name] = pick
        return pick

    # ---- answers -----------------------------------------------------------------------------------------------------------
    def _picked(self, name: str, value: str) -> None:
        if self.form is None:
            return
        if name == _SHEET:
            self.sheet_chosen.emit(value)
            return
        if name == _HEAD:
            self.head_chosen.emit(int(value))
            return
        if name == _KIND:
            self._forms[self.form.kind] = self.form
            self.form = self._forms[value]
            self._asked = ()
            self._build()
        elif name in {role.name for role in BY_NAME[self.form.kind].roles}:
            self._map(name, value)
        else:
            self._answer(name, value)
            return
        self.changed.emit()

    def _map(self, role: str, value: str) -> None:
        """A column has one role: taken by another, the former one has none."""
        assert self.form is not None
        at = {r: i for r, i in self.form.at.items() if r != role and str(i) != value}
        if value:
            at[role] = int(value)
        lost = set(self.form.at) - set(at)
        options_change = any({o.unless, o.only} & (lost | {role}) for o in BY_NAME[self.form.kind].options)
        self.form = replace(self.form, at=at)
        if options_change:
            self._build()
        for name in lost:
            field = self.fields.get(name)
            if isinstance(field, Pick):
                field.show_options(self._heads(), "")

    def _heads(self) -> list[tuple[str, str]]:
        """The columns to choose from, first that there is none."""
        heads = self._looked.heads if self._looked is not None else ()
        return [("", _NO_COLUMN), *((str(i), head or f"column {i + 1}") for i, head in enumerate(heads))]

    def _answer(self, name: str, value: str) -> None:
        if self.form is not None:
            options: Mapping[str, str] = {**self.form.options, name: value}
            self.form = replace(self.form, options=options)
            self.changed.emit()


def _line_words(line: int, cells: tuple[str, ...]) -> str:
    """ "line 3: Date, Customer, Amount"."""
    said = ", ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    short = said if len(said) <= _SAID else said[: _SAID - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"line {line:,}: {short}"
