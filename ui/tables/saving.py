"""Writing the list to a CSV file that the person names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.tables.column import Column, Line
from ui.tables.export import csv_text


class Export(QObject):
    toast = Signal(str, str, str, object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._text = ""
        self._rows = 0

    def ask(self, title: str, columns: Sequence[Column], lines: Sequence[Line]) -> None:
        """Asks where to; the rows are those of this moment, whatever arrives while the dialog is open."""
        self._text, self._rows = csv_text(columns, lines), len(lines)
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(self._page, "Export list", str(folder / f"{title}.csv"), "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, file: str) -> None:
        """UTF-8 with a byte-order mark, which spreadsheets need to read names right."""
        try:
            Path(file).write_bytes(b"\xef\xbb\xbf" + self._text.encode())
        except OSError as e:
            self.toast.emit("bad", "Could not write the file", f"{e.strerror}: {file}", None)
        else:
            self.toast.emit("ok", f"{self._rows:,} rows exported", Path(file).name, None)
