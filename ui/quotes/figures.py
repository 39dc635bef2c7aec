"""Beside the lines: what the quote comes to, how the ERP's figures stand, and all that is known of the current line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.draft_rows import Row, Totals, counted, grouped, percent
from app.domain.pricing import Priced
from ui.quotes.account_words import account_rows
from ui.quotes.suggested import Suggested
from ui.quotes.writing import Writing
from ui.theme.kit import Field, H, KeyValues, Labelled, Mark, Section, Text, V, rule

_NONE = "–"


class Figures(QFrame):
    """``enter(line key, field, text)`` takes a field of the current line and answers why not."""

    typing = Signal(str, str, str)

    def __init__(self, enter: Callable[[str, str, str], str]) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._enter = enter
        self._key = ""
        self._mark, self._state = Mark("none"), Text("", "text.2", 12, wrap=True)
        self._total = Text("", size=20, weight=600)
        self._totals, self._line, self._places = KeyValues(label=96), KeyValues(label=96), KeyValues(label=96)
        self._title = Section("Line", self._line, 8, self._places)
        self._account = KeyValues(label=96)
        self.suggested = Suggested()
        self.fields: dict[str, Labelled] = {}
        for name, label, hint in (
            ("reason", "Why it was set by hand", "competitor, agreed by mail"),
            ("note", "Note on the line", ""),
        ):
            self.fields[name] = Labelled(label, Field("", hint, h=28))
            self.fields[name].field.textEdited.connect(partial(self._typed, name))
            self.fields[name].field.editingFinished.connect(partial(self._left, name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        state = H(self._mark, (self._state, 1), gap=8, pad=(16, 8, 16, 8))
        sums = V(self._total, 4, self._totals, pad=(16, 12, 16, 12))
        line = V(self._title, 8, self.suggested, self.fields["reason"], 8, self.fields["note"], None, pad=(16, 12, 16, 12))
        owed = V(Text("Credit, if ordered", "text.3", 11, 500), 2, self._account, pad=(16, 8, 16, 8))
        for part, stretch in ((sums, 0), (rule(), 0), (state, 0), (rule(), 0), (owed, 0), (rule(), 0), (line, 1)):
            column.addWidget(part, stretch)

    def resume(self, name: str, text: str) -> None:
        """A field of the current line as somebody left it while they wrote in it."""
        field = self.fields[name].field
        field.setText(text)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_writing(self, writing: Writing, key: str, now: datetime) -> None:
        shape, words = writing.price_words(now)
        self._mark.show_kind(shape)
        self._state.show_text(words, "bad" if shape == "bad" else "text.2")
        currency = writing.draft.currency if writing.draft is not None else ""
        found = writing.totals()
        self._show_totals(found, currency, len(writing.content.lines))
        self._account.set_rows(account_rows(writing.context.account, found, now))
        self._show_line(writing.row(key), key, writing, currency)

    def _show_totals(self, found: Totals | None, currency: str, lines: int) -> None:
        if found is None:
            self._total.show_text(_NONE, "text.3")
            self._totals.set_rows((("Lines", str(lines)),))
            return
        tone = "text.1" if found.current else "text.3"
        self._total.show_text(found.total.named(), tone)
        margin = percent(found.margin)
        if found.margin is not None and found.unknown:
            margin += f", without {found.unknown} lines"
        elif found.margin is None:
            margin = "not known in " + currency if currency else _NONE
        rows: list[tuple[str, str | tuple[str, str]]] = [
            ("Net", (found.untaxed.text(), tone)),
            ("Tax", (found.tax.text(), tone)),
            ("Margin", (margin, "bad" if found.margin is not None and found.margin < 0 else tone)),
            ("Lines", str(lines)),
        ]
        self._totals.set_rows(rows)

    def _show_line(self, row: Row | None, key: str, writing: Writing, currency: str) -> None:
        other, self._key = key != self._key, key
        self._title.setVisible(row is not None)
        for name, labelled in self.fields.items():
            labelled.setVisible(row is not None)
            if row is not None and (other or not labelled.field.hasFocus()):
                labelled.field.setText(getattr(row.line, name))
        self.suggested.show_suggestions(writing.context.suggestions(row.line.product) if row is not None else ())
        if row is None:
            return
        place = writing.content.keys.index(key) + 1
        self._title.title.setText(f"Line {place}, {row.line.sku or 'no product yet'}")
        self._title.setAccessibleName(self._title.title.text())
        self._line.set_rows(_line_rows(row, writing.prices.priced, currency))
        free = [(name, f"{counted(count)} free") for name, count in row.free]
        self._places.set_rows(free if free else (("Stock", "none is kept, or not known here"),) if row.line.product else ())

    def _typed(self, name: str, text: str) -> None:
        if self._key:
            self.typing.emit(self._key, name, text)

    def _left(self, name: str) -> None:
        labelled = self.fields[name]
        if self._key:
            labelled.show_error(self._enter(self._key, name, labelled.field.text()))


def _line_rows(row: Row, priced: Priced | None, currency: str) -> list[tuple[str, str | tuple[str, str]]]:
    if row.refused:
        return [("Price", (row.refused, "bad"))]
    known = priced.line(row.line.key) if priced is not None else None
    if known is None or row.price is None or row.own is None:
        return [("Price", ("the ERP has not said it yet", "text.3"))]
    tone = "text.1" if row.current else "text.3"
    told: list[tuple[str, str | tuple[str, str]]] = []
    if row.list_price is not None:
        told.append(("List", (grouped(row.list_price, currency), tone)))
    source = priced.price_list if priced is not None and priced.price_list else "no price list"
    told.append(("Contract", (f"{grouped(row.own, currency)}, {source}", tone)))
    if row.line.by_hand:
        told.append(("By hand", (grouped(row.price, currency), "warn")))
    if known.cost is not None and priced is not None:
        told.append(("Cost", (f"{grouped(known.cost, priced.company_currency)} {priced.company_currency}", tone)))
    if row.off is not None:
        told.append(("Off list", (percent(row.off), tone)))
    told.append(("Margin", (percent(row.margin), "bad" if row.margin is not None and row.margin < 0 else tone)))
    told.append(("Tax", (", ".join(known.taxes) or "none", tone)))
    return told
