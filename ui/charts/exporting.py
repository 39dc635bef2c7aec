"""Taking a board or a chart along: as a picture, as values, as the documents behind them, on paper."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QStandardPaths, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from app.domain.sheet import Sheet
from app.errors import ClearlineError
from app.kpis import BY_ID
from app.kpis.kpi import Kpi
from app.kpis.rounding import shown
from ui.charts import deeds, paper
from ui.charts.about import facts
from ui.charts.figure_words import verdict_words
from ui.charts.mark_words import kind_title
from ui.charts.values import rows, sheet_heads, sheet_row
from ui.tables.formats import short_date

if TYPE_CHECKING:
    from app.console import Console
    from ui.charts.board import BoardPage
    from ui.courier import Courier

TABLES = "Excel workbook (*.xlsx);;CSV (*.csv)"
_DOCUMENTS = ("Document", "About", "System", "Kind", "Key")


class Exporting(QObject):
    toast = Signal(str, str, str, object)

    def __init__(self, page: BoardPage, console: Console, courier: Courier) -> None:
        super().__init__(page)
        self._page, self._console, self._courier = page, console, courier
        self._write: Callable[[Path], Future[Any]] | None = None

    def menu(self, at: QPoint) -> None:
        """Everything that can be taken along; what cannot says why."""
        menu = QMenu(self._page)
        for deed in deeds.exports(self._page):
            off = deed.verdict == "denied"
            action = QAction(f"{deed.title}: {deed.words}" if off else f"{deed.title}\t{deed.key}", menu)
            action.setEnabled(not off)
            action.setData(deed.name)
            menu.addAction(action)
        menu.triggered.connect(lambda action: self._page.run_deed(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # ---- the picture -------------------------------------------------------------------------------------------------------
    def copy_picture(self) -> None:
        """The chart's card, or the tiles of the board, as they are on screen."""
        page = self._page
        picture: QWidget = page.large.card if page.is_large else page.area.whole
        QApplication.clipboard().setPixmap(picture.grab())
        self.toast.emit("ok", "The picture is on the clipboard", page.subject() if page.is_large else page.shown.title, None)

    # ---- tables ------------------------------------------------------------------------------------------------------------
    def values(self) -> None:
        sheet = self.values_sheet()
        if sheet is not None:
            self._ask(sheet.title, TABLES, lambda path: self._console.save_sheet(sheet, path))

    def values_sheet(self) -> Sheet | None:
        """The values of the large chart, as numbers."""
        large = self._page.large
        answer = large.answer
        if answer is None:
            return None
        title = f"{large.kpi.title}, {kind_title(answer.ask.drawn)}, {self._over_of(large.kpi)}"
        told = tuple(sheet_row(row) for _, row in rows(answer))
        return Sheet(
            title,
            sheet_heads(answer),
            told,
            (("Figure", title), *self._about(), *facts(large.kpi, answer.figure, datetime.now(UTC))),
        )

    def documents(self) -> None:
        """All of them, not only those that are listed."""
        asked, kpi = self._page.large.behind.asked, self._page.large.kpi
        if asked is not None:
            sheet = Sheet(
                f"{kpi.title}, documents, {self._over_of(kpi)}", _DOCUMENTS, (), (("Figure", kpi.title), *self._about())
            )
            self._ask(sheet.title, TABLES, lambda path: self._console.save_documents(asked, sheet, path))

    def board(self) -> None:
        sheet = self.board_sheet()
        self._ask(sheet.title, TABLES, lambda path: self._console.save_sheet(sheet, path))

    def board_sheet(self) -> Sheet:
        """A row for each tile: what it says and how much of it is known."""
        heads = (
            "Figure", "Value", "Unit", "Target", "Documents", "Numerator", "Denominator", "Known, %", "First day", "Last day", "As of",
            "State", "To be known", "Restated",
        )  # fmt: skip
        told = []
        for kpi in self._page.shown.board.kpis:
            f = self._page.figure(kpi)
            if f is not None:
                _, verdict = verdict_words(f, BY_ID[kpi].target)
                value, words = None if f.value is None else shown(f.value, f.unit), self._page.tiles[kpi].words
                told.append(
                    (
                        BY_ID[kpi].title, value, f.unit, verdict, f.n, f.numerator, f.denominator,
                        None if f.coverage is None else shown(f.coverage, "%"), f.period.first, f.period.last, f.as_of,
                        str(f.status), f.reason, words.restated if words is not None else "",
                    )
                )  # fmt: skip
        return Sheet(f"{self._page.shown.title}, {self._over}", heads, tuple(told), self._about())

    @property
    def _over(self) -> str:
        """In the middle of a title: "month to date"."""
        return self._page.over.words[0].lower() + self._page.over.words[1:]

    def _over_of(self, kpi: Kpi) -> str:
        """Of one figure: stocks are as of now, and some have days of their own, whatever is chosen."""
        if kpi.moment:
            return "now"
        return f"last {kpi.days} days" if kpi.days else self._over

    def _about(self) -> tuple[tuple[str, str], ...]:
        now = datetime.now(UTC)
        return (
            ("Company", self._console.company),
            ("Period", f"{self._page.period.words}. Stocks as of now."),
            ("Narrowed to", self._page.narrowing.words or "everything"),
            ("Written", f"{now:%Y-%m-%d %H:%M} UTC"),
            ("Written by", self._console.me.name),
        )

    def outcomes(self) -> None:
        over = self._page.over
        self._ask(f"Order outcomes, {self._over}", TABLES, lambda path: self._console.save_outcomes(over.days, over.named, path))

    # ---- paper -------------------------------------------------------------------------------------------------------------
    def paper(self) -> None:
        made = self.board_pdf()
        self._ask(f"{self._page.shown.title}, {self._over}", "PDF (*.pdf)", lambda path: self._console.save_file(made, path))

    def board_pdf(self) -> bytes:
        """The board as it stands, in the colours of paper."""
        page, here = self._page, datetime.now().astimezone()
        stale = min((f.as_of for f in page.answer.figures if f.source_ages), default=here) if page.answer is not None else here
        read = stale.astimezone()
        about = (
            f"{page.period.words}. Stocks as of now. Read at {read:%H:%M} on "
            f"{short_date(read.date(), here.date())}, written at {here:%H:%M} by {self._console.me.name}."
        )
        about = f"{page.narrowing.words}. {about}" if page.narrowing.words else about
        heading = paper.Heading(page.shown.title, self._console.company, about)
        return paper.board_pdf(heading, list(page.tiles.values()))

    # ---- where to ----------------------------------------------------------------------------------------------------------
    def _ask(self, title: str, kinds: str, write: Callable[[Path], Future[Any]]) -> None:
        """Asks where to. What is written is that of this moment, whatever arrives while the dialog is open."""
        self._write = write
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        ending = kinds.partition("*")[2].partition(")")[0]
        name = "".join(letter if letter not in '/\\:*?"<>|' else "-" for letter in title)
        dialog = QFileDialog(self._page, "Export", str(folder / f"{name}{ending}"), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending[1:])
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, file: str) -> None:
        """What was asked for last, into this file."""
        write, path = self._write, Path(file)
        if write is None:
            return
        self._courier.deliver(write(path), partial(self._written, path), on_error=self._failed)

    def _written(self, path: Path, rows: int | None) -> None:
        self.toast.emit("ok", "Written" if rows is None else f"{rows:,} rows written", path.name, None)

    def _failed(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)
